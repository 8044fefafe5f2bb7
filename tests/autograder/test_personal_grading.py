"""Grading on each student's own numbers: alone, in a group, with changed ids, and when nobody knows whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.assignment import Assignment, load
from autograder.commands.shared import REPOSITORY
from autograder.course import Course
from autograder.errors import UsageError
from autograder.people.person import Person
from autograder.people.personal import for_student, judged, typed
from autograder.people.roster import Student
from autograder.people.students import Member, Students, folder_name
from autograder.reference import typed_answers
from autograder.report import Report
from autograder.reports.outputs import modes_for, results_of
from autograder.reports.shown import for_student as shown_to

ANNA, BEN, CAT = (Member(f"{name}@x.org", f"{name}@x.org") for name in ("anna", "ben", "cat"))
ROSTER = (Student("anna@x.org", "Anna", "anna@x.org", "007"), Student("ben@x.org", "Ben", "ben@x.org", "8", "123"))


@pytest.fixture(scope="module")
def course() -> Course:
    """This repository's course."""
    return Course.at(REPOSITORY)


@pytest.fixture(scope="module")
def hw2(course: Course) -> Assignment:
    """The typed questions of homework 2, each student with their own numbers."""
    loaded = load(course.with_personal("hw2"), "hw2")
    return replace(loaded, questions=typed(loaded))


def right(assignment: Assignment, member: Member) -> dict[str, Any]:
    """Right answers on a member's numbers."""
    return typed_answers(for_student(assignment, member.draws))


def graded(assignment: Assignment, answers: Mapping[str, Any], *members: Member) -> Report:
    """Judge typed answers on these members' numbers."""
    return judged(assignment, answers, None, members)


def by_number(report: Report) -> dict[str, int]:
    """Hundredths of points by question."""
    return {j.question.number: j.cents for j in report.judgements}


def test_two_students_have_different_keys(hw2: Assignment) -> None:
    """Each has all points on their own numbers, and on the other's what the two draws have in common."""
    answers = {member: right(hw2, member) for member in (ANNA, BEN)}
    assert all(graded(hw2, answers[member], member).cents == graded(hw2, {}, member).max_cents for member in answers)
    crossed = by_number(graded(hw2, answers[ANNA], BEN))
    same = {number for number, cents in by_number(graded(hw2, answers[ANNA], ANNA)).items() if crossed[number] == cents}
    keys = {member: {q.number: q.right for q in for_student(hw2, member.draws).questions} for member in (ANNA, BEN)}
    assert {number for number in same if keys[ANNA][number] != keys[BEN][number]} == set()
    assert "D2" not in same


def test_a_group_has_the_best_total_of_its_members(hw2: Assignment) -> None:
    """It does not matter whose numbers they took, nor in what order the platform names them."""
    answers = right(hw2, CAT)
    full = graded(hw2, {}, ANNA).max_cents
    for members in ((ANNA, BEN, CAT), (CAT, ANNA, BEN)):
        report = graded(hw2, answers, *members)
        assert report.cents == full
        assert report.staff["counted on the numbers of"] == CAT.shown
        assert all("Counted on the numbers of cat@x.org." in j.credit.feedback for j in report.judgements)


def test_the_best_total_is_not_the_best_of_each_question(hw2: Assignment) -> None:
    """Half of one member's answers and half of another's earn what the better of the two totals is."""
    one, other = right(hw2, ANNA), right(hw2, BEN)
    mixed = {**other, "D2_parameters": one["D2_parameters"], "D2_gradient": one["D2_gradient"]}
    alone = [graded(hw2, mixed, member).cents for member in (ANNA, BEN)]
    assert graded(hw2, mixed, ANNA, BEN).cents == max(alone) < graded(hw2, other, BEN).cents


def test_a_group_learns_nothing_before_the_due_date(hw2: Assignment) -> None:
    """Right on one member's numbers, right on another's, or wrong: what is shown is the same."""
    modes = {question.number: "recorded" for question in hw2.questions}
    keys = [{**right(hw2, ANNA), **{"D2_parameters": 1, "D3": ["a"], "D1_line": n}} for n in (1, 7, 8)]
    shown = []
    for answers in keys:
        report = graded(hw2, answers, ANNA, BEN)
        shown.append((shown_to(report, modes).notes, results_of(report, modes, hw2.course, 1.0)["output"]))
    assert shown[0] == shown[1] == shown[2]
    assert "judged on the numbers of each of you (anna@x.org, ben@x.org)" in shown[0][1]


def test_a_formula_is_read_on_the_numbers_of_each_member() -> None:
    """One reading alone would tell whose numbers counted."""
    # the names of the variables differ
    course = Course.at(REPOSITORY).with_personal("hw3")
    loaded = load(course, "hw3")
    hw3 = replace(loaded, questions=tuple(q for q in typed(loaded) if q.number == "A1"))
    group = [Member(f"s{i}", f"s{i}") for i in range(12)]
    answers = right(hw3, group[0])
    other = next(member for member in group if right(hw3, member) != answers)
    (judgement,) = graded(hw3, answers, group[0], other).judgements
    assert f"On the numbers of {group[0].shown}: Read as" in judgement.credit.echo
    assert f"On the numbers of {other.shown}: " in judgement.credit.echo


def test_without_a_student_the_course_variant_counts_and_staff_are_told(hw2: Assignment) -> None:
    """Never a crash, never silent."""
    answers = typed_answers(hw2)
    for members in ((), Students().members([Person("Somebody")]), Students().members([])):
        report = graded(hw2, answers, *members)
        assert report.cents == report.max_cents
        (flag,) = report.staff["flags"]
        assert "judged on the course's own variant" in flag
        assert "it is not known who submitted this" in report.notes[0]


