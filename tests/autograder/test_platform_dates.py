"""On Gradescope: whose due date holds, what a late student reads, and that nothing is taken off there."""

from __future__ import annotations

import json
import zipfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from class_tools import MENDED
from mini import QUESTIONS, SOLUTION, mini_assignment

from autograder.course import Course
from autograder.gradescope.container import run
from autograder.gradescope.dates import is_after_due, lateness_there
from autograder.gradescope.pack import pack
from autograder.suites.suite import with_suite

DUE = datetime(2027, 2, 13, 6, 59, tzinfo=timezone.utc)
STRICT = Course(Path(), {"late": {"penalty_per_day": 10}})
OURS = Course(Path(), {"assignments": {"mini": {"due": DUE}}})


def metadata(created: object = "2027-02-13T00:29:00.123456-07:00", due: object = "2027-02-12T23:59:00-07:00", **more):
    return {"created_at": created, "assignment": {"due_date": due, "late_due_date": None}, "users": [{}], **more}


def user(**dates: object):
    return {"email": "a@x.org", "assignment": dates}


def test_minutes_after_the_platforms_due_date():
    late = lateness_there(metadata(), STRICT, "mini", 1000)
    assert (late.minutes, late.penalty_cents) == (30, 100)


def test_a_due_date_of_ones_own_holds_and_of_a_group_the_latest():
    group = [user(due_date="2027-02-13T00:20:00-07:00"), user(due_date="2027-02-12T23:59:00-07:00")]
    assert lateness_there(metadata(users=group), STRICT, "mini", 1000).minutes == 9


def test_without_a_date_there_the_courses_holds_and_without_any_nothing_is_late():
    assert lateness_there(metadata(due=None), OURS, "mini", 1000).minutes == 30
    assert not lateness_there(metadata(due=None), STRICT, "mini", 1000).known


@pytest.mark.parametrize(
    "broken",
    [
        {}, {"created_at": 7}, metadata(created="soon"), metadata(due=[1]), metadata(users="me"),
        metadata(users=[user(due_date={})]),
        {"created_at": "2027-02-12", "assignment": "none", "users": [1, {"assignment": 3}]},
    ],
)  # fmt: skip
def test_metadata_of_any_shape_is_read(broken):
    assert lateness_there(broken, STRICT, "mini", 1000).minutes in (0, 30)
    assert is_after_due(broken, STRICT, "mini", DUE + timedelta(days=1))


def test_what_is_held_back_waits_for_the_students_own_late_due_date():
    late = metadata(users=[user(due_date="2027-02-14T00:00:00Z", late_due_date="2027-02-16T00:00:00Z")])
    assert not is_after_due(late, STRICT, "mini", datetime(2027, 2, 15, tzinfo=timezone.utc))
    assert is_after_due(late, STRICT, "mini", datetime(2027, 2, 17, tzinfo=timezone.utc))
    assert is_after_due(metadata(), STRICT, "mini", datetime(2027, 2, 15, tzinfo=timezone.utc))


@pytest.mark.parametrize(
    ("minutes", "policy", "said"),
    [
        (31, {}, "Submitted 31 min after the due date."),
        (31, {"tolerance_minutes": 31}, None),
        (1440 + 125, {"grace_days": 1}, "Submitted 1 day 2 h 5 min after the due date. 1 grace day is used."),
        (
            3 * 1440,
            {"grace_days": 2, "penalty_per_day": 12.5},
            "Submitted 3 days after the due date. 2 grace days are used. The course takes off 1.25 of 10 points for "
            "that, later: not in this score.",
        ),
    ],
)
def test_what_a_late_student_reads(minutes, policy, said):
    late = Course(Path(), {"late": policy}).late.lateness(DUE + timedelta(minutes=minutes), DUE, 1000)
    assert late.told(1000) == ((said,) if said else ())


def test_the_results_say_it_and_the_score_is_whole(tmp_path):
    toml = "[late]\npenalty_per_day = 10\n"
    mini = mini_assignment(tmp_path / "course", MENDED, QUESTIONS, SOLUTION, toml)
    with_suite(mini, lambda suite: pack(mini, suite, tmp_path / "mini.zip", 0))
    with zipfile.ZipFile(tmp_path / "mini.zip") as archive:
        archive.extractall(tmp_path / "source")
    (tmp_path / "submission").mkdir()
    (tmp_path / "submission" / "work.py").write_text(SOLUTION)
    (tmp_path / "submission_metadata.json").write_text(json.dumps(metadata()))
    run(tmp_path, lambda line: None)
    results = json.loads((tmp_path / "results" / "results.json").read_text())
    assert results["score"] == 10
    assert results["output"].splitlines()[0] == (
        "Submitted 30 min after the due date. The course takes off 1 of 10 points for that, later: not in this score."
    )
