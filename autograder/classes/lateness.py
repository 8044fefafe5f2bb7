"""When submissions are due: the common date, and the extensions of extensions.csv."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from pathlib import Path

from autograder.classes.export import Entry
from autograder.errors import UsageError
from autograder.people.named import Names, of_people
from autograder.plain_text import one_line
from autograder.tables import Table, needs

FILE = "extensions.csv"
MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(?:[.,]\d+)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?", re.IGNORECASE
)


@dataclass(frozen=True)
class Extension:
    """One person's later due date; either a moment or days more than the others."""

    student: str
    until: datetime | None
    days: float
    reason: str

    def due(self, common: datetime) -> datetime:
        """When this person's work is due; an extension never makes it earlier."""
        return max(common, self.until or common + timedelta(days=self.days))


def read_extensions(path: Path, assignment: str, known: Sequence[str], zone: tzinfo) -> tuple[Extension, ...]:
    """The extensions for one assignment; none where there is no file.

    Columns: student (number, email or id of the submission), assignment (empty: all), until or days, reason. known:
    the course's assignments. zone: that of a moment without one, the due date's. Raises UsageError with the line for
    what cannot be read.
    """
    if not path.is_file():
        return ()
    found = []
    names = {name.casefold(): name for name in known}
    for line, cells in Table.read(path).lines(("student", "assignment"), ("until", "days", "reason")):
        needs(path, line, cells, ("student",))
        extension = _extension(f"{path} line {line}", cells, zone)
        meant_for = cells["assignment"].casefold()
        if meant_for and meant_for not in names:
            there = ", ".join(known)
            raise UsageError(
                f"{path} line {line}: there is no assignment {cells['assignment']}; the course has {there}."
            )
        if not meant_for or names[meant_for] == assignment:
            found.append(extension)
    return tuple(found)


def without_effect(extensions: Iterable[Extension], entries: Sequence[Entry], due: datetime | None) -> tuple[str, ...]:
    """A line for each extension that no submission has, or for all of them where nothing is ever due."""
    if due is None:
        return ("EXTENSIONS WITHOUT EFFECT: course.toml names no due date, so nothing is late.",) if extensions else ()
    names = Names.of(entries)
    return tuple(
        f"EXTENSION WITHOUT A SUBMISSION: {one.student}{f' ({one.reason})' if one.reason else ''}: "
        f"{names.nobody(one.student)}"
        for one in extensions
        if not names.meant(one.student)
    )


def due_for(entry: Entry, common: datetime | None, extensions: Iterable[Extension]) -> datetime | None:
    """When a submission is due: of a group's members, the latest date holds."""
    if common is None:
        return None
    names = {entry.id.casefold(), *of_people(entry)}
    return max([common, *(one.due(common) for one in extensions if one.student.casefold() in names)])


def moment(text: str, zone: tzinfo = timezone.utc) -> datetime | None:
    """A date and time as platforms and people write it; None for anything else, a zone's name too.

    zone: where none stands.
    """
    match = MOMENT.fullmatch(text.strip())
    if match is None:
        return None
    day, clock, seconds, written = match.groups()
    offset = written or ""
    offset = "+00:00" if offset.upper() in ("Z", "UTC", "GMT") else offset
    offset = f"{offset[:3]}:{offset[3:]}" if offset and ":" not in offset else offset
    try:
        found = datetime.fromisoformat(f"{day}T{clock}{seconds or ':00'}{offset}")
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(timezone.utc)
    except (ValueError, OverflowError):  # the 31st of February; a zone that leads out of the years there are
        return None


def _extension(where: str, cells: Mapping[str, str], zone: tzinfo) -> Extension:
    until, days = cells["until"], cells["days"]
    if bool(until) == bool(days):
        raise UsageError(f"{where}: write either until (2027-02-14 23:59) or days (2), not both and not neither.")
    reason = one_line(cells["reason"], 300)
    if until:
        when = moment(until, zone)
        if when is None:
            raise UsageError(f"{where}: until is written 2027-02-14 23:59, or with a zone 2027-02-14 23:59 -05:00.")
        return Extension(cells["student"], when, 0.0, reason)
    try:
        number = float(days.replace(",", "."))
    except ValueError:
        number = math.nan
    if not 0 <= number <= 365:
        raise UsageError(f"{where}: days is a number from 0 to 365, not {days!r}.")
    return Extension(cells["student"], None, number, reason)
