"""Homework 1 graded: slips cost once, wrappings cost little, rubbish costs everything and is always judged."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from autograder.assignment import load
from autograder.course import Course
from autograder.errors import SubmissionError
from autograder.grade import grade
from autograder.judging.student import LocalFunction
from autograder.reference import reference_answers
from autograder.suites.suite import with_suite

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")
COURSE = Course.at(Path(__file__).parents[2])
FULL = {"B1": 6, "B2": 7, "B3": 10, "B4": 7, "B5": 12, "B6": 5, "B7": 4, "B8": 7, "C": 14}


def confined_error(error):
    """What the student's process makes of an exception."""
    return error if isinstance(error, SubmissionError) else SubmissionError(f"{type(error).__name__}: {error}")


def graded(submissions, numbers=tuple(FULL), seed=None):
    """Reports on submissions, each a dict of functions that replace the reference's."""
    assignment = load(COURSE, "hw1", seed)
    right = reference_answers(assignment)
    some = replace(assignment, questions=tuple(q for q in assignment.questions if q.number in numbers))

    def run(suite):
        return [
            grade(some, {**right, **{n: LocalFunction(f, confined_error) for n, f in functions.items()}}, suite)
            for functions in submissions
        ]

    return with_suite(assignment, run)


def points(report):
    """Points by question; every question must have been judged."""
    assert not report.pending, [j.credit.staff for j in report.pending]
    return {j.question.number: j.cents / 100 for j in report.judgements}


def sigma(z):
    return 1 / (1 + np.exp(-np.asarray(z, dtype=float)))


def mirrored(z):
    return sigma(-np.asarray(z, dtype=float))


def from_sigmoid(f):
    """bce_loss and lr_grad that call the sigmoid f."""

    def bce_loss(w, b, X, y):
        p = f(X @ w + b)
        return np.mean(-y * np.log(p) - (1 - y) * np.log(1 - p))

    def lr_grad(w, b, X, y):
        error = f(X @ w + b) - y
        return X.T @ error / len(y), error.mean()

    return {"sigmoid": f, "bce_loss": bce_loss, "lr_grad": lr_grad}


def test_the_points_of_the_parts():
    questions = load(COURSE, "hw1").questions
    assert {q.number: q.points for q in questions if q.number in FULL} == FULL
    assert sum(q.points for q in questions if q.part == "D") == 10


def test_a_slip_in_the_sigmoid_is_charged_once():
    """It keeps the values of B2 and B3 where B1 recognises it; not where B1 is right, or odd beyond recognition."""
    same, alone, odd = graded(
        [
            from_sigmoid(mirrored),
            {**from_sigmoid(mirrored), "sigmoid": sigma},
            from_sigmoid(lambda z: 0.4 + 0.1 * np.sin(z)),
        ],
        ("B1", "B2", "B3"),
    )
    assert points(same)["B3"] == 10
    assert points(same)["B1"] <= 3.5
    assert points(same)["B2"] >= points(alone)["B2"] + 1
    assert points(alone)["B3"] <= 6
    assert points(odd)["B3"] <= 3
    assert points(odd)["B1"] <= 1.5


def test_a_slip_in_the_softmax_is_charged_once():
    def columns(Z):
        E = np.exp(Z - np.max(Z, axis=0))
        return E / E.sum(axis=0)

    def softmax_ce_with(f):
        def softmax_ce(W, b, X, y):
            P = f(X @ W.T + b)
            D = (P - np.eye(len(b))[y]) / len(y)
            return -np.mean(np.log(P[np.arange(len(y)), y])), D.T @ X, D.sum(axis=0)

        return softmax_ce

    same, alone = graded([{"softmax": columns, "softmax_ce": softmax_ce_with(columns)},
                          {"softmax_ce": softmax_ce_with(columns)}], ("B4", "B5"))  # fmt: skip
    assert points(same)["B4"] < 5.5
    assert points(same)["B5"] > points(alone)["B5"] + 4
    assert points(same)["B5"] == 11  # the loss of zero weights is not ln K, and the logarithm of a softmax not stable


# ---------------------------------------------------------------- wrappings


def test_a_column_for_a_vector_keeps_nine_tenths():
    def lr_grad(w, b, X, y):
        dw, db = from_sigmoid(sigma)["lr_grad"](w, b, X, y)
        return dw[:, None], np.array([[db]])

    (report,) = graded([{"lr_grad": lr_grad}], ("B3",))
    assert 9 <= points(report)["B3"] < 10


def test_a_loss_in_an_array_loses_nothing():
    def bce_loss(w, b, X, y):
        z = X @ w + b
        return np.mean(np.logaddexp(0, z) - y * z).reshape(1, 1)

    (report,) = graded([{"bce_loss": bce_loss}], ("B2",))
    assert points(report)["B2"] == 7


def test_single_precision_loses_nothing():
    def softmax(Z):
        Z = np.asarray(Z, dtype=np.float32)
        E = np.exp(Z - Z.max(axis=-1, keepdims=True))
        return E / E.sum(axis=-1, keepdims=True)

    (report,) = graded([{"softmax": softmax}], ("B4",))
    assert points(report)["B4"] == 7


@pytest.mark.parametrize("inside", [1e-8, 1e-12, 1e-15])
def test_a_small_constant_in_the_logarithm_loses_stability_only(inside):
    def bce_loss(w, b, X, y):
        p = sigma(X @ w + b)
        return np.mean(-y * np.log(p + inside) - (1 - y) * np.log(1 - p + inside))

    (report,) = graded([{"bce_loss": bce_loss}], ("B2",))
    assert points(report)["B2"] == 5


