"""Boxes for formulas: more is let pass than in homework, and what may be copied earns nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.credit import Credit
from autograder.derivatives import Derivative
from autograder.exams import Item
from autograder.exams.bank import bank_of
from autograder.exams.entries import Expression
from autograder.exams.formulas import near
from autograder.exams.marking import mark
from autograder.question import Key, Question
from autograder.variant import Variant

KEY: Any = Key(Question("Q1", "", 1, ("answers.Q1_f",), lambda answer, key: None), Variant("midterm"))  # type: ignore
BANK = bank_of(Path(__file__).parents[2] / "reference" / "bank")
LOGIT = Derivative(
    "-(y*ln(sigma(z)) + (1-y)*ln(1-sigma(z)))", "z", {"z": "real", "y": "bit"}, {"a": "sigma(z)"},
    forms=["a-y"], wrong=[near("y", "that is the label")], reveal=False,
)  # fmt: skip


def marked(text: Any) -> Credit:
    return mark(Item("", {}, (Expression("f", "", LOGIT),), ""), {"f": text}, KEY).parts[0].credit


@pytest.mark.parametrize(
    "typed", ["a-y", "a − y.", "dL/dz = a - y", "(a-y)/(a(1-a)) * a(1-a) = a-y", "= a-y", "$a-y$;", "[a-y]", "-y + a,"]
)
def test_a_right_formula_earns_everything_however_it_is_written(typed):
    credit = marked(typed)
    assert (credit.share, credit.review) == (1, "")


@pytest.mark.parametrize("typed", ["dL/dz = a + y", "a - y = 0", "a - y = y - a"])
def test_what_stands_behind_an_equals_sign_and_is_wrong_is_shown_to_a_person(typed):
    credit = marked(typed)
    assert credit.share in (0, 0.25, 0.5)
    assert credit.review == "f: only what stands behind the equals sign was read"


def test_two_sides_that_differ_are_shown_to_a_person_though_the_last_is_right():
    credit = marked("y - a = a - y")
    assert (credit.share, credit.review) == (1, "f: only what stands behind the equals sign was read")


@pytest.mark.parametrize("typed", ["a -", "what?", "=", "dL/dz =", "a" * 500, "a" * 250 + "*y", "(" * 500, "9^9 =="])
def test_what_cannot_be_read_is_shown_to_a_person_and_never_raises(typed):
    credit = marked(typed)
    assert credit.share == 0
    assert credit.review.startswith("f: Your answer cannot be read")


def test_of_an_equation_it_is_told_what_cannot_be_read_behind_the_sign():
    assert "the name 'b' is not known" in marked("dL/dz = b - y").feedback


@pytest.mark.parametrize("typed", ["a", "-y", "0", "1"])
def test_a_name_that_may_be_copied_earns_nothing(typed):
    assert marked(typed).share == 0


def test_but_what_is_listed_for_it_and_what_is_more_than_a_name():
    assert marked("y").share == 0.4
    assert marked("a + y").share == 0.25


@pytest.mark.parametrize("typed", ["9**9**9", "9^9^9^9", "exp(exp(exp(exp(99))))", "1/(a-a)", "a^a^a^a^a^a^a"])
def test_what_is_huge_or_has_no_value_is_wrong(typed):
    assert marked(typed).share == 0


def test_the_first_state_may_be_written_where_it_is_zero():
    item, _ = BANK["S17"].draw(np.random.RandomState(0))
    (entry,) = item.entries
    assert isinstance(entry, Expression)
    first, second = entry.derivative.forms
    assert [mark(item, {entry.name: form}, KEY).share for form in (first, second)] == [1, 1]
    assert "0" in second
