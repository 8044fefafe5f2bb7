"""Homework 2, dan.py: what is judged beyond the public part."""

import numpy as np

from autograder.errors import SubmissionError, Wrong
from autograder.judging import agree, alike, as_numbers, entry, last_write_wins, number, parts, slip, unpack, weight

BLOCKS = ("U", "c", "W", "b", "E")


def away(rng, *shape):
    """Numbers of both signs with sizes from 0.3 to 1.3."""
    return rng.uniform(0.3, 1.3, size=shape) * rng.choice([-1.0, 1.0], size=shape)


def network(rng):
    """Parameters with all sizes different: V = 11, e, h and K."""
    e, h, K = (int(n) for n in rng.permutation([3, 4, 6]))
    return {"E": away(rng, 11, e), "W": away(rng, h, e), "b": away(rng, h), "U": away(rng, K, h), "c": away(rng, K)}


def plain(rng):
    """(P, ids, mask, y): a full mask, no word twice, and no word with the number 0, which some take for the pad."""
    P = network(rng)
    ids = 1 + rng.permutation(10).reshape(5, 2)
    return P, ids, np.ones(ids.shape), _classes(rng, P, 5)


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
    return rng.permutation(np.arange(N) % len(P["c"]))


def loss_grads(P, ids, mask, y, *, weigh="mean", onehot=True, slope=None, spread="mean", dz_scale=1.0):
    """Loss and gradients, right unless told otherwise.

    weigh: how the rows are averaged forward ("mean", "no mask", "over L", "sum"); spread: the same for dE.
    """
    N = len(y)
    x = np.einsum("nl,nle->ne", shares(mask, weigh), P["E"][ids])
    A = np.tanh(x @ P["W"].T + P["b"])
    Z = A @ P["U"].T + P["c"]
    log_p = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    dZ = (np.exp(log_p) - onehot * np.eye(Z.shape[1])[y]) / N * dz_scale
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


