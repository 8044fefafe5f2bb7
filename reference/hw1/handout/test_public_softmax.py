"""Homework 1, the public checks of softmax.py. Read them: they say what each function must do."""

import conventions
import numpy as np

from autograder.errors import SubmissionError, Wrong
from autograder.judging import (
    agree,
    as_numbers,
    number,
    parts,
    require_alive,
    require_most_alive,
    slip,
    unchanged,
    unpack,
    weight,
)

# ---------------------------------------------------------------- B4


ONE_SIDE = np.array([[1 / 40, 2 / 40, 5 / 40], [3 / 40, 3 / 40, 4 / 40]])  # exp(Z - max) over the sum of exp(Z)


@number("B4.1")
@weight(1)
@parts({"one row": 1, "two rows": 1})
def test_softmax(student, part):
    """softmax gives the numbers of the example."""
    Z = np.log([[1.0, 2.0, 5.0], [3.0, 3.0, 4.0]])  # exp gives back 1 2 5 and 3 3 4
    known = [
        slip("not normalised", "The exponentials are not divided by their sum.", 0.4, np.exp(Z)),
        slip("one side shifted", "The maximum was taken off above the fraction bar but not below.", 0.5, ONE_SIDE),
    ]
    with part("one row"):
        side = ONE_SIDE[0]
        row = [
            slip("not normalised", "The exponentials are not divided by their sum.", 0.4, np.exp(Z[0])),
            slip("one side shifted", "The maximum was taken off above the fraction bar but not below.", 0.5, side),
        ]
        agree(student.softmax(Z[0]), [1 / 8, 2 / 8, 5 / 8], "softmax of a row", hypotheses=row)
    with part("two rows"):
        over_rows = np.exp(Z) / np.exp(Z).sum(axis=0)  # what a sum over axis 0 gives
        known.append(slip("wrong axis", "The sums are over axis 0; softmax is over the last axis.", 0.5, over_rows))
        agree(student.softmax(Z), [[1 / 8, 2 / 8, 5 / 8], [3 / 10, 3 / 10, 4 / 10]], "softmax(Z)", hypotheses=known)


@number("B4.2")
@weight(1)
@parts({"one row": 1, "four rows": 1})
def test_softmax_sums(student, part, rng):
    """The entries of softmax are positive and sum to 1 in every row."""
    for name, shape in (("one row", (5,)), ("four rows", (4, 3))):
        with part(name):
            Z = rng.normal(size=shape)
            require_alive(student.softmax, (Z,), (rng.normal(size=shape),), shape=shape)
            P = as_numbers(student.softmax(Z), "softmax(Z)")
            if not np.allclose(P.sum(axis=-1), 1.0, atol=1e-5):
                raise Wrong("The entries of a row of softmax(Z) do not sum to 1.", cause="sum")
            if not np.all(P > 0):
                raise Wrong("softmax(Z) has entries that are not positive.", cause="positive")


@number("B4.3")
@weight(1)
@parts({"integers": 1, "its argument stays as it is": 1})
def test_softmax_arguments(student, part, rng):
    """softmax takes integers and leaves its argument alone."""
    shape = shape_that_works(student, rng)
    with part("integers"):
        Z = rng.permutation(np.resize([-2, -1, 0, 2], shape).ravel()).reshape(shape)
        got = as_numbers(student.softmax(Z), "softmax of integers")
        require_alive(student.softmax, (Z.astype(float),), (Z * 0.5,), shape=shape)
        as_floats = as_numbers(student.softmax(Z.astype(float)), "softmax(Z)")
        if got.shape != as_floats.shape or not np.allclose(got, as_floats, rtol=1e-5, atol=1e-7):
            raise Wrong("softmax of integers differs from that of the same numbers as floats.", cause="dtype")
    with part("its argument stays as it is"):
        Z = rng.normal(size=shape)
        require_alive(student.softmax, (Z,), (rng.normal(size=shape),), shape=shape)
        unchanged((Z,), student.softmax.observe(Z).arguments, ("Z",))


