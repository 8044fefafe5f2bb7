"""Credit: what one check says about one answer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from autograder.errors import QuestionError, SubmissionError, Wrong

Grid = tuple[tuple[int, ...], ...]
"""Rows of levels: 0 agrees, 1 off by less than a tenth of the largest entry, 2 wrong, 3 not a finite number."""


@dataclass(frozen=True)
class Credit:
    """A share of the points from 0 to 1, or None: not judged.

    feedback is for the student, staff is for staff only; parts are the pieces that the share was summed from;
    cause is the short name of a recognised slip; grid says which entries of an array are wrong. echo is how a typed
    answer was read, or why it could not be: the student sees it even while right and wrong are still held back.
    review: why a person should look at it although it was judged; for staff. away: how far off an array was, in
    tolerances; for the author's check, which wants mistakes to show clearly.
    """

    share: float | None
    feedback: str = ""
    staff: str = ""
    parts: tuple[Part, ...] = ()
    cause: str | None = None
    grid: Grid | None = None
    echo: str = ""
    review: str = ""
    away: float | None = None

    def __post_init__(self) -> None:
        if self.share is not None and not (math.isfinite(self.share) and 0 <= self.share <= 1):
            raise QuestionError(f"a share lies between 0 and 1, this check gave {self.share!r}")

    @cached_property
    def judged(self) -> bool:
        """Whether this credit and all its parts were judged."""
        return self.share is not None and all(part.credit.judged for part in self.parts)


@dataclass(frozen=True)
class Part:
    """A named piece of a credit; weight is relative to its siblings."""

    name: str
    weight: float
    credit: Credit
    number: str = ""
    tags: tuple[str, ...] = ()
    visibility: str | None = None
    leaderboard: tuple[str, str, float] | None = None


FULL = Credit(1.0)


def from_parts(parts: Sequence[Part], feedback: str = "") -> Credit:
    """The credit of a whole: the weighted mean of its parts, *not judged* if one of them is not."""
    whole = sum(part.weight for part in parts)
    if not whole > 0:
        raise QuestionError("the weights of the parts must add up to more than nothing")
    if any(part.credit.share is None for part in parts):
        staff = "; ".join(part.credit.staff for part in parts if part.credit.share is None)
        return Credit(None, feedback, staff, tuple(parts))
    share = sum(part.weight * (part.credit.share or 0.0) for part in parts) / whole
    return Credit(min(1.0, share), feedback, parts=tuple(parts))


def from_error(error: BaseException) -> Credit | None:
    """The credit that an exception stands for, or None where it is the machine's or the author's own fault."""
    if isinstance(error, Wrong):
        return Credit(error.share, str(error), cause=error.cause, grid=error.grid, away=error.away)
    if isinstance(error, SubmissionError):
        return Credit(0.0, str(error), staff=getattr(error, "staff", ""), echo=str(error))
    return None


def nothing(credit: Credit, why: str) -> Credit:
    """The same credit with every share set to 0, each part saying why."""
    parts = tuple(replace(part, credit=nothing(part.credit, why)) for part in credit.parts)
    return replace(credit, share=0.0, feedback=credit.feedback or why, parts=parts)


NOT_HELD = "This does not hold."


def property_only(credit: Credit) -> Credit:
    """Which part holds and which does not, without why.

    `echo` stays: it says how an answer was read, or that it could not be, and nothing about what is right.
    """
    parts = tuple(replace(part, credit=property_only(part.credit)) for part in credit.parts)
    said = credit.feedback if credit.share is None else credit.echo
    if not said and credit.share != 1 and not parts:
        said = NOT_HELD
    return Credit(credit.share, said, parts=parts)
