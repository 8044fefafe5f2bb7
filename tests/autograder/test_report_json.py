from __future__ import annotations

import json
import math

import pytest
from fake_reports import GRID, SECRET, code, pending, report, two_tests, typed, wrong

from autograder.credit import FULL, Credit
from autograder.reports.as_json import report_json, staff_json


def test_the_contract() -> None:
    lost = wrong("Off by a factor of 2.", share=1 / 3, grid=GRID, cause="factor 2")
    made = report_json(report((code(), two_tests("B1", lost)), (typed(), pending()), hashes={"suite": "ab"}))
    assert (made["assignment"], made["variant"], made["score"], made["max_score"]) == ("hw1", "default", 6.67, 14)
    one, two = made["questions"]
    assert set(one) == {"number", "title", "score", "max_score", "status", "feedback", "parts"}
    assert (one["number"], one["title"], one["score"], one["max_score"]) == ("B1", "Code B1", 6.67, 10)
    assert one["status"] == "judged"
    assert one["feedback"] == "1 of 2 parts are right; not: Property B1.2."
    assert one["parts"][1] == {
        "name": "Property B1.2", "score": 1.67, "max_score": 5, "passed": False,
        "explanation": "Off by a factor of 2.", "grid": [[0, 0, 2], [0, 1, 0], [3, 0, 0]],
    }  # fmt: skip
    assert (two["status"], two["score"]) == ("not judged", 0)
    assert SECRET not in json.dumps(made)


def test_parts_sum_to_the_question_even_where_nothing_counts_yet() -> None:
    made = report_json(report((code(), two_tests("B1", pending()))))
    (question,) = made["questions"]
    assert question["status"] == "not judged"
    assert sum(part["score"] for part in question["parts"]) == question["score"] == 0
    assert not any(part["passed"] for part in question["parts"])
    assert "not your doing" in question["feedback"]


@pytest.mark.parametrize("points", [0.01, 1, 3.33, 10, 82])
def test_maxima_always_add_up(points: float) -> None:
    (question,) = report_json(report((code(points=points), two_tests())))["questions"]
    assert round(100 * sum(part["max_score"] for part in question["parts"])) == round(100 * points)
    assert question["score"] == points


def test_feedback_is_a_string_also_where_all_is_right() -> None:
    assert report_json(report((code(), two_tests())))["questions"][0]["feedback"] == ""


def test_a_bonus_stands_outside_the_total() -> None:
    made = report_json(report((code(), FULL), (typed(bonus=True), FULL)))
    assert (made["score"], made["max_score"]) == (14, 10)
    assert [q.get("bonus", False) for q in made["questions"]] == [False, True]


def test_students_text_cannot_be_control() -> None:
    made = report_json(report((typed(), wrong("\x1b[31mred\x00\ud800\u202e")), notes=("Ignored: \x1b]0;x\x07y",)))
    text = json.dumps(made, ensure_ascii=False)
    assert not set("\x1b\x00\ud800\u202e\x07") & set(text)


def test_staff_read_causes_and_why_nothing_was_judged() -> None:
    lost = wrong("Off by 2.", cause="factor 2")
    whole = report(
        (code(), two_tests("B1", lost)), (code("B2"), two_tests("B2", pending())), (typed(), pending()),
        staff={"confinement": {"level": "3"}, "printed": {"B1": "\x1b[2Jhi"}, "x": math.nan, "y": {1: (object,)}},
        hashes={"suite": "ab"},
    )  # fmt: skip
    made = staff_json(whole, seconds=1.23456)
    assert made["pending"] == [{"number": "B2", "why": SECRET}, {"number": "D1", "why": SECRET}]
    slip = made["causes"][0]
    assert (slip["number"], slip["part"], slip["cause"]) == ("B1", "Property B1.2", "factor 2")
    assert made["confinement"] == {"level": "3"}
    assert made["printed"] == {"B1": "hi"}
    assert (made["seconds"], made["hashes"], made["score"], made["max_score"]) == (1.235, {"suite": "ab"}, 5, 24)
    json.dumps(made, allow_nan=False)


def test_what_the_run_says_never_replaces_the_score() -> None:
    made = staff_json(report((typed(), Credit(0.0)), staff={"score": 100, "pending": []}), seconds=0)
    assert made["score"] == 0
