"""Points that staff set: whose they are under any of their names, what a slip of the pen is told, what staff read."""

from __future__ import annotations

from pathlib import Path

import pytest
from class_tools import COLUMNS
from fake_reports import assignment, code, report, typed

from autograder.assignment import Assignment
from autograder.classes.export import Entry
from autograder.classes.overrides import Override, overridden, read_overrides, settled
from autograder.credit import Credit, Part, from_parts
from autograder.errors import UsageError
from autograder.people.person import Person
from autograder.report import Judgement
from autograder.reports.as_json import report_json
from autograder.reports.shown import for_student

ENTRIES = (
    Entry("submission_1", Path("1"), (Person("Ann", "001", "Ann@example.org"),)),
    Entry("submission_2", Path("2"), (Person("Bob", "-2", "bob@example.org"), Person("Eve", "003"))),
    Entry("submission_3", Path("3"), (Person("Eve", "003"),)),
)


MINI = assignment(code("B1", 6), code("B2", 4))


def read(folder: Path, *lines: str, kept: tuple[str, ...] = (), of: Assignment = MINI):
    (folder / "overrides.csv").write_text(COLUMNS + "\n".join(lines))
    if kept:
        (folder / "kept.csv").write_text(COLUMNS + "\n".join(kept))
    return settled(read_overrides(folder, of), ENTRIES, of)


@pytest.mark.parametrize("name", ["submission_1", "SUBMISSION_1", "001", "ann@EXAMPLE.org"])
def test_a_submission_goes_by_its_id_or_anybodys_number_or_email(tmp_path, name):
    assert [o.cents for o in read(tmp_path, f"{name},b1,2.5,me,why").of(ENTRIES[0])] == [250]


def test_a_number_as_our_own_tables_write_it_is_found(tmp_path):
    assert read(tmp_path, "'-2,B1,1,me,why").of(ENTRIES[1])


def test_one_question_set_through_two_names_is_an_error(tmp_path):
    with pytest.raises(UsageError, match=r"overrides\.csv line 3: B1 of submission_2 is set in line 2 too as bob@"):
        read(tmp_path, "bob@example.org,B1,1,me,why", "submission_2,B1,2,me,why")


def test_a_number_of_two_submissions_is_an_error_that_names_them(tmp_path):
    with pytest.raises(UsageError, match=r"line 2: 003 is in submission_2, submission_3; write the id"):
        read(tmp_path, "003,B1,1,me,why")


def test_a_line_of_a_person_beside_one_that_a_regrade_kept_is_no_error_and_comes_last(tmp_path):
    found = read(tmp_path, "001,B1,1,me,why", kept=("submission_1,B1,at least 5 of 6,regrade,kept",))
    assert [o.cents for o in found.of(ENTRIES[0])] == [500, 100]


@pytest.mark.parametrize(("name", "hint"), [("1", "is 001 meant"), ("ann@exmple.org", "is ann@example.org meant")])
def test_nobody_of_that_name_is_told_with_who_may_be_meant(tmp_path, name, hint):
    found = read(tmp_path, f"{name},B1,1,me,why")
    assert not list(found)
    assert f"OVERRIDE WITHOUT A SUBMISSION: {name} B1 (why): no submission has this id" in found.remarks[0]
    assert hint in found.remarks[0]


def test_a_stranger_is_not_told_that_somebody_else_may_be_meant(tmp_path):
    assert "meant" not in read(tmp_path, "77812,B1,1,me,why").remarks[0]


def test_a_removed_question_is_told_and_a_bonus_or_given_one_can_be_set(tmp_path):
    asked = assignment(
        code("B1", 6, dropped="removed"), code("B2", 4, bonus=True), code("B3", 4, dropped="full credit")
    )
    found = read(tmp_path, "001,B1,1,me,why", "001,B2,1,me,why", "001,B3,0,me,copied", of=asked)
    assert "OVERRIDE WITHOUT EFFECT: 001 B1 (why): course.toml has removed B1" in found.remarks[0]
    assert [o.question for o in found] == ["B2", "B3"]


