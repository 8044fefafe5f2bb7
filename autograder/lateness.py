"""Lateness: how late a submission is, which days cost nothing, and what the others cost. Off unless the course says so.

The penalty stands beside the score and never inside it: it is worked out anew from the points of the questions each
time, so that no regrade and no platform's own penalty is ever taken off twice.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from autograder.errors import QuestionError, UsageError
from autograder.export import Entry
from autograder.plain_text import one_line
from autograder.tables import Table, needs

FILE = "extensions.csv"
DAY = 24 * 60
MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d)?(?:[.,]\d+)?\s*(Z|UTC|[+-]\d\d:?\d\d)?", re.IGNORECASE
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
        known = {"tolerance_minutes": 1e6, "grace_days": 365, "penalty_per_day": 100}
        for name, value in settings.items():
            if name not in known:
                raise QuestionError(f"course.toml [late]: {name} is not a setting; known are {', '.join(known)}")
            if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= known[name]:
                raise QuestionError(f"course.toml [late] {name}: a number from 0 to {known[name]:g}, not {value!r}")
        return cls(**settings)

    def lateness(self, submitted: datetime | None, due: datetime | None, max_cents: int) -> Lateness:
        """How late a submission is; nothing where a time is not known."""
        if submitted is None or due is None:
            return Lateness()
        minutes = math.ceil((submitted - due).total_seconds() / 60)
        if minutes <= self.tolerance_minutes:
            return Lateness()
        days = math.ceil(minutes / DAY)
        grace = min(days, int(self.grace_days))
        share = min(1.0, self.penalty_per_day / 100 * (days - grace))
        return Lateness(minutes, grace, round(share * max_cents))


@dataclass(frozen=True)
class Lateness:
    """Minutes late, grace days used, and hundredths of a point to take off (never below nothing left)."""

    minutes: int = 0
    grace_days: int = 0
    penalty_cents: int = 0


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


def read_extensions(path: Path, assignment: str) -> tuple[Extension, ...]:
    """The extensions for one assignment; none where there is no file.

    Columns: student (number, email or id of the submission), assignment (empty: all), until or days, reason. Raises
    UsageError with the line for what cannot be read.
    """
    if not path.is_file():
        return ()
    found = []
    for line, cells in Table.read(path).lines(("student", "assignment"), ("until", "days", "reason")):
        needs(path, line, cells, ("student",))
        extension = _extension(f"{path} line {line}", cells)
        if cells["assignment"] in ("", assignment):
            found.append(extension)
    return tuple(found)


def due_for(entry: Entry, common: datetime | None, extensions: Iterable[Extension]) -> datetime | None:
    """When a submission is due: of a group's members, the latest date holds."""
    if common is None:
        return None
    names = {entry.id.casefold(), *(name.casefold() for who in entry.people for name in (who.sid, who.email) if name)}
    return max([common, *(e.due(common) for e in extensions if e.student.casefold() in names)])


def moment(text: str) -> datetime | None:
    """A date and time as platforms and people write it, UTC where no zone stands; None for anything else."""
    match = MOMENT.fullmatch(text.strip())
    if match is None:
        return None
    day, clock, seconds, zone = match.groups()
    zone = "+00:00" if not zone or zone.upper() in ("Z", "UTC") else zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
    try:
        return datetime.fromisoformat(f"{day}T{clock}{seconds or ':00'}{zone}").astimezone(timezone.utc)
    except ValueError:
        return None


def _extension(where: str, cells: Mapping[str, str]) -> Extension:
    until, days = cells["until"], cells["days"]
    if bool(until) == bool(days):
        raise UsageError(f"{where}: write either until (2027-02-14 23:59) or days (2), not both and not neither.")
    reason = one_line(cells["reason"], 300)
    if until:
        when = moment(until)
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
