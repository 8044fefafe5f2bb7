"""Homework 1, lr_grad in logistic.py: what is judged beyond the public part."""

import conventions
import numpy as np
from sigmoids import OWN, own_sigmoid

from autograder.errors import Wrong
from autograder.judging import (
    agree,
    agree_with_own_loss,
    all_show,
    as_numbers,
    batch_slips,
    number,
    outer_difference,
    parts,
    require_alive,
    slip,
    slip_by_some,
    unpack,
    weight,
)
from autograder.variant import attempts

reduced = getattr(np, conventions.reduction)


def among(N):
    """What a sum over N examples is divided by."""
    return N if conventions.reduction == "mean" else 1


def batch(rng, N, d, plain=False):
    """(w, b, X, y): moderate logits, both labels, not equally often; plain: the bias is 0.

    Classes are as often too large as too small in no draw: there db would be 0 for a class in the place of p, and as a
    sum it is not 1 either, which is an answer that anybody can give. db is not so small that its half is nearly it.
    """
    for _ in attempts(rng):
        w, X = rng.uniform(0.4, 1.4, size=d) * rng.choice([-1.0, 1.0], size=d), rng.normal(size=(N, d))
        y = rng.permutation((np.arange(N) % 3 == 0).astype(float))
        b = 0.0 if plain else float(rng.uniform(0.5, 1.5))
        told = np.sum((X @ w + b > 0) - y)
        case = w, b, X, y
        fit = told not in (0, -np.sum(y), N - np.sum(y)) and (conventions.reduction == "mean" or abs(told) != 1)
        right = gradients(case)
        if fit and abs(right["db"]) > 0.01 and all(all_show(right[what], slips(case, what)) for what in right):
            return case


def predictions(w, b, X):
    """p."""
    return 1 / (1 + np.exp(-(X @ w + b)))


def gradients(case):
    """The right dw and db."""
    w, b, X, y = case
    error = predictions(w, b, X) - y
    return {"dw": X.T @ error / among(len(y)), "db": reduced(error)}


WRONG = {
    "sigmoid forgotten": ("the logit was used where its sigmoid is meant", 0.3, lambda z, p, y: z - y),
    "slope multiplied on": (
        "p - y is the derivative by the logit already; do not multiply it by p (1 - p)",
        0.4,
        lambda z, p, y: (p - y) * p * (1 - p),
    ),
    "no label": ("the label is missing: the error is p - y, not p", 0.2, lambda z, p, y: p),
    "labels swapped": ("the labels 0 and 1 are exchanged: the error is p - y", 0.4, lambda z, p, y: p - (1 - y)),
    "threshold": ("the class 0 or 1 was used where the probability is meant", 0.3, lambda z, p, y: (p > 0.5) - y),
    "by the probability": (
        "the chain stops at dL/dp; multiply by p (1 - p)", 0.4, lambda z, p, y: (p - y) / (p * (1 - p)),
    ),
}  # fmt: skip


def errors(w, b, X, y, own):
    """name -> (sentence, share, the wrong error of each example)."""
    z = X @ w + b
    p = predictions(w, b, X)
    found = {name: (text, share, wrong(z, p, y)) for name, (text, share, wrong) in WRONG.items()}
    if b:
        found["bias ignored"] = ("it is what it would be without the bias", 0.3, predictions(w, 0.0, X) - y)
    if own is not None:
        found[OWN] = ("it fits your own sigmoid", 0.5, own(z) - y)
    return found


def slips(case, what, own=None):
    """What known mistakes give for dw or db."""
    w, b, X, y = case
    N, ones = len(y), np.ones((len(y), 1))
    into = X if what == "dw" else ones

    def gradient(error):
        return (into.T @ error / among(N)).reshape(w.shape if what == "dw" else ())

    found = [slip(name, f"{what} is off: {text}.", share, gradient(error)) for name, (text, share, error) in
             errors(w, b, X, y, own).items()]  # fmt: skip
    error = predictions(w, b, X) - y
    dw = X.T @ error / among(N)
    if what == "db":
        said = "db: the errors are added up, without the inputs; here dw was added up."
        return [*found, slip("sum of dw", said, 0.3, dw.sum()), *batch_slips("db", error / among(N))]
    found.append(slip_by_some("penalty added", "dw: a multiple of w is added; no penalty is asked for.", 0.6, dw, w))
    found += outer_difference("dw", X, predictions(w, b, X), y, reduction=conventions.reduction)
    found.append(slip("mean of errors times mean of inputs", MEANS, 0.2, reduced(error) * reduced(X, axis=0)))
    return found + batch_slips("dw", error[:, None] * X / among(N))


MEANS = f"dw: multiply each error by its own input first, then take the {conventions.reduction}."


def judge(student, case, what, rng):
    """One of the two outputs."""
    w, b, _, y = case
    got = dict(zip(("dw", "db"), unpack(student.lr_grad(*case), "dw", "db")))[what]
    right = gradients(case)
    counts = {"examples": len(y), "features": len(w)}

    def known():
        return slips(case, what, own_sigmoid(student, rng))

    agree(got, right[what], what, hypotheses=known, counts=counts, others=right, inputs=(w, b), forgiven=(OWN,),
          reduction=conventions.reduction)  # fmt: skip


def dw_of(result):
    """dw."""
    return unpack(result, "dw", "db")[0]


@number("B3.4")
@weight(2)
def test_dw_without_bias(student, rng):
    """dw is right when the bias is 0."""
    judge(student, batch(rng, 7, 4, plain=True), "dw", rng)


@number("B3.5")
@weight(3)
@parts({"float labels": 1, "integer labels": 1})
def test_dw(student, part, rng):
    """dw is right with a bias."""
    with part("float labels"):
        judge(student, batch(rng, 11, 3), "dw", rng)
    with part("integer labels"):
        w, b, X, y = batch(rng, 5, 8)
        judge(student, (w, b, X, y.astype(np.int64)), "dw", rng)


@number("B3.6")
@weight(1)
@parts({"bias 0": 1, "with a bias": 1})
def test_db(student, part, rng):
    """db is right."""
    with part("bias 0"):
        judge(student, batch(rng, 7, 5, plain=True), "db", rng)
    with part("with a bias"):
        judge(student, batch(rng, 9, 4), "db", rng)


@number("B3.7")
@weight(1)
def test_own_loss(student, rng):
    """lr_grad is the gradient of your bce_loss (or, where that is wrong, of the right one)."""
    case = w, b, X, y = batch(rng, 6, 4)
    require_alive(student.lr_grad, case, batch(rng, 6, 4), dw_of, shape=(4,))
    dw, db = unpack(student.lr_grad(*case), "dw", "db")
    own = own_sigmoid(student, rng)
    errors_right = [predictions(w, b, X) - y] + ([own(X @ w + b) - y] if own is not None else [])
    if any(_close(dw, X.T @ error / among(6)) and _close(db, reduced(error)) for error in errors_right):
        return
    try:
        agree_with_own_loss(
            lambda at: student.bce_loss(at["w"], at["b"], X, y),
            {"w": w, "b": b},
            {"w": dw, "b": db},
            counts={"examples": 6},
            reduction=conventions.reduction,
        )
    except Wrong as wrong:
        raise Wrong(str(wrong), 0.0, wrong.cause) from None


def _close(got, want):
    numbers = as_numbers(got, "The gradient").ravel()
    return numbers.size == np.size(want) and np.allclose(numbers, np.ravel(want), rtol=1e-5, atol=1e-6)
