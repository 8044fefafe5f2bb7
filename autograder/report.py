"""Report: a credit for each question of one submission, and the points that follow from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from autograder.credit import Credit, Part, property_only
from autograder.question import Question


@dataclass(frozen=True)
class Judgement:
    """A question and its credit."""

    question: Question
    credit: Credit

    @property
    def judged(self) -> bool:
        """Whether staff need not look at it."""
        return self.credit.judged

    @property
    def max_cents(self) -> int:
        """The question's points in hundredths."""
        return round(self.question.points * 100)

    @cached_property
    def property_only(self) -> Judgement:
        """The same with which part holds and which does not, and not why."""
        return Judgement(self.question, property_only(self.credit))

    @cached_property
    def cents(self) -> int:
        """Hundredths earned: the sum over the parts, so that what is shown adds up; 0 where not judged."""
        return sum(line.cents for line in self.lines()) if self.judged else 0

    def lines(self) -> tuple[Line, ...]:
        """The leaves of the credit with the points that each is worth; their maxima sum to the question's."""
        return self._lines

    def tests(self) -> tuple[tuple[Part, tuple[Line, ...]], ...]:
        """The question's tests, each with its leaves; an answer without tests is one test by itself."""
        return self._tests

    @cached_property
    def _lines(self) -> tuple[Line, ...]:
        return tuple(_leaves(self.question.title, self.credit, self.max_cents, None))

    @cached_property
    def _tests(self) -> tuple[tuple[Part, tuple[Line, ...]], ...]:
        tests = self.credit.parts if any(p.number for p in self.credit.parts) else ()
        if not tests:
            whole = Part(self.question.title, 1.0, self.credit, number=self.question.number)
            return ((whole, self.lines()),)
        shares = share_out(self.max_cents, [p.weight for p in tests])
        return tuple((p, tuple(_leaves(p.name, p.credit, c, p))) for p, c in zip(tests, shares))


@dataclass(frozen=True)
class Line:
    """A leaf of a credit: what it is called, its credit, its points in hundredths, the test it belongs to."""

    name: str
    credit: Credit
    max_cents: int
    test: Part | None

    @property
    def cents(self) -> int:
        """Hundredths earned."""
        return round((self.credit.share or 0.0) * self.max_cents)


def _leaves(name: str, credit: Credit, cents: int, test: Part | None) -> Iterator[Line]:
    if not credit.parts:
        yield Line(name, credit, cents, test)
        return
    for part, share in zip(credit.parts, share_out(cents, [p.weight for p in credit.parts])):
        inner = test or (part if part.number else None)
        label = part.name if inner is part or test is None else f"{name}: {part.name}"
        yield from _leaves(label, part.credit, share, inner)


def share_out(cents: int, weights: Sequence[float]) -> list[int]:
    """Whole hundredths in proportion to the weights that sum to `cents` exactly (largest remainders first)."""
    whole = sum(weights)
    exact = [cents * weight / whole for weight in weights]
    shares = [int(value + 1e-9) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (shares[i] - exact[i], i))
    for index in by_remainder[: cents - sum(shares)]:
        shares[index] += 1
    return shares


@dataclass(frozen=True)
class Report:
    """One submission's judgements; notes are for the student, staff for staff, hashes say what was run on what."""

    assignment: str
    title: str
    variant: str
    judgements: tuple[Judgement, ...]
    notes: tuple[str, ...] = ()
    staff: Mapping[str, Any] = field(default_factory=dict)
    hashes: Mapping[str, str] = field(default_factory=dict)

    @property
    def counting(self) -> tuple[Judgement, ...]:
        """The judgements whose questions were not removed."""
        return tuple(j for j in self.judgements if j.question.dropped != "removed")

    @property
    def cents(self) -> int:
        """Hundredths earned in all, bonus questions included."""
        return sum(j.cents for j in self.counting)

    @property
    def max_cents(self) -> int:
        """Hundredths possible; bonus questions stand outside."""
        return sum(j.max_cents for j in self.counting if not j.question.bonus)

    @property
    def pending(self) -> tuple[Judgement, ...]:
        """The questions that are not judged."""
        return tuple(j for j in self.counting if not j.judged)
