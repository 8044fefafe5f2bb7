"""Homework 1, sgd in sgd.py: what is judged beyond the public part."""

import copy

import conventions
import numpy as np

from autograder.errors import Wrong
from autograder.judging import agree, all_show, as_numbers, entry, number, parts, slip, weight
from autograder.variant import attempts

STEPS = {
    "lr": lambda lr, t: lr,
    "lr / (1 + t)": lambda lr, t: lr / (1 + t),
    "lr / sqrt(1 + t)": lambda lr, t: lr / np.sqrt(1 + t),
}
"""Step sizes: this course's and those of others."""


class Gradients:
    """A grad_fn that keeps what it was called with: gradients of a batch's mean squared error (times 1/2).

    X: (N, d), y: (N,); params: w (d,) and b, a number. flat: the gradient does not depend on the parameters.
    """

    def __init__(self, X, y, flat=False):
        self.X, self.y, self.flat = X, y, flat
        self.calls = []

    def __call__(self, params, batch):
        try:
            w, b = as_numbers(entry(params, "w"), "w").ravel(), as_numbers(entry(params, "b"), "b").ravel()
            rows = as_numbers(batch, "The batch").astype(int).ravel()
        except Wrong as error:
            raise Wrong(f"grad_fn takes (params, batch). {error}") from None
        if w.size != self.X.shape[1] or b.size != 1 or not rows.size or rows.min() < 0 or rows.max() >= len(self.y):
            raise Wrong("grad_fn was called with parameters or a batch that it was not given.")
        self.calls.append(({"w": w, "b": b}, rows))
        return self.at(w, float(b[0]), rows)

    def at(self, w, b, rows):
        """The gradients."""
        X, y = self.X[rows], self.y[rows]
        error = -y if self.flat else X @ w + b - y
        return {"w": X.T @ error / len(rows), "b": float(np.mean(error))}


def problem(rng, sizes, d=4, flat=False):
    """(params, grad_fn, batches, lr) with batches of the given sizes, on which every slip shows."""
    for _ in attempts(rng):
        case = any_problem(rng, sizes, d, flat)
        begin, end = case[0], walk(*case)
        known = {name: slips(case, name) for name in begin}
        known["w"].append(slip("b stays", "", 0.0, walk(*case, "b stays")["w"] - begin["w"]))
        if all(all_show(end[name] - begin[name], known[name]) for name in begin):
            return case


def any_problem(rng, sizes, d, flat):
    """One of them, with or without."""
    N = sum(sizes)
    X, y = rng.normal(size=(N, d)) + 0.3, rng.uniform(0.5, 2.0, size=N)
    params = {"w": rng.normal(size=d), "b": np.array(rng.uniform(0.5, 1.0))}
    batches = np.split(rng.permutation(N), np.cumsum(sizes)[:-1])
    return params, Gradients(X, y, flat), list(batches), float(rng.choice([0.05, 0.08, 0.15]))


def walk(params, gradients, batches, lr, how="right"):
    """Where the descent ends, right or with one of the slips of HOW."""
    if how == "momentum":
        return coast(params, gradients, batches, lr)
    w, b = start = params["w"], params["b"]
    total_w, total_b = np.zeros_like(w), 0.0
    for k, rows in enumerate(batches):
        grad = gradients.at(*(start if how == "start" else (w, b)), rows)
        total_w, total_b = total_w + grad["w"], total_b + grad["b"]
        dw, db = (total_w, total_b) if how.startswith("added up") else (grad["w"], grad["b"])
        rate = STEPS[how if how in STEPS else conventions.step_size](lr, k + (how == "t from 1"))
        rate *= {"up": -1, "no rate": 1 / lr, "over size": 1 / len(rows), "times size": len(rows),
                 "added up, mean": 1 / (k + 1)}.get(how, 1)  # fmt: skip
        if how == "in turn":
            db = gradients.at(w - rate * dw, b, rows)["b"]
        db = 0.0 if how == "b stays" and k else db  # it was an array; after a step it is a number
        w, b = (w * (1 - rate * dw), b * (1 - rate * db)) if how == "product" else (w - rate * dw, b - rate * db)
    return {"w": w, "b": b}


def coast(params, gradients, batches, lr, keep=0.9):
    """The descent with momentum."""
    w, b, speed_w, speed_b = params["w"], params["b"], 0.0, 0.0
    for k, rows in enumerate(batches):
        grad, rate = gradients.at(w, b, rows), STEPS[conventions.step_size](lr, k)
        speed_w, speed_b = keep * speed_w + grad["w"], keep * speed_b + grad["b"]
        w, b = w - rate * speed_w, b - rate * speed_b
    return {"w": w, "b": b}


HOW = {
    "momentum": ("nine tenths of the step before are added again; momentum is not asked for", 0.4),
    "up": ("it goes up the gradient; subtract it", 0.5),
    "added up": ("gradients of earlier batches are added in again; each step uses that of its own batch", 0.4),
    "added up, mean": ("gradients of earlier batches are averaged in; each step uses that of its own batch", 0.4),
    "start": ("every gradient was taken at the first parameters; take it at those of the moment", 0.4),
    "no rate": ("the learning rate is missing", 0.7),
    "over size": ("it was divided by the size of the batch; take the gradient as grad_fn gives it", 0.7),
    "times size": ("it was multiplied by the size of the batch", 0.7),
    "in turn": ("w had moved before the gradient of b was taken; call grad_fn once for each batch", 0.4),
    "product": ("the parameters were multiplied by the step; subtract it from them", 0.25),
}
KEEPS_EARLIER = ("added up", "added up, mean", "momentum")


