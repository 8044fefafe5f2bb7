"""What the subcommands do that make something to give out: hand-outs, and the zip for Gradescope."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.commands.shared import find_course, whose

if TYPE_CHECKING:
    from autograder.assignment import Assignment


def handout(
    assignment: str, out: Path, variant: str | None, course: Path | None, roster: Path | None = None,
    personal: bool = False,
) -> None:  # fmt: skip
    """Write a hand-out, or with a roster one for each student."""
    from autograder.assignment import load
    from autograder.handouts.handout import write_handout
    from autograder.handouts.personal import INDEX, for_everyone, write_folders
    from autograder.suites.suite import with_suite

    settled = find_course(course)
    found, students = whose(settled, assignment, roster, personal)
    loaded = load(found, assignment, variant)
    if loaded.personal and not settled.personal(assignment):
        click.echo(f"course.toml does not say personal = true for {assignment}: pack and grade-all need --personal, or "
                   "answers to these questions are not expected there.", err=True)  # fmt: skip
    what = f"{loaded.name} ({loaded.variant.described}), {loaded.points:g} points"
    if students.roster:
        warn_without_secret(loaded)
        count = with_suite(loaded, lambda suite: write_folders(loaded, suite, students, out))
        click.echo(f"{what}: {count} folders in {out}; {INDEX} says whose is which.")
        return
    shown = for_everyone(loaded) if loaded.personal else loaded
    with_suite(shown, lambda suite: write_handout(shown, suite, out))
    click.echo(f"{what}: {out}")


def warn_without_secret(assignment: Assignment) -> None:
    """Say on stderr that hidden and personal numbers are known to all who have this repository, if they are."""
    if not assignment.course.has_secret:
        click.echo(
            "No course secret is set: hidden inputs and personal numbers can be computed by anyone who has this "
            "repository. Put a long random line into .course-secret first.",
            err=True,
        )


def pack(
    assignment: str, out: Path, variant: str | None, course: Path | None, level: int, roster: Path | None = None,
    personal: bool = False, student: str | None = None,
) -> None:  # fmt: skip
    """Build the zip for Gradescope and what goes with it; student: who uploads the submissions to try."""
    from autograder.assignment import load
    from autograder.gradescope.pack import pack as build
    from autograder.suites.suite import with_suite

    found, students = whose(find_course(course), assignment, roster, personal or student is not None)
    loaded = load(found, assignment, variant)
    tester = students.named(student, strangers=True) if student else None
    written: dict[str, Any] = with_suite(loaded, lambda suite: build(loaded, suite, out, level, students, tester))
    for purpose, path in written.items():
        click.echo(f"{path}  ({purpose})")
    if loaded.personal and tester is None:
        click.echo("Typed answers are personal: --student ID makes the submission to try right for your own account.")
    click.echo(f"Frozen in it: {loaded.variant.described}")
    click.echo(f"Autograder points to type in: {loaded.points:g}")
    warn_without_secret(loaded)
