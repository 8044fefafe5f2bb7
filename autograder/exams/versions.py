"""The versions of an exam that are printed: lettered ones, a make-up, one for each student."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from autograder.assignment import Assignment
from autograder.errors import UsageError
from autograder.exams.paper import Asked, asked, other_version, paper_of
from autograder.exams.record import Record, record_of
from autograder.people.students import Students, folder_name
from autograder.plain_text import cut
from autograder.variant import DEFAULT

if TYPE_CHECKING:
    from autograder.exams.typeset.sheet import Sheet

LETTERS = "ABCDEFGHIJKLMNOPQRST"
MAKE_UP = "make-up"
PRACTICE = "practice"
LONGEST_NAME = 60
"""Letters of a name that are printed."""


@dataclass(frozen=True)
class Version:
    """One version. name: "A", "make-up", or a student's id. student: whose numbers, a canonical id; None for anyone's.

    person, number: the student's name, and the id that is printed.
    """

    name: str
    seed: str
    student: str | None = None
    person: str = ""
    number: str = ""

    @property
    def folder(self) -> str:
        """The name of its folder."""
        return self.name if self.student is None else folder_name(self.name)


def lettered(count: int, term: str, make_up: bool = False) -> list[Version]:
    """Versions A, B, ... of a term, and perhaps a make-up; raises UsageError for more than there are letters.

    A version's seed holds the term, so that next term's version A is another paper.
    """
    if not 0 <= count <= len(LETTERS):
        raise UsageError(f"--versions is a number from 1 to {len(LETTERS)}, not {count}.")
    names = [*LETTERS[:count], *([MAKE_UP] if make_up else [])]
    return [Version(name, seed_of(term, name)) for name in names]


def personal(students: Students, term: str) -> list[Version]:
    """A version for each student of the roster, in its order."""
    return [
        Version(one.id, term, students.draws(one.id), one.name, one.sid or one.email or one.id)
        for one in students.roster
    ]


def seed_of(term: str, name: str) -> str:
    """The seed of a version in a term."""
    return name if term == DEFAULT else f"{term}/{name}"


@dataclass(frozen=True)
class Drawn:
    """A version with everything that is written about it."""

    version: Version
    sheet: Sheet
    record: Record
    blank: str


def drawn(exam: Assignment, version: Version) -> Drawn:
    """Draw one version of a loaded exam; raises UsageError for an assignment that is no exam."""
    from autograder.exams.typeset.sheet import Sheet
    from autograder.handouts.handout import blank_answers

    assignment = other_version(exam, version.seed, version.student)
    questions = _as_counted(assignment)
    record = record_of(assignment, version.name)
    sheet = Sheet(
        title=assignment.title,
        course=str(exam.course.settings.get("title", "")),
        minutes=paper_of(exam).minutes,
        version="personal" if version.student else version.name,
        code=record.code,
        questions=questions,
        name=cut(version.person, LONGEST_NAME),
        id=version.number,
    )
    return Drawn(version, sheet, record, blank_answers(assignment))


def _as_counted(assignment: Assignment) -> list[Asked]:
    """The questions with the points that the course gives them."""
    return [replace(one, points=assignment.question(one.number).points) for one in asked(assignment)]
