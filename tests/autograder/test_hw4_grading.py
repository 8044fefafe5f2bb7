"""Homework 4 graded: what is planted, and wrong gradients that train all the same."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hw2_tools import causes, confined_error, points

from autograder.assignment import load
from autograder.conventions import choices
from autograder.course import Course
from autograder.grade import grade
from autograder.judging.student import LocalFunction
from autograder.proving.planted import planted
from autograder.reference import reference_answers
from autograder.suites.suite import with_suite

ROOT = Path(__file__).parents[2]
EXPLAINED = {
    "assigned over time", "nothing from the next step", "recurrence transposed", "h0 ignored", "h0 missing from dWh",
    "before Wh", "mask ignored", "truncated after 4 steps", "targets unshifted", "output bias left out",
    "last state wraps round", "no one-hot", "last write wins",
}  # fmt: skip


def homework():
    """Homework 4 with the default's conventions."""
    course = Course.at(ROOT)
    pinned = {name: values[0] for name, values in choices(ROOT / "reference" / "hw4").items()}
    return load(replace(course, settings={**course.settings, "conventions": pinned}), "hw4")


def graded(functions, numbers):
    """The report on the reference with some functions replaced, for some of the questions."""
    assignment = homework()
    some = replace(assignment, questions=tuple(q for q in assignment.questions if q.number in numbers))
    own = {name: LocalFunction(function, confined_error) for name, function in functions.items()}
    return with_suite(assignment, lambda suite: grade(some, {**reference_answers(assignment), **own}, suite))


def test_enough_is_planted():
    found = planted(homework())
    kinds = [p.kind for p in found]
    assert kinds.count("mistake") >= 40
    assert kinds.count("right") >= 13
    assert {p.cause for p in found} >= EXPLAINED


def test_the_whole_is_worth_a_hundred_points():
    assignment = homework()
    assert assignment.points == 100
    parts = {part: sum(q.points for q in assignment.questions if q.part == part) for part in "ABCD"}
    assert parts == {"A": 14, "B": 60, "C": 16, "D": 10}


# ---------------------------------------------------------------- wrong gradients that train


def backward(P, ids, targets, h0, mask, slip):
    """Gradients, dh0 and the last states, with a slip."""
    H, Z = [h0], []
    for word in ids.T:
        H.append(np.tanh(H[-1] @ P["Wh"].T + P["E"][word] @ P["We"].T + P["b1"]))
        Z.append(H[-1] @ P["U"].T + P["b2"])
    D = np.exp(Z - np.max(Z, axis=2, keepdims=True))
    D = (D / D.sum(axis=2, keepdims=True) - np.eye(len(P["b2"]))[targets.T]) * (mask.T / mask.sum())[:, :, None]
    G, back = {name: np.zeros_like(value) for name, value in P.items()}, np.zeros_like(h0)
    for t in reversed(range(len(Z))):
        dz = (D[t] @ P["U"] + back) * (1 - H[t + 1] ** 2)
        pieces = {"U": D[t].T @ H[t + 1], "b2": D[t].sum(axis=0), "Wh": dz.T @ H[t], "b1": dz.sum(axis=0),
                  "We": dz.T @ P["E"][ids[:, t]]}  # fmt: skip
        for name, piece in pieces.items():
            G[name] += piece
        if slip != "E frozen":
            np.add.at(G["E"], ids[:, t], dz @ P["We"])
        back = dz @ (P["Wh"].T if slip == "recurrence transposed" else P["Wh"])
    return G, back, H[-1]


def train(ids, V, seed, slip):
    """SGD with clipped gradients."""
    rng, N, T = np.random.RandomState(seed), 20, 20
    shapes = {"E": (V, 12), "We": (24, 12), "Wh": (24, 24), "b1": (24,), "U": (V, 24), "b2": (V,)}
    P = {name: rng.normal(size=shape) / np.sqrt(shape[-1]) * (len(shape) > 1) for name, shape in shapes.items()}
    S = (len(ids) - 1) // N
    X, Y = ids[: N * S].reshape(N, S), ids[1 : N * S + 1].reshape(N, S)
    for epoch in range(20):
        h = np.zeros((N, 24))
        for at in range(0, S, T):
            x = X[:, at : at + T]
            G, _, h = backward(P, x, Y[:, at : at + T], h, np.ones(x.shape), slip)
            size = np.sqrt(sum(np.sum(g**2) for g in G.values()))
            P = {name: value - 1.5 * (1 - epoch / 20) * min(1, 1 / size) * G[name] for name, value in P.items()}
    return P


@pytest.mark.parametrize(("slip", "cause"), [("recurrence transposed", "recurrence transposed"), ("E frozen", "zero")])
def test_a_wrong_gradient_that_trains_is_caught_by_its_own_question(slip, cause):
    functions = {
        "rnn_backward": lambda *case: backward(*case, slip)[:2],
        "train_rnnlm": lambda ids, V, seed: train(ids, V, seed, slip),
    }
    report = graded(functions, ["B6", "C"])
    assert points(report)["C"] > 12
    assert points(report)["B6"] < 15
    assert cause in causes(report.judgements[0].credit)
