"""Homework 3, B7, cosine and nearest in word2vec.py: what is judged beyond the public part."""

import conventions
import numpy as np

from autograder.errors import SubmissionError, Wrong
from autograder.judging import agree, as_numbers, number, parts, require_alive, slip, unchanged, weight
from autograder.variant import attempts


def away(rng, *shape):
    """Numbers of both signs with sizes from 0.3 to 1.3."""
    return rng.uniform(0.3, 1.3, size=shape) * rng.choice([-1.0, 1.0], size=shape)


def length(v):
    return np.sqrt(np.sum(v * v, axis=-1))


def cosines(U, V):
    """Row by row; 0 where a row is all zeros."""
    both = length(U) * length(V)
    return np.sum(U * V, axis=-1) / np.where(both > 0, both, 1.0)


def cosine_slips(U, V):
    """Slips of a stack of cosines."""
    dot, u, v, right = np.sum(U * V, axis=1), length(U), length(V), cosines(U, V)
    return [
        slip("dot product", "The product is not divided by the lengths.", 0.4, dot),
        slip("one length", "The product is divided by one of the lengths only.", 0.5, dot / u),
        slip("one length", "The product is divided by one of the lengths only.", 0.5, dot / v),
        slip("squared lengths", "The lengths are squared: a root is missing.", 0.5, dot / (u * v) ** 2),
        slip("sum of lengths", "The product is divided by the sum of the lengths.", 0.4, dot / (u + v)),
        slip("distance", "This is 1 minus the cosine.", 0.4, 1 - right),
        slip("absolute value", "The sign of the cosine is lost.", 0.5, np.abs(right)),
        slip("squared", "This is the square of the cosine.", 0.5, right**2),
        slip("angle", "This is the angle; its cosine is asked for.", 0.4, np.arccos(right)),
        slip("distance between ends", "This is the distance between the vectors.", 0.2, length(U - V)),
    ]


def several(rng, size=4, d=5):
    """Pairs of vectors of different lengths, at angles of both kinds."""
    for _ in attempts(rng):
        U, V = away(rng, size, d) * rng.uniform(0.5, 3, size=(size, 1)), away(rng, size, d)
        found = cosines(U, V)
        if np.abs(found).min() > 0.1 and found.min() < 0 < found.max():
            return U, V


def judge_cosines(student, U, V):
    """Several cosines at once, so that a constant factor shows."""
    raw = [student.cosine(u, v) for u, v in zip(U, V)]
    got = [as_numbers(value, "The cosine") for value in raw]
    if any(value.size != 1 for value in got):
        raise Wrong("The cosine should be one number.", cause="shape")
    kind = np.float32 if all(np.asarray(value).dtype == np.float32 for value in raw) else np.float64
    agree(np.array([float(value.reshape(())) for value in got], dtype=kind), cosines(U, V), "The cosine",
          hypotheses=lambda: cosine_slips(U, V))  # fmt: skip


@number("B7.4")
@weight(1.25)
@parts({"vectors of all lengths": 3, "zero vectors": 1, "arguments stay as they are": 1})
def test_cosine(student, part, rng):
    """cosine is right for vectors of all lengths, and 0 where one of them is all zeros."""
    (U, V), (P, Q) = several(rng), several(rng)

    def alive():
        require_alive(student.cosine, (U[0], V[0]), (P[1], Q[1]))

    with part("vectors of all lengths"):
        judge_cosines(student, U, V)
    with part("zero vectors"):
        alive()
        zero = np.zeros(5)
        for pair in ((zero, V[0]), (U[0], zero), (zero, zero)):
            agree(student.cosine(*pair), 0.0, "The cosine with a vector of zeros")
    with part("arguments stay as they are"):
        alive()
        unchanged((U[0], V[0]), student.cosine.observe(U[0], V[0]).arguments, ("u", "v"))


# ---------------------------------------------------------------- nearest


