"""Lateness: how late a submission is, which days cost nothing, and what the others cost. Off unless the course says so.

The penalty stands beside the score and never inside it: it is worked out anew from the points of the questions each
time, so that no regrade and no platform's own penalty is ever taken off twice.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any

from autograder.classes.export import Entry
from autograder.errors import QuestionError, UsageError
from autograder.people.named import Names, of_people
from autograder.plain_text import one_line
from autograder.reports.wording import out_of
from autograder.tables import Table, needs

FILE = "extensions.csv"
DAY = 24 * 60
MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(?:[.,]\d+)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?", re.IGNORECASE
)


@dataclass(frozen=True)
class LatePolicy:
    """What course.toml's [late] says.

    tolerance_minutes: so many are not late at all. grace_days: days begun that cost nothing, for each assignment.
    penalty_per_day: percent of the points possible for each further day begun; 0 takes nothing off.
    """

    tolerance_minutes: float = 0.0
    grace_days: int = 0
    penalty_per_day: float = 0.0

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> LatePolicy:
        """From the table of course.toml; raises QuestionError for what cannot be meant."""
        if not isinstance(settings, Mapping):
            raise QuestionError(f"course.toml [late] is a table of settings, not {settings!r}")
        known = {"tolerance_minutes": 1e6, "grace_days": 365, "penalty_per_day": 100}
        for name, value in settings.items():
            if name not in known:
                raise QuestionError(f"course.toml [late]: {name} is not a setting; known are {', '.join(known)}")
            if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= known[name]:
                raise QuestionError(f"course.toml [late] {name}: a number from 0 to {known[name]:g}, not {value!r}")
            if name == "grace_days" and value != int(value):
                raise QuestionError(f"course.toml [late] grace_days: whole days, not {value!r}")
        return cls(**settings)

    def lateness(self, submitted: datetime | None, due: datetime | None, max_cents: int) -> Lateness:
        """How late a submission is; not `known` where one of the times is missing."""
        if submitted is None or due is None:
            return Lateness(known=False)
        minutes = math.ceil((submitted - due).total_seconds() / 60)
        if minutes <= self.tolerance_minutes:
            return Lateness()
        days = math.ceil(minutes / DAY)
        grace = min(days, int(self.grace_days))
        share = min(1.0, self.penalty_per_day / 100 * (days - grace))
        return Lateness(minutes, grace, round(share * max_cents))


@dataclass(frozen=True)
class Lateness:
    """Minutes late, grace days used, and hundredths of a point to take off (never below nothing left).

    known: whether both times are; without them nothing is taken off.
    """

    minutes: int = 0
    grace_days: int = 0
    penalty_cents: int = 0
    known: bool = True

    def told(self, max_cents: int) -> tuple[str, ...]:
        """What the student reads, and that nothing is taken off here; nothing where nothing is late.

        max_cents: the points possible.
        """
        if not self.minutes:
            return ()
        said = f"Submitted {_span(self.minutes)} after the due date."
        if self.grace_days:
            said += f" {self.grace_days} grace {'day is' if self.grace_days == 1 else 'days are'} used."
        if self.penalty_cents:
            said += f" The course takes off {out_of(self.penalty_cents, max_cents)} for that, later: not in this score."
        return (said,)


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


def _span(minutes: int) -> str:
    """ "2 days 3 h 5 min"."""
    days, rest = divmod(minutes, DAY)
    pieces = [f"{days} {'day' if days == 1 else 'days'}"] if days else []
    pieces += [f"{rest // 60} h"] if rest >= 60 else []
    pieces += [f"{rest % 60} min"] if rest % 60 else []
    return " ".join(pieces)


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
