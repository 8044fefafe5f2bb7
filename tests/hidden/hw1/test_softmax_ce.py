"""Homework 1, softmax_ce in softmax.py: what is judged beyond the public part."""

import conventions
import numpy as np

from autograder.errors import SubmissionError, Wrong
from autograder.judging import (
    agree,
    all_show,
    as_numbers,
    batch_slips,
    number,
    parts,
    require_alive,
    slip,
    unpack,
    weight,
)
from autograder.variant import attempts

SHAPES = ((7, 5, 3), (11, 3, 4), (9, 4, 6))
CLASS_MISSING = (5, 7, 6)
OUTPUTS = ("loss", "dW", "db")
OWN = "own softmax"
reduced = getattr(np, conventions.reduction)


def among(N):
    """What a sum over N examples is divided by."""
    return N if conventions.reduction == "mean" else 1


def batch(rng, N, d, K, plain=False):
    """(W, b, X, y): every class occurs if there is room, the last one always, not equally often; plain: b = 0.

    Logits stay small, so that a constant like 1e-8 inside the logarithm shows in no value.
    """
    for _ in attempts(rng):
        y = rng.permutation(np.concatenate([np.arange(K)[::-1], rng.randint(0, 2, size=max(N - K, 0))])[:N])
        b = rng.uniform(0.4, 1.0, size=K) * rng.choice([-1.0, 1.0], size=K) * (not plain)
        W, X = rng.normal(size=(K, d)) * 0.7, rng.normal(size=(N, d))
        case = W, b, X * 1.5 / np.abs(X @ W.T).max(), y.astype(np.int64)
        if all(all_show(right(case)[what], slips(case, what)) for what in ("dW", "db")):
            return case


def last_class_absent(case):
    """The same batch with other labels in the place of the last class."""
    W, b, X, y = case
    return W, b, X, np.where(y == len(W) - 1, 0, y)


def softmax(Z, axis=1):
    """Softmax over one axis, or over both (None)."""
    E = np.exp(Z - Z.max(axis=axis, keepdims=True))
    return E / E.sum(axis=axis, keepdims=True)


def onehot(case):
    """(N, K)."""
    W, _, _, y = case
    return np.eye(len(W))[y]


def right(case, P=None):
    """loss, dW and db, from other probabilities P if some are given."""
    W, b, X, y = case
    P = softmax(X @ W.T + b) if P is None else P
    D = (P - onehot(case)) / among(len(y))
    return {"loss": -reduced(np.log(P[np.arange(len(y)), y])), "dW": D.T @ X, "db": D.sum(axis=0)}


def wrong_probabilities(case):
    """name -> (sentence, share, P): slips before the loss."""
    W, b, X, _ = case
    Z = X @ W.T + b
    found = {
        "wrong axis": ("the softmax is over the examples; it should be over the classes", 0.4, softmax(Z, 0)),
        "whole array": ("the softmax is over the whole array; each example has its own", 0.4, softmax(Z, None)),
    }
    if b.any():
        found["bias ignored"] = ("it is what it would be without biases, or with one for all", 0.3, softmax(X @ W.T))
    return found


def own_probabilities(case, own):
    """The student's own, of the logits as they are and with each row's largest taken off."""
    W, b, X, _ = case
    Z = X @ W.T + b
    return [own(Z), own(Z - Z.max(axis=1, keepdims=True))]


LOSSES = {
    "no logarithm": (f"the probability of the right class was {conventions.reduced}, not its logarithm", 0.4,
                     lambda P, p, Y: -reduced(p)),
    "binary terms added": ("the terms (1 - y) ln(1 - p) belong to the binary loss", 0.4,
                           lambda P, p, Y: -reduced(np.sum(Y * np.log(P) + (1 - Y) * np.log(1 - P), axis=1))),
    "logarithm of the mean": (f"take the logarithm of each example first, then the {conventions.reduction}", 0.4,
                              lambda P, p, Y: -np.log(reduced(p))),
    "all classes": ("only the right class of each example counts", 0.3,
                    lambda P, p, Y: -reduced(np.sum(np.log(P), axis=1))),
    "entropy": ("this is the entropy of the predictions; the labels are missing", 0.2,
                lambda P, p, Y: -reduced(np.sum(P * np.log(P), axis=1))),
}  # fmt: skip

ERRORS = {
    "no one-hot": ("subtract 1 at the right class: the error is P - onehot(y)", 0.4, lambda P, Y: P),
    "slope multiplied on": ("P - onehot(y) is the derivative by the logits already", 0.3,
                            lambda P, Y: (P - Y) * P * (1 - P)),
    "right class only": ("the other classes have a gradient too", 0.4, lambda P, Y: (P - Y) * Y),
    "one-hot added": ("the one-hot rows must be taken off, not added", 0.3, lambda P, Y: P + Y),
    "1 everywhere": ("1 was taken off in every column; only the right class of each example has it", 0.3,
                     lambda P, Y: P - 1),
}  # fmt: skip


