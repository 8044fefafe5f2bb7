"""B3: logistic regression with a penalty."""

import numpy as np

from autograder.judging import agree, number, parts, penalty_slips, unchanged, unpack

OUTPUTS = ("loss", "dw", "db")


def case(rng, N=11, D=6):
    """w, b, X, y, lam."""
    y = rng.permutation((np.arange(N) % 3 == 0).astype(float))
    return rng.normal(size=D), float(rng.uniform(0.3, 0.8)), rng.normal(size=(N, D)), y, 0.2


def right(w, b, X, y, lam):
    """loss, dw, db."""
    t = X @ w + b
    data = np.mean(np.maximum(t, 0) - t * y + np.log1p(np.exp(-np.abs(t))))
    error = (1 + np.tanh(t / 2)) / 2 - y
    return data + lam / 2 * np.sum(w * w), X.T @ error / len(y) + lam * w, error.sum() / len(y)


def judged(got, want, part, slips):
    """Each output in a part of its own."""
    for name, one, should in zip(OUTPUTS, unpack(got, *OUTPUTS), want):
        with part(name):
            agree(one, should, name, hypotheses=slips.get(name, ()))


def slips(w, b, X, y, lam):
    """What a wrong penalty leaves."""
    loss, dw, _ = right(w, b, X, y, lam)
    of_loss, of_dw = lam / 2 * np.sum(w * w), lam * w
    return {
        "loss": penalty_slips("loss", loss - of_loss, of_loss, lam),
        "dw": penalty_slips("dw", dw - of_dw, of_dw, lam),
    }


@number("B3.1")
@parts({"loss": 2, "dw": 2, "db": 1})
def test_loss_and_gradients(student, part, rng):
    """loss and gradients; the arguments stay as they are"""
    arguments = case(rng)
    seen = student.lr_loss_grad.observe(*arguments)
    judged(seen.result, right(*arguments), part, slips(*arguments))
    unchanged(arguments, seen.arguments, ("w", "b", "X", "y", "lam"))


@number("B3.2")
@parts({"loss": 2, "dw": 2, "db": 1})
def test_another_shape(student, part, rng):
    """the same for a few examples of many features, along a step"""
    w, b, X, y, lam = case(rng, 4, 9)
    step = rng.normal(size=9) * 0.1
    judged(student.lr_loss_grad(w + step, b - 0.1, X, y, lam), right(w + step, b - 0.1, X, y, lam), part, {})


@number("B3.3")
@parts({"loss": 1, "dw": 1, "db": 1})
def test_large_logits(student, part, rng):
    """large logits, without overflow"""
    w, b, X, y, lam = case(rng)
    with np.errstate(over="raise", invalid="raise"):
        judged(student.lr_loss_grad(w * 300, b, X, y, lam), right(w * 300, b, X, y, lam), part, {})


@number("B3.4")
def test_the_bias_has_no_penalty(student, rng):
    """a large bias has no penalty"""
    w, _, X, y, lam = case(rng)
    _, _, db = unpack(student.lr_loss_grad(w, 50.0, X, y, lam), *OUTPUTS)
    agree(db, right(w, 50.0, X, y, lam)[2], "db")
