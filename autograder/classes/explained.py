"""Which submission is to be explained: its files, whose it is, and what stands for it in the results of a class."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from autograder.classes.export_metadata import METADATA, UnreadableError, read_metadata
from autograder.classes.grade_one import RECORD
from autograder.classes.gradebook import Row
from autograder.errors import UsageError
from autograder.intake.taking import SUBMITTED
from autograder.people.person import Person

WHICH = "name a student's folder or zip, or the folder that grade-all wrote for a submission (OUT/submission_456)"


@dataclass(frozen=True)
class Explained:
    """files: the folder or zip to take in. people: who handed it in. row: of record; None where no class was graded."""

    files: Path
    people: tuple[Person, ...] = ()
    row: Row | None = None

    @classmethod
    def at(cls, path: Path) -> Explained:
        """What a person means by a path; raises UsageError where it is not one submission."""
        if not path.exists():
            raise UsageError(f"{path} does not exist; {WHICH}.")
        if path.is_dir() and any(place.is_file() for place in (path / METADATA, *path.glob(f"*/{METADATA}"))):
            raise UsageError(f"{path} is the export of a class; {WHICH}.")
        if (path / "gradebook.csv").is_file():
            raise UsageError(f"{path} holds the results of a class; {WHICH}.")
        home = path.parent if path.name == SUBMITTED else path
        row = _row(home / RECORD)
        if row is not None:
            return cls(home / SUBMITTED, row.people, row)
        return cls(path, _people(path))


def _row(record: Path) -> Row | None:
    try:
        return Row.from_json(json.loads(record.read_text(encoding="utf-8"))["row"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _people(path: Path) -> tuple[Person, ...]:
    """Who handed in a submission of an export."""
    try:
        known = read_metadata(path.resolve().parent / METADATA)
    except UnreadableError:
        return ()
    found = known.get(path.resolve().name, known.get(path.stem))
    return found.people if found else ()
