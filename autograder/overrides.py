"""Overrides: points that staff set by hand, with who set them and why; they outlive every regrade."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.assignment import Assignment
from autograder.credit import Credit
from autograder.errors import UsageError
from autograder.export import Entry
from autograder.plain_text import one_line
from autograder.report import Judgement, Report
from autograder.tables import Table, needs
from autograder.wording import points

FILE = "overrides.csv"
KEPT = "kept.csv"
"""Written by a regrade that lowers nobody; read like the other, and the other wins."""
COLUMNS = ("submission", "question", "points", "author", "reason")
POINTS = re.compile(r"(?P<least>at least )?(?P<points>[0-9]{1,4}(?:[.,][0-9]{1,2})?)", re.IGNORECASE)


@dataclass(frozen=True)
class Override:
    """One question of one submission, set to `cents` hundredths of a point, or to at least so much.

    submission: the id of the submission, or the school's number or the email of somebody who handed it in.
    """

    submission: str
    question: str
    cents: int
    author: str
    reason: str
    at_least: bool = False

    def belongs_to(self, entry: Entry) -> bool:
        """Whether it is meant for that submission."""
        names = [entry.id, *(name for who in entry.people for name in (who.sid, who.email))]
        return self.submission.casefold() in [name.casefold() for name in names if name]

    def cells(self) -> tuple[str, ...]:
        """As it stands in the file."""
        given = f"at least {points(self.cents)}" if self.at_least else points(self.cents)
        return (self.submission, self.question, given, self.author, self.reason)


def read_overrides(folder: Path, assignment: Assignment) -> tuple[Override, ...]:
    """All overrides that lie with the results of a class; none where there is no file.

    Raises UsageError with file and line for what cannot be meant: an unknown question, more points than there are, no
    author or reason, the same question twice.
    """
    found = [_read(folder / name, assignment) for name in (KEPT, FILE) if (folder / name).is_file()]
    return tuple(override for each in found for override in each)


def overridden(report: Report, overrides: Sequence[Override]) -> Report:
    """The report with the points that staff set; the staff's part says who did, and what judging had given.

    overrides: those of this submission. A question that was not judged counts as judged once its points are set.
    """
    for override in overrides:
        report = _set(report, override)
    return report


def without_owner(overrides: Iterable[Override], entries: Sequence[Entry]) -> list[str]:
    """A line for each override that belongs to no submission: most likely a slip of the pen."""
    return [
        f"{override.submission} {override.question} ({override.reason}): no submission has this id, number or email"
        for override in overrides
        if not any(override.belongs_to(entry) for entry in entries)
    ]


def _read(path: Path, assignment: Assignment) -> list[Override]:
    found: dict[tuple[str, str], Override] = {}
    for line, cells in Table.read(path).lines(COLUMNS):
        needs(path, line, cells, COLUMNS)
        override = _override(f"{path} line {line}", cells, assignment)
        key = (override.submission.casefold(), override.question)
        if key in found:
            raise UsageError(f"{path} line {line}: {override.submission} {override.question} stands there twice.")
        found[key] = override
    return list(found.values())


def _override(where: str, cells: dict[str, str], assignment: Assignment) -> Override:
    question = next((q for q in assignment.questions if q.number.casefold() == cells["question"].casefold()), None)
    if question is None:
        numbers = ", ".join(q.number for q in assignment.questions)
        raise UsageError(f"{where}: there is no question {cells['question']}; {assignment.name} has {numbers}.")
    match = POINTS.fullmatch(cells["points"])
    if match is None:
        raise UsageError(f"{where}: points are written 7, 7.5 or 'at least 7', not {cells['points']!r}.")
    cents = round(100 * float(match["points"].replace(",", ".")))
    if cents > round(100 * question.points):
        raise UsageError(f"{where}: {question.number} has {question.points:g} points, not {points(cents)}.")
    author, reason = (one_line(cells[name], 300) for name in ("author", "reason"))
    return Override(cells["submission"], question.number, cents, author, reason, bool(match["least"]))


def _set(report: Report, override: Override) -> Report:
    return replace(report, judgements=tuple(_judgement(j, override) for j in report.judgements))


def _judgement(judgement: Judgement, override: Override) -> Judgement:
    if judgement.question.number != override.question:
        return judgement
    if override.at_least and judgement.judged and judgement.cents >= override.cents:
        return judgement
    before = points(judgement.cents) if judgement.judged else "nothing, for it was not judged"
    most = judgement.max_cents
    said = f"Set to {points(override.cents)} of {points(most)} by staff: {override.reason}"
    staff = f"set by {override.author}: {override.reason}; judging gave {before}"
    return replace(judgement, credit=Credit(override.cents / most, said, staff))
