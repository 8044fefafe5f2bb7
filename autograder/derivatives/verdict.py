"""What comes back to a student, and what an author states about partial credit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

OUTCOMES = ("equal", "different", "undefined", "unreadable", "undecided")

# What each recognised slip keeps unless the question says otherwise; slips that are not listed keep nothing.
SHARES: Mapping[str, float] = {
    "sign": 0.5,
    "factor": 0.5,
    "inner-derivative": 0.5,
    "term": 0.25,
    "branch": 0.25,
    "forbidden-name": 0.5,
}


@dataclass(frozen=True)
class Counterexample:
    """A point where the answer and the key disagree; `yours` is None where the answer has no value.

    entry: which entry of a vector the values are, counted from 1.
    """

    point: Mapping[str, object]
    yours: float | None
    expected: float
    entry: int | None = None

    def __str__(self) -> str:
        return self.sentence()

    def sentence(self, reveal: bool = True) -> str:
        """One sentence; without `reveal` the right value is not told."""
        place = ", ".join(f"{name} = {_shown(value)}" for name, value in self.point.items()) or "every point"
        digits = next((d for d in (4, 7, 10) if _shown(self.yours, d) != _shown(self.expected, d)), 17)
        yours = "has no value" if self.yours is None else f"gives {_shown(self.yours, digits)}"
        yours += "" if self.entry is None else f" in entry {self.entry}"
        if not reveal:
            return f"At {place} yours {yours}, which is not the right value."
        return f"At {place} yours {yours}, the right value is {_shown(self.expected, digits)}."


@dataclass(frozen=True)
class Verdict:
    """outcome: one of OUTCOMES. share: 0 to 1. reason: sentences for the student. reading: LaTeX of what was read.

    cause: the short name of the recognised slip, or None. *undecided* is for staff to judge: its share is not a zero.
    """

    outcome: str
    share: float
    reason: str
    counterexample: Counterexample | None = None
    reading: str = ""
    cause: str | None = None


@dataclass(frozen=True)
class Slip:
    """A wrong form that the author foresaw: its text, the share it keeps, a sentence for the student, a short name."""

    text: str
    share: float
    sentence: str = ""
    cause: str = "listed"


def _shown(value: object, digits: int = 4) -> str:
    if isinstance(value, list):
        return "(" + ", ".join(_shown(entry) for entry in value) + ")"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e6:
        return str(int(value))
    return f"{value:.{digits}g}" if isinstance(value, float) else str(value)
