"""Bugs to find and options to tick: what their proofs must catch, and that every template of these kinds is proved."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from autograder.errors import QuestionError
from autograder.exams.bank import bank_of
from autograder.exams.bugs import Program, bug_item
from autograder.exams.draw import Draw
from autograder.exams.options import choice_item, sorted_out

BANK = bank_of(Path(__file__).parents[2] / "reference" / "bank")
WORDS = [one for one in BANK if one[0] in "BM"]


def program(**changes):
    given = {
        "lines": ["def total(x):", "    s = 0", "    for each in x:", "        s = each", "    return s"],
        "wrong": "        s = each",
        "repair": "        s = s + each",
        "decoys": ["        s = s - each", "        s = s * each", "        s = each + each"],
        "inputs": lambda rng: (rng.normal(size=4),),
    }
    return Program(**{**given, **changes})


def test_a_sound_program_has_no_problems_and_names_its_line():
    assert program().problems() == []
    assert program().number == 4
    assert program().renamed({"s": "total_so_far"}).problems() == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"decoys": ["        s += each", "        s = 1", "        s = 2"]}, "'s += each' gives what the repaired"),
        ({"inputs": lambda rng: ([rng.normal()],)}, "'s = each' gives what the repaired code"),
        ({"repair": "        s = s + eech"}, "repaired, the code raises NameError"),
        ({"decoys": ["        s = each + s", "        s = 1", "        s = 2"]}, "'s = each + s' gives what"),
    ],
)
def test_a_bug_that_does_not_show_or_a_decoy_that_mends_it_is_told(changes, sentence):
    assert any(sentence in problem for problem in program(**changes).problems())


@pytest.mark.parametrize("changes", [{"wrong": "    s = 1"}, {"decoys": ["        s = s + each", "x", "y"]}])
def test_lines_that_cannot_be_meant_are_the_authors_mistake(changes):
    with pytest.raises(QuestionError):
        program(**changes)


def test_a_bug_is_asked_with_the_line_and_four_repairs():
    item = bug_item(Draw(np.random.RandomState(0)), "Adds up.", program(), {"s": ("s", "t")}, "Only the last counts.")
    line, repair = item.entries
    assert item.code[line.key - 1].strip() in ("s = each", "t = each")
    (right,) = repair.right
    assert repair.options[right] in ("`s = s + each`", "`t = t + each`")


def test_options_are_sorted_by_what_they_compute():
    options = {
        "twice": lambda x: x + x, "square": lambda x: x**2, "half of four": lambda x: 4 * x / 2, "no": lambda x: x / 0,
    }  # fmt: skip
    right, wrong = sorted_out(options, lambda x: 2 * x, lambda rng: (rng.normal(size=3),))
    assert right == ["twice", "half of four"]
    assert wrong == ["square", "no"]


def test_a_choice_has_its_right_ones_among_the_four_shown():
    for seed in range(20):
        item = choice_item(Draw(np.random.RandomState(seed)), "?", ["r1", "r2"], ["w1", "w2", "w3"], "", many=True)
        (choose,) = item.entries
        assert len(choose.options) == 4
        assert {choose.options[i] for i in choose.right} == {text for text in choose.options if text[0] == "r"}


@pytest.mark.parametrize("name", WORDS)
def test_every_bug_and_every_choice_of_the_bank_is_proved(name):
    for seed in range(6):
        item, _ = BANK[name].draw(np.random.RandomState(seed))
        assert item.prove is None or list(item.prove()) == []
        assert "{" not in item.text(item.prompt)


def test_there_are_as_many_as_an_exam_needs():
    kinds = [one[0] for one in BANK]
    assert (kinds.count("B"), kinds.count("M"), kinds.count("S")) == (15, 18, 24)
