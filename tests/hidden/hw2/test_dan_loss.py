"""Homework 2, dan.py: the loss of dan_loss_grads."""

import conventions
import numpy as np

from autograder.errors import Wrong
from autograder.judging import agree, all_show, as_numbers, number, parts, slip, unpack, weight
from autograder.variant import attempts

ACTIVATIONS = {"tanh": np.tanh, "relu": lambda z: np.maximum(z, 0), "sigmoid": lambda z: 1 / (1 + np.exp(-z))}
HIDDEN = conventions.dan_activation
reduced = getattr(np, conventions.reduction)


def away(rng, *shape):
    """Numbers of both signs with sizes from 0.3 to 1.3."""
    return rng.uniform(0.3, 1.3, size=shape) * rng.choice([-1.0, 1.0], size=shape)


def batch(rng, pads):
    """(P, ids, mask, y): seven texts, with words twice and ids under the pads; no biases where all pads are last."""
    e, h, K = (int(n) for n in rng.permutation([3, 4, 8]))
    P = {"E": 2 * away(rng, 11, e), "W": away(rng, h, e), "b": away(rng, h), "U": away(rng, K, h), "c": away(rng, K)}
    ids, y = np.array([rng.permutation(9)[:5] for _ in range(7)]), rng.permutation((K - 1 + np.arange(7)) % K)
    ids[:, 3] = ids[:, 1]
    if pads == "pads at the end":
        P |= {"b": np.zeros(h), "c": np.zeros(K)}
        return P, ids, (np.arange(5) < rng.permutation([2, 3, 3, 4, 4, 4, 5])[:, None]).astype(float), y
    mask = np.array([[1, 0, 0, 1, 1], [1, 1, 0, 1, 0], [1, 1, 1, 0, 1], [0, 1, 1, 1, 0], [1, 0, 1, 0, 1]] * 2)[:7]
    mask[3] *= pads != "a text of pads alone"
    return P, ids, mask.astype(float), y


def shares(mask, weigh):
    """(N, L): with what share each position enters."""
    count = np.maximum(mask.sum(axis=1, keepdims=True), 1.0)
    return {
        "mean": mask / count,
        "no mask": np.ones_like(mask) / mask.shape[1],
        "over L": mask / mask.shape[1],
        "sum": mask,
        "by count": np.ones_like(mask) / count,
    }[weigh]


def losses(P, ids, mask, y, weigh="mean", without=None, hidden=HIDDEN):
    """The loss of each text, right unless told otherwise: how words are averaged, a bias left out, the activation."""
    P = {name: array * (name != without) for name, array in P.items()}
    x = np.einsum("nl,nle->ne", shares(mask, weigh), P["E"][ids])
    Z = ACTIVATIONS[hidden](x @ P["W"].T + P["b"]) @ P["U"].T + P["c"]
    return np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(len(y)), y]


WRONG = {
    "mask ignored": ("pads are counted as words", 0.4, {"weigh": "no mask"}),
    "divided by L": ("the mean is over the words, not over all L positions", 0.5, {"weigh": "over L"}),
    "pads summed": ("pads are added in; only the division goes by the mask", 0.4, {"weigh": "by count"}),
    "sum for mean": ("the embeddings are summed; their mean is asked for", 0.5, {"weigh": "sum"}),
    "no bias b": ("the bias b of the hidden layer is left out", 0.6, {"without": "b"}),
    "no bias c": ("the bias c of the output is left out", 0.6, {"without": "c"}),
} | {
    f"{other} for {HIDDEN}": (f"the hidden layer is {HIDDEN}; here it is {other}", 0.5, {"hidden": other})
    for other in ACTIVATIONS
    if other != HIDDEN
}


def slips(cases):
    """What known mistakes give for the losses of several batches."""
    found = [slip(name, f"The loss is off: {text}.", share, [reduced(losses(*case, **how)) for case in cases])
             for name, (text, share, how) in WRONG.items()]  # fmt: skip
    first = [1.0 * (np.arange(5) < mask.sum(axis=1, keepdims=True)) for _, _, mask, _ in cases]
    at_the_end = [reduced(losses(P, ids, mask, y)) for (P, ids, _, y), mask in zip(cases, first)]
    found.append(slip("pads at the end", AT_THE_END, 0.5, at_the_end))
    there = [mask.any(axis=1) for _, _, mask, _ in cases]
    kept = [losses(P, ids[t], mask[t], y[t]) for (P, ids, mask, y), t in zip(cases, there)]
    for wrong in ([reduced(each) for each in kept], [reduced(np.append(each, 0.0)) for each in kept]):
        if not all(map(np.all, there)):
            found.append(slip("empty text left out", EMPTY, 0.5, wrong))
    return found


AT_THE_END = "The loss is off: pads may stand anywhere, here they are taken to be at the end."
EMPTY = "The loss is off: a text of pads alone is a text too, here it is left out."


def clear(rng, pads):
    """Three batches on whose losses every slip shows."""
    for _ in attempts(rng):
        cases = [batch(rng, pads) for _ in range(3)]
        if all_show([reduced(losses(*case)) for case in cases], slips(cases), away=1e4):
            return cases


def judge(student, cases):
    """The losses of several batches at once, so that a constant factor shows."""
    got = [as_numbers(unpack(student.dan_loss_grads(*case), "loss", "grads")[0], "The loss") for case in cases]
    right = [reduced(losses(*case)) for case in cases]
    if any(loss.size != 1 for loss in got):
        each = all(loss.size == 7 and abs(reduced(loss) - value) < 1e-5 for loss, value in zip(got, right))
        said = f"The loss should be one number: the {conventions.reduction} over the texts."
        raise Wrong(said, 0.5 * each, "not reduced")
    counts = {"texts": 7, "classes": np.array([len(case[0]["c"]) for case in cases])}
    # 1e-5: a small constant inside the logarithm is a matter of taste
    agree(np.ravel(got), right, "The loss", hypotheses=lambda: slips(cases), counts=counts, tolerance=1e-5,
          reduction=conventions.reduction)  # fmt: skip


@number("B7.4")
@weight(1)
@parts({"pads at the end": 4, "holes in the mask": 3, "a text of pads alone": 3})
def test_loss(student, part, rng):
    """The loss counts words only."""
    for pads in ("pads at the end", "holes in the mask", "a text of pads alone"):
        with part(pads):
            judge(student, clear(rng, pads))
