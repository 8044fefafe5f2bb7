"""Grade a class: every submission whatever happens to the others, and a run that was stopped goes on where it was."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import click

from autograder import html
from autograder.batch import run_batch
from autograder.export import Entry, find_submissions
from autograder.gradebook import Row, class_summary, write_gradebook
from autograder.grader import Grader
from autograder.intake import archive, take_in
from autograder.lateness import FILE as EXTENSIONS
from autograder.lateness import Extension, due_for, moment, read_extensions
from autograder.outputs import FILES, modes_for, write_outputs
from autograder.overrides import Override, overridden, read_overrides, without_owner
from autograder.progress import progress
from autograder.slots import clean_slots
from autograder.students import Member
from autograder.upload_files import write_canvas, write_gradescope
from autograder.writing import write_json, write_text

RECORD = "graded.json"
"""Beside a submission's results: the row of the gradebook, and what it was made from."""


@dataclass(frozen=True)
class ClassRun:
    """What is the same for every submission of a class.

    out: where results go. kept: where results of an earlier run may stand that need not be made again.
    """

    grader: Grader
    out: Path
    kept: tuple[Path, ...]
    overrides: tuple[Override, ...] = ()
    extensions: tuple[Extension, ...] = ()

    @classmethod
    def into(cls, grader: Grader, out: Path, home: Path | None = None) -> ClassRun:
        """A run that writes into `out`; overrides lie in `home`, where the results of record are (`out` otherwise).

        Raises UsageError for an override or an extension that cannot be meant.
        """
        assignment, home = grader.assignment, home or out
        overrides = read_overrides(home, assignment)
        extensions = read_extensions(assignment.course.folder / EXTENSIONS, assignment.name)
        return cls(grader, out, tuple(dict.fromkeys((out, home))), overrides, extensions)

    def row(self, row: Row, entry: Entry) -> Row:
        """The row with what is known of its owner and of the dates now."""
        assignment = self.grader.assignment
        course = assignment.course
        due = due_for(entry, course.due(assignment.name), self.extensions)
        late = course.late.lateness(moment(entry.submitted_at), due, round(100 * assignment.points))
        return row.belonging_to(entry).late(late)


def grade_everyone(grader: Grader, folder: Path, out: Path, jobs: int) -> list[Row]:
    """Grade every submission of a folder or an export into `out`; returns the rows of the gradebook.

    A submission that was graded before from the same bytes, suite, variant and versions is not graded again. Raises
    UsageError when the folder holds no submissions.
    """
    entries = find_submissions(folder, apart=out)
    run = ClassRun.into(grader.with_class(owners(grader, one) for one in entries), out)
    rows = graded_rows(run, entries, jobs)
    write_class(grader.assignment.title, rows, out)
    click.echo(class_summary(rows))
    failed = [row.id for row in rows if not row.graded]
    if failed:
        click.echo(f"\nNOT GRADED: {', '.join(failed)}; gradebook.csv says why. The same command tries them again.")
    for line in without_owner(run.overrides, entries):
        click.echo(f"OVERRIDE WITHOUT A SUBMISSION: {line}.")
    click.echo(f"\ngradebook.csv, class.html and a folder for each of {len(rows)} submissions in {out}")
    return rows


def graded_rows(run: ClassRun, entries: Sequence[Entry], jobs: int) -> list[Row]:
    """Grade the submissions in parallel, with a progress bar; their rows in the same order."""
    grader = run.grader
    html.ready()  # these three once, before the forks
    grader.assignment.ready()
    grader.suite.settle(grader.assignment.variant)
    rows: dict[str, Row] = {}
    with clean_slots(grader.clean, min(jobs, len(entries))) as slots, progress(len(entries)) as tell:

        def done(entry: Entry, result: Mapping[str, Any]) -> None:
            failed = result.get("failed")
            row = Row.failed(entry, grader.assignment, str(failed)) if failed else Row.from_json(result)
            rows[entry.id] = run.row(row, entry)
            tell(entry.id, failed=bool(failed))

        run_batch(entries, slots, lambda e, clean: _one(replace(run, grader=replace(grader, clean=clean)), e), done)
    return [rows[entry.id] for entry in entries]


def owners(grader: Grader, entry: Entry) -> tuple[Member, ...]:
    """Whose numbers a submission is judged on; nobody's where the assignment is not personal."""
    return grader.members(entry.people, entry.path.name.removesuffix(".zip"))


def write_class(title: str, rows: Sequence[Row], out: Path) -> None:
    """Write what is about the whole class: the gradebook, its forms for other systems, and the page."""
    write_gradebook(rows, out / "gradebook.csv")
    write_canvas(rows, title, out / "canvas.csv")
    write_gradescope(rows, out / "gradescope.csv")
    write_text(out / "class.html", html.class_html(rows, title), private=True)


def _one(run: ClassRun, entry: Entry) -> dict[str, Any]:
    """In a fork: grade one submission, write its files, return its row."""
    began = time.monotonic()
    grader, folder = run.grader, run.out / entry.id
    intake = take_in(entry.path, grader.assignment.files)
    after_due = grader.after_due(datetime.now(timezone.utc))
    modes = modes_for(grader.assignment, after_due)
    members = owners(grader, entry)
    overrides = [override for override in run.overrides if override.belongs_to(entry)]
    made_from = {
        **grader.hashes(intake, members),
        "feedback": json.dumps([modes, after_due], sort_keys=True),
        "overrides": hashlib.sha256(repr(overrides).encode()).hexdigest()[:16] if overrides else "",
    }
    for place in run.kept:
        earlier = _record(place / entry.id / RECORD, made_from)
        if earlier is not None:
            return earlier
    report = overridden(grader.judge(intake, members=members), overrides)
    seconds = time.monotonic() - began
    write_outputs(report, modes, grader.assignment.course, folder, seconds, after_due)
    archive(intake, folder / "submitted")
    row = Row.of(entry, report, seconds).to_json()
    record = {"made from": made_from, "files": _digests(folder), "row": row}
    write_json(folder / RECORD, record, private=True, durable=False)
    return row


def _digests(folder: Path) -> dict[str, str]:
    """What the written files hold, to be compared before they are taken for results."""
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest()[:32] for name in FILES}


def _record(path: Path, made_from: Mapping[str, str]) -> dict[str, Any] | None:
    """The row of an earlier run made from the same, whose files are all as they were written.

    The record is written last; where the machine itself went down in between, the files tell.
    """
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        if record["made from"] != made_from or record["files"] != _digests(path.parent):
            return None
        row: dict[str, Any] = Row.from_json(record["row"]).to_json()
        return row
    except (OSError, ValueError, KeyError, TypeError):
        return None


def row_of_record(folder: Path, entry: Entry) -> Row | None:
    """The row that stands for a submission in the results of a class, from whatever suite; None without one."""
    try:
        record = json.loads((folder / entry.id / RECORD).read_text(encoding="utf-8"))
        return Row.from_json(record["row"]).belonging_to(entry)
    except (OSError, ValueError, KeyError, TypeError):
        return None
