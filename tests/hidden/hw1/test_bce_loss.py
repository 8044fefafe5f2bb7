"""Homework 1, bce_loss in logistic.py: what is judged beyond the public part."""

import conventions
import numpy as np
from sigmoids import OWN, own_sigmoid

from autograder.errors import Wrong
from autograder.judging import agree, as_numbers, number, parts, require_alive, slip, slip_by_some, weight

reduced = getattr(np, conventions.reduction)
SHAPES = ((7, 4), (11, 3), (5, 6))
FEATURES = {"features": 2} if conventions.reduction == "mean" else {}  # half of a sum is half of it


def batch(rng, N, d, plain=False):
    """(w, b, X, y): logits from -3 to 3, both labels, not equally often; plain: the bias is 0."""
    w, X = rng.uniform(0.4, 1.4, size=d) * rng.choice([-1.0, 1.0], size=d), rng.normal(size=(N, d))
    X = X * 2 / np.abs(X @ w).max()
    y = rng.permutation((np.arange(N) % 3 == 0).astype(float))
    return w, 0.0 if plain else float(rng.uniform(0.5, 1.0)), X, y


def from_p(p, y):
    """The losses of each example."""
    return -y * np.log(p) - (1 - y) * np.log(1 - p)


def right(w, b, X, y):
    """The loss."""
    return reduced(from_p(1 / (1 + np.exp(-(X @ w + b))), y))


WRONG = {
    "labels swapped": ("the labels 0 and 1 are exchanged", 0.5, lambda z, p, y: reduced(from_p(1 - p, y))),
    "label 1 only": ("the term of the examples with label 0 is missing", 0.4, lambda z, p, y: reduced(-y * np.log(p))),
    "label 0 only": (
        "the term of the examples with label 1 is missing", 0.4, lambda z, p, y: reduced(-(1 - y) * np.log(1 - p)),
    ),
    "no logarithm": (
        f"the probability of the label was {conventions.reduced}, not its logarithm",
        0.4,
        lambda z, p, y: -reduced(np.where(y == 1, p, 1 - p)),
    ),
    "squared error": ("this is the squared error", 0.2, lambda z, p, y: reduced((p - y) ** 2)),
    "logarithm of the mean": (
        f"take the logarithm of each example first, then the {conventions.reduction}",
        0.4,
        lambda z, p, y: -np.log(reduced(np.where(y == 1, p, 1 - p))),
    ),
    "broadcast to (N, N)": (
        "every prediction was compared with every label; (N,) and (N, 1) broadcast to (N, N)",
        0.5,
        lambda z, p, y: reduced(from_p(p[:, None], y[None, :])),
    ),
    "largest": (
        f"the largest loss came back; the {conventions.reduction} is asked for",
        0.3,
        lambda z, p, y: np.max(from_p(p, y)),
    ),
    "sigmoid forgotten": ("the logit was used where its sigmoid is meant", 0.2, lambda z, p, y: reduced(from_p(z, y))),
}  # fmt: skip


def slips(cases, own=None):
    """What known mistakes give for the losses of the cases."""
    found = []
    with np.errstate(all="ignore"):
        for name, (text, share, wrong) in WRONG.items():
            values = [wrong(X @ w + b, 1 / (1 + np.exp(-(X @ w + b))), y) for w, b, X, y in cases]
            found.append(slip(name, f"The loss is off: {text}.", share, values))
        blind = [right(w, 0.0, X, y) for w, b, X, y in cases]
        found.append(slip("bias ignored", "The loss is what it would be without the bias.", 0.3, blind))
        if own is not None:  # 1 - p for p is the same as exchanged labels
            found = [known for known in found if known.name != "labels swapped"]
            values = [reduced(from_p(own(X @ w + b), y)) for w, b, X, y in cases]
            found.append(slip(OWN, "The loss fits your own sigmoid.", 0.5, values))
    return found


