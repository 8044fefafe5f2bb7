"""Homework 2, dan.py: what is judged beyond the public part."""

import conventions
import numpy as np

from autograder.errors import SubmissionError, Wrong
from autograder.judging import (
    agree,
    all_show,
    entry,
    last_write_wins,
    number,
    parts,
    slip,
    unpack,
    weight,
)
from autograder.variant import attempts

BLOCKS = ("U", "c", "W", "b", "E")


def away(rng, *shape):
    """Numbers of both signs with sizes from 0.3 to 1.3."""
    return rng.uniform(0.3, 1.3, size=shape) * rng.choice([-1.0, 1.0], size=shape)


ACTIVATIONS = {
    "tanh": (np.tanh, lambda a: 1 - a**2),
    "relu": (lambda z: np.maximum(z, 0), lambda a: a > 0),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda a: a * (1 - a)),
}
"""What the hidden layer may be, and its slope from what comes out."""
HIDDEN = conventions.dan_activation


def among(N):
    """What the sum over N texts is divided by."""
    return N if conventions.reduction == "mean" else 1


def network(rng):
    """Parameters with all sizes different: V = 11, e, h and K, of which none is a number of texts below."""
    e, h, K = (int(n) for n in rng.permutation([3, 4, 8]))
    return {"E": away(rng, 11, e), "W": away(rng, h, e), "b": away(rng, h), "U": away(rng, K, h), "c": away(rng, K)}


def plain(rng):
    """(P, ids, mask, y): no biases, a full mask, no word twice, and no word 0, which some take for the pad."""
    P = without_biases(network(rng))
    ids = 1 + rng.permutation(10).reshape(5, 2)
    return P, ids, np.ones(ids.shape), _classes(rng, P, 5)


def without_biases(P):
    """The same parameters with all biases 0."""
    return {name: array * (name not in ("b", "c")) for name, array in P.items()}


def padded(rng):
    """(P, ids, mask, y): no biases, pads at the end alone, with ids of words under them, and words twice."""
    P, ids, _, y = demanding(rng)
    length = rng.permutation([2, 3, 3, 4, 4, 4, 5])
    ids[:, 1] = ids[:, 0]
    return without_biases(P), ids, (np.arange(5) < length[:, None]).astype(float), y


def last_class_absent(rng):
    """A batch in which nothing is of the last class."""
    P, ids, mask, y = demanding(rng)
    return P, ids, mask, np.where(y == y.max(), 0, y)


def demanding(rng):
    """(P, ids, mask, y): holes in the mask, words twice in a text and in several texts, ids under the pads."""
    P, N, L = network(rng), 7, 5
    ids = np.array([rng.permutation(9)[:L] for _ in range(N)])
    ids[:, 3] = ids[:, 1]
    mask = rng.permutation(np.tile([1.0, 1.0, 0.0], (N, 1)).ravel()[: N * 2]).reshape(N, 2)
    mask = np.concatenate([np.ones((N, 2)), mask, rng.permutation(np.arange(N) % 2)[:, None]], axis=1)
    mask[0] = [1, 0, 0, 1, 1]
    return P, ids, mask.astype(float), _classes(rng, P, N)


def with_pads_alone(rng):
    """As `demanding`, with one text of pads alone, not dead in the hidden layer: leaving it out shows."""
    for _ in attempts(rng):
        P, ids, mask, y = demanding(rng)
        mask[3] = 0.0
        if np.any(ACTIVATIONS[HIDDEN][1](ACTIVATIONS[HIDDEN][0](P["b"])) > 0):
            return P, ids, mask, y


def _classes(rng, P, N):
    """Not every class has to occur; the last one does."""
    K = len(P["c"])
    return rng.permutation((K - 1 + np.arange(N)) % K)


def pre_activations(P, ids, mask, weigh="mean"):
    """The means of the words, and what goes into the hidden layer."""
    x = np.einsum("nl,nle->ne", shares(mask, weigh), P["E"][ids])
    return x, x @ P["W"].T + P["b"]


