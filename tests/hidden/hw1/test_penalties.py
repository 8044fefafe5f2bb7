"""Homework 1, l2 and l1 in sgd.py: what is judged beyond the public part."""

import conventions
import numpy as np

from autograder.errors import Wrong
from autograder.judging import agree, as_numbers, number, parts, require_most_alive, slip, unchanged, unpack, weight
from autograder.variant import attempts

SIZES = (5, 3, 7)


def weights(rng, *shape):
    """Numbers of both signs with sizes from 0.3 to 1.8."""
    w = rng.uniform(0.3, 1.8, size=shape)
    signs = np.resize([1.0, -1.0, -1.0], w.size)
    return w * rng.permutation(signs).reshape(shape)


BEFORE = 0.5 if conventions.l2_half else 1.0
"""What stands before alpha in the l2 penalty."""
OTHER = "doubled" if conventions.l2_half else "halved"
TERM = "the penalty has a 1/2 in front" if conventions.l2_half else "the penalty has no 1/2 in front"
"""The penalty of another course: with the 1/2 or without."""
RIGHT = {
    "l2": (lambda w, a: BEFORE * a * np.sum(w**2), lambda w, a: 2 * BEFORE * a * w),
    "l1": (lambda w, a: a * np.sum(np.abs(w)), lambda w, a: a * np.sign(w)),
}
PENALTIES = {
    "l2": {
        OTHER: (TERM, 0.7, lambda w, a: (1.5 - BEFORE) * a * np.sum(w**2)),
        "square root taken": (
            "the squares are summed; no root is taken", 0.4, lambda w, a: BEFORE * a * np.sqrt(np.sum(w**2)),
        ),
        "not squared": ("the weights must be squared before they are summed", 0.3, lambda w, a: BEFORE * a * np.sum(w)),
        "L1": ("this is the L1 penalty", 0.3, lambda w, a: a * np.sum(np.abs(w))),
        "alpha missing": ("multiply by alpha", 0.7, lambda w, a: BEFORE * np.sum(w**2)),
        "square of the sum": ("square first, then sum", 0.3, lambda w, a: BEFORE * a * np.sum(w) ** 2),
    },
    "l1": {
        "not absolute": (
            "the absolute values are summed, so that signs do not cancel",
            0.3,
            lambda w, a: a * np.sum(w),
        ),
        "L2": ("this is the L2 penalty", 0.3, lambda w, a: BEFORE * a * np.sum(w**2)),
        "alpha missing": ("multiply by alpha", 0.7, lambda w, a: np.sum(np.abs(w))),
        "absolute value of the sum": ("take the absolute values first", 0.3, lambda w, a: a * np.abs(np.sum(w))),
    },
}
GRADIENTS = {
    "l2": {
        OTHER: (TERM, 0.7, lambda w, a: 2 * (1.5 - BEFORE) * a * w),
        "alpha missing": ("multiply by alpha", 0.7, lambda w, a: 2 * BEFORE * w),
        "absolute": ("the gradient has the sign of w", 0.4, lambda w, a: 2 * BEFORE * a * np.abs(w)),
        "L1": ("this is the gradient of the L1 penalty", 0.3, lambda w, a: a * np.sign(w)),
        "squared": ("the derivative of w^2 is 2 w", 0.2, lambda w, a: BEFORE * a * w**2),
    },
    "l1": {
        "alpha missing": ("multiply by alpha", 0.7, lambda w, a: np.sign(w)),
        "size for sign": ("the derivative of |w| is the sign of w, not its size", 0.4, lambda w, a: a * np.abs(w)),
        "sign ignored": ("where w is negative the derivative is -alpha", 0.4, lambda w, a: a * np.ones_like(w)),
        "w for its sign": ("the derivative of |w| is the sign of w, not w", 0.3, lambda w, a: a * w),
        "L2": ("this is the gradient of the L2 penalty", 0.3, lambda w, a: 2 * a * w),
        "positive only": ("where w is negative the derivative is -alpha, not 0", 0.4, lambda w, a: a * (w > 0)),
    },
}  # fmt: skip


def judge_penalties(student, name, cases):
    """The penalties of several weights at once, so that a constant factor shows."""
    results = [unpack(getattr(student, name)(w, a), "penalty", "grad")[0] for w, a in cases]
    for value in results:
        as_numbers(value, "The penalty")
    values = [np.asarray(value) for value in results]
    for value in values:
        if value.size != 1:
            raise Wrong(f"The penalty should be one number; an array of shape {value.shape} came back.", cause="shape")
    known = [slip(slip_name, f"The {name} penalty is off: {text}.", share, [wrong(w, a) for w, a in cases])
             for slip_name, (text, share, wrong) in PENALTIES[name].items()]  # fmt: skip
    want = [RIGHT[name][0](w, a) for w, a in cases]
    counts = {"weights": np.array([w.size for w, _ in cases])}
    agree(np.array([v.reshape(()) for v in values]), want, f"The {name} penalty", hypotheses=known, counts=counts)


def judge_gradient(student, name, w, alpha):
    """The gradient of one penalty."""
    grad = unpack(getattr(student, name)(w, alpha), "penalty", "grad")[1]
    known = [slip(slip_name, f"The {name} gradient is off: {text}.", share, wrong(w, alpha))
             for slip_name, (text, share, wrong) in GRADIENTS[name].items()]  # fmt: skip
    if name == "l1" and not w.all():
        said = "The l1 gradient is off: where w is 0 it is 0, too."
        known += [slip("slope at 0", said, 0.0, alpha * np.where(w == 0, at, np.sign(w))) for at in (1, -1)]
    agree(grad, RIGHT[name][1](w, alpha), f"The {name} gradient", hypotheses=known, counts={"weights": w.size},
          inputs=(w,))  # fmt: skip


def penalty_cases(rng):
    """Weights of several sizes with their alpha; one sum is negative, or sum(w) and its absolute value are the same."""
    for _ in attempts(rng):
        cases = [(weights(rng, size), alpha) for size, alpha in zip(SIZES, (0.05, 0.12, 0.4))]
        if min(np.sum(w) for w, _ in cases) < -0.3:
            return cases


def strength(rng):
    """alpha, not near 1."""
    return float(rng.choice([0.05, 0.12, 0.3, 0.45]))


@number("B6.2")
@weight(1)
@parts({"l2": 1, "l1": 1})
def test_penalties(student, part, rng):
    """The penalties are right for weights of other sizes."""
    for name in ("l2", "l1"):
        with part(name):
            judge_penalties(student, name, penalty_cases(rng))


@number("B6.3")
@weight(1)
@parts({"l2": 1, "l1": 1})
def test_gradients(student, part, rng):
    """The gradients are right for weights in a matrix."""
    for name in ("l2", "l1"):
        with part(name):
            judge_gradient(student, name, weights(rng, 3, 5), strength(rng))


@number("B6.4")
@weight(0.8)
def test_kink(student, rng):
    """The l1 gradient is 0 where a weight is 0, and right elsewhere."""
    w = weights(rng, 6)
    w[[1, 4]] = 0.0
    judge_gradient(student, "l1", w, strength(rng))


@number("B6.5")
@weight(0.2)
@parts({"l2": 1, "l1": 1})
def test_arguments(student, part, rng):
    """l2 and l1 leave w as it is."""
    for name in ("l2", "l1"):
        with part(name):
            first, second = (weights(rng, 3, 4), strength(rng)), (weights(rng, 3, 4), 0.7)
            function = getattr(student, name)
            require_most_alive(function, first, second, {"penalty": 0.0, "grad": first[0]})
            unchanged(first, function.observe(*first).arguments, ("w", "alpha"))