FROM_1 = "the labels are 0 to K - 1, here 1 to K is meant"


def slips(case, what, own=None):
    """What known mistakes give for one output."""
    W, b, X, y = case
    P, Y = softmax(X @ W.T + b), onehot(case)
    with np.errstate(all="ignore"):
        if own is not None:
            each = own_probabilities(case, own)
            return [slip(OWN, f"{what} fits your own softmax.", 0.5, right(case, Q)[what]) for Q in each]
        found = [slip(name, f"{what} is off: {text}.", share, right(case, Q)[what])
                 for name, (text, share, Q) in wrong_probabilities(case).items()]  # fmt: skip
    found.append(slip("classes from 1", f"{what} is off: {FROM_1}.", 0.4, right((W, b, X, y - 1))[what]))
    if what == "loss":
        p = P[np.arange(len(y)), y]
        return found + [slip(name, f"The loss is off: {text}.", share, wrong(P, p, Y))
                        for name, (text, share, wrong) in LOSSES.items()]  # fmt: skip
    into = X if what == "dW" else np.ones((len(y), 1))
    for name, (text, share, wrong) in ERRORS.items():
        array = wrong(P, Y).T @ into / among(len(y))
        found.append(slip(name, f"{what} is off: {text}.", share, array if what == "dW" else array[:, 0]))
    pieces = (P - Y)[:, :, None] * into[:, None, :] / among(len(y))
    return found + batch_slips(what, pieces if what == "dW" else pieces[:, :, 0])


def own_softmax(student, rng):
    """The student's softmax if it is wrong in a way that is recognised, else None."""
    Z = rng.normal(size=(4, 3))
    E = np.exp(Z)
    shifted = np.exp(Z - Z.max(axis=1, keepdims=True))
    known = [
        slip("wrong axis", "", 0.5, softmax(Z, 0)),
        slip("whole array", "", 0.4, softmax(Z, None)),
        slip("sign of the logits", "", 0.5, softmax(-Z)),
        slip("not normalised", "", 0.4, E),
        slip("not normalised", "", 0.4, shifted),
        slip("one side shifted", "", 0.5, shifted / E.sum(axis=1, keepdims=True)),
        slip("logarithm", "", 0.4, np.log(softmax(Z))),
    ]
    try:
        agree(student.softmax(Z), softmax(Z), "softmax(Z)", hypotheses=known)
    except SubmissionError:
        return None
    except Wrong as error:
        if error.cause in {h.name for h in known}:
            return lambda logits: as_numbers(student.softmax(logits), "softmax(Z)").reshape(logits.shape)
    return None


def fits_own(student, case, what, got, rng):
    """Whether a gradient is what the student's own softmax gives, which has a slip that B4 has charged."""
    own = own_softmax(student, rng)
    if own is None:
        return False
    numbers = as_numbers(got, what)
    with np.errstate(all="ignore"):
        wrong = [right(case, Q)[what] for Q in own_probabilities(case, own)]
    return any(numbers.shape == w.shape and np.allclose(numbers, w, rtol=1e-5, atol=1e-7) for w in wrong)


def output(student, case, what):
    """One of the three outputs."""
    return dict(zip(OUTPUTS, unpack(student.softmax_ce(*case), *OUTPUTS)))[what]


def whole(value):
    """The value as an array of the type that it came in."""
    as_numbers(value, "The loss")
    return np.asarray(value)


def judge_losses(student, cases, rng):
    """Several losses at once, so that a constant factor shows."""
    values = [whole(output(student, case, "loss")) for case in cases]
    for value, case in zip(values, cases):
        if value.size != 1:
            each = value.shape == case[3].shape and np.isclose(reduced(value), right(case)["loss"])
            share, cause = (0.5, "not reduced") if each else (0.0, "shape")
            raise Wrong(f"The loss should be one number; an array of shape {value.shape} came back.", share, cause)
    counts = {"examples": np.array([len(y) for *_, y in cases]), "classes": np.array([len(W) for W, *_ in cases])}

    def known():
        own = own_softmax(student, rng)
        each = zip(*(slips(case, "loss", own) for case in cases))
        return [slip(s[0].name, s[0].sentence, s[0].share, [float(h.predict(np.zeros(()))) for h in s]) for s in each]

    want = [right(case)["loss"] for case in cases]
    agree(np.array([v.reshape(()) for v in values]), want, "The loss", hypotheses=known, counts=counts, forgiven=(OWN,),
          reduction=conventions.reduction)  # fmt: skip


