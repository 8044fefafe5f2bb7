"""Homework 1: the texts are true, the typed questions have one right answer, the corpus is what it says."""

from __future__ import annotations

import doctest
from pathlib import Path

import numpy as np
import pytest

from autograder.assignment import load
from autograder.checks import letters
from autograder.conventions import bound
from autograder.course import Course
from autograder.judging.local import load_modules
from autograder.question import Key
from autograder.variant import Variant

REPOSITORY = Path(__file__).parents[2]
COURSE = Course.at(REPOSITORY)
FILES = ("logistic.py", "softmax.py", "sgd.py", "sentiment.py", "corpus.py", "typed.py", "questions.py")
FOLDER = REPOSITORY / "reference" / "hw1"
MODULES = load_modules(FOLDER, FILES, bound(FOLDER))
SEEDS = [str(seed) for seed in range(40)]


def drawn(seed):
    assignment = load(COURSE, "hw1", seed)
    return assignment, {question.number: question for question in assignment.questions}


@pytest.mark.parametrize("file", ["logistic.py", "softmax.py", "sgd.py"])
def test_every_number_of_the_examples_is_true(file):
    found = doctest.testmod(MODULES[file], extraglobs={"np": np})
    assert found.attempted >= 10
    assert found.failed == 0


def credit(question, assignment, answer):
    return question.check(answer, Key(question, assignment.variant)).share


# ---------------------------------------------------------------- D1


def walk(reset, steps=3, size=2):
    """Minibatch descent on 1/2 (w - x)^2 with the sum set to 0 at one place; mean of the batch, or of all."""
    x, w, g = np.array([1.0, 2.0, -1.0, 4.0]), 0.5, 0.0
    for _ in range(steps):
        g = 0.0 if reset == "in the epoch" else g
        for batch in (x[:size], x[size:]):
            g = 0.0 if reset == "in the minibatch" else g
            for one in batch:
                g = 0.0 if reset == "in the example" else g
                g += w - one
            w -= 0.1 * g / (len(x) if reset == "divided by all" else len(batch))
        g = 0.0 if reset == "at the end of the epoch" else g
    return w


def test_only_one_repair_of_the_bug_repairs_it():
    right = 0.5
    for _ in range(3):
        for batch in ([1.0, 2.0], [-1.0, 4.0]):
            right -= 0.1 * (right - np.mean(batch))
    assert walk("in the minibatch") == pytest.approx(right)
    for other in ("before", "in the epoch", "in the example", "at the end of the epoch", "divided by all"):
        assert abs(walk(other) - right) > 0.01, other


@pytest.mark.parametrize("seed", SEEDS[:12])
def test_the_bug_is_the_one_reset_that_stands_outside_of_the_minibatches(seed):
    assignment, questions = drawn(seed)
    question = questions["D1"]
    lines, line = question.check.lines, question.check.line
    resets = [number for number, text in enumerate(lines, 1) if text.strip().endswith("<- 0")]
    assert resets == [line]
    assert line < next(number for number, text in enumerate(lines, 1) if "for each minibatch" in text)
    assert f"    {line:2}  {lines[line - 1]}" in question.prompt
    assert "first line inside `for each minibatch" in question.check.repair.options[question.right["D1_repair"]]
    assert credit(question, assignment, question.right) == 1
    assert credit(question, assignment, {**question.right, "D1_line": line + 1}) == 0.5
    assert credit(question, assignment, {"D1_line": line + 1, "D1_repair": ""}) == 0


def test_the_bug_moves_with_the_variant():
    found = {(q["D1"].check.line, q["D1"].right["D1_repair"]) for _, q in map(drawn, SEEDS)}
    assert len({line for line, _ in found}) >= 3
    assert len({letter for _, letter in found}) == 4


# ---------------------------------------------------------------- D2


def pair(text):
    """z and p as they are printed."""
    z, p = text.removeprefix("z = (").removesuffix(")").split("), p = (")
    return np.array([float(v) for v in z.split(",")]), np.array([float(v) for v in p.split(",")])


