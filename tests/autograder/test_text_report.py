"""The report on a terminal: marks and words, only what is worth reading, nothing that a terminal obeys."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from fake_reports import GRID, SECRET, code, pending, property_, report, two_tests, typed, wrong

from autograder.credit import FULL, Credit, Part, from_parts, nothing
from autograder.report import Report
from autograder.reports.as_text import render
from autograder.reports.shown import for_student


def text(*judged, modes=None, width=100, colour=False, **more):
    return render(for_student(report(*judged, **more), modes or {}), colour=colour, width=width)


def test_total_notes_and_a_line_for_each_question():
    shown = text((code("B1"), FULL), (code("B2", 4.5), wrong()), notes=("Missing: sgd.py.",))
    assert shown.splitlines()[:6] == [
        "hw1: Homework 1",
        "10 of 14.5 points",
        "",
        "Missing: sgd.py.",
        "",
        "✓ right      B1  Code B1  10 of 10",
    ]
    assert "✗ not right  B2  Code B2   0 of 4.5" in shown


def test_what_is_right_is_not_spoken_of_again():
    shown = text((code("B1"), two_tests()), (code("B2"), two_tests("B2", second=wrong())))
    assert "Property B1" not in shown
    assert "Property B2.1" not in shown
    assert "✗ B2.2 Property B2.2: not right, 0 of 5\n      Off by a factor of 2." in shown


def test_partial_credit_of_parts_inside_a_test():
    inner = from_parts([Part("loss", 1, FULL), Part("db", 1, wrong("db is half.", 0.5))])
    shown = text((code("B1"), from_parts([property_("B1.1", inner)])))
    assert "~ B1.1 Property B1.1: partly right, 7.5 of 10" in shown
    assert "~ db: partly right, 2.5 of 5\n          db is half." in shown
    assert "loss" not in shown


def test_a_sentence_on_the_whole_is_said_once():
    shown = text((code("B1"), nothing(two_tests(), "Stopped after 10 seconds.")))
    assert shown.count("Stopped after 10 seconds.") == 1
    assert "Property" not in shown


def test_what_every_piece_says_alike_is_said_once():
    error = "Python cannot read your code: SyntaxError in sgd.py, line 7"
    inner = from_parts([Part("loss", 1, wrong(error)), Part("db", 1, wrong(error))])
    shown = text((code("B1"), from_parts([property_("B1.1", inner), property_("B1.2", wrong(error))])))
    assert shown.count(error) == 1
    assert "loss" not in shown
    assert "B1.1" not in shown


def test_what_only_some_pieces_say_stays_with_them():
    error = "sgd raised IndexError"
    inner = from_parts([Part("loss", 1, wrong(error)), Part("db", 1, wrong(error))])
    shown = text((code("B1"), from_parts([property_("B1.1", inner), property_("B1.2", FULL)])))
    assert f"✗ B1.1 Property B1.1: not right, 0 of 5\n      {error}" in shown
    assert shown.count(error) == 1


def test_a_test_that_fails_without_a_word_is_named():
    shown = text((code("B1"), from_parts([property_("B1.1", Credit(0.0)), property_("B1.2", Credit(0.0))])))
    assert shown.count("not right, 0 of 5") == 2


def test_pending_stands_at_the_top_and_its_cause_nowhere():
    shown = text((code("B1"), FULL), (code("B2"), pending()))
    assert "10 of 20 points so far" in shown
    assert shown.index("Pending: B2") < shown.index("B1")
    assert re.search(r"… not judged +B2 +Code B2 +– of 10", shown)
    assert SECRET not in shown


def test_a_right_answer_with_a_remark_has_it_shown():
    assert "Read as: 2 x" in text((typed("A1"), Credit(1.0, echo="Read as: 2 x")))


def test_a_recorded_answer_looks_the_same_right_and_wrong():
    shown = [
        text((typed("A1"), Credit(share, "why" * int(not share), echo="Read as: 2 x")), modes={"A1": "recorded"})
        for share in (0.0, 0.5, 1.0)
    ]
    assert len(set(shown)) == 1
    assert "● recorded  A1" in shown[0]
    assert "Read as: 2 x" in shown[0]
    assert "Pending" not in shown[0]


def test_recorded_parts_show_how_each_was_read_and_nothing_else():
    credit = from_parts([Part("u", 1, Credit(0.0, "no", echo="Read as: u")), Part("v", 1, Credit(1.0))])
    shown = text((typed("A1"), credit), modes={"A1": "recorded"})
    assert "Read as: u" in shown
    assert not re.search(r"^\s*. v:", shown, re.MULTILINE)


def test_grids_have_a_sentence_marks_and_one_key():
    shown = text((code("B1"), wrong(grid=GRID)), (code("B2"), wrong(grid=GRID)))
    assert shown.count("    ..x\n    .~.\n    !..") == 2
    assert shown.count("x wrong   ! not a finite number") == 1
    assert "3 of 9 entries are wrong" in shown


@pytest.mark.parametrize("grid", [((2, 2), (2, 2)), ((1, 2), (2, 2)), ((3, 3),)])
def test_a_grid_that_is_wrong_everywhere_is_left_out(grid):
    shown = text((code("B1"), wrong("dw has the wrong sign.", grid=grid)))
    assert "dw has the wrong sign." in shown
    assert "entries" not in shown


def test_remarks_on_right_answers_come_after_what_was_lost():
    shown = text((typed("A1"), Credit(1.0, echo="Read as: 2 x")), (code("B1"), wrong()))
    assert shown.index("Off by a factor") < shown.index("Read as")


def test_colours_are_only_beside_words():
    judged = ((code("B1"), FULL), (code("B2"), wrong(share=0.5)), (code("B3"), pending()), (typed("A1"), FULL))
    plain, bright = (text(*judged, modes={"A1": "recorded"}, colour=colour) for colour in (False, True))
    assert "\x1b" not in plain
    assert "\x1b[32m✓ right" in bright
    assert re.sub(r"\x1b\[[0-9;]*m", "", bright) == plain


@pytest.mark.parametrize("width", [1, 40, 60, 80, 1000])
def test_lines_fit_the_terminal(width):
    long = " ".join(["word"] * 60)
    question = replace(code("B1", bonus=True), title=long)
    shown = text((question, from_parts([Part(long, 1, wrong(long), "B1.1")])), notes=(long,), width=width)
    assert max(map(len, shown.splitlines())) <= max(40, min(width, 100))
    assert "(bonus)" in shown


@pytest.mark.parametrize("evil", ["\x1b[2J", "\x1b]0;title\x07", "\u202e", "\x00", "\x9b31m", "\ud800", "\r"])
def test_a_terminal_obeys_nothing_that_a_student_wrote(evil):
    said = f"before{evil}after"
    shown = text(
        (code("B1"), from_parts([Part(said, 1, wrong(said, 0.0), said)])), notes=(said,), hashes={said: said}, width=80
    )
    assert "before" in shown
    assert evil not in shown.replace("�", "")
    shown.encode("utf-8")


def test_lines_and_indentation_of_an_explanation_are_kept():
    shown = text((code("B1"), wrong("You returned\n    [1, 2]\n\nand that is not right.")))
    assert "  You returned\n      [1, 2]\n\n  and that is not right." in shown


def test_a_huge_explanation_is_cut():
    assert len(text((code("B1"), wrong("x " * 10**6)))) < 10_000


def test_nothing_to_show():
    assert render(Report("hw1", "", "default", ()), colour=True, width=80)
