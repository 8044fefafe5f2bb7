from __future__ import annotations

import copy
import json
import math
from collections.abc import Callable
from typing import Any

import pytest
from fake_reports import GRID, SECRET, assignment, code, pending, property_, report, two_tests, typed, wrong
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.credit import FULL, Credit, from_error, from_parts
from autograder.errors import SubmissionError
from autograder.gradescope.results import InvalidResults, fallback, previous_drop, results, validate
from autograder.report import Report


def made(whole: Report, modes: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    results_ = results(whole, modes or {}, seconds=1.23456, **more)
    validate(results_)
    return results_


def small() -> dict[str, Any]:
    return made(report((code(), two_tests("B1", wrong(share=0.3))), (typed(), FULL)))


def test_every_field_that_we_have_something_to_say_in() -> None:
    whole = report(
        (code(), two_tests("B1", wrong("Off by 2.", share=1 / 3))),
        notes=("Missing: a.py.",), hashes={"suite": "ab"}, staff={"confinement": {"level": "3u"}, "printed": SECRET},
    )  # fmt: skip
    got = made(whole)
    assert got["score"] == 6.67
    assert got["execution_time"] == 1.235
    assert got["output"].startswith("Missing: a.py.")
    assert {got[k] for k in ("output_format", "test_output_format", "test_name_format")} == {"text"}
    assert (got["visibility"], got["stdout_visibility"]) == ("visible", "hidden")
    assert got["extra_data"]["hashes"] == {"suite": "ab"}
    assert got["extra_data"]["confinement"] == "3u"
    assert SECRET not in json.dumps(got)
    assert got["tests"][1] == {
        "score": 1.67, "max_score": 5.0, "status": "failed", "name": "Property B1.2", "name_format": "text",
        "number": "B1.2", "output": "Off by 2.", "output_format": "text", "tags": [], "visibility": "visible",
        "extra_data": {"question": "B1"},
    }  # fmt: skip
    assert got["tests"][0]["status"] == "passed"


def test_parts_of_a_test_are_listed_with_points_and_grid() -> None:
    parts = from_parts([property_("", FULL), property_("", wrong("Rows differ.", grid=GRID))])
    output = made(report((code(), from_parts([property_("B1.1", parts)]))))["tests"][0]["output"]
    assert "(5 of 5 points)" in output
    assert "(0 of 5 points): Rows differ." in output
    assert "3 of 9 entries are wrong" in output
    assert "\n..x\n.~.\n!..\n" in output


def test_what_all_parts_of_a_test_lack_is_told_once() -> None:
    parts = from_parts([property_("", wrong("sgd.py is missing.")) for _ in range(5)])
    assert made(report((code(), from_parts([property_("B1.1", parts)]))))["tests"][0]["output"] == "sgd.py is missing."


def test_marks_of_a_test_come_through() -> None:
    part = property_("B1.1", FULL, tags=("gradient",), visibility="after_published", leaderboard=("speed", "asc", 2.5))
    whole = report((code(), from_parts([part])))
    (one,) = made(whole)["tests"]
    assert (one["tags"], one["visibility"]) == (["gradient"], "after_published")
    assert "leaderboard" not in made(whole)
    assert made(whole, leaderboard=True)["leaderboard"] == [{"name": "speed", "value": 2.5, "order": "asc"}]
    assert made(whole, {"B1": "recorded"}, leaderboard=True)["leaderboard"] == []


def test_a_recorded_question_has_its_true_score_for_later() -> None:
    got = made(report((code(), FULL), (typed(), wrong("No.", share=0.5))), {"D1": "recorded"})
    assert [t["visibility"] for t in got["tests"]] == ["visible", "after_due_date"]
    assert got["tests"][1]["score"] == 2
    assert got["tests"][1]["output"] == "No."
    assert "4 points are recorded" in got["output"]


@pytest.mark.parametrize("credit", [FULL, wrong(), pending()])
def test_what_is_visible_at_once_does_not_tell_a_recorded_result(credit: Credit) -> None:
    got = made(report((code(), FULL), (typed(), credit)), {"D1": "recorded"})
    visible = (got["output"], [t for t in got["tests"] if t["visibility"] == "visible"])
    right = made(report((code(), FULL), (typed(), FULL)), {"D1": "recorded"})
    assert visible == (right["output"], [t for t in right["tests"] if t["visibility"] == "visible"])


def test_how_a_held_back_answer_was_read_stands_at_the_top() -> None:
    read, unread = Credit(0.0, "no", echo="Read as: 2 x"), from_error(SubmissionError("Not answered."))
    assert unread is not None
    whole = report((typed(), read), (typed("D2"), unread), (typed("D3"), unread), (code(), read))
    got = made(whole, dict.fromkeys(("D1", "D2", "D3", "B1"), "recorded"))
    assert got["output"].splitlines()[1:] == ["D1: Read as: 2 x", "D2, D3: Not answered."]


def test_property_mode_keeps_the_cause_back() -> None:
    got = made(report((code(), two_tests("B1", wrong("Twice too large.", grid=GRID)))), {"B1": "property"})
    assert "Twice" not in json.dumps(got)
    assert got["score"] == 5


def test_pending_comes_first_and_counts_nothing() -> None:
    whole = report((code(), two_tests()), (code("B2"), two_tests("B2", pending())))
    got = made(whole)
    assert [t["number"] for t in got["tests"]] == ["B2.1", "B2.2", "B1.1", "B1.2"]
    assert [t["name"] for t in got["tests"]][:2] == ["Property B2.1", "Property B2.2"]
    assert [(t["score"], t["status"]) for t in got["tests"][:2]] == [(0, "failed")] * 2
    assert all(t["output"].startswith("Pending: ") for t in got["tests"][:2])
    assert got["output"].startswith("Pending: B2 is not judged yet")
    assert got["score"] == 10
    assert SECRET not in json.dumps(got)


@pytest.mark.parametrize("second", [FULL, wrong(), pending(), wrong(share=0.123456)])
def test_the_same_tests_with_the_same_maxima_for_everyone(second: Credit) -> None:
    got = made(report((code(points=9.99), two_tests("B1", second)), (typed(), second)))
    assert sorted((t["number"], t["max_score"]) for t in got["tests"]) == [("B1.1", 5.0), ("B1.2", 4.99), ("D1", 4.0)]


def test_dropped_and_bonus_questions() -> None:
    whole = report(
        (code(dropped="removed"), wrong()), (code("B2", dropped="full credit"), FULL), (typed(bonus=True), FULL),
    )  # fmt: skip
    got = made(whole)
    assert [(t["name"], t["score"], t["max_score"]) for t in got["tests"]] == [
        ("Code B2", 10, 10), ("Bonus: Typed D1", 4, 4),
    ]  # fmt: skip
    assert got["score"] == 14
    assert whole.max_cents == 1000


def test_scores_are_clean_numbers() -> None:
    whole = report(*((code(f"B{i}", 0.1), FULL) for i in range(1, 4)))
    assert repr(made(whole)["score"]) == "0.3"


def test_a_students_text_is_text_and_short() -> None:
    nasty = wrong("<script>\x1b[31m\x00\ud800\u202e" + "x" * 500_000)
    got = made(report((typed(), nasty), notes=("Ignored: " + "y" * 100_000 + "\x00.",)))
    assert len(got["tests"][0]["output"]) < 20_000
    assert len(got["output"]) < 20_000
    assert not set("\x1b\x00\ud800\u202e") & set(json.dumps(got, ensure_ascii=False))


BREAK: list[tuple[str, Callable[[dict[str, Any]], object]]] = [
    ("NaN", lambda r: r["tests"][0].update(score=math.nan)),
    ("infinite", lambda r: r["tests"][0].update(max_score=math.inf)),
    ("negative", lambda r: r["tests"][0].update(score=-3)),
    ("too much", lambda r: r["tests"][0].update(score=25)),
    ("sum", lambda r: r.update(score=r["score"] + 1)),
    ("total NaN", lambda r: r.update(score=math.nan)),
    ("time", lambda r: r.update(execution_time=math.inf)),
    ("text score", lambda r: r["tests"][0].update(score="5")),
    ("true score", lambda r: r["tests"][0].update(score=True)),
    ("twice", lambda r: r["tests"].append({**r["tests"][0], "score": 0})),
    ("status", lambda r: r["tests"][0].update(status="error")),
    ("visibility", lambda r: r.update(visibility="never")),
    ("unknown field", lambda r: r.update(grade=1)),
    ("unknown field of a test", lambda r: r["tests"][0].update(points=1)),
    ("no name", lambda r: r["tests"][0].update(name="")),
    ("no tests", lambda r: r.pop("tests")),
    ("long", lambda r: r["tests"][0].update(output="x" * 20_001)),
    ("NUL", lambda r: r["tests"][0].update(output="\0")),
    ("surrogate", lambda r: r.update(output="\udc80")),
    ("NUL in extra data", lambda r: r.update(extra_data={"a": ["\0"]})),
    ("surrogate in a key", lambda r: r.update(extra_data={"\ud800": 1})),
    ("leaderboard", lambda r: r.update(leaderboard=[{"name": "a", "value": math.nan}])),
    ("order", lambda r: r.update(leaderboard=[{"name": "a", "value": 1, "order": "up"}])),
    ("markup", lambda r: r.update(output_format="latex")),
]


@pytest.mark.parametrize(("what", "spoil"), BREAK, ids=[what for what, _ in BREAK])
def test_results_that_break_a_rule_are_not_written(what: str, spoil: Callable[[dict[str, Any]], object]) -> None:
    results_ = small()
    validate(copy.deepcopy(results_))
    spoil(results_)
    with pytest.raises(InvalidResults, match=r"results\.json"):
        validate(results_)


SHARES = st.lists(st.floats(0, 1) | st.none(), min_size=1, max_size=6)


@settings(deadline=None)
@given(SHARES, st.integers(1, 5000), st.sampled_from(["recorded", "property", "cause"]))
def test_any_report_gives_valid_results(shares: list[float | None], cents: int, mode: str) -> None:
    parts = [property_(f"B1.{i}", Credit(share)) for i, share in enumerate(shares, start=1)]
    got = made(report((code(points=cents / 100), from_parts(parts))), {"B1": mode})
    assert round(100 * sum(t["max_score"] for t in got["tests"])) == cents
    assert got["score"] <= cents / 100


def test_the_fallback_lists_every_question_at_nothing() -> None:
    whole = assignment(code(), code("B2", dropped="removed"), typed(bonus=True))
    got = fallback(whole, "The suite is\x00 broken.")
    validate(got)
    assert [(t["number"], t["score"], t["max_score"]) for t in got["tests"]] == [("B1", 0, 10), ("D1", 0, 4)]
    assert got["score"] == 0
    assert "The suite is" in got["output"]


def test_the_fallback_without_an_assignment() -> None:
    got = fallback(None, "x" * 50_000)
    validate(got)
    assert got["tests"] == []


def before(**tests: Any) -> dict[str, Any]:
    listed = [{"number": f"{number}.1", "score": score, "visibility": "visible"} for number, score in tests.items()]
    return {"previous_submissions": [{"results": None}, {"autograder_error": False, "results": {"tests": listed}}]}


def test_a_drop_names_the_question_and_the_lost_file() -> None:
    whole = report((code(), wrong()), (code("B2"), FULL), notes=("Missing: sgd.py.",))
    (line,) = previous_drop(before(B1=10, B2=10), whole)
    assert line.startswith("B1: 10 points in your previous submission, 0 now.")
    assert line.endswith("sgd.py is missing: a re-upload replaces all files.")


def test_a_drop_without_a_lost_file() -> None:
    (line,) = previous_drop(before(B1=7.5), report((code(), two_tests("B1", wrong()))))
    assert line == "B1: 7.5 points in your previous submission, 5 now."


def test_no_drop() -> None:
    assert previous_drop(before(B1=5), report((code(), two_tests()))) == []
    assert previous_drop(before(B1=10), report((code(), pending()))) == []


def test_a_drop_of_a_recorded_question_is_not_told() -> None:
    metadata = before(D1=4)
    assert previous_drop(metadata, report((typed(), wrong())), {"D1": "recorded"}) == []
    metadata["previous_submissions"][-1]["results"]["tests"][0]["visibility"] = "after_due_date"
    assert previous_drop(metadata, report((typed(), wrong()))) == []


ODD: list[Any] = [
    {}, {"previous_submissions": None}, {"previous_submissions": []}, {"previous_submissions": {"a": 1}},
    {"previous_submissions": ["x"]}, {"previous_submissions": [{"results": "x"}]},
    {"previous_submissions": [{"results": {"tests": {"a": 1}}}]},
    {"previous_submissions": [{"results": {"tests": [None, "x", {"score": "9", "number": "B1"}]}}]},
    {"previous_submissions": [{"results": {"tests": [{"score": math.nan, "number": "B1"}]}}]},
    {"previous_submissions": [{"results": {"tests": [{"score": math.inf, "number": "B1"}, {"score": True}]}}]},
    {"previous_submissions": [{"autograder_error": True, "results": {"tests": [{"score": 9, "number": "B1"}]}}]},
]  # fmt: skip


@pytest.mark.parametrize("metadata", ODD)
def test_metadata_of_any_shape(metadata: Any) -> None:
    assert previous_drop(metadata, report((code(), wrong()))) == []
