"""The command `mark`: a class's answers typed in from the papers, or one student's at the terminal."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.assignment import Assignment, load
from autograder.classes.grade_all import write_class
from autograder.classes.gradebook import class_summary
from autograder.classes.overrides import read_overrides, settled
from autograder.course import Course
from autograder.errors import UsageError
from autograder.exams.class_answers import read_class, write_blank_class
from autograder.exams.class_marking import Marking, entries_of, mark_class
from autograder.exams.one_student import mark_one
from autograder.exams.paper import paper_of
from autograder.exams.record import read_records
from autograder.exams.which_version import Versions
from autograder.people.roster import read_roster
from autograder.people.students import Students
from autograder.reports.as_json import reviews


def mark_table(course: Course, exam: str, records: Path, answers: Path, out: Path, jobs: int) -> None:
    """Mark the answers in a CSV and write a folder for each student, the gradebook and the page about the class."""
    loaded, versions = prepared(course, exam, records)
    sheets = read_class(answers, loaded)
    overrides = settled(read_overrides(out, loaded), entries_of(sheets, out), loaded)
    marking = Marking.of(loaded, versions, overrides)
    rows = mark_class(marking, sheets, out, jobs)
    write_class(loaded.title, rows, out)
    click.echo(class_summary(rows))
    failed = [row.id for row in rows if not row.graded]
    if failed:
        click.echo(f"\nNOT MARKED: {', '.join(failed)}; gradebook.csv says why.")
    for remark in overrides.remarks:
        click.echo(remark)
    click.echo(f"\ngradebook.csv, class.html and a folder for each of {len(rows)} students in {out}")


def mark_at_terminal(course: Course, exam: str, records: Path, out: Path | None) -> None:
    """Ask for one student's answers, show the report, and write it where `out` says so."""
    from autograder.commands.shared import show, writable
    from autograder.reports.outputs import modes_for, write_outputs
    from autograder.reports.shown import for_student

    loaded, versions = prepared(course, exam, records)
    report = mark_one(Marking.of(loaded, versions), _ask, click.echo)
    modes = modes_for(loaded, after_due=True)
    click.echo("")
    show(for_student(report, modes, after_due=True))
    for reason in (*reviews(report), *report.staff["flags"]):
        click.echo(f"To look at by hand: {reason}")
    if out is not None:
        write_outputs(report, modes, course, writable(out), 0.0, after_due=True)
        click.echo(f"\nresults.json, report.json, report.html, staff.json in {out}")


def _ask(question: str) -> str:
    return str(click.prompt(question, default="", show_default=False, prompt_suffix="  ")).strip()


def blank_table(course: Course, exam: str, records: Path, roster: Path | None, table: Path) -> None:
    """Write the table that answers are typed into; raises UsageError rather than write over one that is there."""
    if table.exists():
        raise UsageError(f"{table} is there already; it may hold answers. Name another file.")
    loaded, versions = prepared(course, exam, records)
    rows = [(record.student, "", "", record.code) for record in versions.records if record.student]
    if roster is not None:
        own = {record.student: record.code for record in versions.records}
        rows = [(who.id, who.name, who.email, own.get(who.id, "")) for who in read_roster(roster, course.student_id)]
    write_blank_class(loaded, rows, table)
    filled = f"a row for each of {len(rows)} students" if rows else "no students yet; write their ids into it"
    click.echo(f"{table}: {filled}. Set its columns to text before you type fractions.")


def prepared(course: Course, exam: str, records: Path) -> tuple[Assignment, Versions]:
    """The exam, loaded once, and the versions that were printed."""
    loaded = load(course, exam)
    paper_of(loaded)
    return loaded, Versions(read_records(records, exam), Students.of(course).aliases)
