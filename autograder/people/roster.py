"""Read the tables that staff keep of their students: a roster, as courses' platforms export it, and changed ids."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import UsageError
from autograder.plain_text import one_line
from autograder.tables import Table, at
from autograder.variant import canonical_id

IDS = ("email", "sid")
"""What a course may take as a student's id."""
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "sid": ("sid", "student id", "student number", "sis user id", "sis id", "id"),
    "email": ("email", "e mail", "email address", "mail", "sis login id"),
    "name": ("name", "full name", "student name", "student"),
    "first": ("first name", "given name"),
    "last": ("last name", "surname", "family name"),
    "submission": ("submission id", "submission"),
    "role": ("role",),
}
"""What the columns of a roster may be called, the best first; capitals, dashes and underscores do not matter."""
ALIASES: Mapping[str, tuple[str, ...]] = {"old": ("old id", "old"), "new": ("new id", "new")}
MAX_ID = 254
SHORTENED = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+[0-9]+")
"""A long number as spreadsheets write it, its last digits lost."""
NOBODY = ("points possible", "student, test", "test student")
"""Rows that Canvas puts among the students."""


@dataclass(frozen=True)
class Student:
    """A line of a roster. id: canonical, an email or a number, as the course chose; the rest as it is written."""

    id: str
    name: str = ""
    email: str = ""
    sid: str = ""
    submission: str = ""


def read_roster(path: Path, by: str = "email") -> tuple[Student, ...]:
    """The students of a roster in the order of its lines; by: which column is the id, one of IDS.

    Rows whose role is not that of a student are left out. Raises UsageError with line and column for an id that is
    missing, cannot be one or stands twice, and when the file cannot be read.
    """
    table = Table.read(path)
    columns = table.columns(COLUMNS)
    if by not in columns:
        asked = "emails" if by == "email" else "students' numbers"
        raise UsageError(
            f"{table.file} has no column of {asked}, and this course takes them as ids; its columns are "
            f'{", ".join(one_line(title, 40) for title in table.header)}. Choose with id = "email" or id = "sid" '
            "under [students] in course.toml."
        )
    students = []
    for line, cells in table.rows:
        if _is_student(cells, columns):
            students.append(_student(table, line, cells, columns, by))
    _each_once(table, columns)
    if not students:
        raise UsageError(f"{table.file} names no students below its header.")
    return tuple(students)


def read_aliases(path: Path) -> dict[str, str]:
    """Changed ids: new id -> the old id that a student's numbers were first drawn for; both canonical.

    Raises UsageError with line and column for an id that is missing or is changed twice, and for a ring of changes.
    """
    table = Table.read(path)
    columns = table.columns(ALIASES)
    if len(columns) < 2:
        raise UsageError(f'{table.file} line 1: the columns must be called "old id" and "new id".')
    changed = dict[str, str]()
    for line, cells in table.rows:
        old, new = (_id(table, line, cells, columns[kind]) for kind in ("old", "new"))
        if new in changed and changed[new] != old:
            raise table.error(line, columns["new"], f"{new} is already said to have been {changed[new]}.")
        changed[new] = old
        if old == new or _first_id(old, changed) is None:
            raise table.error(line, columns["old"], f"the changes lead from {old} back to itself.")
    return {new: str(_first_id(new, changed)) for new in changed}


def _is_student(cells: Sequence[str], columns: Mapping[str, int]) -> bool:
    role, name = (at(cells, columns.get(kind)).casefold() for kind in ("role", "name"))
    return role in ("", "student") and name not in NOBODY


def _each_once(table: Table, columns: Mapping[str, int]) -> None:
    """Raise UsageError for an email or a number that two students have."""
    for column in (columns[kind] for kind in IDS if kind in columns):
        lines = dict[str, int]()
        for line, cells in table.rows:
            one = at(cells, column).casefold()
            if one and _is_student(cells, columns) and lines.setdefault(one, line) != line:
                raise table.error(line, column, f"{one_line(one, 60)!r} stands in line {lines[one]} too.")


def _student(table: Table, line: int, cells: Sequence[str], columns: Mapping[str, int], by: str) -> Student:
    found = _id(table, line, cells, columns[by])
    if by == "email" and not re.fullmatch(r"[^@\s]+@[^@\s]+", found):
        raise table.error(line, columns[by], f"{one_line(found, 60)!r} is not an email.")
    full = " ".join(filter(None, (at(cells, columns.get(kind)) for kind in ("first", "last"))))
    name, email, sid, submission = (at(cells, columns.get(k)) for k in ("name", "email", "sid", "submission"))
    return Student(found, one_line(name or full, 120), one_line(email, MAX_ID), one_line(sid, MAX_ID), submission)


def _id(table: Table, line: int, cells: Sequence[str], column: int) -> str:
    text = at(cells, column)
    if not text:
        raise table.error(line, column, "an id is missing here.")
    if len(text) > MAX_ID or not text.isprintable():
        raise table.error(line, column, "this cannot be an id: it is too long, or holds what cannot be seen.")
    if SHORTENED.fullmatch(text):
        raise table.error(line, column, f"a spreadsheet has cut {text}; format the column as text and export again.")
    try:
        return canonical_id(text)
    except UsageError as error:
        raise table.error(line, column, str(error)) from error


def _first_id(new: str, changed: Mapping[str, str]) -> str | None:
    """The id before all changes; None where they lead round in a ring."""
    one, seen = new, set[str]()
    while one in changed and one not in seen:
        seen.add(one)
        one = changed[one]
    return None if one in seen else one
