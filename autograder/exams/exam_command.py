"""The command `exam`: papers, keys and records of an exam's versions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from autograder.course import Course
from autograder.errors import UsageError
from autograder.exams.practice import write_practice
from autograder.exams.printing import Written, print_papers
from autograder.exams.typeset.papers import Edition
from autograder.exams.versions import PRACTICE, Version, lettered, personal
from autograder.people.students import Students


@dataclass(frozen=True)
class Chosen:
    """Which versions are asked for: so many lettered ones, a make-up, or one for each student of a roster."""

    versions: int = 0
    make_up: bool = False
    roster: Path | None = None

    def of(self, course: Course, term: str) -> list[Version]:
        """The versions; raises UsageError where none are chosen, or two kinds."""
        if self.roster is not None and self.versions:
            raise UsageError("Choose --versions or --students; with --students each student has their own version.")
        students = personal(Students.of(course, self.roster), term) if self.roster is not None else []
        found = [*students, *lettered(self.versions, term, self.make_up)]
        if not found:
            raise UsageError("Say what to print: --versions 4, --students ROSTER.csv, or --make-up.")
        return found


def exam(course: Course, name: str, chosen: Chosen, variant: str | None, edition: Edition, out: Path) -> None:
    """Write the papers and say where they are."""
    term = course.variant(name, variant).seed
    if term.split("/")[0] == PRACTICE:
        raise UsageError(f"{term!r} is a seed of practice sets, which students have seen; choose another --variant.")
    _write(course, name, chosen.of(course, term), edition, out)


def practice(course: Course, name: str, count: int, edition: Edition, out: Path) -> None:
    """Write practice sets for students and say where they are."""
    folders = write_practice(course, name, count, edition, out)
    click.echo(
        f"{len(folders)} practice {'set' if len(folders) == 1 else 'sets'}, for students to keep: "
        f"{', '.join(str(folder) for folder in folders)}\n"
        "Each holds paper.pdf, solutions.pdf, answers.toml and mark.py, which needs Python and numpy alone."
    )


def _write(course: Course, name: str, versions: list[Version], edition: Edition, out: Path) -> None:
    written = print_papers(course, name, versions, edition, out)
    click.echo(_summary(written, out, edition))
    if written.nameless:
        click.echo(
            f"No font on this machine can show the names on {len(written.nameless)} papers, such as "
            f"{written.nameless[0]}: they carry the id instead.",
            err=True,
        )
    if not course.has_secret:
        click.echo(
            "No course secret is set: anyone who has this repository can draw the same papers. "
            "Put a long random line into .course-secret and print again.",
            err=True,
        )


def _summary(written: Written, out: Path, edition: Edition) -> str:
    papers = written.papers
    sheet = papers[0].sheet
    points = f"{sum(asked.points for asked in sheet.questions):g}"
    minutes = f"{sheet.minutes * edition.extra_time:g}"
    lines = [
        f"{sheet.title}: {len(papers)} {'paper' if len(papers) == 1 else 'papers'}, {written.pages} pages each, "
        f"{len(sheet.questions)} questions, {points} points, {minutes} minutes",
        f"to print: {', '.join(str(path) for path in written.print_files)}",
        f"for staff: key.pdf and record.json in {out / papers[0].version.folder}"
        + (" and the folders beside it" if len(papers) > 1 else ""),
    ]
    return "\n".join(lines)
