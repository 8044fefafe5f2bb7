"""Homework 1, the public checks of sgd.py. Read them: they say what each function must do."""

import numpy as np

from autograder.errors import Wrong
from autograder.judging import agree, as_numbers, entry, number, parts, slip, unchanged, unpack, weight

# ---------------------------------------------------------------- B6


L2, L2_GRADIENT = [5.125, 1.5], [-0.8, 0.6, 0.2, 0.4]
ROOT, NOT_SQUARED = [0.5 * np.sqrt(10.25), 0.2 * np.sqrt(7.5)], [1.25, 0.2]


@number("B6.1")
@weight(2)
@parts({"l2 penalty": 1, "l2 gradient": 1, "l1 penalty": 1, "l1 gradient": 1})
def test_penalties(student, part):
    """l2 and l1 are right on two small examples."""
    w, v, a, c = np.array([3.0, -1.0, 0.5]), np.array([-2.0, 1.5, 0.5, 1.0]), 0.5, 0.2
    counts = {"weights": np.array([3.0, 4.0])}
    with part("l2 penalty"):  # 0.5 * (9 + 1 + 0.25) and 0.2 * (4 + 2.25 + 0.25 + 1)
        got = [unpack(student.l2(*case), "penalty", "grad")[0] for case in ((w, a), (v, c))]
        agree(_numbers(got), L2, "The l2 penalty", hypotheses=l2_slips(), counts=counts)
    with part("l2 gradient"):  # 2 * 0.2 * v
        grad = unpack(student.l2(v, c), "penalty", "grad")[1]
        agree(grad, L2_GRADIENT, "The l2 gradient", hypotheses=[other_half("gradient", L2_GRADIENT)], inputs=(v,))
    with part("l1 penalty"):  # 0.5 * (3 + 1 + 0.5) and 0.2 * (2 + 1.5 + 0.5 + 1)
        got = [unpack(student.l1(*case), "penalty", "grad")[0] for case in ((w, a), (v, c))]
        known = [
            slip("not absolute", "The l1 penalty is off: sum the absolute values.", 0.3, [1.25, 0.2]),
            slip("alpha missing", "The l1 penalty is off: multiply by alpha.", 0.7, [4.5, 5.0]),
        ]
        agree(_numbers(got), [2.25, 1.0], "The l1 penalty", hypotheses=known, counts=counts)
    with part("l1 gradient"):  # 0.2 * sign(v)
        grad = unpack(student.l1(v, c), "penalty", "grad")[1]
        known = [
            slip("alpha missing", "The l1 gradient is off: multiply by alpha.", 0.7, np.sign(v)),
            slip("size for sign", "The derivative of |w| is the sign of w, not its size.", 0.4, c * np.abs(v)),
            slip("sign ignored", "Where w is negative the derivative is -alpha.", 0.4, np.full(4, c)),
        ]
        agree(grad, [-0.2, 0.2, 0.2, 0.2], "The l1 gradient", hypotheses=known, inputs=(v,))


def l2_slips():
    """What known mistakes give for the two penalties."""
    no_alpha = [10.25, 7.5]
    return [
        other_half("penalty", L2),
        slip("square root taken", "The l2 penalty is off: the squares are summed; no root is taken.", 0.4, ROOT),
        slip("not squared", "The l2 penalty is off: square the weights before they are summed.", 0.3, NOT_SQUARED),
        slip("alpha missing", "The l2 penalty is off: multiply by alpha.", 0.7, no_alpha),
    ]


def other_half(what, right):
    """The penalty of another course: with the 1/2 in front of it, or without."""
    return slip("halved", f"The l2 {what} is halved; the penalty has no 1/2 in front.", 0.7, np.divide(right, 2))


def _numbers(values):
    """The penalties as one array."""
    for value in values:
        if as_numbers(value, "The penalty").size != 1:
            raise Wrong(
                f"The penalty should be one number; an array of shape {np.shape(value)} came back.", cause="shape"
            )
    return np.array([np.asarray(value).reshape(()) for value in values])