def gradients(P, ids, mask, y, weigh="mean", onehot=True, slope=None, spread="mean", without=None, hidden=HIDDEN):
    """Gradients, and the pieces of dE, right unless told otherwise.

    weigh: how the rows are averaged forward ("mean", "no mask", "over L", "sum"); spread: the same for dE. without: a
    bias that is left out. hidden: the activation.
    """
    N, P = len(y), {name: array * (name != without) for name, array in P.items()}
    x, z = pre_activations(P, ids, mask, weigh)
    A = ACTIVATIONS[hidden][0](z)
    Z = A @ P["U"].T + P["c"]
    p = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    dZ = (p - onehot * np.eye(Z.shape[1])[y]) / among(N)
    dH = dZ @ P["U"] * (slope or ACTIVATIONS[hidden][1])(A)
    rows, dE = shares(mask, spread)[:, :, None] * (dH @ P["W"])[:, None, :], np.zeros_like(P["E"])
    np.add.at(dE, ids, rows)
    grads = {"U": dZ.T @ A, "c": dZ.sum(axis=0), "W": dH.T @ x, "b": dH.sum(axis=0), "E": dE}
    return grads, rows


def shares(mask, weigh):
    """(N, L): with what share each position enters."""
    count = np.maximum(mask.sum(axis=1, keepdims=True), 1.0)
    return {
        "mean": mask / count,
        "no mask": np.ones_like(mask) / mask.shape[1],
        "over L": mask / mask.shape[1],
        "sum": mask,
        "no mask, by count": np.ones_like(mask) / count,
        "unmasked sum": np.ones_like(mask),
    }[weigh]


def _both(way):
    """Averaged in one way forward and backward."""
    return {"weigh": way, "spread": way}


WRONG = {
    "mask ignored": ("pads are counted as words", 0.4, _both("no mask")),
    "divided by L": ("the mean is over the words, not over all L positions", 0.5, _both("over L")),
    "pads summed": ("pads are added in; only the division goes by the mask", 0.4, _both("no mask, by count")),
    "sum for mean": ("the embeddings are summed; their mean is asked for", 0.5, _both("sum")),
    "no one-hot": ("the label is missing: dL/dz is softmax(z) - onehot(y)", 0.4, {"onehot": False}),
    f"no {HIDDEN}'": (f"the slope of {HIDDEN} is missing", 0.4, {"slope": np.ones_like}),
    "1 - a": (f"the slope of {HIDDEN} is {conventions.dan_slope}, not 1 - a", 0.4, {"slope": lambda a: 1 - a}),
    "E not averaged": ("each row of E gets the share 1 / n of what reaches x", 0.4, {"spread": "sum"}),
    "pads get gradient": ("rows of E under pads get nothing", 0.4, {"spread": "no mask, by count"}),
    "no bias b": ("the bias b of the hidden layer is left out", 0.6, {"without": "b"}),
    "the activation for its slope": (f"{HIDDEN} itself was taken for its slope", 0.4, {"slope": lambda a: a}),
    "no bias c": ("the bias c of the output is left out", 0.6, {"without": "c"}),
    "E over L": ("each row of E gets the share 1 / n, with n the words, not L", 0.5, {"spread": "over L"}),
}


for other, (_, slope) in ACTIVATIONS.items():
    if other != HIDDEN:
        said = f"that is the slope of {other}; the hidden layer is {HIDDEN}, with the slope {conventions.dan_slope}"
        if (HIDDEN, other) != ("sigmoid", "relu"):  # a sigmoid is above 0 everywhere: that is no slope at all
            WRONG[f"{other}'s slope"] = (said, 0.4, {"slope": slope})
        WRONG[f"{other} for {HIDDEN}"] = (f"the hidden layer is {HIDDEN}; here it is {other}", 0.5, {"hidden": other})


def slips_of(case):
    """Slips of each gradient."""
    P, ids, mask, _ = case
    found = {name: [] for name in BLOCKS}
    for name, (text, share, how) in WRONG.items():
        grads, _ = gradients(*case, **how)
        for block in BLOCKS:
            found[block].append(slip(name, f"d{block}: {text}.", share, grads[block]))
    rows = gradients(*case)[1]
    for name, text, wrong in [*_prefix(*case), *_without_empty(*case)]:
        for block in BLOCKS:
            found[block].append(slip(name, f"d{block}: {text}.", 0.5, wrong[block]))
    counted = mask.ravel() > 0
    found["E"] += [
        last_write_wins("dE", ids.ravel()[counted], rows.reshape(-1, rows.shape[2])[counted], len(P["E"])),
        last_write_wins("dE", ids.ravel(), rows.reshape(-1, rows.shape[2]), len(P["E"])),
        slip("last write wins", REPEATS, 0.4, _by_position(P, ids, rows)),
        slip("last write wins", REPEATS, 0.4, _by_text(P, ids, mask, rows)),
    ]
    return found