def judge_gradient(student, case, what, rng):
    """dW or db."""
    W, b, X, y = case
    want = right(case)
    counts = {"examples": len(y), "classes": len(W), "features": X.shape[1]}

    def known():
        return slips(case, what, own_softmax(student, rng))

    agree(output(student, case, what), want[what], what, hypotheses=known,
          counts=counts, inputs=(W, b), forgiven=(OWN,), reduction=conventions.reduction)  # fmt: skip


@number("B5.4")
@weight(2)
@parts({"biases 0": 3, "with biases": 2})
def test_loss(student, part, rng):
    """The loss is right on several batches."""
    with part("biases 0"):
        judge_losses(student, [batch(rng, *shape, plain=True) for shape in SHAPES], rng)
    with part("with biases"):
        judge_losses(student, [batch(rng, *shape) for shape in (*SHAPES, CLASS_MISSING)], rng)


@number("B5.5")
@weight(3)
@parts({"biases 0": 16, "with biases": 10, "last class absent": 4})
def test_dW(student, part, rng):
    """dW is right, also where no example is of the last class."""
    with part("biases 0"):
        judge_gradient(student, batch(rng, 7, 5, 3, plain=True), "dW", rng)
    with part("with biases"):
        judge_gradient(student, batch(rng, 11, 3, 4), "dW", rng)
    with part("last class absent"):
        judge_gradient(student, last_class_absent(batch(rng, 9, 4, 6)), "dW", rng)


@number("B5.6")
@weight(1.5)
@parts({"biases 0": 8, "with biases": 5, "last class absent": 2})
def test_db(student, part, rng):
    """db is right, also where no example is of the last class."""
    with part("biases 0"):
        judge_gradient(student, batch(rng, 7, 5, 3, plain=True), "db", rng)
    with part("with biases"):
        judge_gradient(student, batch(rng, 11, 3, 4), "db", rng)
    with part("last class absent"):
        judge_gradient(student, last_class_absent(batch(rng, 9, 4, 6)), "db", rng)


@number("B5.7")
@weight(0.5)
def test_columns(student, rng):
    """The columns of dW sum to 0 over the classes."""
    case, other = batch(rng, 8, 5, 3), batch(rng, 8, 5, 3)
    require_alive(student.softmax_ce, case, other, lambda result: unpack(result, *OUTPUTS)[1])
    dW = as_numbers(output(student, case, "dW"), "dW")
    dW = dW.T if dW.shape == (5, 3) else dW  # transposed has cost its points
    if dW.shape != (3, 5):
        raise Wrong(f"dW has shape {dW.shape}; it should be (3, 5).", cause="shape")
    if not np.allclose(dW.sum(axis=0), 0.0, atol=1e-5) and not fits_own(student, case, "dW", dW, rng):
        raise Wrong("The columns of dW do not sum to 0: what one class gains the others lose.", cause="columns")


@number("B5.8")
@weight(1)
@parts({"loss": 1, "gradients": 1})
def test_stable(student, part, rng):
    """Loss and gradients are finite and right for logits of +-1000 in different rows."""
    first, second = batch(rng, 7, 2, 3), batch(rng, 7, 2, 3)
    W, b = np.array([[500.0, 1.0], [-500.0, 1.5], [499.0, -0.5]]), np.zeros(3)
    case = W, b, np.array([[2.0, 1.0], [-2.0, 0.5], [1.5, -1.0], [2.0, 0.25]]), np.array([1, 1, 2, 0])
    Z = case[2] @ W.T + b
    Z = Z - Z.max(axis=1, keepdims=True)
    loss = reduced(np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(4), case[3]])
    with part("loss"):
        require_alive(student.softmax_ce, first, second, lambda result: unpack(result, *OUTPUTS)[0], shape=())
        got = output(student, case, "loss")
        numbers = as_numbers(got, "The loss")
        if numbers.size == 1 and 1 < float(numbers.ravel()[0]) < 0.2 * loss:
            raise Wrong(
                "The loss of a large logit should be in the hundreds; a small constant inside the logarithm, or "
                "clipped probabilities, keep it from growing.",
                cause="bounded logarithm",
            )
        agree(got, loss, "The loss", counts={"examples": 4, "classes": 3}, reduction=conventions.reduction)
    with part("gradients"):
        require_alive(student.softmax_ce, first, second, lambda result: unpack(result, *OUTPUTS)[1])
        D = (softmax(Z) - onehot(case)) / among(4)
        for what, want in (("dW", D.T @ case[2]), ("db", D.sum(axis=0))):
            got = output(student, case, what)
            if not fits_own(student, case, what, got, rng):
                agree(got, want, what, counts={"examples": 4}, reduction=conventions.reduction)
