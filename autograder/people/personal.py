"""Personal variants: the typed questions with a student's own numbers, and a submission judged on its members' ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from autograder.assignment import Assignment, load
from autograder.credit import Credit
from autograder.errors import QuestionError
from autograder.grade import grade
from autograder.people.students import Member
from autograder.question import ByQuestion, Question
from autograder.report import Report
from autograder.suites.suite import Suite


def for_student(assignment: Assignment, student: str | None) -> Assignment:
    """The assignment with a student's own typed questions; code questions stay the course's. None: as it is.

    student: a canonical id. Raises QuestionError when the draws of a student change more than texts and keys.
    """
    if student is None:
        return assignment
    if assignment.is_exam:
        from autograder.exams.paper import other_version  # an import that homework need not wait for

        return other_version(assignment, assignment.variant.seed, student)
    variant = assignment.variant
    course = replace(assignment.course, keys={**assignment.course.keys, variant.assignment: variant.key})
    own = load(course, assignment.name, variant.seed, student)
    drawn = {question.number: question for question in own.questions}
    questions = tuple(q if q.files else drawn.get(q.number, q) for q in assignment.questions)
    if [_frame(q) for q in questions] != [_frame(q) for q in assignment.questions]:
        raise QuestionError(f"{assignment.name}: personal draws may change texts and keys, not points or names")
    return replace(assignment, questions=questions, variant=own.variant)


def typed(assignment: Assignment) -> tuple[Question, ...]:
    """The questions whose answers are typed: the personal ones."""
    return tuple(question for question in assignment.questions if not question.files)


def judged(
    assignment: Assignment, answers: Mapping[str, Any] | ByQuestion, suite: Suite | None, members: Sequence[Member],
    known: Mapping[str, Credit] = MappingProxyType({}),
) -> Report:  # fmt: skip
    """Judge a submission on the numbers of each of its members; the one with the most points in all counts.

    Code is judged once, for it is the same for all. Without members it is the course's variant. known: as of `grade`.
    """
    first, *others = members or (Member(None, "the course"),)
    reports = [grade(for_student(assignment, first.draws), answers, suite, known)]
    for member in others:
        own = for_student(assignment, member.draws)
        reports.append(grade(replace(own, questions=typed(own)), answers))
    report = reports[0] if not others else _best(members, reports)
    return replace(report, notes=(_said(members), *report.notes), staff={**report.staff, **_for_staff(members)})


def _frame(question: Question) -> tuple[object, ...]:
    """What must be the same for everyone."""
    return question.number, question.title, question.points, question.asks, question.bonus, question.dropped


def _best(members: Sequence[Member], reports: Sequence[Report]) -> Report:
    """The first report, with the typed questions of the member on whose numbers they earn most."""
    candidates = [{j.question.number: j for j in report.judgements if not j.question.files} for report in reports]
    totals = [replace(reports[0], judgements=tuple(found.values())).cents for found in candidates]
    at = totals.index(max(totals))
    who, best = members[at], candidates[at]
    chosen = {}
    for number, judgement in best.items():
        readings = [(member.shown, found[number].credit) for member, found in zip(members, candidates)]
        credit = _read_by_all(judgement.credit, readings)
        told = f"{credit.feedback} Counted on the numbers of {who.shown}.".strip()
        chosen[number] = replace(judgement, credit=replace(credit, feedback=told))
    judgements = tuple(chosen.get(j.question.number, j) for j in reports[0].judgements)
    return replace(reports[0], judgements=judgements, staff={"counted on the numbers of": who.shown})


def _read_by_all(credit: Credit, all_of_them: Sequence[tuple[str, Credit]]) -> Credit:
    """The credit, with how the answer was read on the numbers of every member.

    Students see how an answer is read while right and wrong are held back: one reading would tell whose numbers fit.
    """
    readings = {who: one.echo for who, one in all_of_them}
    echo = credit.echo
    if len(set(readings.values())) > 1:
        echo = " ".join(f"On the numbers of {who}: {reading or 'not read.'}" for who, reading in readings.items())
    parts = []
    for i, part in enumerate(credit.parts):
        same = [(who, one.parts[i].credit) for who, one in all_of_them if one.parts[i:]]
        parts.append(replace(part, credit=_read_by_all(part.credit, same)))
    return replace(credit, echo=echo, parts=tuple(parts))


def _said(members: Sequence[Member]) -> str:
    """The line at the top of a report; which member's numbers count is told only where results are."""
    known = [member.shown for member in members if member.draws is not None]
    if not known:
        return "Typed questions: judged on the numbers of the whole course; it is not known who submitted this."
    if len(members) == 1:
        return f"Typed questions: judged on the numbers of {known[0]}."
    return (
        f"Typed questions: judged on the numbers of each of you ({', '.join(member.shown for member in members)}); "
        "the ones that give most points in all count."
    )


def _for_staff(members: Sequence[Member]) -> dict[str, Any]:
    doubts = [member.doubt for member in members if member.doubt]
    if not members:
        doubts = ["it is not known who submitted this: judged on the course's own variant"]
    return {"numbers of": [member.draws or "the course" for member in members], "flags": doubts}
