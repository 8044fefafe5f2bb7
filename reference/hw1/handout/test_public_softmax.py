"""Homework 1, the public checks of softmax.py. Read them: they say what each function must do."""

import numpy as np

from autograder.errors import Wrong
from autograder.judging import agree, as_numbers, number, parts, require_alive, slip, unchanged, unpack, weight

# ---------------------------------------------------------------- B4


@number("B4.1")
@weight(1)
@parts({"one row": 1, "two rows": 1})
def test_softmax(student, part):
    """softmax gives the numbers of the example."""
    Z = np.log([[1.0, 2.0, 5.0], [3.0, 3.0, 4.0]])  # exp gives back 1 2 5 and 3 3 4
    known = [slip("not normalised", "The exponentials are not divided by their sum.", 0.4, np.exp(Z))]
    with part("one row"):
        row = [slip(h.name, h.sentence, h.share, np.exp(Z[0])) for h in known]
        agree(student.softmax(Z[0]), [1 / 8, 2 / 8, 5 / 8], "softmax of a row", hypotheses=row)
    with part("two rows"):
        over_rows = np.exp(Z) / np.exp(Z).sum(axis=0)  # what a sum over axis 0 gives
        known.append(slip("wrong axis", "The sums are over axis 0; softmax is over the last axis.", 0.5, over_rows))
        agree(student.softmax(Z), [[1 / 8, 2 / 8, 5 / 8], [3 / 10, 3 / 10, 4 / 10]], "softmax(Z)", hypotheses=known)


@number("B4.2")
@weight(1)
def test_softmax_sums(student, rng):
    """The rows of softmax are positive and sum to 1."""
    Z = rng.normal(size=(4, 3))
    require_alive(student.softmax, (Z,), (rng.normal(size=(4, 3)),), shape=(4, 3))
    P = as_numbers(student.softmax(Z), "softmax(Z)")
    if not np.allclose(P.sum(axis=-1), 1.0, atol=1e-5):
        raise Wrong("The rows of softmax(Z) do not sum to 1.", cause="sum")
    if not np.all(P > 0):
        raise Wrong("softmax(Z) has entries that are not positive.", cause="positive")


@number("B4.3")
@weight(1)
@parts({"integers": 1, "its argument stays as it is": 1})
def test_softmax_arguments(student, part, rng):
    """softmax takes integers and leaves its argument alone."""
    with part("integers"):
        E = np.exp([[1.0, -1.0, 0.0], [2.0, 0.0, 2.0]])
        agree(
            student.softmax(np.array([[1, -1, 0], [2, 0, 2]])), E / E.sum(axis=1, keepdims=True), "softmax of integers"
        )
    with part("its argument stays as it is"):
        Z = rng.normal(size=(4, 3))
        require_alive(student.softmax, (Z,), (rng.normal(size=(4, 3)),), shape=(4, 3))
        unchanged((Z,), student.softmax.observe(Z).arguments, ("Z",))


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


def loss_of(student, *case):
    """The loss as a number."""
    value = as_numbers(output(student, case, "loss"), "The loss")
    if value.size != 1:
        raise Wrong(f"The loss should be one number; an array of shape {value.shape} came back.", cause="shape")
    return float(value.reshape(()))


@number("B5.1")
@weight(2.5)
@parts({"loss": 2, "dW": 2, "db": 1})
def test_softmax_ce(student, part):
    """softmax_ce gives the numbers of the example."""
    counts = {"examples": 2}
    with part("loss"):  # of both examples, and of the first alone
        got = [loss_of(student, W, B, X, Y), loss_of(student, W, B, X[:1], Y[:1])]
        agree(got, [(np.log(2) + np.log(3.5)) / 2, np.log(2)], "The loss", counts={"examples": np.array([2.0, 1.0])})
    with part("dW"):
        agree(output(student, (W, B, X, Y), "dW"), D.T @ X / 2, "dW", counts=counts, inputs=(W,))
    with part("db"):
        agree(output(student, (W, B, X, Y), "db"), D.mean(axis=0), "db", counts=counts, inputs=(B,))


@number("B5.2")
@weight(0.5)
def test_softmax_ce_of_zero_weights(student, rng):
    """The loss of zero weights is the logarithm of the number of classes."""
    case = draw(rng, 7, 2, 4)
    require_alive(student.softmax_ce, case, draw(rng, 7, 2, 4), lambda r: unpack(r, *OUTPUTS)[0], shape=())
    if abs(loss_of(student, np.zeros((4, 2)), np.zeros(4), *case[2:]) - np.log(4.0)) > 1e-5:
        raise Wrong("With W = 0 and b = 0 every class has probability 1/4: the loss should be ln 4.", cause="not ln K")


@number("B5.3")
@weight(1)
def test_softmax_ce_arguments(student, rng):
    """softmax_ce leaves its arguments alone."""
    case = draw(rng, 7, 2, 3)
    require_alive(student.softmax_ce, case, draw(rng, 7, 2, 3), lambda r: unpack(r, *OUTPUTS)[1], shape=(3, 2))
    unchanged(case, student.softmax_ce.observe(*case).arguments, ("W", "b", "X", "y"))
