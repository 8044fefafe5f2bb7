"""Whose numbers: from what a platform says of people to the ids that their draws depend on."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.errors import UsageError
from autograder.people.person import Person
from autograder.variant import canonical_id

if TYPE_CHECKING:
    from autograder.course import Course
    from autograder.people.roster import Student

ALIASES = "aliases.csv"
"""In the course's folder: ids that have changed."""
MAX_NAME = 60
RESERVED = ("con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(10)))
"""Names that Windows keeps for itself, whatever their ending."""


@dataclass(frozen=True)
class Member:
    """One of those whose submission it is.

    draws: the canonical id that the draws depend on; None: not known, so that the course's variant counts. shown:
    what the person is called in reports, their id of today. doubt: why staff should look at it; empty mostly.
    """

    draws: str | None
    shown: str
    doubt: str = ""


@dataclass(frozen=True)
class Students:
    """What a course knows of ids: which it takes (one of `roster.IDS`), the roster if given, and what changed."""

    by: str = "email"
    roster: tuple[Student, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, course: Course, roster: Path | None = None) -> Students:
        """Read the roster, if one is given, and the course's aliases.csv, if there is one; raises UsageError."""
        from autograder.people.roster import read_aliases, read_roster  # most courses need neither

        changed = course.folder / ALIASES
        known = read_roster(roster, course.student_id) if roster else ()
        return cls(course.student_id, known, read_aliases(changed) if changed.is_file() else {})

    def draws(self, student: str) -> str:
        """The id that the draws of a student depend on: the first that they had."""
        return self.aliases.get(student, student)

    def members(self, people: Iterable[Person]) -> tuple[Member, ...]:
        """The members of a group in the order of their ids, nobody twice; at least one, if only a stranger."""
        found = {(one.draws is None, one.draws or "", one.shown): one for one in map(self.member, people)}
        return tuple(found[key] for key in sorted(found)) or (self._stranger(Person("")),)

    def submitters(self, people: Sequence[Person], place: str) -> tuple[Member, ...]:
        """The same where a folder's name may be all that is known: it is looked for on the roster.

        place: the name of the folder or zip: a submission's id, a student's id, or a name that `handout` gave.
        """
        if any(person.email or person.sid for person in people):
            return self.members(people)
        name = _possible(place, "sid")  # some programs on macOS take letters and their accents apart in names
        named = [row for row in self.roster if name in self._places(row)]
        return tuple(Member(self.draws(row.id), row.id) for row in named) or self.members(people)

    def _places(self, row: Student) -> set[str]:
        submission = {row.submission.casefold(), f"submission_{row.submission.casefold()}"} if row.submission else set()
        return {row.id, folder_name(row.id), *submission}

    def member(self, person: Person) -> Member:
        """Who it is, by the id that the course takes, else by the other one where the roster has both."""
        row = self._row(person)
        if row is not None:
            return Member(self.draws(row.id), row.id)
        own = _possible(person.email if self.by == "email" else person.sid, self.by)
        if own is None:
            return self._stranger(person)
        doubt = f"{own} is not on the roster" if self.roster and self.draws(own) not in self._ids else ""
        return Member(self.draws(own), own, doubt)

    def named(self, text: str, strangers: bool = False) -> Member:
        """The student that staff name: by an id of the roster, or by any id where there is none.

        strangers: ids that are not on the roster will do. Raises UsageError for what is on no line of the roster, or
        cannot be an id.
        """
        row = self._row(Person("", text, text))
        if row is None and self.roster and not strangers and self.draws(canonical_id(text)) not in self._ids:
            raise UsageError(f"{text} is not on the roster.")
        student = row.id if row else canonical_id(text)
        return Member(self.draws(student), student)

    def to_json(self) -> dict[str, Any]:
        """What a packed autograder needs; no names."""
        rows = [[student.id, student.email, student.sid] for student in self.roster]
        return {"by": self.by, "roster": rows, "aliases": dict(self.aliases)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Students:
        """What `to_json` gave; raises KeyError, TypeError or ValueError for anything else."""
        from autograder.people.roster import Student

        roster = tuple(Student(one, email=email, sid=sid) for one, email, sid in data["roster"])
        return cls(data["by"], roster, dict(data["aliases"]))

    @property
    def _ids(self) -> set[str]:
        return {student.id for student in self.roster}

    def _row(self, person: Person) -> Student | None:
        own, other = ("email", "sid") if self.by == "email" else ("sid", "email")
        for kind in (own, other):
            text = _possible(getattr(person, kind), kind)
            rows = [row for row in self.roster if text is not None and _possible(getattr(row, kind), kind) == text]
            if rows:
                return rows[0]
        return None

    def _stranger(self, person: Person) -> Member:
        called = person.name or person.email or person.sid or "somebody"
        return Member(None, called, f"no {self.by} is known of {called}: judged on the course's own variant")


def folder_name(student: str) -> str:
    """A name for the folder of a canonical id, safe everywhere; two ids never have the same."""
    safe = re.sub(r"[^a-z0-9._-]+", "-", student).strip(".-")
    reserved = safe.split(".")[0] in ("", *RESERVED)
    if safe == student and len(safe) <= MAX_NAME and not reserved:
        return safe
    digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{'student' if reserved else safe[:MAX_NAME]}~{digest}"


def _possible(text: str, kind: str) -> str | None:
    """The canonical form of what may be an email or a number, else None."""
    if kind == "email" and "@" not in text:
        return None
    try:
        return canonical_id(text)
    except UsageError:
        return None
