"""Homework 2, dan.py: what is judged beyond the public part."""

import numpy as np

from autograder.errors import SubmissionError, Wrong
from autograder.judging import (
    agree,
    all_show,
    as_numbers,
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
    ids = rng.randint(0, 9, size=(N, L))
    ids[:, 3], ids[1:, 0] = ids[:, 1], ids[0, 1]
    mask = rng.permutation(np.tile([1.0, 1.0, 0.0], (N, 1)).ravel()[: N * 2]).reshape(N, 2)
    mask = np.concatenate([np.ones((N, 2)), mask, rng.permutation(np.arange(N) % 2)[:, None]], axis=1)
    mask[0] = [1, 0, 0, 1, 1]
    return P, ids, mask.astype(float), _classes(rng, P, N)


def with_pads_alone(rng):
    """As `demanding`, with one text of pads alone."""
    P, ids, mask, y = demanding(rng)
    mask[3] = 0.0
    return P, ids, mask, y


def _classes(rng, P, N):
    """Not every class has to occur; the last one does."""
    K = len(P["c"])
    return rng.permutation((K - 1 + np.arange(N)) % K)


def loss_grads(P, ids, mask, y, *, weigh="mean", onehot=True, slope=None, spread="mean", without=None):
    """Loss and gradients, right unless told otherwise.

    weigh: how the rows are averaged forward ("mean", "no mask", "over L", "sum"); spread: the same for dE. without: a
    bias that is left out.
    """
    N, P = len(y), {name: array * (name != without) for name, array in P.items()}
    x = np.einsum("nl,nle->ne", shares(mask, weigh), P["E"][ids])
    A = np.tanh(x @ P["W"].T + P["b"])
    Z = A @ P["U"].T + P["c"]
    log_p = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    dZ = (np.exp(log_p) - onehot * np.eye(Z.shape[1])[y]) / N
    dH = dZ @ P["U"] * ((1 - A**2) if slope is None else slope(A))
    rows = shares(mask, spread)[:, :, None] * (dH @ P["W"])[:, None, :]
    dE = np.zeros_like(P["E"])
    np.add.at(dE, ids, rows)
    grads = {"U": dZ.T @ A, "c": dZ.sum(axis=0), "W": dH.T @ x, "b": dH.sum(axis=0), "E": dE}
    return -np.mean(log_p[np.arange(N), y]), grads, rows


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
    "no tanh'": ("the slope of tanh is missing", 0.4, {"slope": np.ones_like}),
    "sigmoid's slope": ("a(1 - a) is a sigmoid's slope; tanh has 1 - a^2", 0.4, {"slope": lambda a: a * (1 - a)}),
    "1 - a": ("the slope of tanh is 1 - a^2, not 1 - a", 0.4, {"slope": lambda a: 1 - a}),
    "E not averaged": ("each row of E gets the share 1 / n of what reaches x", 0.4, {"spread": "sum"}),
    "pads get gradient": ("rows of E under pads get nothing", 0.4, {"spread": "no mask, by count"}),
    "no bias b": ("the bias b of the hidden layer is left out", 0.6, {"without": "b"}),
    "no bias c": ("the bias c of the output is left out", 0.6, {"without": "c"}),
    "E over L": ("each row of E gets the share 1 / n, with n the words, not L", 0.5, {"spread": "over L"}),
}


def slips_of(case):
    """Slips of the loss and of each gradient."""
    P, ids, mask, _ = case
    found = {name: [] for name in ("loss", *BLOCKS)}
    for name, (text, share, how) in WRONG.items():
        loss, grads, _ = loss_grads(*case, **how)
        if "weigh" in how:
            found["loss"].append(slip(name, f"The loss is off: {text}.", share, loss))
        for block in BLOCKS:
            found[block].append(slip(name, f"d{block}: {text}.", share, grads[block]))
    rows = loss_grads(*case)[2]
    for name, text, wrong in [*_prefix(*case), *_without_empty(*case)]:
        found["loss"].append(slip(name, f"The loss is off: {text}.", 0.5, wrong[0]))
        for block in BLOCKS:
            found[block].append(slip(name, f"d{block}: {text}.", 0.5, wrong[1][block]))
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
        yield "pads at the end", text, loss_grads(P, ids, first, y)


def _without_empty(P, ids, mask, y):
    """A text of pads alone left out, of the sum or of the mean."""
    kept = mask.any(axis=1)
    if kept.all():
        return
    loss, grads, _ = loss_grads(P, ids[kept], mask[kept], y[kept])
    text, part = "a text of pads alone is a text too, here it is left out", kept.mean()
    yield "empty text left out", text, (loss, grads)
    yield "empty text left out", text, (loss * part, {name: array * part for name, array in grads.items()})


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
    """A case on which every slip of every gradient shows."""
    for _ in attempts(rng):
        case = make(rng)
        slips = slips_of(case)
        if all(all_show(array, slips[name]) for name, array in loss_grads(*case)[1].items()):
            return case


def judge_losses(student, cases):
    """The losses of several batches at once, so that a constant factor shows."""
    got = [as_numbers(unpack(student.dan_loss_grads(*case), "loss", "grads")[0], "The loss") for case in cases]
    right = [loss_grads(*case)[0] for case in cases]
    if any(loss.size != 1 for loss in got):
        reduced = all(loss.size and abs(loss.mean() - value) < 1e-6 for loss, value in zip(got, right))
        raise Wrong("The loss should be one number: the mean over the texts.", 0.5 * reduced, "not reduced")
    counts = {"texts": 7, "classes": np.array([len(case[0]["c"]) for case in cases])}
    # 1e-5: a small constant inside the logarithm is a matter of taste
    agree(np.ravel(got), right, "The loss", hypotheses=lambda: _loss_slips(cases), counts=counts, tolerance=1e-5)


def _loss_slips(cases):
    each = zip(*(slips_of(case)["loss"] for case in cases))
    return [slip(s[0].name, s[0].sentence, s[0].share, [float(one.predict(np.zeros(()))) for one in s]) for s in each]


def judge_block(grads, name, case):
    """One gradient."""
    right = loss_grads(*case)[1]
    P, ids = case[0], case[1]
    counts = {"texts": len(ids), "classes": len(P["c"])} | ({"positions": ids.shape[1]} if ids.shape[1] > 2 else {})
    others = {f"d{other}": array for other, array in right.items()}
    got = entry(grads, name, "The dict of gradients")
    agree(got, right[name], f"d{name}", hypotheses=lambda: slips_of(case)[name], counts=counts, others=others)


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


@number("B7.4")
@weight(1)
@parts({"pads at the end": 4, "holes in the mask": 3, "a text of pads alone": 3})
def test_loss(student, part, rng):
    """The loss counts words only."""
    makers = {"pads at the end": padded, "holes in the mask": demanding, "a text of pads alone": with_pads_alone}
    for name, make in makers.items():
        with part(name):
            judge_losses(student, [make(rng) for _ in range(3)])


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