def shape_that_works(student, rng):
    """One row; a matrix where softmax takes no single row, which costs points elsewhere."""
    try:
        require_alive(student.softmax, (rng.normal(size=4),), (rng.normal(size=4),), shape=(4,))
    except (SubmissionError, Wrong):
        return (4, 3)
    return (4,)


# ---------------------------------------------------------------- B5

OUTPUTS = ("loss", "dW", "db")
# The example of the text, with every number on the way:
W, B = np.log([[1.0, 2.0], [3.0, 1.0], [1.0, 1.0]]), np.log([1.0, 1.0, 2.0])
X, Y = np.array([[1.0, 0.0], [1.0, 1.0]]), np.array([1, 2])
P = np.array([[1 / 6, 3 / 6, 2 / 6], [2 / 7, 3 / 7, 2 / 7]])  # exp(X @ W.T + B) is 1 3 2 and 2 3 2
D = P - np.array([[0, 1, 0], [0, 0, 1]])  # the error: P less the one-hot rows of Y


def draw(rng, N, d, K):
    """Any (W, b, X, y) in which every class occurs."""
    y = rng.permutation(np.arange(N) % K).astype(np.int64)
    return rng.normal(size=(K, d)), rng.normal(size=K), rng.normal(size=(N, d)), y


def output(student, case, what):
    """One of the three outputs."""
    return dict(zip(OUTPUTS, unpack(student.softmax_ce(*case), *OUTPUTS)))[what]


def loss_of(student, *case, want=None):
    """The loss as a number; want: the right one, where it is known."""
    value = as_numbers(output(student, case, "loss"), "The loss")
    each = want is not None and value.shape == case[3].shape
    if each and np.isclose(getattr(np, conventions.reduction)(value), want):
        said = f"The loss should be one number, the {conventions.reduction}; one for each example came back."
        raise Wrong(said, 0.5, "not reduced")
    if value.size != 1:
        raise Wrong(f"The loss should be one number; an array of shape {value.shape} came back.", cause="shape")
    return float(value.reshape(()))


@number("B5.1")
@weight(2.5)
@parts({"loss": 2, "dW": 2, "db": 1})
def test_softmax_ce(student, part):
    """softmax_ce gives the numbers of the example."""
    with part("loss"):  # of both examples, and of the second alone
        whole = getattr(np, conventions.reduction)(np.log([2, 3.5]))
        got = [loss_of(student, W, B, X, Y, want=whole), loss_of(student, W, B, X[1:], Y[1:])]
        counts, known = {"examples": np.array([2.0, 1.0])}, loss_slips(student)
        agree(got, [whole, np.log(3.5)], "The loss", counts=counts, hypotheses=known, forgiven=(OWN,),
              reduction=conventions.reduction)  # fmt: skip
    with part("dW"):
        known = slips(student, "dW", X)
        agree(output(student, (W, B, X, Y), "dW"), reduced(D.T @ X), "dW", hypotheses=known, forgiven=(OWN,))
    with part("db"):
        known = slips(student, "db", np.ones(2))
        agree(output(student, (W, B, X, Y), "db"), reduced(D.sum(axis=0)), "db", hypotheses=known, forgiven=(OWN,))


def reduced(total):
    """What is summed over the 2 examples, as the loss has it."""
    return total / 2 if conventions.reduction == "mean" else total


OWN = "own softmax"


