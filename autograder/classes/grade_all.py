"""Grade a class: every submission whatever happens to the others, and a run that was stopped goes on where it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import click

from autograder.assignment import names
from autograder.classes.alone import alone
from autograder.classes.batch import never_again, run_batch
from autograder.classes.export import Entry, find_submissions
from autograder.classes.folders import of_this_assignment, remarks
from autograder.classes.grade_one import earlier, grade_one, owners
from autograder.classes.gradebook import Row, class_summary, write_gradebook
from autograder.classes.judged_again import JudgedAgain
from autograder.classes.lateness import FILE as EXTENSIONS
from autograder.classes.lateness import Extension, due_for, moment, read_extensions, without_effect
from autograder.classes.overrides import Settled, read_overrides, settled
from autograder.classes.slots import clean_slots
from autograder.classes.twice import doubts
from autograder.classes.upload_files import write_canvas, write_gradescope
from autograder.confined import CleanProcess
from autograder.early import Started
from autograder.errors import DiskFull, UsageError
from autograder.grader import Grader
from autograder.keys.question_keys import machine_of, question_keys
from autograder.progress import progress
from autograder.reports import pages
from autograder.writing import write_text

Done = Callable[[Entry, Mapping[str, Any]], None]
"""Told what came of each submission as it ends: its row, or {"failed": why, "error": the name of the exception}."""


@dataclass(frozen=True)
class ClassRun:
    """What is the same for every submission of a class.

    out: where results go. kept: where results of an earlier run may stand that need not be made again. due: the common
    due date. timed: whether the class's folder says when things were submitted. remarks: what staff should read.
    doubts: why a submission should be looked at by hand, by its id. machine, keys: what may change a result beside the
    files of the course, and what each question can depend on.
    """

    grader: Grader
    out: Path
    kept: tuple[Path, ...]
    overrides: Settled = field(default_factory=Settled)
    extensions: tuple[Extension, ...] = ()
    due: datetime | None = None
    timed: bool = False
    remarks: tuple[str, ...] = ()
    doubts: Mapping[str, str] = field(default_factory=dict)
    machine: str = ""
    keys: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def into(cls, grader: Grader, out: Path, entries: Sequence[Entry], home: Path | None = None) -> ClassRun:
        """A run that writes into `out`; overrides lie in `home`, where the results of record are (`out` otherwise).

        Raises UsageError for an override or an extension that cannot be meant, and for results of something else.
        """
        assignment, home = grader.assignment, home or out
        of_this_assignment(home, assignment)
        course, due = assignment.course, assignment.course.due(assignment.name)
        overrides = settled(read_overrides(home, assignment), entries, assignment)
        zone = (due and due.tzinfo) or timezone.utc
        extensions = read_extensions(course.folder / EXTENSIONS, assignment.name, names(course), zone)
        told = (*overrides.remarks, *without_effect(extensions, entries, due), *remarks(home, entries, assignment))
        comparing = grader.with_class(owners(grader, one) for one in entries)
        timed = any(entry.submitted_at for entry in entries)
        machine = machine_of(grader)
        kept, keys = tuple(dict.fromkeys((out, home))), question_keys(grader, machine)
        return cls(comparing, out, kept, overrides, extensions, due, timed, told, doubts(entries), machine, keys)

    def row(self, row: Row, entry: Entry) -> Row:
        """The row with what is known of its owner and of the dates now."""
        due, submitted = due_for(entry, self.due, self.extensions), moment(entry.submitted_at)
        late = self.grader.assignment.course.late.lateness(submitted, due, round(100 * self.grader.assignment.points))
        row = row.belonging_to(entry).late(late)
        if entry.id in self.doubts:
            row = row.look_at(self.doubts[entry.id])
        if due is None or submitted is not None or not self.timed:
            return row
        said = f": {entry.submitted_at}" if entry.submitted_at else ""
        return row.look_at(f"when it was submitted is not known, nor whether it is late{said}")


Way = Callable[[ClassRun, Sequence[Entry], Done], None]
"""Grades submissions, writes their files, and calls the third argument as each ends."""


def grade_everyone(grader: Grader, folder: Path, out: Path, way: Way) -> list[Row]:
    """Grade every submission of a folder or an export into `out`; returns the rows of the gradebook.

    way: how what is still to be graded is: `here`, or on a cluster.
    A submission that was graded before from the same bytes, suite, variant and versions is not graded again. Raises
    UsageError when the folder holds no submissions.
    """
    entries = find_submissions(folder, apart=out)
    with alone(out):
        run = ClassRun.into(grader, out, entries)
        rows = graded_rows(run, entries, way)
        write_class(grader.assignment.title, rows, out)
    click.echo(class_summary(rows))
    failed = [row.id for row in rows if not row.graded]
    if failed:
        click.echo(f"\nNOT GRADED: {', '.join(failed)}; gradebook.csv says why. The same command tries them again.")
    for remark in run.remarks:
        click.echo(remark)
    click.echo(f"\ngradebook.csv, class.html and a folder for each of {len(rows)} submissions in {out}")
    return rows


def graded_rows(run: ClassRun, entries: Sequence[Entry], way: Way) -> list[Row]:
    """Grade the submissions with a progress bar; their rows in the same order.

    What an earlier run made from the very same is not made again. Raises UsageError when the disk is full: what is
    graded by then is kept.
    """
    grader, rows, again = run.grader, dict[str, Row](), JudgedAgain()
    with progress(len(entries)) as tell:

        def done(entry: Entry, result: Mapping[str, Any]) -> None:
            failed = result.get("failed")
            if failed and result.get("error") == DiskFull.__name__:
                raise UsageError(f"{failed} {len(rows)} of {len(entries)} submissions are graded, and kept. Make room "
                                 "and type the same again: it goes on where it was.")  # fmt: skip
            row = Row.failed(entry, grader.assignment, str(failed)) if failed else Row.from_json(again.taken(result))
            rows[entry.id] = run.row(row, entry)
            tell(entry.id, failed=bool(failed))

        waiting = []
        for entry in entries:
            row = earlier(run, entry)
            waiting += [entry] if row is None else []
            if row is not None:
                done(entry, row)
        if waiting:
            way(run, waiting, done)
    if again.sentence:
        click.echo(again.sentence, err=True)
    return [rows[entry.id] for entry in entries]


def here(jobs: int, early: Sequence[Started] = ()) -> Way:
    """So many at a time, in forks of this process; early: clean processes that were started beside the run's own."""
    return lambda run, entries, done: _in_forks(run, entries, jobs, done, early)


def _in_forks(run: ClassRun, entries: Sequence[Entry], jobs: int, done: Done, early: Sequence[Started]) -> None:
    grader = run.grader
    pages.ready()  # these three once, before the forks
    grader.assignment.ready()
    grader.suite.settle(grader.assignment.variant)

    def work(entry: Entry, clean: CleanProcess) -> dict[str, Any]:
        return grade_one(replace(run, grader=replace(grader, clean=clean)), entry)

    untouched = grader.suite.untouched()
    watch = untouched.watch if untouched else never_again
    with clean_slots(grader.clean, min(jobs, len(entries)), early) as slots:
        run_batch(entries, slots, work, done, watch=watch)


def write_class(title: str, rows: Sequence[Row], out: Path) -> None:
    """Write what is about the whole class: the gradebook, its forms for other systems, and the page."""
    write_gradebook(rows, out / "gradebook.csv")
    write_canvas(rows, title, out / "canvas.csv")
    write_gradescope(rows, out / "gradescope.csv")
    write_text(out / "class.html", pages.class_html(rows, title), private=True)
