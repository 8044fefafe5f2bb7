"""Homework 1, the public checks of logistic.py. Read them: they say what each function must do."""

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

# The example of the text, with every number on the way:
W, B = np.array([2.0, -1.0]), 0.25
X = np.array([[1.0, 2.0], [0.0, 1.0], [2.0, 1.0]])
Y = np.array([1.0, 1.0, 0.0])
LOGITS = np.array([0.25, -0.75, 3.25])  # X @ W + B
P = 1 / (1 + np.exp(-LOGITS))  # 0.5622 0.3208 0.9627
LOSSES = -np.log([P[0], P[1], 1 - P[2]])  # 0.5759 1.1369 3.2880
ERRORS = P - Y  # -0.4378 -0.6792 0.9627
DW, DB = X.T @ ERRORS / 3, np.mean(ERRORS)  # 0.4958 -0.1974 and -0.0514


def draw(rng, N, d):
    """Any (w, b, X, y) with both labels."""
    y = rng.permutation((np.arange(N) % 3 == 0).astype(float))
    return rng.normal(size=d), float(rng.uniform(0.3, 1.0)), rng.normal(size=(N, d)), y


# ---------------------------------------------------------------- B1


@number("B1.1")
@weight(1)
def test_sigmoid(student):
    """sigmoid is 1 / (1 + exp(-z))."""
    z = np.array([0.0, np.log(3.0), -np.log(3.0), 2.0])
    slips = [
        slip("1 + forgotten", "sigmoid(z) is exp(z); it should be 1 / (1 + exp(-z)).", 0.4, np.exp(z)),
        slip("inverse", "sigmoid(z) is 1 + exp(-z); divide 1 by it.", 0.4, 1 + np.exp(-z)),
        slip("tanh", "sigmoid(z) is tanh(z), which goes from -1 to 1.", 0.3, np.tanh(z)),
        slip("slope", "sigmoid(z) is the slope of the sigmoid, s (1 - s).", 0.3, np.exp(-z) / (1 + np.exp(-z)) ** 2),
    ]
    agree(student.sigmoid(z), [0.5, 0.75, 0.25, 1 / (1 + np.exp(-2.0))], "sigmoid(z)", hypotheses=slips)


@number("B1.2")
@weight(1)
@parts({"sigmoid(-z) = 1 - sigmoid(z)": 1, "grows with z": 1})
def test_sigmoid_properties(student, part, rng):
    """sigmoid has the symmetry and the order that it should have."""
    z = np.sort(rng.uniform(0.3, 2.0, size=6) * [-1, -1, -1, 1, 1, 1])  # a slope grows on one side only
    require_alive(student.sigmoid, (z,), (z + 0.5,), shape=(6,))
    there, back = (as_numbers(student.sigmoid(v), "sigmoid(z)").ravel() for v in (z, -z))
    with part("sigmoid(-z) = 1 - sigmoid(z)"):
        if not np.allclose(there + back, 1.0, atol=1e-6):
            raise Wrong("sigmoid(-z) and sigmoid(z) do not add up to 1.", cause="symmetry")
    with part("grows with z"):
        if not np.all(np.diff(there) > 0):
            raise Wrong("sigmoid(z) does not grow with z.", cause="order")


@number("B1.3")
@weight(1)
@parts({"a number": 1, "integers": 1, "its argument stays as it is": 1})
def test_sigmoid_arguments(student, part, rng):
    """sigmoid takes numbers and integers, and leaves its argument alone."""
    z, whole = np.array([1.5, -2.0, 0.25, -0.75]), np.array([2.0, -1.0, 0.0, 3.0])
    with part("a number"):
        got = [student.sigmoid(value) for value in (1.5, -2.0, 0.25, np.array(-0.75))]
        if any(as_numbers(value, "sigmoid of a number").size != 1 for value in got):
            raise Wrong("sigmoid of a number should be a number.", cause="shape")
        right_or_as_for(student, z, np.ravel(got), "sigmoid of a number differs from that of an array which holds it.")
    with part("integers"):
        got = as_numbers(student.sigmoid(whole.astype(np.int64)), "sigmoid of integers").ravel()
        right_or_as_for(student, whole, got, "sigmoid of integers differs from that of the same numbers as floats.")
    with part("its argument stays as it is"):
        z = rng.normal(size=5)
        require_alive(student.sigmoid, (z,), (z + 0.5,), shape=(5,))
        unchanged((z,), student.sigmoid.observe(z).arguments, ("z",))


