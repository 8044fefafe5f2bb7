"""The answers of a class, typed in from the papers: a CSV with a row for each student and a column for each box."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.assignment import Assignment
from autograder.errors import UsageError
from autograder.exams.questions import VERSION
from autograder.people.person import Person
from autograder.plain_text import cell, one_line
from autograder.tables import Table, needs
from autograder.writing import write_text

WHO = ("id", "name", "email", "sid")


@dataclass(frozen=True)
class AnswerSheet:
    """What one student wrote. id: as the table has it; version: what it says of the paper; answers: by box."""

    id: str
    person: Person
    version: str
    answers: Mapping[str, str]


def boxes(exam: Assignment) -> tuple[str, ...]:
    """The names of all boxes of an exam, in order: "Q1_z", "Q1_p", ..."""
    return tuple(name for question in exam.questions for name in question.names if name != VERSION)


def read_class(path: Path, exam: Assignment) -> list[AnswerSheet]:
    """The sheets of a class. Columns: id, version (or none), one for each box; name, email and sid if you like.

    Raises UsageError with the line for what cannot be meant: no id, an id that stands there twice, a column that is
    missing or not known.
    """
    names = boxes(exam)
    found: dict[str, tuple[int, AnswerSheet]] = {}
    for line, cells in Table.read(path).lines((WHO[0], *names), (VERSION, *WHO[1:])):
        needs(path, line, cells, WHO[:1])
        id = one_line(cells["id"], 120)
        if id.casefold() in found:
            raise UsageError(f"{path} line {line}: {id} stands in line {found[id.casefold()][0]} already.")
        answers = {name: cells[name] for name in names}
        found[id.casefold()] = line, AnswerSheet(id, _person(id, cells), cells[VERSION], answers)
    if not found:
        raise UsageError(f"{path} holds no answers: a row for each student comes below its first line.")
    return [sheet for _, sheet in found.values()]


def write_blank_class(exam: Assignment, rows: Iterable[Sequence[str]], path: Path) -> None:
    """Write the table to type answers into. rows: id, name, email and version of each student, as far as known."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["id", "name", "email", VERSION, *boxes(exam)])
    for row in rows:
        writer.writerow([*map(cell, row), *[""] * len(boxes(exam))])
    write_text(path, text.getvalue(), private=True)


def _person(id: str, cells: Mapping[str, str]) -> Person:
    email = cells["email"] or (id if "@" in id else "")
    sid = cells["sid"] or ("" if "@" in id else id)
    return Person(one_line(cells["name"], 120), one_line(sid, 120), one_line(email, 120))