def order_by(scores, i, falling=True):
    """Rows other than i in the order of their scores, the lower number first among equal ones."""
    order = np.argsort(-scores if falling else scores, kind="stable")
    return order[order != i]


SCORES = {
    "cosine": cosines,
    "dot product": lambda W, w: W @ w,
    "distance": lambda W, w: -length(W - w),
}
"""What the order falls by, for every convention."""
score = SCORES[conventions.nearness]
PLURAL = f"{conventions.nearness}s"


def neighbour_slips(W, i, k):
    """name -> (sentence, share, rows)."""
    near, n = score(W, W[i]), len(W)
    everyone = np.argsort(-near, kind="stable")
    without = near.copy()
    without[i] = 0.0
    far = order_by(near, i)
    return {
        "itself": ("Word i is among its own neighbours.", 0.5, everyone[:k]),
        "itself set to 0": (f"Word i was given the {conventions.nearness} 0 and still stands there.", 0.6,
                            np.argsort(-without, kind="stable")[:k]),
        **{other: (f"The order is that of the {other}s; {PLURAL} are asked for.", 0.5, order_by(by(W, W[i]), i)[:k])
           for other, by in SCORES.items() if other != conventions.nearness},
        "farthest": ("These are the words farthest away.", 0.4, order_by(near, i, falling=False)[:k]),
        "absolute value": (f"The sign of the {conventions.nearness} is lost.", 0.5, _without_signs(near, i)[:k]),
        "rising": ("The right words, but the nearest stands last.", 0.6, far[:k][::-1]),
        "one too many": ("One neighbour too many.", 0.6, far[: k + 1]),
        "one too few": ("One neighbour too few.", 0.6, far[: k - 1]),
        "one too few, itself": ("Word i took one of the k places.", 0.6, everyone[1:k] if n > 1 else far[:0]),
        "nearest left out": ("The nearest one is left out.", 0.6, far[1 : k + 1]),
        "first of the list left out": ("What stood first was left out; leave out i, wherever it stands.", 0.5,
                                       everyone[1 : k + 1]),
        "ties the other way": ("Among equal ones the lower number comes first; here it is the higher.", 0.5,
                               _ties_other_way(near, i)[:k]),
    }  # fmt: skip


def _without_signs(near, i):
    """The order of the sizes; distances have no sign to lose."""
    return near[:0] if conventions.nearness == "distance" else order_by(np.abs(near), i)


def _ties_other_way(near, i):
    order = np.argsort(near, kind="stable")[::-1]
    return order[order != i]


def judge_rows(student, W, i, k):
    """The rows in order, or a slip that explains them."""
    got = as_numbers(student.nearest(W, i, k), "The neighbours").ravel()
    right = order_by(score(W, W[i]), i)[:k]
    if np.array_equal(got, right):
        return
    if _follows(student, W, i, got):
        raise Wrong("Right for your own cosine, whose slip has cost its points; these are kept.", 1.0, "follows")
    known = neighbour_slips(W, i, k).items()
    fitting = [(name, text, share) for name, (text, share, rows) in known if len(rows) and np.array_equal(rows, got)]
    if fitting:
        name, text, share = max(fitting, key=lambda one: one[2])
        raise Wrong(text, share, name)
    if len(got) != len(right):
        raise Wrong(f"{len(got)} neighbours came back for k = {k}.", cause="number")
    agreeing = np.count_nonzero(got == right)
    raise Wrong(f"{agreeing} of the {k} neighbours stand where they should.")


def _follows(student, W, i, got):
    """Whether the student's own cosine has a slip that we know, and the rows stand in its order."""
    if conventions.nearness != "cosine":
        return False
    try:
        judge_cosines(student, *several(np.random.RandomState(0)))
    except SubmissionError:
        return False
    except Wrong as wrong:
        own = [as_numbers(student.cosine(W[i], row), "The cosine") for row in W] if wrong.share > 0 else []
        own = np.array([value.sum() for value in own])
        return len(own) > 0 and bool(np.isfinite(own).all()) and np.array_equal(got, order_by(own, i)[: len(got)])
    return False


