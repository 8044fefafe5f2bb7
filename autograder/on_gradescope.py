"""The run inside Gradescope's container: from what the platform laid out to results.json."""

from __future__ import annotations

import json
import os
import time
import traceback
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from autograder.assignment import load
from autograder.course import Course
from autograder.errors import AutograderError, QuestionError, UsageError
from autograder.grader import Grader, with_grader
from autograder.gradescope import fallback
from autograder.outputs import modes_for, results_of
from autograder.pack import MANIFEST
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
    except (AutograderError, OSError, ValueError, KeyError, TypeError) as error:
        write_json(target, fallback(None, f"The packed autograder is damaged: {error}"))
        say(f"the packed autograder is damaged: {error}")
        return
    try:
        results = _results(root, course, manifest, began)
    except Exception as error:
        say("".join(traceback.format_exception(type(error), error, error.__traceback__)))
        results = fallback(_maybe_loaded(course, manifest), _why(error))
    write_json(target, results)
    say(f"{results['score']} points; {time.monotonic() - began:.1f} s from start to results.json")


def _results(root: Path, course: Course, manifest: dict[str, Any], began: float) -> dict[str, Any]:
    metadata = read_metadata(root / "submission_metadata.json")
    after = is_after_due(metadata, course, manifest["assignment"], datetime.now(timezone.utc))

    def graded(grader: Grader) -> dict[str, Any]:
        report = grader.grade(root / "submission")
        modes = modes_for(grader.assignment, after)
        return results_of(report, modes, course, time.monotonic() - began, metadata)

    return with_grader(course, manifest["assignment"], manifest["variant"], graded, manifest["required_level"])


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


def is_after_due(metadata: dict[str, Any], course: Course, assignment: str, now: datetime) -> bool:
    """Whether the (late) due date has passed; without any date there is nothing to wait for."""
    facts = metadata.get("assignment")
    facts = facts if isinstance(facts, dict) else {}
    dates = [_moment(facts.get(name)) for name in ("late_due_date", "due_date")]
    due = next((date for date in dates if date is not None), None) or course.due(assignment)
    return due is None or now > due


def _moment(text: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


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
