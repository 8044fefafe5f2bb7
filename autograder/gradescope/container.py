"""The run inside Gradescope's container: from what the platform laid out to results.json."""

from __future__ import annotations

import json
import os
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from autograder.answers_file import read_answers
from autograder.assignment import Assignment, load
from autograder.classes.export_metadata import MAX_PEOPLE
from autograder.course import Course
from autograder.errors import AutograderError, QuestionError, UsageError
from autograder.grader import Grader, with_grader
from autograder.gradescope.dates import is_after_due, lateness_there
from autograder.gradescope.pack import MANIFEST
from autograder.gradescope.printed_questions import printed_questions
from autograder.gradescope.results import fallback
from autograder.intake.taking import Intake, take_in
from autograder.people.person import Person
from autograder.people.students import Member, Students
from autograder.plain_text import one_line
from autograder.reports.outputs import modes_for, results_of
from autograder.writing import write_json


def run(root: Path, say: Callable[[str], None]) -> None:
    """Grade root/submission and write root/results/results.json, always, whatever happens.

    root: /autograder on the platform. say: writes a line to the captured stdout, which only staff see.
    """
    began = time.monotonic()
    target = root / "results" / "results.json"
    _protect(root)
    try:
        manifest = read_manifest(root / "source")
        course = Course.at(root / "source", {manifest["assignment"]: bytes.fromhex(manifest["key"])})
        course = course.with_personal(manifest["assignment"], "students" in manifest)
        students = Students.from_json(manifest["students"]) if "students" in manifest else Students()
    except (AutograderError, OSError, ValueError, KeyError, TypeError) as error:
        write_json(target, fallback(None, f"The packed autograder is damaged: {error}"))
        say(f"the packed autograder is damaged: {error}")
        return
    try:
        results = _results(root, course, manifest, students, began, say)
    except Exception as error:
        say("".join(traceback.format_exception(type(error), error, error.__traceback__)))
        results = fallback(_maybe_loaded(course, manifest), _why(error))
    write_json(target, results)
    say(f"{results['score']} points; {time.monotonic() - began:.1f} s from start to results.json")


def _results(
    root: Path, course: Course, manifest: dict[str, Any], students: Students, began: float, say: Callable[[str], None]
) -> dict[str, Any]:
    metadata = read_metadata(root / "submission_metadata.json")
    after = is_after_due(metadata, course, manifest["assignment"], datetime.now(timezone.utc))

    def graded(grader: Grader) -> dict[str, Any]:
        intake = take_in(root / "submission", grader.assignment.files)
        members = grader.members(people_of(metadata))
        report = grader.judge(intake, members=members)
        worth = round(100 * grader.assignment.points)
        late = lateness_there(metadata, course, grader.assignment.name, worth).told(worth)
        report = replace(report, notes=(*late, *report.notes))
        for flag in report.staff.get("flags", ()):
            say(f"look at this by hand: {flag}")
        printed = _printed(grader.assignment, members, intake, metadata)
        modes = modes_for(grader.assignment, after)
        return results_of(report, modes, course, time.monotonic() - began, metadata, printed)

    seed, level = manifest["variant"], manifest["required_level"]
    return with_grader(course, manifest["assignment"], seed, graded, level, students)


def _printed(assignment: Assignment, members: Sequence[Member], intake: Intake, metadata: Mapping[str, Any]) -> str:
    """The personal questions that the results begin with; "" where the course gives them out by itself."""
    if not members or not assignment.course.prints_questions:
        return ""
    answers = read_answers(intake.answers, assignment.questions)
    return printed_questions(assignment, members, answers.values, first=not _came_before(metadata))


def _came_before(metadata: Mapping[str, Any]) -> bool:
    """Whether there was a submission before whose results could be read."""
    earlier = metadata.get("previous_submissions")
    listed = earlier if isinstance(earlier, list) else []
    return any(isinstance(one, dict) and not one.get("autograder_error") for one in listed)


def people_of(metadata: Mapping[str, Any]) -> tuple[Person, ...]:
    """Who submitted, from submission_metadata.json; nothing in it is relied on."""
    listed = metadata.get("users")
    users = [user for user in listed[:MAX_PEOPLE] if isinstance(user, dict)] if isinstance(listed, list) else []
    found = [Person(*(_text(user.get(key)) for key in ("name", "sid", "email"))) for user in users]
    return tuple(person for person in found if person != Person(""))


def _text(value: Any) -> str:
    """The platform's own numbers are no texts everywhere."""
    return one_line(str(value), 254) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def _protect(root: Path) -> None:
    """Nothing that the platform laid out is for student code to read; it keeps the interpreter, which it needs."""
    os.umask(0o077)
    private = ["submission_metadata.json", "results", "submission"]
    private += [f"source/{name}" for name in ("reference", "tests", "course.toml", MANIFEST)]
    for name in private:
        path = root / name
        if path.exists() and not path.is_symlink():
            path.chmod(0o700 if path.is_dir() else 0o600)


def read_manifest(source: Path) -> dict[str, Any]:
    """What `pack` froze; raises OSError, ValueError or UsageError when it is not there or not whole."""
    manifest = json.loads((source / MANIFEST).read_text(encoding="utf-8"))
    if not isinstance(manifest, dict):
        raise UsageError(f"{MANIFEST} is not what pack wrote")
    return manifest


def read_metadata(path: Path) -> dict[str, Any]:
    """submission_metadata.json as a dict; an empty one when it is missing or cannot be read."""
    try:
        metadata = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return metadata if isinstance(metadata, dict) else {}


def _maybe_loaded(course: Course, manifest: dict[str, Any]) -> Any:
    try:
        return load(course, manifest["assignment"], manifest["variant"])
    except AutograderError:
        return None


def _why(error: Exception) -> str:
    if isinstance(error, UsageError):
        return str(error)
    if isinstance(error, QuestionError):
        return "The assignment itself is not right; staff can read why in the captured output."
    return "The autograder failed; staff can read why in the captured output."
