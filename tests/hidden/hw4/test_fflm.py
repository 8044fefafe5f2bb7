"""Homework 4, fflm_forward and fflm_loss_grads in fflm.py: what is judged beyond the public part."""

import functools

import numpy as np

from autograder.errors import SubmissionError, Wrong
from autograder.judging import (
    agree,
    as_numbers,
    batch_slips,
    entry,
    last_write_wins,
    number,
    parts,
    require_alive,
    slip,
    unchanged,
    unpack,
    weight,
)

BLOCKS = ("U", "W", "b", "E")


def away(rng, *shape):
    """Numbers of both signs with sizes from 0.3 to 1.3."""
    return rng.uniform(0.3, 1.3, size=shape) * rng.choice([-1.0, 1.0], size=shape)


# ---------------------------------------------------------------- B2


def network(rng, n):
    """Parameters with all sizes different, 11 words."""
    e, h = (int(k) for k in rng.permutation([3, 4, 7])[:2])
    return {"E": away(rng, 11, e), "W": away(rng, h, n * e) / n, "b": away(rng, h), "U": away(rng, 11, h)}


def plain(rng):
    """(P, X, y): one word of context, no word twice."""
    words = rng.permutation(11)
    return network(rng, 1), words[:5, None], words[3:8]


def demanding(rng):
    """(P, X, y): three words of context, words repeated within a window and between windows."""
    X = rng.randint(0, 8, size=(6, 3))
    X[1, 2], X[2, 1], X[:4, 0] = X[1, 0], X[2, 2], X[0, 0]
    return network(rng, 3), X, rng.randint(0, 11, size=6)


def inputs(P, X, order="text"):
    """The embeddings of each window in one row."""
    rows = P["E"][X]
    if order == "turned":
        rows = rows[:, ::-1]
    if order == "entries":
        rows = rows.transpose(0, 2, 1)
    return rows.reshape(len(X), -1)


ACTIVATIONS = {
    "no tanh": ("tanh is missing", 0.4, lambda z: z),
    "sigmoid for tanh": ("a sigmoid stands where tanh belongs", 0.4, lambda z: 1 / (1 + np.exp(-z))),
    "relu for tanh": ("relu stands where tanh belongs", 0.4, lambda z: np.maximum(z, 0)),
}
ORDERS = {
    "order turned over": ("the embeddings stand in the opposite order", 0.5, "turned"),
    "entries mixed": (
        "the first entries of all embeddings stand first; each embedding should stay together",
        0.4,
        "entries",
    ),
}
NO_BIAS = ("the bias b is missing", 0.6)


def logits(P, X, order="text", bias=1.0, act=np.tanh):
    """The logits, right unless told otherwise."""
    return act(inputs(P, X, order) @ P["W"].T + bias * P["b"]) @ P["U"].T


def forward_slips(P, X):
    """Slips of the logits."""
    wrong = {name: (text, share, logits(P, X, act=act)) for name, (text, share, act) in ACTIVATIONS.items()}
    if X.shape[1] > 1:
        wrong |= {name: (text, share, logits(P, X, order)) for name, (text, share, order) in ORDERS.items()}
    wrong["no bias"] = (*NO_BIAS, logits(P, X, bias=0.0))
    Z = logits(P, X)
    P_ = np.exp(Z - Z.max(axis=1, keepdims=True))
    wrong["softmax taken"] = ("softmax was taken; logits are asked for", 0.6, P_ / P_.sum(axis=1, keepdims=True))
    wrong["hidden layer"] = (
        "that is the hidden layer; U comes after it",
        0.3,
        logits({**P, "U": np.eye(len(P["b"]))}, X),
    )
    return [slip(name, f"The logits are off: {text}.", share, array) for name, (text, share, array) in wrong.items()]


@number("B2.3")
@weight(2.5)
@parts({"one word of context": 1, "three words of context": 1.5})
def test_logits(student, part, rng):
    """fflm_forward gives the right logits."""
    for name, make in (("one word of context", plain), ("three words of context", demanding)):
        with part(name):
            P, X, _ = make(rng)
            agree(student.fflm_forward(P, X), logits(P, X), "logits", hypotheses=lambda P=P, X=X: forward_slips(P, X))


@number("B2.4")
@weight(0.5)
def test_forward_leaves_its_arguments(student, rng):
    """fflm_forward leaves P and X as they are."""
    P, X, _ = demanding(rng)
    require_alive(student.fflm_forward, (P, X), demanding(rng)[:2], shape=(6, 11))
    unchanged((P, X), student.fflm_forward.observe(P, X).arguments, ("P", "X"))


# ---------------------------------------------------------------- B3


