"""The gradebook: what staff need to know of each submission of a class, and a table of it for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment
from autograder.classes.export import Entry
from autograder.late_policy import Lateness
from autograder.people.person import Person
from autograder.plain_text import cell, one_line
from autograder.question import Question
from autograder.report import Judgement, Report
from autograder.reports.as_json import causes, reviews, staff_reasons
from autograder.reports.wording import points
from autograder.writing import write_text

FORMAT = 1
"""Goes up when rows that were kept by an earlier version can no longer be read."""
BEFORE = ("id", "name", "sid", "email", "score", "max", "status")
LATE = ("minutes late", "grace days", "late penalty", "final score")
AFTER = ("confinement", "look at by hand", "submitted at", "score before", "seconds", "notes")
REASON = 300


@dataclass(frozen=True)
class Mark:
    """What one submission got for one question: hundredths of points, the slips that were recognised in it.

    lost: the parts that cost points, where the answer kept some of them.
    """

    number: str
    title: str
    cents: int
    max_cents: int
    judged: bool = True
    bonus: bool = False
    causes: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One submission of a class.

    marks: in the order of the questions, removed ones left out. graded: whether grading came to an end; if not, every
    mark is pending. by_hand: why staff should look at it. late_minutes (None: not known), grace_days, penalty_cents:
    see `autograder.late_policy`. score_before: in points, what the platform had. seconds: how long grading took.
    notes: what the student was told about the files; note: what the class's folder says about the submission.
    """

    id: str
    people: tuple[Person, ...]
    marks: tuple[Mark, ...]
    level: str = ""
    by_hand: tuple[str, ...] = ()
    submitted_at: str = ""
    score_before: float | None = None
    seconds: float | None = None
    notes: tuple[str, ...] = ()
    note: str = ""
    graded: bool = True
    late_minutes: int | None = None
    grace_days: int = 0
    penalty_cents: int = 0

    @classmethod
    def of(cls, entry: Entry, report: Report, seconds: float | None = None) -> Row:
        """The row of a graded submission; give it the report itself, not what the student may see."""
        marks = tuple(_mark(judgement) for judgement in report.counting)
        row = cls(entry.id, (), marks, _level(report), tuple(_reasons(report)), seconds=seconds)
        return replace(row, notes=tuple(one_line(note, REASON) for note in report.notes)).belonging_to(entry)

    @classmethod
    def failed(cls, entry: Entry, assignment: Assignment, why: str) -> Row:
        """The row of a submission whose grading failed: nothing is judged but what everyone has the points of."""
        marks = tuple(_unjudged(question) for question in assignment.questions if question.dropped != "removed")
        row = cls(entry.id, (), marks, by_hand=(one_line(f"not graded: {why}", REASON),), graded=False)
        return row.belonging_to(entry)

    def late(self, lateness: Lateness) -> Row:
        """The same row, so late; a penalty is never part of the score, so that none is taken off twice."""
        minutes = lateness.minutes if lateness.known else None
        return replace(self, late_minutes=minutes, grace_days=lateness.grace_days, penalty_cents=lateness.penalty_cents)

    def look_at(self, reason: str) -> Row:
        """The same row, with one more reason to look at it by hand."""
        return replace(self, by_hand=(*self.by_hand, one_line(reason, REASON)))

    def belonging_to(self, entry: Entry) -> Row:
        """The same results with what is known of their owner now; a kept row may be older than the metadata."""
        return replace(
            self,
            id=entry.id,
            people=entry.people,
            submitted_at=entry.submitted_at,
            score_before=entry.score_before,
            note=one_line(entry.note, REASON),
        )

    @property
    def cents(self) -> int:
        """Hundredths earned in all, bonus questions included."""
        return sum(mark.cents for mark in self.marks)

    @property
    def final_cents(self) -> int:
        """Hundredths after the late penalty, if the course takes one; never below 0."""
        return max(0, self.cents - self.penalty_cents)

    @property
    def max_cents(self) -> int:
        """Hundredths possible; bonus questions stand outside."""
        return sum(mark.max_cents for mark in self.marks if not mark.bonus)

    @property
    def pending(self) -> tuple[str, ...]:
        """The numbers of the questions that are not judged."""
        return tuple(mark.number for mark in self.marks if not mark.judged)

    def to_json(self) -> dict[str, Any]:
        """The row as JSON takes it."""
        people, marks = (tuple(dict(vars(one)) for one in many) for many in (self.people, self.marks))
        return {"format": FORMAT, **vars(self), "people": people, "marks": marks}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Row:
        """The row that `to_json` wrote; raises ValueError for anything else."""
        try:
            if data["format"] != FORMAT:
                raise ValueError(f"format {data['format']!r}")
            fields = {name: value for name, value in data.items() if name != "format"}
            fields["people"] = tuple(Person(**who) for who in fields["people"])
            fields["marks"] = tuple(Mark(**_tuples(mark)) for mark in fields["marks"])
            return cls(**_tuples(fields))
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise ValueError(f"not a row of this version: {error}") from error