@pytest.mark.parametrize("seed", SEEDS)
def test_the_printed_pairs_decide_which_p_cannot_be_a_softmax(seed):
    assignment, questions = drawn(seed)
    question = questions["D2"]
    wrong = set()
    for letter, text in question.check.options.items():
        z, p = pair(text)
        exact = np.exp(z) / np.exp(z).sum()
        if np.max(np.abs(exact - p)) > 0.00051:
            wrong.add(letter)
            order = np.array_equal(np.argsort(z, kind="stable"), np.argsort(p, kind="stable"))
            equal = all(p[i] == p[j] for i in range(4) for j in range(i) if z[i] == z[j])
            assert abs(p.sum() - 1) > 0.05 or p.min() < 0 or not order or not equal, text  # seen without exp
        assert "(-0.0," not in text
        assert " -0.0," not in text
    assert wrong == set(question.right)
    assert len(wrong) == 3
    assert credit(question, assignment, question.right) == 1
    assert credit(question, assignment, sorted(question.check.options)) == 0
    assert credit(question, assignment, sorted(wrong)[:1]) == pytest.approx(1 / 3)


# ---------------------------------------------------------------- D3


def is_true(text, half):
    """Whether a statement on the penalty holds, from its signs and numbers alone; half: it has a 1/2 in front."""
    if "multiplies w by" in text:
        head, factor = text.rstrip(".").split(" multiplies w by ")
        step, size = (float(part.split()[0].rstrip(".")) for part in head.split("= ")[1:])
        return float(factor) == pytest.approx(1 - (1 if half else 2) * step * size)
    if "larger" in text:
        return False
    if "step against" in text:
        return " + " in text and ("2 *" in text) != half
    return {"minimise": " + ", "maximise": ") - "}[text.split()[1]] in text and ("/2" in text) == half


@pytest.mark.parametrize("seed", SEEDS)
def test_three_statements_on_the_penalty_are_true(seed):
    assignment, questions = drawn(seed)
    question, half = questions["D3"], assignment.variant.conventions["l2_half"]
    assert {letter for letter, text in question.check.options.items() if is_true(text, half)} == set(question.right)
    assert len(question.right) == 3
    assert credit(question, assignment, question.right) == 1
    assert credit(question, assignment, sorted(question.check.options)) == 0
    assert letters("".join(question.right), question.check.options) == set(question.right)


# ---------------------------------------------------------------- the corpus


def test_the_corpus_is_the_same_for_a_variant_and_another_for_another():
    corpus = MODULES["corpus.py"]
    one, again, other = (corpus.Reviews(Variant("hw1", seed)) for seed in ("a", "a", "b"))
    assert one.training[0] == again.training[0]
    assert one.training[0] != other.training[0]
    assert one.words != other.words


def test_students_cannot_foresee_the_test_set():
    corpus = MODULES["corpus.py"]
    public, secret = (corpus.Reviews(Variant("hw1", "a", key=key)) for key in (b"one", b"two"))
    assert public.training[0] == secret.training[0]
    assert public.test[0] != secret.test[0]


def test_reviews_are_what_the_text_says():
    corpus = MODULES["corpus.py"]
    reviews = corpus.Reviews(Variant("hw1", "a"))
    docs, labels = reviews.training
    assert len(docs) == len(labels) == corpus.TRAIN
    assert set(labels) == {0, 1}
    assert 0.45 < labels.mean() < 0.55
    assert all(2 <= doc.count(" .") <= 4 and doc == doc.lower() and "  " not in doc for doc in docs)
    sentences = sum(doc.count(" .") for doc in docs)
    assert 0.08 < sum(doc.count("not ") for doc in docs) / sentences < 0.12
    assert not any(" a a" in doc or " a e" in doc or " a i" in doc for doc in docs)


def test_the_band_ends_below_the_solution_and_wrong_solutions_stay_below_it():
    _, questions = drawn("a")
    assert questions["C"].points == 14
    reviews = MODULES["questions.py"].Reviews(Variant("hw1", "a"))
    floor, full = reviews.band
    assert floor == 0.51
    assert 0.78 < full < 0.86
    docs, labels = reviews.training
    sentiment = MODULES["sentiment.py"]
    turned = sentiment.predict(sentiment.train_sentiment(docs, 1 - labels, 0), reviews.test[0])
    assert np.mean(turned == reviews.test[1]) < floor
