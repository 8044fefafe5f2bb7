"""Regrade a class with what judges now: old against new for each student and question, before anything is written."""

from __future__ import annotations

import csv
import io
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from autograder.assignment import Assignment
from autograder.errors import UsageError
from autograder.export import Entry, find_submissions
from autograder.exported_results import exported_rows
from autograder.grade_all import RECORD, ClassRun, graded_rows, owners, row_of_record, write_class
from autograder.gradebook import Mark, Row
from autograder.grader import Grader
from autograder.overrides import COLUMNS, KEPT, Override, without_owner
from autograder.plain_text import cell
from autograder.wording import points
from autograder.writing import write_text

STAGED, EARLIER, TABLE = ".regrade", ".earlier", "regrade.csv"
HEADINGS = ("id", "name", "question", "old", "new", "difference")
SHOWN = 40
"""So many students are listed on the terminal; the table has all."""


@dataclass(frozen=True)
class Change:
    """One submission before and after; old is None where nothing stood before."""

    old: Row | None
    new: Row

    @property
    def cents(self) -> int:
        """Hundredths gained, or lost."""
        return self.new.cents - (self.old.cents if self.old else 0)

    @property
    def marks(self) -> tuple[tuple[Mark | None, Mark], ...]:
        """Each question before and after, where something about it changed."""
        before = {mark.number: mark for mark in self.old.marks} if self.old else {}
        there = {mark.number for mark in self.new.marks}
        gone = [replace(mark, cents=0, max_cents=0) for mark in before.values() if mark.number not in there]
        pairs = [(before.get(mark.number), mark) for mark in (*self.new.marks, *gone)]
        return tuple((old, new) for old, new in pairs if _worth(old) != _worth(new))

    @property
    def lowered(self) -> tuple[Mark, ...]:
        """The marks as they were, of questions that would have fewer points."""
        return tuple(old for old, new in self.marks if old and old.judged and old.cents > new.cents and new.max_cents)


def regrade(grader: Grader, folder: Path, out: Path, jobs: int, never_lower: bool) -> tuple[Change, ...]:
    """Grade the class again beside the results of record in `out`, which stay as they are, and write regrade.csv.

    never_lower: no question of anybody goes down; what would is kept as an override "at least", said in kept.csv once
    the regrade is taken over. Raises UsageError where `out` holds no results.
    """
    entries = find_submissions(folder, apart=out)
    before = _results_of_record(grader.assignment, folder, out, entries)
    run = ClassRun.into(grader.with_class(owners(grader, one) for one in entries), out / STAGED, home=out)
    rows = graded_rows(run, entries, jobs)
    changes = tuple(Change(before.get(row.id), row) for row in rows)
    kept = _kept(changes, run.overrides) if never_lower else ()
    if kept:
        write_text(out / STAGED / KEPT, _table(COLUMNS, [o.cells() for o in kept]), private=True)
        lower = {(o.submission, o.question) for o in kept}
        again = [e for e in entries if any(e.id == one for one, _ in lower)]
        run = replace(run, overrides=(*kept, *run.overrides))  # what a person set comes last and wins
        mended = {row.id: row for row in graded_rows(run, again, jobs)}
        changes = tuple(Change(change.old, mended.get(change.new.id, change.new)) for change in changes)
    for line in without_owner(run.overrides, entries):
        click.echo(f"OVERRIDE WITHOUT A SUBMISSION: {line}.")
    _forget_older(out / STAGED, entries, changes)
    write_text(out / TABLE, _table(HEADINGS, [*_cells(changes)]), private=True)
    return changes


def take_over(grader: Grader, out: Path, changes: Sequence[Change]) -> None:
    """Make the regraded results those of record; what stood before is kept in .earlier/1, 2, ... beside them.

    Each submission changes whole or not at all, so a run that is killed here can be started again.
    """
    past = out / EARLIER / str(1 + sum(1 for _ in (out / EARLIER).glob("*")))
    staged = out / STAGED
    if (staged / KEPT).is_file():
        os.replace(staged / KEPT, out / KEPT)
    for change in changes:
        new, now = staged / change.new.id, out / change.new.id
        if (new / RECORD).is_file():
            past.mkdir(parents=True, exist_ok=True)
            if now.exists():
                os.replace(now, past / change.new.id)
            os.replace(new, now)
    write_class(grader.assignment.title, [change.new for change in changes], out)


