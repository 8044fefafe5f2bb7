"""The dates in Gradescope's submission_metadata.json: when something was handed in and when it was due, for whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from autograder.classes.export_metadata import MAX_PEOPLE
from autograder.classes.lateness import moment
from autograder.course import Course
from autograder.late_policy import Lateness


def is_after_due(metadata: Mapping[str, Any], course: Course, assignment: str, now: datetime) -> bool:
    """Whether the (late) due date has passed; without any date there is nothing to wait for."""
    due = _latest(metadata, "late_due_date", "due_date") or course.due(assignment)
    return due is None or now > due


def lateness_there(metadata: Mapping[str, Any], course: Course, assignment: str, max_cents: int) -> Lateness:
    """How late a submission is by the platform's dates, else by course.toml's.

    The platform knows extensions: who has a due date of their own is late by that one; in a group the latest holds.
    """
    due = _latest(metadata, "due_date") or course.due(assignment)
    return course.late.lateness(moment(str(metadata.get("created_at"))), due, max_cents)


def _latest(metadata: Mapping[str, Any], *names: str) -> datetime | None:
    """The latest date of those who submitted, where they have their own, else the assignment's.

    names: which dates, the first that there is.
    """
    listed = metadata.get("users")
    users = listed[:MAX_PEOPLE] if isinstance(listed, list) else []
    own = [date for user in users if isinstance(user, dict) for date in _first(user.get("assignment"), names)]
    return max(own, default=None) or next(_first(metadata.get("assignment"), names), None)


def _first(dates: Any, names: tuple[str, ...]) -> Iterator[datetime]:
    """One date at most."""
    found = [moment(str(dates.get(name))) for name in names] if isinstance(dates, dict) else []
    yield from [date for date in found if date is not None][:1]