def loss_slips(student):
    """What known mistakes give for the two losses."""
    p, every = np.array([1 / 2, 2 / 7]), -np.log(P).sum(axis=1) - np.log(1 - P).sum(axis=1)
    binary = every + np.log([1 / 2, 5 / 7]) + np.log(P).sum(axis=1) - np.log(p)
    blind = np.exp(X @ W.T)[[0, 1], Y] / np.exp(X @ W.T).sum(axis=1)
    wrong = {
        "no logarithm": (f"the probability of the right class was {conventions.reduced}, not its logarithm", 0.4, -p),
        "binary terms added": ("the terms (1 - y) ln(1 - p) belong to the binary loss", 0.4, binary),
        "bias ignored": ("it is what it would be without the biases, or with one for all", 0.3, -np.log(blind)),
    }
    ends = {n: [getattr(np, conventions.reduction)(v), v[1]] for n, (_, _, v) in wrong.items()}
    known = [slip(n, f"The loss is off: {text}.", share, ends[n]) for n, (text, share, _) in wrong.items()]
    both, second = own_softmax(student), own_softmax(student, slice(1, 2))
    if both is not None and second is not None and min(both.min(), second.min()) > 0:
        own = [getattr(np, conventions.reduction)(-np.log([both[0, 1], both[1, 2]])), -np.log(second[0, 2])]
        known.append(slip(OWN, "The loss fits your own softmax.", 0.5, own))
    return known


def slips(student, what, into):
    """What known mistakes give for dW (into: X) or db (into: ones)."""
    blind = np.exp(X @ W.T) / np.exp(X @ W.T).sum(axis=1, keepdims=True)
    wrong = {
        "no one-hot": ("subtract 1 at the right class: the error is P - onehot(y)", 0.4, P),
        "slope multiplied on": ("P - onehot(y) is the derivative by the logits already", 0.3, D * P * (1 - P)),
        "bias ignored": ("it is what it would be without the biases, or with one for all", 0.3, blind - (P - D)),
    }
    own = own_softmax(student)
    if own is not None:
        wrong[OWN] = ("it fits your own softmax", 0.5, own - (P - D))
    found = [slip(n, f"{what} is off: {t}.", share, reduced(E.T @ into)) for n, (t, share, E) in wrong.items()]
    if conventions.reduction == "mean":
        found.append(slip("times examples", f"{what}: there are 2 examples; was the mean taken?", 0.7, D.T @ into))
    else:
        found.append(slip("over examples", f"{what}: there are 2 examples; was the sum taken?", 0.7, D.T @ into / 2))
    return found


def own_softmax(student, rows=slice(None)):
    """Your softmax of the logits of these examples, if it has a slip that B4 knows and charges."""
    Z = X @ W.T + B
    E, over_rows = np.exp(Z), np.exp(Z) / np.exp(Z).sum(axis=0)
    try:
        got = as_numbers(student.softmax((Z - Z.max(axis=1, keepdims=True))[rows]), "softmax(Z)")
        log_p, turned = Z - np.log(E.sum(axis=1, keepdims=True)), 1 / E / (1 / E).sum(axis=1, keepdims=True)
        for wrong in (over_rows, E, E / E.sum(), E / E.max(axis=1, keepdims=True), log_p, turned):
            if np.allclose(as_numbers(student.softmax(Z), "softmax(Z)"), wrong):
                return got.reshape(Z[rows].shape)
    except (SubmissionError, Wrong, ValueError):
        pass
    return None


@number("B5.2")
@weight(0.5)
def test_softmax_ce_of_zero_weights(student, rng):
    """The loss of zero weights is {{ln_K}}."""
    case = draw(rng, 7, 2, 4)
    require_alive(student.softmax_ce, case, draw(rng, 7, 2, 4), lambda r: unpack(r, *OUTPUTS)[0], shape=())
    if conventions.reduction == "mean":
        right, said = np.log(4.0), "ln 4"
    else:
        right, said = 7 * np.log(4.0), "7 ln 4 for 7 examples"
    if abs(loss_of(student, np.zeros((4, 2)), np.zeros(4), *case[2:]) - right) > 1e-5:
        raise Wrong(f"With W = 0 and b = 0 every class has p = 1/4: the loss should be {said}.", cause="not ln K")


@number("B5.3")
@weight(1)
def test_softmax_ce_arguments(student, rng):
    """softmax_ce leaves its arguments alone."""
    case = draw(rng, 7, 2, 3)
    like = {"loss": 0.0, "dW": case[0], "db": case[1]}
    require_most_alive(student.softmax_ce, case, draw(rng, 7, 2, 3), like)
    unchanged(case, student.softmax_ce.observe(*case).arguments, ("W", "b", "X", "y"))