@pytest.mark.parametrize("factor", [0.37, 1 / np.log(10), 3.0])
def test_any_constant_factor_keeps_seven_tenths(factor):
    def lr_grad(w, b, X, y):
        dw, db = from_sigmoid(sigma)["lr_grad"](w, b, X, y)
        return factor * dw, db

    (report,) = graded([{"lr_grad": lr_grad}], ("B3",))
    assert points(report)["B3"] == pytest.approx(10 - 0.3 * 5.75 - 1, abs=0.03)  # the values of dw, and its own loss


# ---------------------------------------------------------------- rubbish


class Odd:
    """Nothing that a check knows."""


RUBBISH = {
    "ragged": lambda *_: [[1.0, 2.0], [3.0]],
    "ragged pair": lambda *_: ([[1.0], [2.0, 3.0]], {"a": 1}),
    "text": lambda *_: ("loss", "dW", "db"),
    "complex": lambda *_: np.ones(3) * 1j,
    "object": lambda *_: Odd(),
    "objects": lambda *_: [Odd(), None, Odd()],
    "dict": lambda *_: {"w": None, "b": "x"},
    "nan dict": lambda *_: {"w": np.nan, "b": np.inf},
    "empty": lambda *_: np.zeros((0, 3)),
    "deep": lambda *_: [[[[[[1]]]]]],
    "infinite": lambda *_: (np.inf, np.full(3, np.inf), np.nan),
    "three": lambda *_: (1, 2, 3),
    "negative": lambda *_: [np.array([-1, -2]), np.array([10**9])],
    "exit": lambda *_: (_ for _ in ()).throw(SystemExit(3)),
}


def test_rubbish_is_judged_and_earns_nothing():
    names = [n for q in load(COURSE, "hw1").questions if q.number in FULL for n in q.names]
    reports = graded([dict.fromkeys(names, rubbish) for rubbish in RUBBISH.values()])
    earned = {name: {n: p for n, p in points(report).items() if p} for name, report in zip(RUBBISH, reports)}
    assert earned == {name: {} for name in RUBBISH}


def step(params, grads, lr):
    return {name: value - lr * grads[name] for name, value in params.items()}


MISCALLED = {
    "swapped": lambda params, grad_fn, batches, lr: step(params, grad_fn(batches[0], params), lr),
    "no batch": lambda params, grad_fn, batches, lr: step(params, grad_fn(params), lr),
    "all batches": lambda params, grad_fn, batches, lr: step(params, grad_fn(params, batches), lr),
    "text": lambda params, grad_fn, batches, lr: step(params, grad_fn("params", "batch"), lr),
    "half of params": lambda params, grad_fn, batches, lr: step(params, grad_fn({"w": params["w"]}, batches[0]), lr),
    "other sizes": lambda params, grad_fn, batches, lr: step(params, grad_fn({**params, "w": [1.0]}, batches[0]), lr),
    "out of range": lambda params, grad_fn, batches, lr: step(params, grad_fn(params, batches[0] + 10**6), lr),
    "nothing in it": lambda params, grad_fn, batches, lr: step(params, grad_fn(params, []), lr),
}


def test_grad_fn_called_wrongly_is_the_students_mistake():
    for name, report in zip(MISCALLED, graded([{"sgd": sgd} for sgd in MISCALLED.values()], ("B8",))):
        assert points(report)["B8"] <= 2, name


# ---------------------------------------------------------------- what students read


def test_what_a_student_reads_tells_no_hidden_number():
    """Long decimals in the feedback of hidden checks could only be hidden inputs or right values."""
    noise = np.random.RandomState(0)
    wrong = {
        "sigmoid": lambda z: sigma(z) + 0.01 * np.cos(z),
        "bce_loss": lambda w, b, X, y: float(np.sum(X) + b),
        "lr_grad": lambda w, b, X, y: (X.sum(axis=0), b),
        "softmax": lambda Z: np.asarray(Z) ** 2,
        "softmax_ce": lambda W, b, X, y: (W.sum(), W * 1.5, b + noise.normal()),
        "l2": lambda w, alpha: (w.sum() + 1, w + 1),
        "sgd": lambda params, grad_fn, batches, lr: {n: np.asarray(v) + 0.5 for n, v in params.items()},
    }
    (report,) = graded([wrong], ("B1", "B2", "B3", "B4", "B5", "B6", "B8"))
    lines = [line.credit.feedback for j in report.judgements for line in j.lines() if line.cents < line.max_cents]
    assert len(lines) > 30
    assert all((text and text[-1] in ".?") or "Error" in text for text in lines), lines
    told = [text for text in lines if re.search(r"\d\.\d{3}", text) and "0.6931" not in text]
    assert not told


def test_accuracy_is_paid_along_a_straight_line():
    answers = reference_answers(load(COURSE, "hw1"))
    floor, full = load(COURSE, "hw1").drawn["reviews"].band
    texts, right = load(COURSE, "hw1").drawn["reviews"].test

    def half_way(model, docs):
        labels = np.array(answers["predict"](model, docs))
        if len(docs) == len(texts):  # as many of the hidden ones right as lie half way between the two ends
            labels = right.copy()
            labels[: round(len(texts) * (1 - (floor + full) / 2))] ^= 1
        return labels

    (report,) = graded([{"predict": half_way}], ("C",))
    assert points(report)["C"] == pytest.approx(4 + 5, abs=0.02)


@pytest.mark.parametrize("seed", ["one", "two", "three"])
def test_the_reference_earns_everything_in_every_variant(seed):
    (report,) = graded([{}], tuple(FULL), seed)
    assert points(report) == FULL