def test_personal_draws_may_not_change_points(tmp_path: Path) -> None:
    """An author's mistake stops before any student is judged on it."""
    from mini import mini_assignment

    from autograder.errors import QuestionError

    questions = """
from autograder.question import Question
from autograder.checks import HiddenTests, Choice
TITLE = "Mini"
def questions(variant, drawn):
    points = 4 if variant.student else 5
    return [Question("B1", "double", 6, ("work.double",), HiddenTests()),
            Question("D1", "choose", points, ("answers.D1",), Choice({"a": "yes"}, "a"), right="a")]
"""
    test = """
        @number("B1.1")
        def test_double(student):
            "doubles"
            assert student.double(2) == 4
    """
    mini = mini_assignment(tmp_path, test, questions)
    with pytest.raises(QuestionError, match="not points"):
        for_student(mini, "anna")


# ---------------------------------------------------------------- whose it is


@pytest.mark.parametrize(
    ("by", "person", "draws"),
    [
        ("email", Person("A", "", "Anna@X.org"), "anna@x.org"),
        ("email", Person("A", "007", ""), "anna@x.org"),
        ("email", Person("A", "007", "new@x.org"), "anna@x.org"),
        ("email", Person("Late", "99", "late@x.org"), "late@x.org"),
        ("sid", Person("B", "", "ben@x.org"), "8"),
        ("sid", Person("Late", "0099", ""), "0099"),
        ("sid", Person("Late", "", "late@x.org"), None),
        ("email", Person("Odd", "99", "no email"), None),
    ],
)
def test_who_it_is(by: str, person: Person, draws: str | None) -> None:
    """By the id that the course takes, else by the other where the roster has both."""
    roster = tuple(replace(one, id=getattr(one, by)) for one in ROSTER)
    member = Students(by, roster).member(person)
    assert member.draws == draws
    assert bool(member.doubt) == person.name.startswith(("Late", "Odd"))


def test_a_changed_id_keeps_its_numbers(course: Course, tmp_path: Path) -> None:
    """The old id is what the draws depend on, whether the roster has the old one or the new one."""
    (tmp_path / "course.toml").write_text("")
    (tmp_path / "aliases.csv").write_text("old id,new id\nanna@x.org,Anna.Lee@x.org\n")
    changed = Students.of(Course.at(tmp_path)).aliases
    for roster in ((), ROSTER, (Student("anna.lee@x.org", email="anna.lee@x.org"),)):
        member = Students("email", roster, changed).member(Person("A", "", "anna.lee@x.org"))
        assert (member.draws, member.doubt) == ("anna@x.org", "")


def test_folders_without_metadata(course: Course) -> None:
    """A class in folders is found on the roster by id, by the name that `handout` gave, or by submission."""
    students = Students("email", ROSTER)
    for place in ("anna@x.org", "Anna@x.org", folder_name("anna@x.org")):
        assert [m.draws for m in students.submitters([Person(place)], place)] == ["anna@x.org"]
    for place in ("123", "submission_123"):
        assert [m.draws for m in students.submitters([Person(place)], place)] == ["ben@x.org"]
    jose = Students("sid", (Student("jos\u00e9"),))
    for place in ("Jos\u00e9", "Jose\u0301"):  # the second is how macOS may write the first
        assert [m.draws for m in jose.submitters([Person(place)], place)] == ["jos\u00e9"]
    (stranger,) = students.submitters([Person("homework")], "homework")
    assert stranger.draws is None
    assert stranger.doubt


def test_staff_name_a_student(course: Course) -> None:
    """By any id that the roster has; a slip of the pen is no student."""
    students = Students("email", ROSTER)
    assert students.named("007").draws == students.named("ANNA@x.org").draws == "anna@x.org"
    assert Students().named("dora@x.org").draws == "dora@x.org"
    with pytest.raises(UsageError, match=r"ana@x\.org is not on the roster"):
        students.named("ana@x.org")


def test_names_of_folders_are_safe_and_never_the_same() -> None:
    """Ids that a file system cannot tell apart, or must not see."""
    ids = ["s1", "a@b.c", "a-b.c", "a_b.c", "con", "con.x", "..", "../x", "x/..", "日本", "日木", "x."]
    ids += ["a" * 200, "a" * 201]
    names = [folder_name(one) for one in ids]
    assert len({name.casefold() for name in names}) == len(ids)
    assert all(len(name) < 100 and name.isascii() and not set(name) & set('/\\:*?"<>| ') for name in names)
    assert all(name.strip(".") == name and name.split(".")[0] not in ("con", "") for name in names)
    assert names[0] == "s1"


def test_what_a_zip_carries_has_no_names() -> None:
    """The packed roster gives the same members and not one name."""
    students = Students("email", ROSTER, {"b": "a"})
    packed = students.to_json()
    assert "Anna" not in str(packed)
    person = Person("A", "007", "")
    assert Students.from_json(packed).member(person) == students.member(person)


def test_modes_hide_whose_numbers_counted(hw2: Assignment) -> None:
    """The sentence stands in judgements that are held back; after the due date it is read."""
    report = graded(hw2, right(hw2, BEN), ANNA, BEN)
    before, after = (shown_to(report, modes_for(hw2, due)) for due in (False, True))
    assert "Counted on" not in str(before)
    assert "Counted on the numbers of ben@x.org." in after.judgements[0].credit.feedback