def right_or_as_for(student, z, got, sentence):
    """These values are right, or what your sigmoid gives for the array z: a slip costs points elsewhere."""
    if got.shape == z.shape and np.allclose(got, 1 / (1 + np.exp(-z)), rtol=1e-5):
        return
    require_alive(student.sigmoid, (z,), (z + 0.5,), shape=z.shape)
    whole = as_numbers(student.sigmoid(z), "sigmoid(z)").ravel()
    if got.shape != whole.shape or not np.allclose(got, whole, rtol=1e-5, atol=1e-7):
        raise Wrong(sentence, cause="dtype")


# ---------------------------------------------------------------- B2


def loss_of(student, *case, want=None):
    """One loss as a number; want: the right one, where it is known."""
    value = as_numbers(student.bce_loss(*case), "The loss")
    each = want is not None and value.shape == case[3].shape
    if each and np.isclose(np.mean(value), want):
        said = "The loss should be one number, the mean; one for each example came back."
        raise Wrong(said, 0.5, "not reduced")
    if value.size != 1:
        raise Wrong(f"The loss should be one number; an array of shape {value.shape} came back.", cause="shape")
    return float(value.reshape(()))


@number("B2.1")
@weight(1)
def test_bce_loss(student):
    """bce_loss gives the numbers of the example, for all three examples and for the first two."""
    want, counts = both_losses(LOSSES), {"examples": np.array([3.0, 2.0])}
    got = [loss_of(student, W, B, X, Y, want=want[0]), loss_of(student, W, B, X[:2], Y[:2], want=want[1])]
    known = loss_slips(student)
    agree(got, want, "The loss", hypotheses=known, counts=counts, forgiven=(OWN,), reduction="mean")


OWN = "own sigmoid"


def own_sigmoid(student):
    """Your sigmoid of the logits, if it has a slip that B1 knows: then it costs points there, not here."""
    try:
        got = as_numbers(student.sigmoid(LOGITS), "sigmoid(z)").ravel()
    except (SubmissionError, Wrong):
        return None
    wrong = (1 - P, np.exp(LOGITS), np.exp(-LOGITS), 1 + np.exp(-LOGITS), np.tanh(LOGITS), P * (1 - P))
    return got if any(got.shape == p.shape and np.allclose(got, p) for p in wrong) else None


def both_losses(each):
    """The loss of all three examples and that of the first two."""
    return [np.mean(each), np.mean(each[:2])]


def loss_slips(student):
    """What known mistakes give for the two losses."""
    chosen = np.array([P[0], P[1], 1 - P[2]])  # the probability of the right label
    blind = 1 / (1 + np.exp(-(X @ W)))
    wrong = {
        "labels swapped": ("the labels 0 and 1 are exchanged", 0.5, -np.log(1 - chosen)),
        "label 1 only": ("the term of the examples with label 0 is missing", 0.4, LOSSES * [1, 1, 0]),
        "no logarithm": ("the probability of the label was averaged, not its logarithm", 0.4, -chosen),
        "bias ignored": ("it is what it would be without the bias", 0.3, -np.log([blind[0], blind[1], 1 - blind[2]])),
    }
    own = own_sigmoid(student)
    if own is not None and np.all((own > 0) & (own < 1)):
        wrong[OWN] = ("it fits your own sigmoid", 0.5, -np.log([own[0], own[1], 1 - own[2]]))
        del wrong["labels swapped"]  # 1 - p for p is the same
    found = [slip(n, f"The loss is off: {t}.", share, both_losses(v)) for n, (t, share, v) in wrong.items()]
    by_features = "The loss is off: divide by the number of examples, not of features."
    found.append(slip("features for examples", by_features, 0.7, [LOSSES.sum() / 2, LOSSES[:2].sum() / 2]))
    return found


@number("B2.2")
@weight(1)
@parts({"w = 0 and b = 0": 1, "the order of the examples": 1})
def test_bce_loss_properties(student, part, rng):
    """bce_loss of zero weights is ln 2, and the order of the examples changes nothing."""
    case = w, b, inputs, y = draw(rng, 7, 4)
    require_alive(student.bce_loss, case, draw(rng, 7, 4), shape=())
    with part("w = 0 and b = 0"):
        value = loss_of(student, np.zeros(4), 0.0, inputs, y)
        right, said = np.log(2.0), "ln 2 = 0.6931"
        if abs(value - right) > 1e-5:
            raise Wrong(f"With w = 0 and b = 0 every p is 1/2, so the loss should be {said}.", cause="not ln 2")
    with part("the order of the examples"):
        order = rng.permutation(7)
        if abs(loss_of(student, *case) - loss_of(student, w, b, inputs[order], y[order])) > 1e-5:
            raise Wrong("The loss changes with the order of the examples.", cause="order")


