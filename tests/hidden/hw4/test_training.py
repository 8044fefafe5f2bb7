"""Homework 4, train_rnnlm in rnnlm.py: the parameters that come back are tried with the solution's forward pass."""

import numpy as np

from autograder.errors import Wrong
from autograder.judging import as_numbers, entry, number, parts, weight

GAP, AGREEMENT = (0.30, 0.75), (0.65, 0.98)
"""(what earns nothing, what earns everything): the share of the way from pairs of words to the true chances, and the
share of verbs whose number is right."""
HOPELESS = 10.0
"""From this perplexity on (pairs of words reach about 3.4) nothing is said about verbs: chance may make them agree."""
LARGEST = 512
"""Units of a layer that are looked at: far above the 256 that the hand-out allows."""


def parameters(P, V):
    """The six arrays as float64, checked to fit together."""
    P = {name: as_numbers(entry(P, name, "The parameters"), name) for name in ("E", "We", "Wh", "b1", "U", "b2")}
    if P["E"].ndim != 2 or P["Wh"].ndim != 2:
        raise Wrong("E and Wh should be matrices.", cause="shape")
    e, H = P["E"].shape[1], P["Wh"].shape[0]
    shapes = {"E": (V, e), "We": (H, e), "Wh": (H, H), "b1": (H,), "U": (V, H), "b2": (V,)}
    for name, shape in shapes.items():
        if np.squeeze(P[name]).shape != tuple(side for side in shape if side != 1):
            raise Wrong(f"{name} has shape {P[name].shape}; it should be {shape}.", cause="shape")
        if not np.isfinite(P[name]).all():
            raise Wrong(
                f"{name} has entries that are not finite numbers: did the training diverge?", cause="not finite"
            )
    if max(e, H) > LARGEST:
        raise Wrong("At most 256 units in a layer.", cause="too large")
    return {name: P[name].reshape(shape) for name, shape in shapes.items()}


def log_chances(reference, P, ids):
    """ln of the model's chance of every word after each of ids[:-1], read in one go from h0 = 0: (T, V)."""
    _, logits = reference.rnn_forward(P, ids[None, :-1], np.zeros((1, len(P["b1"]))))
    log_p = (logits - np.logaddexp.reduce(logits, axis=-1, keepdims=True))[0]
    if not np.allclose(np.exp(log_p).sum(axis=1), 1.0, atol=1e-3):  # lost in rounding: each seems to be certain
        raise Wrong("The logits are so large that they give no chances: did the training diverge?", cause="diverged")
    return log_p


def gap_closed(language, log_p, ids):
    """(share of the way, the model's perplexity, that of the true chances)."""
    model = np.exp(-np.mean(log_p[np.arange(len(log_p)), ids[1:]]))
    pairs = np.exp(language.bigram_losses(ids).mean())
    floor = np.exp(language.grammar.best_losses(ids)[1:].mean())
    return float((pairs - model) / (pairs - floor)), float(model), float(floor)


def agreement(language, log_p, ids):
    """How often verbs of the right number are likelier, where a phrase stands between."""
    at, numbers = language.grammar.far_verbs(ids)
    p = np.exp(log_p[at - 1])
    one, many = (p[:, language.grammar.kinds[f"verb {n}"]].sum(axis=1) for n in (0, 1))
    return float(np.mean(np.where(numbers == 1, many > one, one > many)))


def share_of(value, band):
    """On the straight line between what earns nothing and what earns everything."""
    return min(1.0, max(0.0, (value - band[0]) / (band[1] - band[0])))


@number("C.2")
@weight(12)
@parts({"perplexity": 1, "agreement": 1})
def test_training(student, reference, drawn, part, rng):
    """The trained model is tried on a hidden text: its perplexity, and whether its verbs agree."""
    language = drawn["language"]
    ids, V = language.test(rng), len(language.grammar.words)
    P = parameters(student.train_rnnlm(language.training.copy(), V, int(rng.randint(1, 10**6))), V)
    log_p = log_chances(reference, P, ids)
    with part("perplexity"):
        closed, model, floor = gap_closed(language, log_p, ids)
        share = share_of(closed, GAP)
        if share < 1:
            raise Wrong(f"Perplexity {model:.3f}; the true chances give {floor:.3f}: {max(closed, 0):.2f} of the way "
                        f"from pairs of words; {GAP[0]} earns nothing, {GAP[1]} everything.", share)  # fmt: skip
    with part("agreement"):
        if model > HOPELESS:
            raise Wrong(f"Agreement is looked at from perplexity {HOPELESS:g} downwards; yours is {model:.3f}.")
        right = agreement(language, log_p, ids)
        share = share_of(right, AGREEMENT)
        if share < 1:
            raise Wrong(
                f"{right:.3f} of the verbs agree; {AGREEMENT[0]} earns nothing, {AGREEMENT[1]} everything.", share
            )