ORDERS = {"itself", "farthest", *SCORES} - {conventions.nearness}
"""Slips that must show; with distances, word i is at 0 anyway, and there are no signs."""
if conventions.nearness != "distance":
    ORDERS |= {"itself set to 0", "absolute value"}
if conventions.nearness == "dot product":
    ORDERS |= {"first of the list left out"}  # a longer row stands before row i


def telling(rng, draw, k, slips):
    """A draw on which these slips give rows other than the right ones, each its own: (W, i)."""
    for _ in attempts(rng):
        W, i = draw()
        table = neighbour_slips(W, i, k)
        found = [tuple(order_by(score(W, W[i]), i)[:k]), *(tuple(table[name][2]) for name in slips)]
        if len(set(found)) == len(found):
            return W, i


def rows(rng, k, n=9, d=4, zero=False):
    """(W, i) with all scores apart, and one row of zeros if it is asked for."""

    def draw():
        for _ in attempts(rng):
            W, i = away(rng, n, d) * rng.uniform(0.4, 3, size=(n, 1)), int(rng.randint(1, n - 1))
            W[(i + 3) % n] *= not zero
            near = [np.sort(np.delete(by(W, W[i]), i)) for by in SCORES.values()]
            if min(np.diff(some).min() for some in near) > 0.01:
                return W, i

    return telling(rng, draw, k, ORDERS)


def ties(rng):
    """Rows along two axes, scattered: (W, i) with many equal cosines; no other row points the way of row i."""
    kinds = rng.permutation([0, 1, 1, 1, 2, 2, 2, 3, 3])
    ways = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [-1.0, 0.0, 0.0], [0.0, 0.0, -1.0]])
    return ways[kinds] * rng.randint(1, 5, size=(9, 1)), int(np.flatnonzero(kinds == 0)[0])


def companions(rng):
    """As `ties`, but rows before and after row i point its way; where distances count, they are equal to it."""
    W, _ = ties(rng)
    for row in (4, 1, 7):
        W[row] = W[4] if row != 4 and conventions.nearness == "distance" else [0.0, 0.0, float(rng.randint(1, 5))]
    return W, 4


TIED = (ORDERS | {"ties the other way"}) - {"absolute value", "first of the list left out"}
ALIKE = (TIED | {"first of the list left out"}) - ({"dot product"} if conventions.nearness == "distance" else set())
"""Where rows are equal to row i and all others at right angles, dot products give the order of the cosines."""


@number("B7.5")
@weight(2.75)
@parts({"plain": 4, "k = V - 1": 2, "a row of zeros": 1, "equally near rows": 2, "rows that point the same way": 1,
        "W stays as it is": 1})  # fmt: skip
def test_nearest(student, part, rng):
    """nearest gives the rows {{by_nearness_short}}, without row i, and among equal ones the lower number first."""
    with part("plain"):
        for k in (4, 5):
            judge_rows(student, *rows(rng, k), k)
    with part("k = V - 1"):
        judge_rows(student, *rows(rng, 8), 8)
    with part("a row of zeros"):
        judge_rows(student, *rows(rng, 8, zero=True), 8)
    with part("equally near rows"):
        judge_rows(student, *telling(rng, lambda: ties(rng), 8, TIED), 8)
    with part("rows that point the same way"):
        judge_rows(student, *telling(rng, lambda: companions(rng), 5, ALIKE), 5)
    with part("W stays as it is"):
        (W, i), (U, _) = rows(rng, 8), rows(rng, 8)
        require_alive(student.nearest, (W, i, 8), (U, (i + 1) % 8, 8))
        unchanged((W, i, 4), student.nearest.observe(W, i, 4).arguments, ("W", "i", "k"))
