"""Overrides: points that staff set by hand, with who set them and why; they outlive every regrade."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder.assignment import Assignment
from autograder.classes.export import Entry
from autograder.credit import Credit
from autograder.errors import UsageError
from autograder.people.named import Names
from autograder.plain_text import one_line
from autograder.question import Question
from autograder.report import Judgement, Report
from autograder.reports.as_json import staff_reasons
from autograder.reports.wording import feedback, out_of, points
from autograder.tables import Table, needs

FILE = "overrides.csv"
KEPT = "kept.csv"
"""Written by a regrade that lowers nobody; read like the other, and the other wins."""
COLUMNS = ("submission", "question", "points", "author", "reason")
NUMBER = "[0-9]{1,4}(?:[.,][0-9]{1,2})?"
POINTS = re.compile(f"(?P<least>at least )?(?P<points>{NUMBER})(?: of (?P<of>{NUMBER}))?", re.IGNORECASE)


@dataclass(frozen=True)
class Override:
    """One question of one submission, set to `cents` hundredths of a point out of `max_cents`, or to at least so much.

    submission: the id of the submission, or the school's number or the email of somebody who handed it in. where: the
    file and line, for errors.
    """

    submission: str
    question: str
    cents: int
    max_cents: int
    author: str
    reason: str
    at_least: bool = False
    where: str = field(default="", compare=False, repr=False)

    def cells(self) -> tuple[str, ...]:
        """As it stands in the file."""
        given = f"{'at least ' if self.at_least else ''}{points(self.cents)} of {points(self.max_cents)}"
        return (self.submission, self.question, given, self.author, self.reason)


@dataclass(frozen=True)
class Settled:
    """The overrides of a class by the id of their submission, and what staff should read about those without effect."""

    by_submission: Mapping[str, tuple[Override, ...]] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()

    def of(self, entry: Entry) -> tuple[Override, ...]:
        """Those of one submission; the last has the last word."""
        return self.by_submission.get(entry.id, ())

    def __iter__(self) -> Iterator[Override]:
        return (override for each in self.by_submission.values() for override in each)


def read_overrides(
    folder: Path, assignment: Assignment, kept: Sequence[Override] | None = None
) -> tuple[Override, ...]:
    """All overrides that lie with the results of a class, those of people last; none where there is no file.

    kept: what stands for the lines of kept.csv. Raises UsageError with file and line for what cannot be meant: an
    unknown question, more points than there are, no author or reason.
    """
    by_people = _read(folder / FILE, assignment)
    return (*(read_kept(folder, assignment) if kept is None else kept), *by_people)


def read_kept(folder: Path, assignment: Assignment) -> tuple[Override, ...]:
    """What regrades that lower nobody have kept; raises UsageError like `read_overrides`."""
    return tuple(_read(folder / KEPT, assignment))


def settled(overrides: Sequence[Override], entries: Sequence[Entry], assignment: Assignment) -> Settled:
    """Each override at its submission.

    Raises UsageError where two lines of a file set the same question of a submission, under whatever names, and where
    a name means several submissions.
    """
    by_submission: dict[str, tuple[Override, ...]] = {}
    places: dict[tuple[str, str, str], Override] = {}
    remarks = []
    names = Names.of(entries)
    removed = {q.number for q in assignment.questions if q.dropped == "removed"}
    for override in overrides:
        said = f"{override.submission} {override.question} ({override.reason})"
        entry = _only(override, names.meant(override.submission))
        if entry is None:
            remarks.append(f"OVERRIDE WITHOUT A SUBMISSION: {said}: {names.nobody(override.submission)}")
        elif override.question in removed:
            remarks.append(f"OVERRIDE WITHOUT EFFECT: {said}: course.toml has removed {override.question}.")
        else:
            place = (override.where.rpartition(" line ")[0], entry.id, override.question)
            _not_twice(override, places.setdefault(place, override), entry)
            mine = replace(override, submission=entry.id)
            by_submission[entry.id] = (*by_submission.get(entry.id, ()), mine)
    return Settled(by_submission, tuple(remarks))


def overridden(report: Report, overrides: Sequence[Override]) -> Report:
    """The report with the points that staff set; the staff's part says who did, and what judging had given.

    overrides: those of this submission. A question that was not judged counts as judged once its points are set; where
    they are only the least that it has, staff read that it still waits.
    """
    fixed = {override.question for override in overrides if not override.at_least}
    waiting = [override for override in overrides if override.question not in fixed]
    flags = [flag for flag in (_waits(report, override) for override in waiting) if flag]
    for override in overrides:
        report = replace(report, judgements=tuple(_judgement(j, override) for j in report.judgements))
    before = report.staff.get("flags", ())
    return replace(report, staff={**report.staff, "flags": [*before, *flags]}) if flags else report


def _only(override: Override, found: Sequence[Entry]) -> Entry | None:
    if len(found) > 1:
        names = ", ".join(entry.id for entry in found)
        raise UsageError(f"{override.where}: {override.submission} is in {names}; write the id of the one you mean.")
    return found[0] if found else None


def _not_twice(override: Override, first: Override, entry: Entry) -> None:
    if first is not override:
        other = "" if first.submission == override.submission else f" as {first.submission}"
        line = first.where.rpartition(" ")[2]
        raise UsageError(
            f"{override.where}: {override.question} of {entry.id} is set in line {line} too{other}; keep one of them."
        )


def _read(path: Path, assignment: Assignment) -> Iterator[Override]:
    if not path.is_file():
        return
    for line, cells in Table.read(path).lines(COLUMNS):
        needs(path, line, cells, COLUMNS)
        yield _override(f"{path} line {line}", cells, assignment)


def _override(where: str, cells: Mapping[str, str], assignment: Assignment) -> Override:
    question = next((q for q in assignment.questions if q.number.casefold() == cells["question"].casefold()), None)
    if question is None:
        numbers = ", ".join(q.number for q in assignment.questions)
        raise UsageError(f"{where}: there is no question {cells['question']}; {assignment.name} has {numbers}.")
    match = POINTS.fullmatch(one_line(cells["points"], 60))
    if match is None:
        raise UsageError(f"{where}: points are written 7, 7.5, 7 of 10 or 'at least 7', not {cells['points']!r}.")
    cents = _cents(where, match, question)
    author, reason = (one_line(cells[name], 300) for name in ("author", "reason"))
    most = round(100 * question.points)
    return Override(cells["submission"], question.number, cents, most, author, reason, bool(match["least"]), where)


def _cents(where: str, match: re.Match[str], question: Question) -> int:
    """What is meant in points of today: with "of", the question may have had others when the line was written."""
    now = round(100 * question.points)
    given = _hundredths(match["points"])
    most = _hundredths(match["of"]) if match["of"] else now
    if given > most or most == 0:
        hint = "" if match["of"] else f"; if it had more once, write '{match[0]} of' and how many it had"
        raise UsageError(f"{where}: {question.number} has {points(most)} points, not {points(given)}{hint}.")
    return round(given * now / most)


def _hundredths(text: str) -> int:
    return round(100 * float(text.replace(",", ".")))


def _judgement(judgement: Judgement, override: Override) -> Judgement:
    """A credit of one piece: what staff set is not the sum of what the tests gave; what they said is told with it."""
    if judgement.question.number != override.question:
        return judgement
    if override.at_least and judgement.judged and judgement.cents >= override.cents:
        return judgement
    before = points(judgement.cents) if judgement.judged else "nothing, for it was not judged"
    said = f"Set to {out_of(override.cents, judgement.max_cents)} by staff: {override.reason.rstrip('.')}."
    found = feedback(judgement) if judgement.judged else ""
    staff = f"set by {override.author}: {override.reason}; judging gave {before}"
    told = " ".join(filter(None, (said, f"What was judged: {found}" if found else "")))
    # Of code, the echo is told where causes are not; of a typed answer it is told while right and wrong are held back.
    echo = said if judgement.question.files else judgement.credit.echo
    return replace(judgement, credit=Credit(override.cents / judgement.max_cents, told, staff, echo=echo))


def _waits(report: Report, override: Override) -> str:
    """What staff read where points are only the least, and the question is not judged."""
    for judgement in report.pending:
        if judgement.question.number == override.question:
            why = next(staff_reasons(judgement.credit), "") or judgement.credit.feedback
            last = [line for line in why.splitlines() if line.strip()][-1:]
            has = f"it has {points(override.cents)} points until it is"
            return one_line(f"{override.question}: not judged, {has}: {''.join(last)}", 300)
    return ""
