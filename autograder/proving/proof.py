"""Prove an assignment: planted submissions are graded as students' are, and each must earn what it says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from autograder.assignment import Assignment
from autograder.credit import Credit
from autograder.proving.planted import Planted
from autograder.report import Judgement, Report

CLOSE = 0.011
"""Points: a hundredth may be lost to rounding."""
PRECISION = "precision"
"""The cause of an array that is right but for its precision; such a mistake is near by its nature."""


@dataclass(frozen=True)
class Row:
    """One planted submission: what it had to earn, what it earned, and whether that is as it should be.

    nearest: of the arrays that were found wrong, how far off the nearest was, in tolerances.
    """

    name: str
    kind: str
    why: str
    expected: str
    earned: str
    problems: tuple[str, ...]
    explained: bool
    nearest: float | None = None

    @property
    def fine(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def row(planted: Planted, report: Report) -> Row:
    """Hold a planted submission's report against what it must earn."""
    seen = [j for j in report.judgements if planted.only in (None, j.question.number)]
    problems = [problem for j in seen for problem in _problems(planted, j)]
    causes = {cause for j in seen if j.question.number in planted.earns for cause in causes_in(j.credit)}
    if planted.cause and planted.cause not in causes:
        problems.append(f"the slip {planted.cause!r} was not recognised, but {sorted(causes) or 'none'}")
    problems += [f"two explanations fit: {cause}" for cause in sorted(causes) if "|" in cause]
    nearest = min((away for j in seen if planted.kind == "mistake" for away in distances(j.credit)), default=None)
    if nearest is not None and nearest < planted.clear:
        problems.append(f"a wrong array is only {nearest:.3g} tolerances off: draw numbers on which it shows")
    expected = ", ".join(f"{number} {points:g}" for number, points in planted.earns.items()) or "everything"
    told = [j for j in seen if j.cents != j.max_cents or j.question.number in planted.earns]
    earned = ", ".join(f"{j.question.number} {j.cents / 100:g}" for j in told)
    what = (planted.name, planted.kind, planted.why, expected, earned or "everything")
    return Row(*what, tuple(problems), bool(causes), nearest)


def _problems(planted: Planted, judgement: Judgement) -> Iterator[str]:
    number, most = judgement.question.number, judgement.question.points
    should = planted.earns.get(number, most)
    if not judgement.judged:
        yield f"{number} was not judged: {judgement.credit.staff[-300:]}"
    elif abs(judgement.cents / 100 - should) > CLOSE:
        yield f"{number} earned {judgement.cents / 100:g}, not {should:g}"
    if planted.kind == "mistake" and number in planted.earns and should == most:
        yield f"{number} keeps everything: this mistake is not caught there"
    if planted.kind == "trivial" and judgement.cents:
        yield f"{number} gives points for nothing"


def causes_in(credit: Credit) -> set[str]:
    """The names of the slips that were recognised in a credit and its parts."""
    own = {credit.cause} if credit.cause else set()
    return own.union(*(causes_in(part.credit) for part in credit.parts)) if credit.parts else own


def distances(credit: Credit) -> Iterator[float]:
    """How far off the arrays were that a credit and its parts were lost by, in tolerances; precision aside."""
    if credit.away is not None and credit.share != 1 and credit.cause != PRECISION:
        yield credit.away
    for part in credit.parts:
        yield from distances(part.credit)


def proofs(assignment: Assignment, only: str | None = None) -> list[Row]:
    """What the checks of typed answers prove about themselves: keys, listed right forms, listed wrong forms."""
    rows = []
    for question in assignment.questions:
        if only not in (None, question.number):
            continue
        prove = getattr(question.check, "prove", None)
        if prove is not None:
            problems = tuple(prove())
            rows.append(Row(f"{question.number} proved", "typed", question.title, "no problem", "", problems, False))
    return rows


def table(rows: Sequence[Row], width: int = 100) -> str:
    """The rows as text: what is as it should be in a line each, what is not with its problems below."""
    lines = []
    for one in rows:
        mark = "ok " if one.fine else "BAD"
        lines.append(f"{mark} {one.kind:8} {one.name[:34]:34} {one.earned[: width - 50]}")
        lines += [f"      {problem}" for problem in one.problems]
    return "\n".join(lines)


def summary(rows: Iterable[Row]) -> str:
    """How many mistakes were caught and explained, how many right submissions were harmed."""
    rows = list(rows)
    mistakes = [r for r in rows if r.kind == "mistake"]
    right = [r for r in rows if r.kind == "right"]
    empty = [r for r in rows if r.kind == "trivial"]
    caught, explained = sum(r.fine for r in mistakes), sum(r.explained for r in mistakes)
    nearest = min((r.nearest for r in mistakes if r.nearest is not None), default=None)
    measured = "" if nearest is None else f"; the nearest wrong array is {nearest:,.0f} tolerances off"
    return "\n".join(
        [
            f"planted mistakes graded as they should be: {caught} of {len(mistakes)}; "
            f"explained by name: {explained}{measured}",
            f"right submissions harmed: {sum(not r.fine for r in right)} of {len(right)}",
            f"trivial answers that earned something: {sum(not r.fine for r in empty)} of {len(empty)}",
        ]
    )
