"""Times as platforms and people write them, days begun, and extensions that never make a date earlier."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from autograder.classes.export import Entry
from autograder.classes.lateness import due_for, moment, read_extensions, without_effect
from autograder.errors import QuestionError, UsageError
from autograder.late_policy import LatePolicy
from autograder.people.person import Person

DUE = datetime(2027, 2, 12, 23, 59, tzinfo=timezone.utc)
STRICT = LatePolicy(tolerance_minutes=0, grace_days=0, penalty_per_day=10)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2027-02-12 23:10:00 Z", 23),
        ("2027-02-12T23:10:00.123456Z", 23),
        ("2027-02-12 23:10:00.131462000 Z", 23),
        ("2027-02-12 23:10", 23),
        ("2027-02-12 23:10:00 UTC", 23),
        ("2027-02-12 18:10:00 -05:00", 23),
        ("2027-02-12T18:10:00-0500", 23),
        ("2027-02-13 04:55:00.000 +05:45", 23),
        ("2027-02-13 13:10 +14:00", 23),
        ("2027-02-12 23:10:00 -00:00", 23),
        ("2027-02-12 23:10:00 gmt", 23),
    ],
)
def test_a_moment_in_any_of_its_forms(text, hour):
    assert moment(text) == datetime(2027, 2, 12, hour, 10, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    "text",
    [
        "", "tomorrow", "2027-02-30 10:00", "12.2.2027", "2027-02-12", "2027-02-12 25:00", "2027-02-12 23:10 PST",
        "2027-02-12 23:10 +25:00", "0001-01-01 00:00 +05:00", "9999-12-31 23:59 -05:00", "2027-02-12 23:10 +5",
    ],
)
def test_what_is_no_moment_is_none(text):
    assert moment(text) is None


@pytest.mark.parametrize(
    ("minutes", "penalty"), [(-10, 0), (0, 0), (1, 1000), (1440, 1000), (1441, 2000), (99999999, 10000)]
)
def test_each_day_begun_costs_and_never_more_than_everything(minutes, penalty):
    assert STRICT.lateness(DUE + timedelta(minutes=minutes), DUE, 10000).penalty_cents == penalty


def test_grace_days_come_first_and_tolerance_is_not_late():
    policy = LatePolicy(tolerance_minutes=10, grace_days=2, penalty_per_day=10)
    assert policy.lateness(DUE + timedelta(minutes=10), DUE, 10000).minutes == 0
    late = policy.lateness(DUE + timedelta(days=2, minutes=1), DUE, 10000)
    assert (late.grace_days, late.penalty_cents) == (2, 1000)


def test_an_unknown_time_is_not_late():
    for late in (STRICT.lateness(None, DUE, 10000), STRICT.lateness(DUE, None, 10000)):
        assert (late.minutes, late.penalty_cents, late.known) == (0, 0, False)
    assert STRICT.lateness(DUE, DUE, 10000).known


@pytest.mark.parametrize(
    "settings",
    [
        {"grace": 1}, {"grace_days": -1}, {"penalty_per_day": 101}, {"grace_days": True}, {"grace_days": 1.5},
        {"penalty_per_day": float("nan")}, 5, {"grace_days": "2"},
    ],
)  # fmt: skip
def test_a_policy_that_cannot_be_meant_is_the_authors_mistake(settings):
    with pytest.raises(QuestionError, match=r"course.toml \[late\]"):
        LatePolicy.of(settings)


def extensions(tmp_path: Path, *lines: str):
    path = tmp_path / "extensions.csv"
    path.write_text("\n".join(["Student,Assignment,Until,Days,Reason", *lines]))
    return read_extensions(path, "hw1", ("hw1", "hw2"), timezone(timedelta(hours=-5)))


def test_an_extension_holds_for_its_person_and_assignment_and_never_makes_it_earlier(tmp_path):
    found = extensions(tmp_path, "ANN@example.org,hw1,,3,ill", "007,hw2,,9,", "008,,2027-02-01 10:00,,early")
    ann = Entry("s1", Path("s1"), (Person("Ann", "1", "ann@example.org"),))
    assert due_for(ann, DUE, found) == DUE + timedelta(days=3)
    assert due_for(Entry("s2", Path("s2"), (Person("Bo", "007"),)), DUE, found) == DUE
    assert due_for(Entry("s3", Path("s3"), (Person("Cy", "008"),)), DUE, found) == DUE
    assert due_for(ann, None, found) is None


def test_a_moment_without_a_zone_is_in_that_of_the_due_date(tmp_path):
    (found,) = extensions(tmp_path, "ann@example.org,HW1,2027-02-14 23:59,,ill")
    assert found.until == datetime(2027, 2, 15, 4, 59, tzinfo=timezone.utc)


def test_an_extension_of_somebody_who_handed_in_nothing_is_named(tmp_path):
    found = extensions(tmp_path, "7,,,3,ill", "1,,,3,", "s1,,,1,")
    ann = Entry("s1", Path("s1"), (Person("Ann", "001", "ann@example.org"),))
    said = without_effect(found, [ann], DUE)
    assert said == (
        "EXTENSION WITHOUT A SUBMISSION: 7 (ill): no submission has this id, number or email.",
        "EXTENSION WITHOUT A SUBMISSION: 1: no submission has this id, number or email; is 001 meant?",
    )
    assert "names no due date" in without_effect(found, [ann], None)[0]
    assert not without_effect((), [ann], None)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("7,hw1,,,", "line 2: write either until"),
        ("7,hw1,2027-02-14 23:59,2,", "line 2: write either until"),
        ("7,hw1,soon,,", "line 2: until is written"),
        ("7,hw1,,many,", "line 2: days is a number"),
        (",hw1,,2,", "line 2: the cell 'student' is empty"),
        ("7,hw9,,2,ill", "line 2: there is no assignment hw9; the course has hw1, hw2"),
        ("7,hw1,2027-02-14 23:59 EST,,", "line 2: until is written"),
        ("7,hw1,,2,a,b", "line 2: more cells than headings"),
    ],
)
def test_an_extension_that_cannot_be_read_names_its_line(tmp_path, line, sentence):
    with pytest.raises(UsageError, match=sentence):
        extensions(tmp_path, line)
