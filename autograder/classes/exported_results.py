"""The results that an export itself carries, as rows: what a student has on the platform today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder.assignment import Assignment
from autograder.classes.export import Entry
from autograder.classes.export_metadata import METADATA, UnreadableError, read_scores
from autograder.classes.gradebook import Mark, Row
from autograder.question import Question

Scores = Mapping[str, tuple[int, int]]
"""Hundredths by question, and of how many."""


def exported_rows(assignment: Assignment, folder: Path, entries: Sequence[Entry]) -> dict[str, Row]:
    """A row for each submission whose results in the export bear this assignment's numbers; empty without any."""
    scores = _scores(folder)
    numbers = {question.number for question in assignment.questions}
    named = ((entry, scores.get(entry.path.name, scores.get(entry.path.stem, {}))) for entry in entries)
    return {entry.id: _row(assignment, entry, marks) for entry, marks in named if numbers & set(marks)}


def _row(assignment: Assignment, entry: Entry, scores: Scores) -> Row:
    """A question that the results do not name is pending: it was not asked then, or bore another number."""
    marks = [_mark(q, scores.get(q.number)) for q in assignment.questions if q.dropped != "removed"]
    return Row(entry.id, (), tuple(marks)).belonging_to(entry)


def _mark(question: Question, score: tuple[int, int] | None) -> Mark:
    """Of as many points as it had there, which may be others than it has now."""
    cents, most = score or (0, 0)
    most = most or round(100 * question.points)
    return Mark(question.number, question.title, cents, max(cents, most), score is not None, question.bonus)


def _scores(folder: Path) -> Mapping[str, Scores]:
    inside = [path for path in (folder, *sorted(folder.glob("*"))) if (path / METADATA).is_file()]
    try:
        return read_scores(inside[0] / METADATA) if inside else {}
    except UnreadableError:
        return {}
