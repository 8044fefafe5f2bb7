"""The subcommands that grade: one submission, a class, and what is asked about them afterwards."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timezone
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.commands.shared import (
    REPOSITORY,
    confined_enough,
    find_course,
    show,
    student_folder,
    warn_of_level,
    whose,
    writable,
)
from autograder.course import Course
from autograder.errors import UsageError

if TYPE_CHECKING:
    from autograder.early import Started
    from autograder.grader import Grader
    from autograder.people.students import Member
    from autograder.report import Report

SAMPLE_FOLDER = REPOSITORY / "tests" / "samples" / "hw1"
SAMPLES = {
    "right": "a right submission",
    "three-mistakes": "three typical mistakes: a sum for a mean, a softmax that overflows, half a penalty",
    "does-not-parse": "a file that Python cannot read",
}


def demo(out: Path) -> None:
    """Grade the bundled samples of homework 1."""
    from autograder.grader import with_grader
    from autograder.reports.outputs import FILES

    course = Course.at(REPOSITORY)
    out = writable(out)

    def each(grader: Grader) -> None:
        for name, what in SAMPLES.items():
            click.echo(f"\n{'=' * 8} {what}\n")
            show(grade_into(grader, SAMPLE_FOLDER / name, out / name))
            click.echo(f"\n{', '.join(FILES)} in {out / name}")

    with_grader(course, "hw1", None, each)


def grade(
    assignment: str, folder: Path, variant: str | None, out: Path | None, course: Path | None, level: int,
    students: Sequence[str] = (), early: Started | None = None,
) -> None:  # fmt: skip
    """Grade one folder and print the report; students: whose numbers, for personal variants."""
    from autograder.grader import with_grader
    from autograder.reports.outputs import FILES

    student_folder(folder)
    found, known = whose(find_course(course), assignment, None, bool(students))
    members = tuple(known.named(student) for student in students)
    target = writable(out or Path(f"{folder.resolve().name}-graded"))

    def one(grader: Grader) -> None:
        warn_of_level(grader)
        if grader.assignment.personal and not members:
            click.echo(f"{assignment} is personal: name the student with --student, or the typed answers of the "
                       "course's own variant are expected.", err=True)  # fmt: skip
        show(grade_into(grader, folder, target, members))
        click.echo(f"{assignment}, {grader.assignment.variant.described}", err=True)
        click.echo(f"\n{', '.join(FILES)} and the files as they were graded in {target}")

    with_grader(found, assignment, variant, one, level, known, early)


def grade_into(grader: Grader, path: Path, folder: Path, members: Sequence[Member] = ()) -> Report:
    """Grade one submission, write its files and the bytes that were graded; returns what its student may read."""
    from autograder.intake.taking import SUBMITTED, archive, take_in
    from autograder.progress import progress
    from autograder.reports.outputs import modes_for, write_outputs
    from autograder.reports.shown import for_student

    began = time.monotonic()
    with progress(len(grader.assignment.questions), "questions judged") as tell:
        intake = take_in(path, grader.assignment.files)
        report = grader.judge(intake, tell, members)
    after_due = grader.after_due(datetime.now(timezone.utc))
    modes = modes_for(grader.assignment, after_due)
    write_outputs(report, modes, grader.assignment.course, folder, time.monotonic() - began, after_due)
    if path.resolve() != (folder / SUBMITTED).resolve():
        archive(intake, folder / SUBMITTED)
    return for_student(report, modes, after_due)


def grade_all(
    assignment: str, folder: Path, out: Path, variant: str | None, jobs: int | None, course: Path | None, level: int,
    unconfined: bool, roster: Path | None = None, personal: bool = False, early: Sequence[Started] = (),
    cluster: str | None = None,
) -> None:  # fmt: skip
    """Grade a class in parallel and write the gradebook; exit status 3 when some could not be graded.

    early: clean processes that are starting already. cluster: the address of a scheduler of Dask, to grade on its
    hosts; the level is required of them then.
    """
    from autograder.classes.grade_all import grade_everyone, here
    from autograder.cluster.client import grade_on_cluster
    from autograder.early import cores
    from autograder.grader import with_grader

    def everyone(grader: Grader) -> bool:
        way = here(jobs or cores(), early[1:])
        if cluster is None:
            confined_enough(grader, unconfined)
        else:
            way = partial(grade_on_cluster, address=cluster, unconfined=unconfined, level=level)
        rows = grade_everyone(grader, folder, writable(out), way)
        click.echo(f"{assignment}, {grader.assignment.variant.described}", err=True)
        return all(row.graded for row in rows)

    found, known = whose(find_course(course), assignment, roster, personal)
    first = early[0] if early else None
    if not with_grader(found, assignment, variant, everyone, 0 if cluster else level, known, first):
        sys.exit(3)


def explain(
    assignment: str, submission: Path, question: str, variant: str | None, course: Path | None, level: int,
    student: str | None = None, early: Started | None = None,
) -> None:  # fmt: skip
    """Print one question of one submission with everything that staff may see; student: whose numbers."""
    from autograder.classes.explain import replay, told
    from autograder.classes.explained import Explained
    from autograder.grader import with_grader
    from autograder.people.personal import for_student

    place = Explained.at(submission)
    found, known = whose(find_course(course), assignment, None, student is not None)

    def one(grader: Grader) -> None:
        warn_of_level(grader)
        personal = grader.assignment.personal and not grader.assignment.question(question).files
        members = (known.named(student),) if student else grader.members(place.people, place.files.stem)
        for member in members if personal else (None,):
            if personal:
                shown = member.shown if member and member.draws else "the course, for it is not known whose it is"
                click.echo(f"With the numbers of {shown}:")
            own = for_student(grader.assignment, member.draws if member else None)
            click.echo(told(replay(replace(grader, assignment=own), place.files, question), place.row))

    with_grader(found, assignment, variant, one, level, known, early)


def regrade(
    assignment: str, folder: Path, out: Path, variant: str | None, jobs: int | None, course: Path | None, level: int,
    unconfined: bool, never_lower: bool, write: bool, roster: Path | None = None, personal: bool = False,
    early: Sequence[Started] = (),
) -> None:  # fmt: skip
    """Show what a class would get now, and write it when told to; exit status 3 when some could not be graded."""
    from autograder.classes import regrade as again
    from autograder.classes.alone import alone
    from autograder.classes.regrade_text import summary
    from autograder.early import cores
    from autograder.grader import with_grader

    def everyone(grader: Grader) -> bool:
        confined_enough(grader, unconfined)
        with alone(out):
            regraded = again.regrade(grader, folder, out, jobs or cores(), never_lower, early[1:])
            click.echo(summary(regraded, out, folder, again.TABLE))
            click.echo(f"\nEvery question of everybody, old and new: {out / again.TABLE}")
            if write or (sys.stdin.isatty() and click.confirm("Write this to the gradebook and the reports?")):
                again.take_over(grader, out, regraded)
                click.echo(f"Written. What stood before is kept in {out / again.EARLIER}.")
            else:
                click.echo("Nothing is changed yet; --write takes this over.")
        return not regraded.failed

    found, known = whose(find_course(course), assignment, roster, personal)
    if not with_grader(found, assignment, variant, everyone, level, known, early[0] if early else None):
        sys.exit(3)


def mark(
    assignment: str, record: Path, answers: Path | None, one: bool, blank: Path | None, roster: Path | None,
    out: Path | None, jobs: int | None, course: Path | None,
) -> None:  # fmt: skip
    """Mark the papers of an exam, or write the table that answers are typed into."""
    from autograder.early import cores
    from autograder.exams import mark_command

    if sum((answers is not None, one, blank is not None)) != 1:
        raise UsageError("Say one of --answers FILE.csv, --one and --blank FILE.csv.")
    found = find_course(course)
    if blank is not None:
        mark_command.blank_table(found, assignment, record, roster, blank)
    elif one:
        mark_command.mark_at_terminal(found, assignment, record, out)
    elif out is None or answers is None:
        raise UsageError("Say where to write with --out DIR.")
    else:
        mark_command.mark_table(found, assignment, record, answers, writable(out), jobs or cores())
