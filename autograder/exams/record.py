"""The record of a printed version: which seed it was drawn from, and what was drawn, so that it is marked by that."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment, load
from autograder.course import Course
from autograder.errors import UsageError
from autograder.exams.entries import Choose, Entry, Expression, Item, Line
from autograder.exams.paper import Asked, asked
from autograder.exams.questions import right_answer, right_formula
from autograder.exams.version import version_code
from autograder.writing import write_json

FORMAT = 1


@dataclass(frozen=True)
class Printed:
    """A question as it was printed. digest: of what students saw and what is right; keys: right answers by entry."""

    number: str
    template: str
    points: float
    digest: str
    keys: dict[str, str]


@dataclass(frozen=True)
class Record:
    """A version of an exam as it was printed; student: whose paper it is, where each has their own."""

    exam: str
    seed: str
    student: str | None
    code: str
    questions: tuple[Printed, ...]

    @property
    def name(self) -> str:
        """How people speak of it: "version A (K7Q-XMP)"."""
        return f"{f'the paper of {self.student}' if self.student else f'version {self.seed}'} ({self.code})"


def record_of(assignment: Assignment) -> Record:
    """The record of a drawn exam."""
    variant = assignment.variant
    questions = tuple(map(_printed, asked(assignment)))
    return Record(assignment.name, variant.seed, variant.student, version_code(variant), questions)


def write_record(assignment: Assignment, folder: Path) -> Path:
    """Write the record of a drawn exam into a folder, for staff alone; returns where."""
    record = record_of(assignment)
    path = folder / f"record-{record.code}.json"
    write_json(path, {"format": FORMAT, **asdict(record)}, private=True)
    return path


def read_records(folder: Path, exam: str) -> list[Record]:
    """The records of an exam in a folder and below it, by code.

    Raises UsageError when there are none, when one cannot be read, or when two versions have the same code.
    """
    paths = sorted(folder.rglob("record-*.json"))
    found = [record for record in map(_read, paths) if record.exam == exam]
    if not found:
        raise UsageError(f"There are no records of {exam} in {folder}; `autograder exam {exam}` writes them.")
    by_code = {record.code: record for record in found}
    for record in found:
        if record != by_code[record.code]:
            raise UsageError(f"{folder}: two different versions have the code {record.code}.")
    return sorted(by_code.values(), key=lambda record: (record.student or "", record.seed))


def redrawn(course: Course, record: Record) -> Assignment:
    """The exam of a record, drawn again; raises UsageError where it is no longer what was printed."""
    assignment = load(course, record.exam, record.seed, record.student)
    now = [(one.number, one.template, one.digest) for one in record_of(assignment).questions]
    then = [(one.number, one.template, one.digest) for one in record.questions]
    if now == then:
        return assignment
    changed = [f"{old[0]} ({old[1]})" for old, new in zip(then, now) if old != new] or ["the number of questions"]
    raise UsageError(
        f"{record.name} cannot be marked: drawn again, {', '.join(changed[:4])} would not be what was printed. The "
        "bank, the paper or the course's secret has changed since; mark with these as they were then."
    )


def _printed(one: Asked) -> Printed:
    keys = {entry.name: right_answer(one.item, entry) for entry in one.item.entries}
    return Printed(one.number, one.template.id, one.points, digest(one.item), keys)


def digest(item: Item) -> str:
    """A hash over what students see of an item and what is right; shares and worked solutions may change later."""
    seen = [item.text(item.prompt), list(item.code), [list(row) for row in item.table], list(map(_seen, item.entries))]
    keys = {name: str(value) for name, value in item.keys().items()}
    return hashlib.sha256(json.dumps([seen, keys], sort_keys=True).encode()).hexdigest()[:16]


def _seen(entry: Entry) -> list[Any]:
    common = [entry.name, entry.label]
    if isinstance(entry, Expression):
        return [*common, right_formula(entry.derivative)]
    if isinstance(entry, Choose):
        return [*common, list(entry.options), sorted(entry.right), entry.many]
    return [*common, entry.key] if isinstance(entry, Line) else common


def _read(path: Path) -> Record:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data.pop("format") != FORMAT:
            raise ValueError("it was written by another version")
        return Record(**{**data, "questions": tuple(Printed(**one) for one in data["questions"])})
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise UsageError(f"{path} is not a record that can be read: {error}") from error