@number("B2.3")
@weight(1)
@parts({"integer labels": 1, "its arguments stay as they are": 1})
def test_bce_loss_arguments(student, part, rng):
    """bce_loss takes integer labels and leaves its arguments alone."""
    case = w, b, inputs, y = draw(rng, 6, 3)
    require_alive(student.bce_loss, case, draw(rng, 6, 3), shape=())
    with part("integer labels"):
        whole = loss_of(student, w, b, inputs, y.astype(np.int64))
        if not np.isclose(whole, loss_of(student, *case), rtol=1e-5, atol=1e-6):
            raise Wrong("The loss of integer labels differs from that of the same labels as floats.", cause="dtype")
    with part("its arguments stay as they are"):
        unchanged(case, student.bce_loss.observe(*case).arguments, ("w", "b", "X", "y"))


# ---------------------------------------------------------------- B3


@number("B3.1")
@weight(1)
@parts({"dw": 3, "db": 1})
def test_lr_grad(student, part):
    """lr_grad gives the numbers of the example."""
    counts = {"examples": 3}
    with part("dw"):
        dw, _ = unpack(student.lr_grad(W, B, X, Y), "dw", "db")
        known = gradient_slips(student, "dw", X)
        agree(dw, DW, "dw", hypotheses=known, counts=counts, others={"db": DB}, inputs=(W,), forgiven=(OWN,),
              reduction="mean")  # fmt: skip
    with part("db"):
        _, db = unpack(student.lr_grad(W, B, X, Y), "dw", "db")
        known = gradient_slips(student, "db", np.ones(3))
        agree(db, DB, "db", hypotheses=known, counts=counts, others={"dw": DW}, forgiven=(OWN,),
              reduction="mean")  # fmt: skip


def gradient_slips(student, what, into):
    """What known mistakes give for dw (into: X) or db (into: ones)."""
    wrong = {
        "slope multiplied on": ("p - y is the derivative by the logit already", 0.4, ERRORS * P * (1 - P)),
        "sigmoid forgotten": ("the logit was used where its sigmoid is meant", 0.3, LOGITS - Y),
        "labels swapped": ("the labels 0 and 1 are exchanged", 0.4, P - (1 - Y)),
        "no label": ("the label is missing: the error is p - y, not p", 0.2, P),
        "bias ignored": ("it is what it would be without the bias", 0.3, 1 / (1 + np.exp(-(X @ W))) - Y),
        "last example only": ("it holds the last example alone; were the others overwritten?", 0.3, ERRORS * [0, 0, 1]),
    }
    own = own_sigmoid(student)
    if own is not None:
        wrong[OWN] = ("it fits your own sigmoid", 0.5, own - Y)
    wrong["features for examples"] = ("divide by the number of examples, not of features", 0.7, ERRORS * 3 / 2)
    count = 3
    return [slip(n, f"{what} is off: {t}.", share, into.T @ error / count) for n, (t, share, error) in wrong.items()]


@number("B3.2")
@weight(1)
@parts({"dw": 1, "db": 1})
def test_lr_grad_of_a_doubled_batch(student, part, rng):
    """Every example twice leaves the gradient of a mean as it is."""
    w, b, inputs, y = draw(rng, 7, 4)
    turned = -2 * w, -2 * b, inputs, y  # of 7 predictions the other number is 1: their counts differ, too
    twice = w, b, np.concatenate([inputs, inputs]), np.concatenate([y, y])
    for at, (name, shape) in enumerate((("dw", (4,)), ("db", ()))):
        with part(name):
            require_alive(student.lr_grad, (w, b, inputs, y), turned, _output(at), shape=shape)
            once, again = (as_numbers(_output(at)(student.lr_grad(*c)), name) for c in ((w, b, inputs, y), twice))
            if not np.allclose(again, once, rtol=1e-5, atol=1e-6):
                raise Wrong(f"{name} changes when every example is there twice; take the mean.", cause="no mean")


def _output(at):
    return lambda result: unpack(result, "dw", "db")[at]


@number("B3.3")
@weight(1)
def test_lr_grad_arguments(student, rng):
    """lr_grad leaves its arguments alone."""
    case = draw(rng, 6, 3)
    require_most_alive(student.lr_grad, case, draw(rng, 6, 3), {"dw": case[0], "db": case[1]})
    unchanged(case, student.lr_grad.observe(*case).arguments, ("w", "b", "X", "y"))
