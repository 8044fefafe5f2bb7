"""Write what a report becomes: results.json, report.json and report.html for the student, staff.json for staff."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment
from autograder.course import Course
from autograder.gradescope.results import previous_drop, results, validate
from autograder.report import Report
from autograder.reports.as_json import report_json, staff_json
from autograder.reports.shown import for_student
from autograder.writing import write_json, write_text

FILES = ("results.json", "report.json", "report.html", "staff.json")
"""What is written for one graded submission."""


def modes_for(assignment: Assignment, after_due: bool) -> dict[str, str]:
    """How much of each question's judgement its student reads."""
    return {q.number: assignment.course.feedback(q, after_due) for q in assignment.questions}


def results_of(
    report: Report, modes: Mapping[str, str], course: Course, seconds: float, metadata: Mapping[str, Any] | None = None,
    printed: str = "",
) -> dict[str, Any]:  # fmt: skip
    """The validated results.json of a report; raises a clear error when it would break the platform's rules.

    printed: the student's own questions, to stand at the top.
    """
    drops = tuple(previous_drop(metadata or {}, report, modes))
    told = replace(report, notes=(*drops, *report.notes))
    wanted = course.leaderboard(report.assignment)
    made: dict[str, Any] = results(told, modes, seconds=seconds, leaderboard=wanted, printed=printed)
    validate(made)
    return made


def write_outputs(
    report: Report, modes: Mapping[str, str], course: Course, folder: Path, seconds: float, after_due: bool
) -> None:
    """Write the four files of one graded submission into a folder, each whole or not at all.

    They can be made again, so nothing waits for the disk; the record of a class says what was in them.
    """
    from autograder.reports.pages import report_html

    shown = for_student(report, modes, after_due)
    write_json(folder / "results.json", results_of(report, modes, course, seconds), durable=False)
    write_json(folder / "report.json", report_json(shown), durable=False)
    write_text(folder / "report.html", report_html(shown), durable=False)
    write_json(folder / "staff.json", staff_json(report, seconds=seconds), private=True, durable=False)