def summary(changes: Sequence[Change]) -> str:
    """Old against new as text: each student whose points change, and the questions they change in."""
    different = [change for change in changes if change.marks]
    if not different:
        return f"Nothing changes for any of the {len(changes)} submissions."
    lines = [_line(change) for change in sorted(different, key=lambda c: (c.cents, c.new.id))[:SHOWN]]
    if len(different) > SHOWN:
        lines.append(f"... and {len(different) - SHOWN} more in {TABLE}")
    up, down = sum(c.cents > 0 for c in different), sum(c.cents < 0 for c in different)
    same = len(changes) - up - down
    lines += ["", f"{up} of {len(changes)} submissions gain points, {down} lose some, {same} keep their total."]
    return "\n".join([*lines, *_by_question(different)])


def _by_question(changes: Sequence[Change]) -> Iterator[str]:
    pairs = [pair for change in changes for pair in change.marks]
    for number in dict.fromkeys(new.number for _, new in pairs):
        of = [(old.cents if old else 0, new.cents) for old, new in pairs if new.number == number]
        up, down = sum(b > a for a, b in of), sum(b < a for a, b in of)
        yield f"{number}: {up} up, {down} down, together {_signed(sum(b - a for a, b in of))} points"


def _line(change: Change) -> str:
    who = ", ".join(person.name for person in change.new.people if person.name) or change.new.id
    old = points(change.old.cents) if change.old else "nothing"
    pieces = [f"{new.number} {_worth(before)} -> {_worth(new)}" for before, new in change.marks]
    return f"{_signed(change.cents):>7}  {who}: {old} -> {points(change.new.cents)}  ({', '.join(pieces)})"


def _worth(mark: Mark | None) -> str:
    return "nothing" if mark is None else points(mark.cents) if mark.judged else "pending"


def _signed(cents: int) -> str:
    return f"+{points(cents)}" if cents > 0 else points(cents)


def _results_of_record(assignment: Assignment, folder: Path, out: Path, entries: Sequence[Entry]) -> dict[str, Row]:
    """What each submission has now: in `out`, where a class was graded, else what the export says the platform has."""
    if (out / "gradebook.csv").is_file():
        found = [(entry.id, row_of_record(out, entry)) for entry in entries]
        return {id: row for id, row in found if row is not None}
    rows = exported_rows(assignment, folder, entries)
    if not rows:
        raise UsageError(
            f"There is nothing to compare with: {out} holds no results of a class, and {folder} is no export whose "
            "results bear the numbers of these questions. Grade with grade-all first."
        )
    return rows


def _forget_older(staged: Path, entries: Sequence[Entry], changes: Sequence[Change]) -> None:
    """Remove what a regrade that was never taken over left behind, so that it cannot be taken for this one's."""
    for entry, change in zip(entries, changes):
        row = row_of_record(staged, entry)
        if row is not None and row.marks != change.new.marks:
            shutil.rmtree(staged / entry.id)


def _kept(changes: Sequence[Change], overrides: Sequence[Override]) -> tuple[Override, ...]:
    """Overrides that hold what would be lost, and those of earlier regrades that still hold."""
    fresh = {
        (change.new.id, mark.number): Override(
            change.new.id, mark.number, mark.cents, "regrade", "kept: a regrade with a changed test lowers nobody", True
        )
        for change in changes
        for mark in change.lowered
    }
    before = {(o.submission, o.question): o for o in overrides if o.author == "regrade" and o.at_least}
    return tuple({**before, **fresh}.values()) if fresh else ()


def _cells(changes: Sequence[Change]) -> Iterator[Sequence[str]]:
    for change in changes:
        name = cell(", ".join(person.name for person in change.new.people))
        for old, new in change.marks:
            gained = new.cents - (old.cents if old else 0)
            yield (cell(change.new.id), name, new.number, _worth(old), _worth(new), _signed(gained))
        total = points(change.old.cents) if change.old else "nothing"
        yield (cell(change.new.id), name, "total", total, points(change.new.cents), _signed(change.cents))


def _table(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([heads, *lines])
    return text.getvalue()