@pytest.mark.parametrize(
    ("written", "cents"),
    [("3 of 6", 300), ("3 of 12", 150), ("at least 10 of 10", 600), ("AT LEAST  2,5", 250), ("1 of 9", 67)],
)
def test_points_may_say_of_how_many_they_were_when_these_change(tmp_path, written, cents):
    assert [o.cents for o in read(tmp_path, f'001,B1,"{written}",me,why')] == [cents]


@pytest.mark.parametrize("written", ["7", "7 of 6", "at least 9", "0 of 0"])
def test_more_points_than_there_are_cannot_be_meant(tmp_path, written):
    with pytest.raises(UsageError, match="line 2: B1 has"):
        read(tmp_path, f"001,B1,{written},me,why")


@pytest.mark.parametrize("written", ["-1", "nan", "7.123", "least 3", "3 of", "all", "1e3", "٣"])
def test_what_is_no_number_of_points_is_told_how_to_write(tmp_path, written):
    with pytest.raises(UsageError, match=r"points are written 7, 7.5, 7 of 10 or 'at least 7'"):
        read(tmp_path, f"001,B1,{written},me,why")


def test_what_is_kept_is_read_back_as_it_was(tmp_path):
    override = Override("submission_1", "B1", 333, 600, "regrade", "why", True)
    assert list(read(tmp_path, kept=(",".join(override.cells()),))) == [override]


def one(credit: Credit, *overrides: Override):
    return overridden(report((code("B3"), credit)), overrides)


def override(cents: int, at_least: bool = False) -> Override:
    return Override("submission_1", "B3", cents, 1000, "A. Author", "the test was wrong.", at_least)


def test_what_was_judged_is_told_beside_what_staff_set():
    parts = from_parts([Part("dw", 1, Credit(0.0, "dw is wrong")), Part("db", 1, Credit(1.0))])
    (judgement,) = one(parts, override(700)).judgements
    assert isinstance(judgement, Judgement)
    assert judgement.cents == 700
    assert judgement.credit.feedback == (
        "Set to 7 of 10 points by staff: the test was wrong. What was judged: 1 of 2 parts are right; not: dw."
    )
    assert "A. Author" in judgement.credit.staff
    assert "judging gave 5" in judgement.credit.staff


def test_at_least_leaves_what_is_better_alone_and_holds_what_is_not():
    assert one(Credit(0.8), override(700, at_least=True)).judgements[0].credit == Credit(0.8)
    assert one(Credit(0.6), override(700, at_least=True)).cents == 700


def test_staff_read_that_a_question_with_least_points_still_waits():
    waiting = one(Credit(None, staff="Traceback\nValueError: ours"), override(700, at_least=True))
    assert waiting.staff["flags"] == ["B3: not judged, it has 7 points until it is: ValueError: ours"]
    assert "flags" not in one(Credit(None), override(700, at_least=True), override(300)).staff
    assert "flags" not in one(Credit(0.1), override(700, at_least=True)).staff


def test_a_student_reads_what_staff_set_unless_the_question_is_only_recorded():
    both = report((code("B3"), Credit(0.5, "why")), (typed("D1", 10), Credit(0.0, "no", echo="Read as: 3")))
    mine = (override(700), Override("submission_1", "D1", 800, 1000, "A. Author", "as said in class"))
    for mode, there, not_there in (("cause", "judged: why", "A. Author"), ("property", "Set to 7", "judged: why")):
        said = str(report_json(for_student(overridden(both, mine), {"B3": mode, "D1": mode})))
        assert there in said
        assert not_there not in said
    said = str(report_json(for_student(overridden(both, mine), {"B3": "recorded", "D1": "recorded"})))
    assert "Set to" not in said
    assert "Read as: 3" in said


def test_points_are_exact_to_the_hundredth():
    assert [one(Credit(1.0), override(cents)).cents for cents in range(1001)] == list(range(1001))