def slips(case, name):
    """What known mistakes leave as the change of one parameter."""
    params, gradients, batches, lr = case
    begin = params[name]
    found = [slip(how, f"The change of {name} is off: {text}.", share, walk(*case, how)[name] - begin)
             for how, (text, share) in HOW.items()]  # fmt: skip
    if len(batches) > 1:
        found += other_steps(case, name)
        cut = {"first batch only": batches[:1], "last batch only": batches[-1:]}
        cut |= {"last batch left out": batches[:-1]} if len(batches) > 2 else {}
        for how, some in cut.items():
            array = walk(params, gradients, some, lr)[name] - begin
            found.append(slip(how, f"The change of {name} is off: {how}.", 0.3, array))
    return found


def other_steps(case, name):
    """The step sizes of other courses, and one that is ahead by a step."""
    sentence = f"The change of {name} is off: the step size is {{}}; it should be {conventions.step_size}."
    others = {how: (how, 0.6) for how in STEPS if how != conventions.step_size}
    if conventions.step_size != "lr":
        others["t from 1"] = ("that of the step after", 0.7)
    return [slip(how, sentence.format(text), share, walk(*case, how)[name] - case[0][name])
            for how, (text, share) in others.items()]  # fmt: skip


def change(result, params, name):
    """By how much a parameter changed, in the precision that it came in."""
    value = entry(result, name, "What sgd returns")
    as_numbers(value, name)
    value = np.asarray(value)
    if value.size != np.size(params[name]):
        raise Wrong(f"{name} has shape {value.shape}; it should be {np.shape(params[name])}.", cause="shape")
    before = np.asarray(params[name], dtype=value.dtype if value.dtype.kind == "f" else float)
    return value - before.reshape(value.shape)


def judge(student, case, accumulated=0.4):
    """Both parameters after the descent, each for half."""
    params, result, right = case[0], student.sgd(*case), walk(*case)
    wrong = []
    for name in ("w", "b"):
        known = [
            slip(h.name, h.sentence, accumulated, h.predict(np.zeros(()))) if h.name in KEEPS_EARLIER else h
            for h in slips(case, name)
        ]
        want = right[name] - params[name]
        try:
            agree(change(result, params, name), want, f"The change of {name}", hypotheses=known)
        except Wrong as error:
            wrong.append(error)
    if wrong:
        share = 1 - sum(1 - error.share for error in wrong) / 2
        raise Wrong(str(wrong[0]), share, wrong[0].cause, wrong[0].grid)


def require_step(student, case):
    """Raise Wrong unless sgd moves the parameters somewhere finite, to other places for other gradients."""
    params, gradients, batches, lr = case
    moved, again = (change(student.sgd(*case), params, "w") for _ in range(2))
    other = change(student.sgd(params, Gradients(gradients.X + 1.0, gradients.y), batches, lr), params, "w")
    if (
        not np.isfinite(moved).all()
        or not moved.any()
        or np.array_equal(moved, other)
        or not np.array_equal(moved, again)
    ):
        raise Wrong("sgd does not move the parameters along the gradients.")


@number("B8.3")
@weight(1)
@parts({"two batches": 1, "three batches": 1})
def test_trace(student, part, rng):
    """The parameters are right after two and three steps."""
    with part("two batches"):
        judge(student, problem(rng, (4, 3)))
    with part("three batches"):
        judge(student, problem(rng, (5, 3, 2), d=3))


@number("B8.4")
@weight(2)
@parts({"two batches": 1, "four batches": 1})
def test_no_accumulation(student, part, rng):
    """Each step uses the gradient of its own batch alone."""
    with part("two batches"):
        judge(student, problem(rng, (3, 4), flat=True), accumulated=0.0)
    with part("four batches"):
        judge(student, problem(rng, (3, 2, 4, 1), d=5, flat=True), accumulated=0.0)


@number("B8.5")
@weight(1)
@parts({"one call for each batch": 1, "keys and shapes": 1})
def test_calls(student, part, rng):
    """grad_fn is called once for each batch, in order; the result has the keys and shapes of params."""
    case = problem(rng, (4, 3, 2))
    require_step(student, copy.deepcopy(case))
    gradients, batches = case[1], case[2]
    gradients.calls.clear()
    result = student.sgd(*case)
    with part("one call for each batch"):
        seen = [rows for _, rows in gradients.calls]
        if len(seen) != len(batches):
            raise Wrong(f"grad_fn was called {len(seen)} times for {len(batches)} batches.", cause="number of calls")
        if not all(np.array_equal(a, b) for a, b in zip(seen, batches)):
            raise Wrong("grad_fn did not get the batches as they are, in order.", cause="order of batches")
    with part("keys and shapes"):
        if set(result) != set(case[0]):
            raise Wrong("The result should have the keys of params, no more and no fewer.", cause="keys")
        for name, value in case[0].items():
            shape = as_numbers(entry(result, name), name).shape
            if tuple(side for side in shape if side != 1) != np.squeeze(value).shape:
                raise Wrong(f"{name} has shape {shape}; it should be {np.shape(value)}.", cause="shape")
