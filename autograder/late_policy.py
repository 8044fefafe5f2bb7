"""Lateness: how late a submission is, which days cost nothing, and what the others cost. Off unless the course says so.

The penalty stands beside the score and never inside it: it is worked out anew from the points of the questions each
time, so that no regrade and no platform's own penalty is ever taken off twice.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from autograder.errors import QuestionError
from autograder.reports.wording import out_of

DAY = 24 * 60


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


def _span(minutes: int) -> str:
    """ "2 days 3 h 5 min"."""
    days, rest = divmod(minutes, DAY)
    pieces = [f"{days} {'day' if days == 1 else 'days'}"] if days else []
    pieces += [f"{rest // 60} h"] if rest >= 60 else []
    pieces += [f"{rest % 60} min"] if rest % 60 else []
    return " ".join(pieces)