def _prefix(P, ids, mask, y):
    """The first words of each text, as many as it has, if that is not all of them."""
    first = (np.arange(mask.shape[1]) < mask.sum(axis=1, keepdims=True)).astype(float)
    if np.any(first != mask):
        text = "pads may stand anywhere, here they are taken to be at the end"
        yield "pads at the end", text, gradients(P, ids, first, y)[0]


def _without_empty(P, ids, mask, y):
    """A text of pads alone left out, of the sum or of the mean."""
    kept = mask.any(axis=1)
    if kept.all():
        return
    grads, _ = gradients(P, ids[kept], mask[kept], y[kept])
    text, part = "a text of pads alone is a text too, here it is left out", kept.mean()
    yield "empty text left out", text, grads
    if conventions.reduction == "mean":
        yield "empty text left out", text, {name: array * part for name, array in grads.items()}


REPEATS = "dE: where a word is repeated only one piece was kept; they add up (np.add.at)."


def _by_position(P, ids, rows):
    """dE[ids[:, l]] += ... for each position: texts that share a word at one position lose pieces."""
    dE = np.zeros_like(P["E"])
    for at in range(ids.shape[1]):
        dE[ids[:, at]] += rows[:, at]
    return dE


def _by_text(P, ids, mask, rows):
    """dE[ids[n]] += ... for each text: a word that the text repeats loses pieces."""
    dE = np.zeros_like(P["E"])
    for n in range(len(ids)):
        words = mask[n] > 0
        dE[ids[n][words]] += rows[n][words]
    return dE


def clear(rng, make):
    """A case on which every slip of every gradient shows: off the kinks, with hidden units on both sides of 0."""
    for _ in attempts(rng):
        case = make(rng)
        slips, z = slips_of(case), pre_activations(*case[:3])[1]
        mixed = np.abs(z).min() > 1e-2 and 0.2 < np.mean(z > 0) < 0.8
        if mixed and all(all_show(array, slips[name]) for name, array in gradients(*case)[0].items()):
            return case


def judge_block(grads, name, case):
    """One gradient."""
    right = gradients(*case)[0]
    N, L = case[1].shape
    counts = {"texts": N, "classes": len(case[0]["c"])} | ({"positions": L} if L > 2 else {})
    others = {f"d{other}": array for other, array in right.items()}
    got = entry(grads, name, "The dict of gradients")
    agree(got, right[name], f"d{name}", hypotheses=lambda: slips_of(case)[name], counts=counts, others=others,
          reduction=conventions.reduction)  # fmt: skip


def grads_of(student, case):
    """The gradients, or the error of the call, for every part that asks."""
    try:
        grads = unpack(student.dan_loss_grads(*case), "loss", "grads")[1]
    except (SubmissionError, Wrong) as error:
        kept = error

        def again():
            raise kept

        return again
    return lambda: grads


@number("B7.5")
@weight(2.5)
@parts({"U": 5, "c": 4, "W": 4, "b": 4, "holes in the mask": 3, "a text of pads alone": 2, "last class absent": 3})
def test_layers(student, part, rng):
    """The gradients of U, c, W and b are right with a mask."""
    case = clear(rng, padded)
    grads = grads_of(student, case)
    for name in ("U", "c", "W", "b"):
        with part(name):
            judge_block(grads(), name, case)
    several = {
        "holes in the mask": (demanding, ("U", "W", "b")),
        "a text of pads alone": (with_pads_alone, ("W", "b")),
        "last class absent": (last_class_absent, ("U", "c")),
    }
    for name, (make, blocks) in several.items():
        with part(name):
            case = clear(rng, make)
            grads = grads_of(student, case)()
            for block in blocks:
                judge_block(grads, block, case)


@number("B7.6")
@weight(2.5)
@parts({"full mask and no word twice": 9, "repeated words": 8, "holes in the mask": 3, "a text of pads alone": 5})
def test_embeddings(student, part, rng):
    """The gradient of E is right, where words are repeated too."""
    makers = {
        "full mask and no word twice": plain,
        "repeated words": padded,
        "holes in the mask": demanding,
        "a text of pads alone": with_pads_alone,
    }
    for name, make in makers.items():
        with part(name):
            case = clear(rng, make)
            judge_block(grads_of(student, case)(), "E", case)