def write_gradebook(rows: Sequence[Row], path: Path) -> None:
    """Write gradebook.csv: a line for each person, members of a group each one.

    A question that is not judged has an empty cell, and so has the score of what could not be graded at all: an
    empty cell is not taken for a zero. No cell is taken for a formula. Raises UsageError when it cannot be written.
    """
    numbers = list(dict.fromkeys(mark.number for row in rows for mark in row.marks))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*BEFORE, *map(cell, numbers), *LATE, *AFTER])
    for row in rows:
        for person in row.people or (Person(""),):
            writer.writerow([*_before(row, person), *_scores(row, numbers), *_late(row), *_after(row)])
    write_text(path, text.getvalue(), private=True)


def class_summary(rows: Sequence[Row]) -> str:
    """What the class got, as text for the terminal."""
    from autograder.classes.results import summarise, summary_text

    return summary_text(summarise(rows))


def status(row: Row) -> str:
    """ "graded", "pending: B3, C1", or "not graded"."""
    if not row.graded:
        return "not graded"
    return f"pending: {', '.join(row.pending)}" if row.pending else "graded"


def _before(row: Row, person: Person) -> list[str]:
    score = points(row.cents) if row.graded else ""
    who = [cell(text) for text in (row.id, person.name, person.sid, person.email)]
    return [*who, score, points(row.max_cents), cell(status(row))]


def _scores(row: Row, numbers: Sequence[str]) -> list[str]:
    marks = {mark.number: mark for mark in row.marks if mark.judged}
    return [points(marks[number].cents) if number in marks else "" for number in numbers]


def _late(row: Row) -> list[str]:
    final = points(row.final_cents) if row.graded else ""
    late = ["", "", ""] if row.late_minutes is None else [row.late_minutes, row.grace_days, points(row.penalty_cents)]
    return [*map(str, late), final]


def _after(row: Row) -> list[str]:
    before = "" if row.score_before is None else points(round(100 * row.score_before))
    seconds = "" if row.seconds is None else f"{row.seconds:.1f}"
    return [
        cell(row.level), cell(" | ".join(row.by_hand), 1000), cell(row.submitted_at), before, seconds,
        cell(" | ".join(filter(None, (row.note, *row.notes))), 1000),
    ]  # fmt: skip


def _mark(judgement: Judgement) -> Mark:
    question = judgement.question
    return Mark(
        question.number,
        question.title,
        judgement.cents,
        judgement.max_cents,
        judgement.judged,
        question.bonus,
        causes(judgement),
        tuple(dict.fromkeys(_lost(judgement))),
    )


def _lost(judgement: Judgement) -> Iterator[str]:
    """The parts that cost points; none where the whole question did, for that names no part."""
    if judgement.judged and 0 < judgement.cents < judgement.max_cents and judgement.credit.parts:
        yield from (one_line(line.name, 120) for line in judgement.lines() if line.credit.share != 1)


def _unjudged(question: Question) -> Mark:
    cents, given = round(question.points * 100), question.dropped == "full credit"
    return Mark(question.number, question.title, cents if given else 0, cents, judged=given, bonus=question.bonus)


def _level(report: Report) -> str:
    confinement = report.staff.get("confinement")
    level = confinement.get("level") if isinstance(confinement, Mapping) else confinement
    return "" if level is None else one_line(str(level), 60)


def _reasons(report: Report) -> Iterator[str]:
    for judgement in report.pending:
        why = " | ".join(staff_reasons(judgement.credit)) or judgement.credit.feedback
        yield one_line(f"{judgement.question.number}: {_last_line(why)}", REASON)
    yield from (one_line(reason, REASON) for reason in reviews(report))
    flags = report.staff.get("flags", ())
    for flag in [flags] if isinstance(flags, str) else flags:
        yield one_line(str(flag), REASON)


def _last_line(text: str) -> str:
    """Of a traceback the line that names the error; staff.json has all of it."""
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if text.startswith("Traceback") and lines else text


def _tuples(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