# ---------------------------------------------------------------- B7


@number("B7.1")
@weight(2)
@parts({"every example once": 1, "order": 1, "order, m does not divide N": 1, "short last batch": 1})
def test_minibatches(student, part):
    """minibatches cuts perm into pieces."""
    with part("every example once"):
        batches = _batches(student.minibatches(6, 2, np.array([5, 1, 0, 3, 4, 2])), 2)
        if sorted(index for batch in batches for index in batch) != [0, 1, 2, 3, 4, 5]:
            raise Wrong("The batches of minibatches(6, 2, perm) should hold each of 0 .. 5 once.")
        if any(not batch for batch in batches):
            raise Wrong("There is an empty batch; its mean would not be a number.", cause="empty batch")
    with part("order"):
        _in_order(student.minibatches(6, 2, np.array([5, 1, 0, 3, 4, 2])), [[5, 1], [0, 3], [4, 2]])
    perm = np.array([3, 0, 4, 1, 2])
    with part("order, m does not divide N"):
        _in_order(student.minibatches(5, 2, perm), [[3, 0], [4, 1]])
    with part("short last batch"):
        batches = _batches(student.minibatches(5, 2, perm), 2)
        if len(batches) == 2:
            raise Wrong("The last example is in no batch; make a shorter one of it.", cause="last batch dropped")
        if len(batches) != 3 or len(batches[2]) != 1 or batches[2][0] not in (2, 4):
            raise Wrong("minibatches(5, 2, [3 0 4 1 2]) should be three batches, the last one [2].")


def _in_order(result, want):
    """The first batches are these."""
    first = _batches(result, 2)[: len(want)]
    if first == want:
        return
    if [sorted(batch) for batch in first] == [sorted(batch) for batch in want]:
        raise Wrong("The batches hold the right examples, in another order than perm.", 0.5, "order within batches")
    raise Wrong(f"The first batches should be {', '.join(map(str, want))}.")


def _batches(result, m):
    """The batches as lists of whole numbers."""
    if not isinstance(result, (list, tuple, np.ndarray)) or len(result) == 0:
        raise Wrong("minibatches should return a list of index arrays, with at least one in it.")
    batches = [as_numbers(batch, "A batch").ravel().tolist() for batch in result]
    if any(len(batch) > m for batch in batches):
        raise Wrong("A batch holds more than m examples.")
    return batches


# ---------------------------------------------------------------- B8


class Towards:
    """A grad_fn: the gradients of 1/2 (w - mean of the batch)^2, summed over w's entries, and the same for b."""

    def __call__(self, params, batch):
        """The gradients, as a dict like params."""
        goal = float(np.mean(as_numbers(batch, "The batch")))
        return {name: as_numbers(entry(params, name), name) - goal for name in ("w", "b")}


BATCHES = [np.array([0, 4]), np.array([5]), np.array([1, 3, 8])]  # their means are 2, 5 and 4


@number("B8.1")
@weight(2)
@parts({"one step": 3, "three steps": 2})
def test_sgd(student, part):
    """sgd takes one step for each batch."""
    params = {"w": np.array([4.0, 1.0, -1.0]), "b": np.array(3.0)}
    with part("one step"):  # the gradient is w - 2 and b - 2; w - 0.25 * (w - 2)
        _judge(
            student.sgd(params, Towards(), BATCHES[:1], 0.25), params, [3.5, 1.25, -0.25], 2.75, _walks(params, (2.0,))
        )
    with part("three steps"):  # each step goes a quarter of the way to the mean of its batch
        w, b = params["w"], params["b"]
        for t, goal in enumerate((2.0, 5.0, 4.0)):
            w, b = w - step_size(t) * (w - goal), b - step_size(t) * (b - goal)
        _judge(student.sgd(params, Towards(), BATCHES, 0.25), params, w, b, _walks(params, (2.0, 5.0, 4.0)))