def loss_grads(P, X, y, *, order="text", bias=1.0, act=np.tanh, slope=lambda a: 1 - a**2, onehot=1.0, label=True):
    """Loss, gradients and the pieces of dE, right unless told otherwise."""
    M, x = len(y), inputs(P, X, order)
    A = act(x @ P["W"].T + bias * P["b"])
    Z = A @ P["U"].T
    log_p = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    dZ = (np.exp(log_p) - onehot * np.eye(Z.shape[1])[y]) / M
    dH = dZ @ P["U"] * slope(A)
    rows = (dH @ P["W"]).reshape(*X.shape, -1) if order != "entries" else _mixed(dH @ P["W"], X.shape)
    rows = rows[:, ::-1] if order == "turned" else rows
    dE = np.zeros_like(P["E"])
    np.add.at(dE, X, rows)
    grads = {"U": dZ.T @ A, "W": dH.T @ x, "b": dH.sum(axis=0), "E": dE}
    return -np.mean(log_p[np.arange(M), y]), grads, {"dZ": dZ, "A": A, "dH": dH, "x": x, "E": rows}


def _mixed(flat, shape):
    return flat.reshape(shape[0], -1, shape[1]).transpose(0, 2, 1)


SLOPES = {
    "no tanh'": ("the slope of tanh is missing", np.ones_like),
    "sigmoid's slope": ("a(1 - a) is the slope of a sigmoid; that of tanh is 1 - a^2", lambda a: a * (1 - a)),
    "1 - a": ("the slope of tanh is 1 - a^2, not 1 - a", lambda a: 1 - a),
    "tanh taken twice": ("a is tanh(z) already; tanh was taken once more", lambda a: 1 - np.tanh(a) ** 2),
    "1 / (1 - a^2)": ("the slope of tanh is 1 - a^2, not one over it", lambda a: 1 / (1 - a**2)),
}


def wrong_ways(X):
    """name -> (sentence, share, how): slips of the forward and of the backward pass."""
    ways = {name: (text, 0.4, {"slope": slope}) for name, (text, slope) in SLOPES.items()}
    ways["no one-hot"] = ("the target is missing: dL/dz is softmax(z) - onehot(y)", 0.4, {"onehot": 0.0})
    ways["one-hot added"] = ("the one-hot rows must be taken off, not added", 0.3, {"onehot": -1.0})
    ways["no bias"] = (*NO_BIAS, {"bias": 0.0})
    if X.shape[1] > 1:
        ways |= {name: (text, share, {"order": order}) for name, (text, share, order) in ORDERS.items()}
    slopes = {"no tanh": np.ones_like, "sigmoid for tanh": lambda a: a * (1 - a), "relu for tanh": lambda a: a > 0}
    for name, (text, share, act) in ACTIVATIONS.items():
        ways[name] = (text, share, {"act": act, "slope": slopes[name]})
    return ways


def slips_of(case):
    """Slips of each gradient."""
    P, X, _ = case
    found = {block: [] for block in BLOCKS}
    for name, (text, share, how) in wrong_ways(X).items():
        grads = loss_grads(*case, **how)[1]
        for block in BLOCKS:
            found[block].append(slip(name, f"d{block}: {text}.", share, grads[block]))
    pieces = loss_grads(*case)[2]
    rows = pieces["E"]
    found["U"] += batch_slips("dU", pieces["dZ"][:, :, None] * pieces["A"][:, None, :])
    found["W"] += batch_slips("dW", pieces["dH"][:, :, None] * pieces["x"][:, None, :])
    found["b"] += batch_slips("db", pieces["dH"])
    found["E"] += [
        last_write_wins("dE", X.ravel(), rows.reshape(-1, rows.shape[2]), len(P["E"])),
        slip("last write wins", REPEATS, 0.4, _by(P, X, rows, 1)),
        slip("last write wins", REPEATS, 0.4, _by(P, X, rows, 0)),
    ]
    for at in {0, X.shape[1] - 1} if X.shape[1] > 1 else ():
        alone = np.zeros_like(P["E"])
        np.add.at(alone, X[:, at], rows[:, at])
        found["E"].append(
            slip("one place only", "dE: every place of the window has a gradient, not one alone.", 0.4, alone)
        )
    return found


REPEATS = "dE: where a word is repeated only one piece was kept; they add up (np.add.at)."


def _by(P, X, rows, axis):
    """dE[ids] += rows for each place (axis 1) or for each window (axis 0)."""
    dE = np.zeros_like(P["E"])
    for at in range(X.shape[axis]):
        dE[np.take(X, at, axis)] += np.take(rows, at, axis)
    return dE


LOSSES = {
    "no logarithm": ("the chance of the right word was averaged, not its logarithm", 0.4, lambda p: -np.mean(p)),
    "logarithm of the mean": ("take the logarithm of each first, then the mean", 0.4, lambda p: -np.log(np.mean(p))),
}


def loss_slips(case):
    """name -> (sentence, share, loss)."""
    ways = {name: (text, share, loss_grads(*case, **how)[0]) for name, (text, share, how) in wrong_ways(case[1]).items()
            if "bias" in how or "order" in how or "act" in how}  # fmt: skip
    P, X, y = case
    Z = logits(P, X)
    p = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    right = p[np.arange(len(y)), y]
    others = {name: (text, share, wrong(right)) for name, (text, share, wrong) in LOSSES.items()}
    last = X[:, -1]
    others["target unshifted"] = ("the target is y, not the last word of the window", 0.5,
                                  -np.mean(np.log(p[np.arange(len(y)), last])))  # fmt: skip
    return ways | others


