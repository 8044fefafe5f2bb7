"""What may be amiss about the folders of a class: results of something else, tables where nobody reads them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.assignment import Assignment
from autograder.classes.export import Entry
from autograder.classes.export_metadata import METADATA
from autograder.classes.grade_one import RECORD
from autograder.classes.lateness import FILE as EXTENSIONS
from autograder.classes.overrides import FILE as OVERRIDES
from autograder.classes.results import count
from autograder.classes.twice import told
from autograder.errors import UsageError

NAMED = 20


def of_this_assignment(home: Path, assignment: Assignment) -> None:
    """Raise UsageError where the results in a folder are of another assignment: its overrides would hold here."""
    for record in home.glob(f"*/{RECORD}"):
        other = _assignment(record)
        if other and other != assignment.name:
            raise UsageError(f"{home} holds the results of {other}; name another folder for {assignment.name}.")
        if other:
            return


def remarks(home: Path, entries: Sequence[Entry], assignment: Assignment) -> Iterator[str]:
    """What staff should read: results that belong to none of these submissions, and tables that lie elsewhere."""
    known = {entry.id for entry in entries}
    left = sorted(path.parent.name for path in home.glob(f"*/{RECORD}") if path.parent.name not in known)
    shown = ", ".join(left[:NAMED]) + (f" and {len(left) - NAMED} more" if len(left) > NAMED else "")
    if left:
        yield f"NOT AMONG THE SUBMISSIONS ANY MORE, and so not in the gradebook: {shown}."
    yield from _without_names(entries)
    yield from told(entries)
    course, handed_in = assignment.course.folder, {entry.path.parent for entry in entries}
    for name, right in ((OVERRIDES, home), (EXTENSIONS, course)):
        for place in sorted({home, course, *handed_in} - {right}):
            if (place / name).is_file() and place.resolve() != right.resolve():
                yield f"NOT READ: {place / name}; it belongs into {right}."


def _without_names(entries: Sequence[Entry]) -> Iterator[str]:
    """What is wrong with the metadata of an export, once for all submissions that it is wrong for."""
    notes = (note for entry in entries if entry.path.exists() for note in entry.note.split("; "))
    for note, times in Counter(note for note in notes if METADATA in note).items():
        yield f"NAMES AND TIMES ARE NOT KNOWN of {count(times, 'submission')}: {note}."


def _assignment(record: Path) -> str:
    """The assignment that a result is of; "" where that cannot be read."""
    try:
        variant: str = json.loads(record.read_text(encoding="utf-8"))["made from"]["variant"]
        return variant.split("/")[0]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ""