def step_size(t):
    """What the gradient is multiplied by after t steps, with lr = 0.25."""
    return 0.25


def _judge(result, params, w, b, walks=None):
    """Both parameters, each for half, by how much they changed: so a step in the wrong direction can be told."""
    wrong = []
    for name, right in (("w", np.asarray(w)), ("b", np.asarray(b))):
        known = [
            slip(how, f"The change of {name} is off: {SAID[how]}.", SHARES[how], end[name] - params[name])
            for how, end in (walks or {}).items()
        ]
        try:
            agree(_change(result, params, name), right - params[name], f"The change of {name}", hypotheses=known)
        except Wrong as error:
            wrong.append(error)
    if wrong:
        share = 1 - sum(1 - error.share for error in wrong) / 2
        raise Wrong(str(wrong[0]), share, wrong[0].cause, wrong[0].grid)


def _change(result, params, name):
    got = as_numbers(entry(result, name, "What sgd returns"), name)
    if got.size != np.size(params[name]):
        raise Wrong(f"{name} has shape {got.shape}; it should be {np.shape(params[name])}.", cause="shape")
    return got - np.reshape(params[name], got.shape)


SAID = {
    "up": "it goes up the gradient; subtract it",
    "added up": "gradients of earlier batches are added in again",
    "start": "every gradient was taken at the first parameters; take it at those of the moment",
    "first batch only": "the descent ends after the first batch",
    "no rate": "the learning rate is missing",
    "product": "the parameters were multiplied by the step; subtract it from them",
}
SHARES = {"up": 0.5, "added up": 0.4, "start": 0.4, "first batch only": 0.3, "no rate": 0.7, "product": 0.25}
OTHER_STEPS = {
    "lr": lambda t: 0.25,
    "lr / (1 + t)": lambda t: 0.25 / (1 + t),
    "lr / sqrt(1 + t)": lambda t: 0.25 / np.sqrt(1 + t),
}  # of other courses
del OTHER_STEPS["lr"]
for other in OTHER_STEPS:
    SAID[other], SHARES[other] = f"the step size is {other}; it should be lr", 0.6


def _walks(params, goals):
    """Where a descent with one of these slips ends; with a single step some of them change nothing."""
    once = ("up", "no rate", "product")
    hows = SAID if len(goals) > 1 else once
    return {how: {name: _walk(params[name], how, goals) for name in params} for how in hows}


def _walk(start, how, goals):
    at, total = start, 0.0
    for t, goal in enumerate(goals[: 1 if how == "first batch only" else None]):
        gradient = (start if how == "start" else at) - goal
        total = total + gradient if how == "added up" else gradient
        rate = OTHER_STEPS[how](t) if how in OTHER_STEPS else step_size(t)
        step = total * (4 * rate if how == "no rate" else -rate if how == "up" else rate)
        at = at * (1 - step) if how == "product" else at - step
    return at


@number("B8.2")
@weight(1)
def test_sgd_arguments(student):
    """sgd leaves params as they are and returns others."""
    params = {"w": np.array([4.0, 1.0, -1.0]), "b": np.array(3.0)}
    seen = student.sgd.observe(params, Towards(), BATCHES, 0.25)
    moved = as_numbers(entry(seen.result, "w", "What sgd returns"), "w")
    other = as_numbers(entry(student.sgd(params, Towards(), [np.array([1, 9])], 0.25), "w", "What sgd returns"), "w")
    if not np.isfinite(moved).all() or np.array_equal(moved.ravel(), params["w"]) or np.array_equal(moved, other):
        raise Wrong("sgd does not move the parameters along the gradients.")
    again = as_numbers(entry(student.sgd(params, Towards(), BATCHES, 0.25), "w", "What sgd returns"), "w")
    if not np.array_equal(moved, again):
        raise Wrong("sgd does not move the parameters along the gradients.")
    unchanged((params, BATCHES), (seen.arguments[0], seen.arguments[2]), ("params", "batches"))