class OwnForward:
    """The slips that the student's fflm_forward shows on a case, for `agree(..., forgiven=...)`."""

    def __init__(self, student, case):
        self._student, (self._P, self._X, _) = student, case

    def __contains__(self, name):
        known = {s.name: s.predict(None) for s in forward_slips(self._P, self._X)}
        if name not in known:
            return False
        try:
            got = as_numbers(self._student.fflm_forward(self._P, self._X), "logits")
        except (SubmissionError, Wrong):
            return False
        return got.shape == known[name].shape and bool(np.allclose(got, known[name], rtol=1e-5, atol=1e-7))


def judge_losses(student, cases):
    """Several losses at once, so that a constant factor shows."""
    got = [as_numbers(unpack(student.fflm_loss_grads(*case), "loss", "grads")[0], "The loss") for case in cases]
    right = [loss_grads(*case)[0] for case in cases]
    if any(loss.size != 1 for loss in got):
        reduced = all(loss.size and abs(loss.mean() - value) < 1e-6 for loss, value in zip(got, right))
        raise Wrong("The loss should be one number: the mean over the windows.", 0.5 * reduced, "not reduced")
    counts = {"windows": len(cases[0][2]), "words": 11}
    agree(np.array([loss.reshape(()) for loss in got]), right, "The loss", hypotheses=lambda: _stacked(cases),
          counts=counts, forgiven=OwnForward(student, cases[0]))  # fmt: skip


def _stacked(cases):
    each = [loss_slips(case) for case in cases]
    return [slip(name, f"The loss is off: {text}.", share, [one[name][2] for one in each])
            for name, (text, share, _) in each[0].items()]  # fmt: skip


def attempt(function, *args):
    """The gradients, or the error of the call, for every part that asks."""
    try:
        grads = unpack(function(*args), "loss", "grads")[1]
    except (SubmissionError, Wrong) as error:
        kept = error

        def again():
            raise kept

        return again
    return lambda: grads


@number("B3.3")
@weight(1.25)
@parts({"one word of context": 1, "three words of context": 1})
def test_loss(student, part, rng):
    """The loss is the mean over the windows."""
    with part("one word of context"):
        judge_losses(student, [plain(rng) for _ in range(3)])
    with part("three words of context"):
        judge_losses(student, [demanding(rng) for _ in range(3)])


@number("B3.4")
@weight(4.5)
@parts({f"{block}{case}": 1 for case in (", no word twice", ", words repeated") for block in BLOCKS})
def test_gradients(student, part, rng):
    """Each gradient is right."""
    for name, make in ((", no word twice", plain), (", words repeated", demanding)):
        case = make(rng)
        right, slips = loss_grads(*case)[1], functools.cache(lambda case=case: slips_of(case))
        counts = {"windows": len(case[2]), "words": 11} | ({"places": 3} if case[1].shape[1] > 1 else {})
        others = {f"d{block}": array for block, array in right.items()}
        grads = attempt(student.fflm_loss_grads, *case)
        for block in BLOCKS:
            with part(f"{block}{name}"):
                agree(entry(grads(), block, "The dict of gradients"), right[block], f"d{block}", counts=counts,
                      hypotheses=lambda b=block, s=slips: s()[b], others=others,
                      forgiven=OwnForward(student, case))  # fmt: skip


def loss_of(result):
    """The loss."""
    return unpack(result, "loss", "grads")[0]


@number("B3.5")
@weight(0.75)
@parts({"loss": 2, "gradients": 1})
def test_large_logits(student, part, rng):
    """The loss and the gradients are right for logits as large as +-900."""
    require_alive(student.fflm_loss_grads, demanding(rng), demanding(rng), loss_of)
    P, X, _ = demanding(rng)
    Z = logits(P, X)
    P["U"] = P["U"] * (900 / np.abs(Z).max())
    Z = Z * (900 / np.abs(Z).max())
    y = Z.argmin(axis=1)
    y[:2] = Z.argmax(axis=1)[:2]
    loss = np.mean(np.logaddexp.reduce(Z, axis=1) - Z[np.arange(6), y])
    with part("loss"):
        agree(loss_of(student.fflm_loss_grads(P, X, y)), loss, "The loss", counts={"windows": 6, "words": 11})
    with part("gradients"):
        dZ = (np.exp(Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)) - np.eye(11)[y]) / 6
        A = np.tanh(inputs(P, X) @ P["W"].T + P["b"])
        dU = entry(unpack(student.fflm_loss_grads(P, X, y), "loss", "grads")[1], "U", "The dict of gradients")
        agree(dU, dZ.T @ A, "dU", counts={"windows": 6, "words": 11})


@number("B3.6")
@weight(0.5)
def test_gradients_leave_their_arguments(student, rng):
    """fflm_loss_grads leaves P, X and y as they are."""
    case = demanding(rng)
    require_alive(student.fflm_loss_grads, case, demanding(rng), lambda r: entry(unpack(r, "loss", "grads")[1], "U"),
                  shape=case[0]["U"].shape)  # fmt: skip
    unchanged(case, student.fflm_loss_grads.observe(*case).arguments, ("P", "X", "y"))
