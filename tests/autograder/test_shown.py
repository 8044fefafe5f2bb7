from __future__ import annotations

import json

import pytest
from fake_reports import GRID, SECRET, code, pending, property_, report, two_tests, typed, wrong

from autograder.credit import FULL, Credit, from_parts
from autograder.reports.as_json import report_json
from autograder.reports.shown import for_student

RECORDED = {"B1": "recorded", "D1": "recorded"}


def parted(*credits: Credit) -> Credit:
    return from_parts([property_("", credit) for credit in credits])


@pytest.mark.parametrize("other", [wrong(), wrong(share=0.5), pending(), wrong(cause="sign", grid=GRID)])
def test_a_recorded_answer_looks_the_same_right_or_wrong(other: Credit) -> None:
    right = report_json(for_student(report((typed(), FULL)), RECORDED))
    assert report_json(for_student(report((typed(), other)), RECORDED)) == right
    question = right["questions"][0]
    assert (question["status"], question["score"], question["max_score"]) == ("not judged", 0, 4)
    assert question["feedback"].startswith("Recorded.")
    assert right["score"] == 0


def test_recorded_parts_look_the_same_too() -> None:
    reports = [report((code(), two_tests("B1", credit))) for credit in (FULL, wrong(), pending())]
    shown = [report_json(for_student(each, RECORDED)) for each in reports]
    assert shown[0] == shown[1] == shown[2]
    assert [part["passed"] for part in shown[0]["questions"][0]["parts"]] == [False, False]


def test_how_a_typed_answer_was_read_is_said_at_once_and_how_code_failed_is_not() -> None:
    read = Credit(0.0, "no", echo="Read as: 2 x")
    assert "Read as: 2 x" in report_json(for_student(report((typed(), read)), RECORDED))["questions"][0]["feedback"]
    assert "Read as" not in json.dumps(report_json(for_student(report((code(), read)), RECORDED)))


def test_the_points_that_are_recorded_are_named() -> None:
    shown = for_student(report((code(), FULL), (typed(), FULL), notes=("Missing: x.py.",)), {"D1": "recorded"})
    assert shown.notes == ("4 points are recorded and shown after the due date: D1.", "Missing: x.py.")
    assert shown.cents == 1000


def test_a_dropped_question_has_no_secret() -> None:
    whole = report((typed(dropped="full credit"), FULL), (typed("D2", dropped="removed"), wrong()))
    shown = for_student(whole, {"D1": "recorded", "D2": "recorded"})
    assert shown.notes == ()
    assert [(j.question.number, j.cents) for j in shown.judgements] == [("D1", 400)]


def test_property_says_which_and_never_why() -> None:
    lost = wrong("Twice too large.", share=0.5, cause="factor 2", grid=GRID)
    shown = report_json(for_student(report((code(), two_tests("B1", lost))), {"B1": "property"}))
    question = shown["questions"][0]
    assert [(p["score"], p["passed"]) for p in question["parts"]] == [(5, True), (2.5, False)]
    assert "Property B1.2" in question["feedback"]
    assert "Twice" not in json.dumps(shown)
    assert "grid" not in json.dumps(shown)


def test_cause_is_shown_as_it_is() -> None:
    lost = wrong("Twice too large.", share=0.5, grid=GRID)
    shown = report_json(for_student(report((code(), two_tests("B1", lost))), {"B1": "cause"}))
    part = shown["questions"][0]["parts"][1]
    assert part["explanation"] == "Twice too large."
    assert part["grid"] == [list(row) for row in GRID]


@pytest.mark.parametrize("mode", ["recorded", "property", "cause"])
def test_nothing_for_staff_is_left(mode: str) -> None:
    whole = report((code(), two_tests("B1", pending())), (typed(), parted(pending(), FULL)), staff={"flag": SECRET})
    assert SECRET not in repr(for_student(whole, {"B1": mode, "D1": mode}))


def with_hidden(second: Credit, visibility: str = "hidden", weight: float = 1.0) -> Credit:
    return from_parts([property_("B1.1", FULL), property_("B1.2", second, weight, visibility=visibility)])


@pytest.mark.parametrize("second", [wrong(), wrong(share=0.5), pending()])
def test_a_hidden_test_looks_the_same_right_or_wrong(second: Credit) -> None:
    right, other = (for_student(report((code(), with_hidden(credit))), {}, True) for credit in (FULL, second))
    assert report_json(other) == report_json(right)
    assert "B1.2" not in repr(right)
    assert (right.cents, right.max_cents) == (500, 500)
    assert right.notes == ("5 more points come from tests that are not shown here.",)


def test_what_is_left_of_a_question_adds_up_to_the_cent() -> None:
    thirds = from_parts([property_(f"B1.{n}", FULL, visibility="hidden" if n == 2 else None) for n in (1, 2, 3)])
    shown = for_student(report((code(), thirds)), {}, True)
    assert [line.max_cents for line in shown.judgements[0].lines()] == [334, 333]
    assert shown.max_cents == 667


def test_a_question_of_hidden_tests_alone_is_left_out() -> None:
    hidden = from_parts([property_("B2.1", wrong(), visibility="hidden")])
    shown = for_student(report((code(), FULL), (code("B2", 7), hidden)), {"B2": "property"})
    assert [j.question.number for j in shown.judgements] == ["B1"]
    assert shown.notes == ("7 more points come from tests that are not shown here.",)


@pytest.mark.parametrize("visibility", ["after_due_date", "after_published"])
def test_what_waits_for_the_due_date_is_shown_then(visibility: str) -> None:
    before, after = (for_student(report((code(), with_hidden(wrong(), visibility))), {}, due) for due in (False, True))
    assert (before.max_cents, after.max_cents) == (500, 1000)
    assert "B1.2" not in repr(before)


def test_a_test_that_says_it_is_visible_stays() -> None:
    whole = report((code(), with_hidden(wrong(), "visible")))
    assert for_student(whole, {}).max_cents == whole.max_cents
