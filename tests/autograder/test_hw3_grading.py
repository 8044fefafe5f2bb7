"""Homework 3 graded: what is planted, slips that are charged once, and texts that show no numbers."""

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


def homework(seed=None):
    """Homework 3 with the default's conventions, whatever the seed draws."""
    course = Course.at(ROOT)
    pinned = {name: values[0] for name, values in choices(ROOT / "reference" / "hw3").items()}
    return load(replace(course, settings={**course.settings, "conventions": pinned}), "hw3", seed)


def graded(submissions, numbers, seed=None):
    """Reports on the reference with some functions replaced, for some of the questions."""
    assignment = homework(seed)
    some = replace(assignment, questions=tuple(q for q in assignment.questions if q.number in numbers))

    def answers(functions):
        own = {name: LocalFunction(function, confined_error) for name, function in functions.items()}
        return {**reference_answers(assignment), **own}

    return with_suite(assignment, lambda suite: [grade(some, answers(functions), suite) for functions in submissions])


def test_enough_is_planted():
    kinds = [p.kind for p in planted(homework())]
    assert kinds.count("mistake") >= 40
    assert kinds.count("right") >= 13


def test_the_whole_is_worth_a_hundred_points():
    assignment = homework()
    assert assignment.points == 100
    parts = {part: sum(q.points for q in assignment.questions if q.part == part) for part in "ABCD"}
    assert parts == {"A": 16, "B": 58, "C": 16, "D": 10}


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def grads_with(up, down):
    def sgns_grads(w, c_pos, C_neg):
        a, b = up(sigmoid(c_pos @ w)), down(sigmoid(C_neg @ w))
        return a * c_pos + b @ C_neg, a * w, np.outer(b, w)

    return sgns_grads


def step_with(grads):
    def sgns_batch_step(W, C, centres, pos, neg, lr):
        W2, C2 = W.copy(), C.copy()
        for i, p, ns in zip(centres, pos, neg):
            dw, dp, dn = grads(W[i], C[p], C[ns])
            W2[i] -= lr * dw
            C2[p] -= lr * dp
            np.add.at(C2, ns, -lr * dn)
        return W2, C2

    return sgns_batch_step


SLIPS = {
    "no -1": (lambda s: s, lambda t: t),
    "not flipped": (lambda s: s - 1, lambda t: t - 1),
    "complement": (lambda s: s - 1, lambda t: 1 - t),
    "sign": (lambda s: 1 - s, lambda t: -t),
}


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_of_the_gradients_costs_once(name):
    """Hidden parts of B6 are kept when sgns_grads shows the same slip, and lose it when it is right or rubbish."""
    broken = grads_with(*SLIPS[name])
    same, right, rubbish = graded(
        [
            {"sgns_grads": broken, "sgns_batch_step": step_with(broken)},
            {"sgns_batch_step": step_with(broken)},
            {"sgns_grads": lambda w, c, C: (w * 0, c * 0, C * 0), "sgns_batch_step": step_with(broken)},
        ],
        ["B5", "B6"],
    )
    assert points(same)["B6"] >= points(right)["B6"] + 3
    assert points(same)["B5"] < 10
    assert name in causes(same.judgements[0].credit)
    assert points(right)["B6"] == points(rubbish)["B6"]


@pytest.mark.parametrize("seed", ["a", "b", "c"])
def test_right_and_wrong_answers_earn_the_same_on_every_draw(seed):
    def last_wins(W, C, centres, pos, neg, lr):
        rows, W2, C2 = np.column_stack([pos, neg]), W.copy(), C.copy()
        g = sigmoid(np.einsum("bd,bkd->bk", W[centres], C[rows])) - (np.arange(rows.shape[1]) == 0)
        W2[centres] -= lr * np.einsum("bk,bkd->bd", g, C[rows])
        C2[rows] -= lr * g[:, :, None] * W[centres][:, None]
        return W2, C2

    submissions = [{}, {"sgns_batch_step": last_wins}, {"sgns_grads": grads_with(*SLIPS["not flipped"])}]
    right, scatter, flipped = (points(r) for r in graded(submissions, ["B1", "B2", "B3", "B4", "B5", "B6", "B7"], seed))
    assert right == {"B1": 4, "B2": 8, "B3": 4, "B4": 8, "B5": 14, "B6": 12, "B7": 8}
    assert scatter["B6"] == pytest.approx(9.6)
    assert flipped["B5"] == pytest.approx(9)


def test_no_sentence_shows_hidden_numbers_or_python():
    def shows(credit):
        yield credit.feedback
        for part in credit.parts:
            yield from shows(part.credit)

    wrong = {"sgns_grads": grads_with(lambda s: s**3, lambda t: t**3), "sgns_loss": lambda w, c, C: w @ c}
    (report,) = graded([wrong], ["B4", "B5"])
    said = " ".join(text for judgement in report.judgements for text in shows(judgement.credit))
    assert said.strip()
    for word in ("Traceback", "array(", "rng", "AssertionError"):
        assert word not in said


def losing(W, C, centres, pos, neg, lr):
    """A step in which the last of repeated rows wins."""
    rows, W2, C2 = np.column_stack([pos, neg]), W.copy(), C.copy()
    g = sigmoid(np.einsum("bd,bkd->bk", W[centres], C[rows])) - (np.arange(rows.shape[1]) == 0)
    W2[centres] -= lr * np.einsum("bk,bkd->bd", g, C[rows])
    C2[rows] -= lr * g[:, :, None] * W[centres][:, None]
    return W2, C2


def train_with_it(sentences, seed):
    rng, words = np.random.RandomState(seed), sorted({word for sentence in sentences for word in sentence})
    ids = [[words.index(word) for word in sentence] for sentence in sentences]
    pairs = np.array([(s[i], s[j]) for s in ids for i in range(len(s)) for j in range(len(s)) if 0 < abs(i - j) < 5])
    p = np.bincount([i for s in ids for i in s]) ** 0.75
    neg = rng.choice(len(words), size=(len(pairs), 5), p=p / p.sum())
    W, C = rng.normal(size=(2, len(words), 16)) * 0.1
    batches = np.array_split(rng.permutation(len(pairs)), len(pairs) // 250)
    for at, batch in enumerate(batches):
        W, C = losing(W, C, *pairs[batch].T, neg[batch], 0.1 * (1 - at / len(batches)))
    return words, W, C


def test_a_step_that_loses_repeats_and_trains_is_caught_by_its_own_question():
    (report,) = graded([{"sgns_batch_step": losing, "train_w2v": train_with_it}], ["B6", "C"])
    assert points(report)["C"] > 12
    assert points(report)["B6"] == pytest.approx(9.6)
    assert "last write wins" in causes(report.judgements[0].credit)
