"""Regrade a class with what judges now: old against new for each student and question, before anything is written."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from autograder.assignment import Assignment
from autograder.classes.export import Entry, find_submissions
from autograder.classes.exported_results import exported_rows
from autograder.classes.grade_all import ClassRun, graded_rows, here, write_class
from autograder.classes.grade_one import RECORD, row_of_record
from autograder.classes.gradebook import Mark, Row
from autograder.classes.overrides import COLUMNS, KEPT, Override, Settled, read_kept, read_overrides, settled
from autograder.classes.regrade_text import HEADINGS, remarks_on, stale, table_lines
from autograder.classes.regraded import Before, Change, Regraded
from autograder.early import Started
from autograder.errors import UsageError
from autograder.grader import Grader
from autograder.plain_text import cell
from autograder.writing import write_text

STAGED, EARLIER, TABLE = ".regrade", ".earlier", "regrade.csv"
OF_THE_CLASS = ("gradebook.csv", "canvas.csv", "gradescope.csv", "class.html", KEPT)


def regrade(
    grader: Grader, folder: Path, out: Path, jobs: int, never_lower: bool, early: Sequence[Started] = ()
) -> Regraded:
    """Grade the class again beside the results of record in `out`, which stay as they are, and write regrade.csv.

    never_lower: no question of anybody goes down; what would is kept as an override "at least", said in kept.csv once
    the regrade is taken over. early: clean processes that were started beside the grader's own. Raises UsageError where
    there is nothing to compare with.
    """
    entries = find_submissions(folder, apart=out)
    before = _results_of_record(grader.assignment, folder, out, entries)
    staged = out / STAGED
    (staged / KEPT).unlink(missing_ok=True)  # of a regrade that was never taken over
    run = ClassRun.into(grader, staged, entries, home=out)
    rows = {row.id: row for row in graded_rows(run, entries, here(jobs, early))}
    kept = _kept(before, rows, run.overrides) if never_lower else ()
    if kept:
        everything = {(o.submission, o.question): o for o in (*read_kept(out, grader.assignment), *kept)}
        lines = [[cell(text) for text in o.cells()] for o in everything.values()]
        write_text(staged / KEPT, _table(COLUMNS, lines), private=True)
        overrides = read_overrides(out, grader.assignment, tuple(everything.values()))
        run = replace(run, overrides=settled(overrides, entries, grader.assignment))
        again = [entry for entry in entries if any(entry.id == o.submission for o in kept)]
        rows.update((row.id, row) for row in graded_rows(run, again, here(jobs)))
    regraded = _compared(run, out, entries, before, rows)
    write_text(out / TABLE, _table(HEADINGS, [*table_lines(regraded.changes)]), private=True)
    return regraded


def take_over(grader: Grader, out: Path, regraded: Regraded) -> None:
    """Make the regraded results those of record; what stood before is kept in .earlier/1, 2, ... beside them.

    Each submission changes whole or not at all, so a run that is killed here can be started again: what it had not
    moved is still staged, and what it had is of record.
    """
    staged = out / STAGED
    moving = [change.new.id for change in regraded.changes if (staged / change.new.id / RECORD).is_file()]
    if moving or (staged / KEPT).is_file():
        past = _next_past(out)
        for name in OF_THE_CLASS:
            if (out / name).is_file():
                shutil.copy2(out / name, past / name)
        if (staged / KEPT).is_file():
            os.replace(staged / KEPT, out / KEPT)
        for one in moving:
            if (out / one).exists():
                os.replace(out / one, past / one)
            os.replace(staged / one, out / one)
    with suppress(OSError):
        staged.rmdir()  # it is empty, but for what was not graded
    write_class(grader.assignment.title, [change.new for change in regraded.changes], out)


def _next_past(out: Path) -> Path:
    numbers = [int(path.name) for path in (out / EARLIER).glob("*") if path.name.isdecimal()]
    past = out / EARLIER / str(1 + max(numbers, default=0))
    past.mkdir(parents=True)
    return past


def _results_of_record(assignment: Assignment, folder: Path, out: Path, entries: Sequence[Entry]) -> dict[str, Before]:
    """What each submission has now: in `out`, where a class was graded, else what the export says the platform has."""
    found = {entry.id: _before(entry, out) for entry in entries}
    if any(before is not None for before in found.values()):
        return {id: before for id, before in found.items() if before is not None}
    rows = exported_rows(assignment, folder, entries)
    if not rows:
        raise UsageError(
            f"There is nothing to compare with: {out} holds no results of these submissions, and {folder} is no export "
            "whose results bear the numbers of these questions. Grade with grade-all first."
        )
    return {id: Before(row) for id, row in rows.items()}


def _before(entry: Entry, out: Path) -> Before | None:
    """The results of record: in `out`, or in the latest of .earlier where a run was killed between two moves."""
    numbered = [path for path in (out / EARLIER).glob("*") if path.name.isdecimal()]
    for place in (out, *sorted(numbered, key=lambda path: -int(path.name))):
        row = row_of_record(place, entry)
        if row is not None:
            return Before(row, _made_from(place, entry), of_record=True)
    return None


def _made_from(place: Path, entry: Entry) -> dict[str, str]:
    try:
        made: dict[str, str] = json.loads((place / entry.id / RECORD).read_text(encoding="utf-8"))["made from"]
        return made
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _kept(before: Mapping[str, Before], rows: Mapping[str, Row], overrides: Settled) -> tuple[Override, ...]:
    """What would be lost, but for what a person has set, as overrides that hold it."""
    return tuple(
        _holding(id, old, new)
        for id, row in rows.items()
        for old, new in Change(before[id].row if id in before else None, row).lowered
        if not any(o.question == new.number and not o.at_least for o in overrides.by_submission.get(id, ()))
    )


def _holding(submission: str, old: Mark, new: Mark) -> Override:
    cents = round(old.cents * new.max_cents / old.max_cents)
    why = "a regrade with a changed test takes nothing away"
    return Override(submission, new.number, cents, new.max_cents, "regrade", why, at_least=True)


def _compared(
    run: ClassRun, out: Path, entries: Sequence[Entry], before: Mapping[str, Before], rows: Mapping[str, Row]
) -> Regraded:
    """Old and new side by side. What could not be graded again keeps what it had, and staff are told."""
    changes, failed = [], []
    for entry in entries:
        old, new = before.get(entry.id), rows[entry.id]
        if not new.graded:
            failed.append(entry.id)
            shutil.rmtree(run.out / entry.id, ignore_errors=True)  # staged by an earlier run
            if old is not None and old.of_record:
                why = new.by_hand[0] if new.by_hand else ""
                new = run.row(old.row, entry).look_at(f"keeps what it had, for this time it was {why}")
        made = _made_from(run.out, entry) or _made_from(out, entry)
        changes.append(Change(old.row if old else None, new, old.made_from if old else {}, made))
    of_record = any(old.of_record for old in before.values())
    remarks = (*remarks_on(changes), *(stale(out, changes) if of_record else ()), *run.remarks)
    return Regraded(tuple(changes), of_record, remarks, tuple(failed))


def _table(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([heads, *lines])
    return text.getvalue()