WRONG = {
    "mask ignored": ("pads are counted as words", 0.4, {"weigh": "no mask", "spread": "no mask"}),
    "divided by L": (
        "the mean is over the words, not over all L positions",
        0.5,
        {"weigh": "over L", "spread": "over L"},
    ),
    "pads summed": (
        "pads are added in; only the division goes by the mask",
        0.4,
        {"weigh": "no mask, by count", "spread": "no mask, by count"},
    ),
    "sum for mean": ("the embeddings are summed; their mean is asked for", 0.5, {"weigh": "sum", "spread": "sum"}),
    "no one-hot": ("the label is missing: dL/dz is softmax(z) - onehot(y)", 0.4, {"onehot": False}),
    "no tanh'": ("the slope of tanh is missing", 0.4, {"slope": np.ones_like}),
    "sigmoid's slope": (
        "a(1 - a) is the slope of a sigmoid; that of tanh is 1 - a^2",
        0.4,
        {"slope": lambda a: a * (1 - a)},
    ),
    "1 - a": ("the slope of tanh is 1 - a^2, not 1 - a", 0.4, {"slope": lambda a: 1 - a}),
    "E not averaged": ("each row of E gets the share 1 / n of what reaches x", 0.4, {"spread": "sum"}),
    "pads get gradient": ("rows of E under pads get nothing", 0.4, {"spread": "no mask, by count"}),
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
    counted = mask.ravel() > 0
    found["E"] += [
        last_write_wins("dE", ids.ravel()[counted], rows.reshape(-1, rows.shape[2])[counted], len(P["E"])),
        last_write_wins("dE", ids.ravel(), rows.reshape(-1, rows.shape[2]), len(P["E"])),
        slip("last write wins", REPEATS, 0.4, _by_position(P, ids, rows)),
        slip("last write wins", REPEATS, 0.4, _by_text(P, ids, mask, rows)),
    ]
    return found


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
@parts({"holes in the mask": 6, "a text of pads alone": 4})
def test_loss(student, part, rng):
    """The loss counts words only."""
    with part("holes in the mask"):
        judge_losses(student, [demanding(rng) for _ in range(3)])
    with part("a text of pads alone"):
        judge_losses(student, [with_pads_alone(rng) for _ in range(3)])


@number("B7.5")
@weight(2.5)
@parts({"U": 6, "c": 5, "W": 6, "b": 5, "a text of pads alone": 3})
def test_layers(student, part, rng):
    """The gradients of U, c, W and b are right with a mask."""
    case = demanding(rng)
    grads = grads_of(student, case)
    for name in ("U", "c", "W", "b"):
        with part(name):
            judge_block(grads(), name, case)
    with part("a text of pads alone"):
        case = with_pads_alone(rng)
        grads = grads_of(student, case)
        judge_block(grads(), "W", case)
        judge_block(grads(), "b", case)


@number("B7.6")
@weight(2.5)
@parts({"full mask and no word twice": 10, "repeated words and a mask": 10, "a text of pads alone": 5})
def test_embeddings(student, part, rng):
    """The gradient of E is right, where words are repeated too."""
    makers = {
        "full mask and no word twice": plain,
        "repeated words and a mask": demanding,
        "a text of pads alone": with_pads_alone,
    }
    for name, make in makers.items():
        with part(name):
            case = make(rng)
            judge_block(grads_of(student, case)(), "E", case)


@number("B7.7")
@weight(1)
@parts({"loss": 1, "gradients": 1})
def test_pads_change_nothing(student, part, rng):
    """More pads, with whatever ids, change neither the loss nor the gradients."""
    P, ids, mask, y = demanding(rng)
    none, last = np.zeros((7, 1)), np.full((7, 1), _last_word(ids, mask))
    wide = np.concatenate([ids[:, 1:2], ids, last], axis=1), np.concatenate([none, mask, none], axis=1)
    one, padded = (unpack(student.dan_loss_grads(P, i, m, y), "loss", "grads") for i, m in ((ids, mask), wide))
    other = unpack(student.dan_loss_grads(*plain(rng)), "loss", "grads")
    with part("loss"):
        _same(one[0], padded[0], other[0], "The loss")
    with part("gradients"):
        for name in BLOCKS:
            if np.squeeze(as_numbers(entry(one[1], name), f"d{name}")).shape != P[name].shape:
                raise Wrong(f"d{name} should have the shape of {name}.", cause="shape")
            _same(entry(one[1], name), entry(padded[1], name), entry(other[1], name), f"d{name}")


def _last_word(ids, mask):
    """A word that stands under no pad after the last time that it counts: a pad that overwrites it shows."""
    flat, counts = ids.ravel().tolist(), mask.ravel() > 0
    return next(flat[i] for i in reversed(range(len(flat))) if counts[i] and flat[i] not in flat[i + 1 :])


def _same(one, padded, other, what):
    one, padded, other = (as_numbers(value, what) for value in (one, padded, other))
    if not one.size or not np.isfinite(one).all() or not one.any() or alike(one, other):
        raise Wrong(f"{what} is not finite, zero, or the same for all inputs.")
    if one.shape != padded.shape or not np.allclose(one, padded, rtol=1e-5, atol=1e-7):
        raise Wrong(f"{what} changes when pads are added.", cause="pads count")


# ---------------------------------------------------------------- training

FLOOR, FULL = 0.55, 0.93
"""Accuracy up to which nothing is earned, and from which everything is."""


def predicted(student, model, docs):
    """The labels that came back, checked to be one 0 or 1 for each text."""
    labels = as_numbers(student.predict_dan(model, docs), "The labels")
    if labels.size != len(docs):
        raise Wrong(f"predict_dan gave {labels.size} labels for {len(docs)} texts.", cause="labels")
    labels = labels.ravel()
    if not np.isin(labels, (0, 1)).all():
        raise Wrong("predict_dan should give labels 0 or 1; other numbers came back.", cause="labels")
    return labels


@number("C.2")
@weight(11)
def test_training(student, drawn, rng):
    """train_dan learns the training texts well enough to classify hidden ones."""
    docs, labels = drawn["texts"].training()
    model = student.train_dan.keep(docs, np.array(labels), int(rng.randint(1, 10**6)))
    texts, right = drawn["texts"].test(rng)
    accuracy = float(np.mean(predicted(student, model, texts) == np.array(right)))
    if accuracy < 0.4:
        raise Wrong(
            f"Accuracy {accuracy:.3f} on hidden texts: are the labels the other way round?", 0.0, "labels swapped"
        )
    share = min(1.0, max(0.0, (accuracy - FLOOR) / (FULL - FLOOR)))
    if share < 1:
        raise Wrong(f"Accuracy {accuracy:.3f} on hidden texts; {FLOOR} earns nothing, {FULL} everything.", share)
