"""What several subcommands do: find the course and its students, make room, print."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.course import Course
from autograder.errors import UsageError

if TYPE_CHECKING:
    from autograder.grader import Grader
    from autograder.people.students import Students
    from autograder.report import Report

REPOSITORY = Path(__file__).parents[2]


def find_course(folder: Path | None) -> Course:
    """The course in that folder; without one, the nearest with course.toml from here upwards, else this repository."""
    if folder is not None:
        return Course.at(folder)
    here = Path.cwd()
    for candidate in (here, *here.parents):
        if (candidate / "course.toml").is_file():
            return Course.at(candidate)
    return Course.at(REPOSITORY)


def whose(course: Course, assignment: str, roster: Path | None, personal: bool) -> tuple[Course, Students]:
    """The course, with personal variants of the assignment if they are asked for, and what is known of its students."""
    from autograder.people.students import Students

    if personal or roster:
        course = course.with_personal(assignment)
    return course, Students.of(course, roster) if course.personal(assignment) else Students()


def student_folder(folder: Path) -> None:
    """Raise UsageError unless the path is a folder with something in it."""
    if not folder.exists():
        raise UsageError(f"{folder} does not exist; name the folder that holds one student's files.")
    if folder.suffix == ".zip" and folder.is_file():
        raise UsageError(f"{folder} is a zip; unpack it and name the folder, or use grade-all on the folder around it.")
    if not folder.is_dir():
        raise UsageError(f"{folder} is a file; name the folder that holds one student's files.")
    if not any(folder.iterdir()):
        raise UsageError(f"{folder} is empty; name the folder that holds one student's files.")


def writable(folder: Path) -> Path:
    """The folder, made if needed; raises UsageError when it cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"Cannot write into {folder}: {error.strerror or error}.") from error
    if not os.access(folder, os.W_OK):
        raise UsageError(f"Cannot write into {folder}: permission denied.")
    return folder


def show(report: Report) -> None:
    """Print a report: in colour on a terminal, plain elsewhere."""
    from autograder.reports.as_text import render

    width = shutil.get_terminal_size((100, 24)).columns
    click.echo(render(report, colour=sys.stdout.isatty(), width=width))


def warn_of_level(grader: Grader) -> None:
    """Say on stderr how well student code is confined, when that is not as well as can be."""
    if grader.clean.level < 3:
        click.echo(f"confinement level {grader.clean.level_name}: {grader.clean.text} (docs/security.md)", err=True)
        for failed in grader.failed_probes:
            click.echo(f"  {failed}", err=True)


def confined_enough(grader: Grader, unconfined: bool) -> None:
    """Raise UsageError where a class's code would run unconfined and nobody said that this is meant."""
    if grader.clean.level == 0 and not unconfined:
        raise UsageError(
            "Student code cannot be confined on this machine, and grading a class would run all of it as you. "
            "Grade elsewhere (docs/security.md), or add --unconfined if you accept that."
        )
    warn_of_level(grader)
