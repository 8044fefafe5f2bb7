"""The results that an export itself carries, as rows: what a student has on the platform today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder.assignment import Assignment
from autograder.export import Entry
from autograder.export_metadata import METADATA, UnreadableError, read_scores
from autograder.gradebook import Mark, Row


def exported_rows(assignment: Assignment, folder: Path, entries: Sequence[Entry]) -> dict[str, Row]:
    """A row for each submission whose results in the export bear this assignment's numbers; empty without any."""
    scores = _scores(folder)
    numbers = {question.number for question in assignment.questions}
    named = ((entry, scores.get(entry.path.name, scores.get(entry.path.stem, {}))) for entry in entries)
    return {entry.id: _row(assignment, entry, marks) for entry, marks in named if numbers & set(marks)}


def _row(assignment: Assignment, entry: Entry, marks: Mapping[str, int]) -> Row:
    """A question that the results do not name is pending: it was not asked then, or bore another number."""
    return Row(
        entry.id,
        (),
        tuple(
            Mark(q.number, q.title, marks.get(q.number, 0), round(100 * q.points), q.number in marks, q.bonus)
            for q in assignment.questions
            if q.dropped != "removed"
        ),
    ).belonging_to(entry)


def _scores(folder: Path) -> Mapping[str, Mapping[str, int]]:
    inside = [path for path in (folder, *sorted(folder.glob("*"))) if (path / METADATA).is_file()]
    try:
        return read_scores(inside[0] / METADATA) if inside else {}
    except UnreadableError:
        return {}