def whole(value):
    """The value as an array of the type that it came in."""
    as_numbers(value, "The loss")
    return np.asarray(value)


def losses(student, cases):
    """The losses of several batches as one array, in the precision that they came in."""
    values = [whole(student.bce_loss(*case)) for case in cases]
    for value, case in zip(values, cases):
        if value.shape == case[3].shape and np.isclose(reduced(value), right(*case)):
            raise Wrong("The loss should be one number; one for each example came back.", 0.5, "not reduced")
        if value.size != 1:
            raise Wrong(f"The loss should be one number; an array of shape {value.shape} came back.", cause="shape")
    return np.array([value.reshape(()) for value in values])


def judge(student, cases, rng):
    """Several losses at once, so that a constant factor shows."""
    counts = {"examples": np.array([len(y) for *_, y in cases]), "features": np.array([len(w) for w, *_ in cases])}
    want = [right(*case) for case in cases]

    def known():
        return [*slips(cases, own_sigmoid(student, rng)), over_features(cases, want), penalised(cases, want)]

    agree(losses(student, cases), want, "The loss", hypotheses=known, counts=counts, forgiven=(OWN,),
          reduction=conventions.reduction)  # fmt: skip


def penalised(cases, want):
    """Some multiple of the squared weights added to each loss."""
    squares = [np.sum(w**2) for w, _, _, _ in cases]
    return slip_by_some("penalty added", "A penalty is added; none is asked for here.", 0.6, want, squares)


def over_features(cases, want):
    """The sum divided by the number of features."""
    if conventions.reduction == "sum":
        values = [loss / len(w) for loss, (w, *_) in zip(want, cases)]
        return slip("over features", "The sum was divided by the number of features.", 0.7, values)
    values = [loss * len(y) / len(w) for loss, (w, _, _, y) in zip(want, cases)]
    return slip("features for examples", "The sum was divided by the number of features, not of examples.", 0.7, values)


@number("B2.4")
@weight(2)
@parts({"bias 0": 3, "with a bias": 2})
def test_loss(student, part, rng):
    """The loss is right on several batches."""
    with part("bias 0"):
        judge(student, [batch(rng, *shape, plain=True) for shape in SHAPES], rng)
    with part("with a bias"):
        judge(student, [batch(rng, *shape) for shape in SHAPES], rng)


@number("B2.5")
@weight(2)
@parts({"label 0 at logit 800": 1, "label 1 at logit -800": 1})
def test_stable(student, part, rng):
    """The loss of a logit of +-800 on the wrong side is finite and right."""
    require_alive(student.bce_loss, batch(rng, 6, 3), batch(rng, 6, 3), shape=())
    w, X = np.array([400.0, -2.0]), np.array([[2.0, 0.5], [1.5, 1.0], [-1.0, 0.25]])
    for name, sign, label in (("label 0 at logit 800", 1, 0.0), ("label 1 at logit -800", -1, 1.0)):
        y = np.array([label, label, label])
        z = sign * (X @ w)
        with part(name):
            want = reduced(np.logaddexp(0, z) - y * z)
            got = student.bce_loss(sign * w, 0.0, X, y)
            unbounded(got, want)
            agree(got, want, "The loss", counts={"examples": 3} | FEATURES, reduction=conventions.reduction)


def unbounded(got, want):
    """Raise Wrong for a loss of large logits that is not a number, or that something keeps small."""
    loss = as_numbers(got, "The loss")
    if loss.size == 1 and not np.isfinite(loss).all():
        raise Wrong("The loss is not a finite number: exp overflows, or the logarithm gets 0.", cause="not finite")
    if loss.size == 1 and 1 < float(loss.ravel()[0]) < 0.2 * want:
        raise Wrong(
            f"The loss stays at {float(loss.ravel()[0]):.0f} where it should be in the hundreds: a small constant "
            "inside the logarithm, or clipped probabilities, keep it from growing.",
            cause="bounded logarithm",
        )
