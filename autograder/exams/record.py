"""The record of a printed version: what marking needs to draw the same paper again, and to notice that it cannot."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment
from autograder.derivatives.reader.echo import plain as plain_tree
from autograder.errors import UsageError
from autograder.exams.entries import Choose, Entry, Item, Line, Number
from autograder.exams.paper import asked, other_version
from autograder.exams.questions import right_answer
from autograder.writing import write_text

FORMAT = 1
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 signs, a prime: none that is read for another (0 O, 1 I L)."""
SIGNS = 7
FILE = "record.json"


@dataclass(frozen=True)
class Record:
    """One printed version: staff only.

    version: "A", or the student's id. seed: of the variant; student: whose paper it is, None for anyone's. code: what
    stands on each page. digest: of each drawn question, by its template. keys: right answers by question and entry.
    """

    exam: str
    version: str
    seed: str
    student: str | None
    code: str
    digest: dict[str, str]
    keys: dict[str, dict[str, str]]

    @property
    def title(self) -> str:
        """How people speak of it: "version A (K7MQ-2XH9)"."""
        return f"{f'the paper of {self.version}' if self.student else f'version {self.version}'} ({self.code})"

    def write(self, folder: Path) -> None:
        """Put the record into a folder, readable by its owner alone."""
        write_text(folder / FILE, self.text, private=True)

    @property
    def text(self) -> str:
        """What the file holds."""
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1, ensure_ascii=False) + "\n"


def read_records(folder: Path, exam: str | None = None) -> list[Record]:
    """Every record in a folder and the folders in it, or those of one exam; each once.

    Raises UsageError when there is none, when one cannot be read, or when two versions have the same code.
    """
    found: dict[str, Record] = {}
    for record in map(_read, sorted(folder.rglob(FILE))):
        if exam in (None, record.exam) and found.setdefault(record.code, record) != record:
            raise UsageError(f"{folder} holds two different records of {record.title}; keep that of the printed paper.")
    if not found:
        of = f" of {exam}" if exam else ""
        raise UsageError(f"{folder} holds no {FILE}{of}; name the folder that `autograder exam` wrote.")
    return list(found.values())


def _read(path: Path) -> Record:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if found.pop("format") != FORMAT:
            raise UsageError(f"{path} was written by another version of this program; write the papers again.")
        return Record(**found)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{path} is not the record of a paper: {error}.") from error


def version_code(exam: str, seed: str, student: str | None = None) -> str:
    """The code of a version, such as "K7MQ-2XH9": seven signs that follow from it, and one that checks them."""
    found = int.from_bytes(hashlib.sha256(json.dumps([exam, seed, student]).encode()).digest(), "big")
    signs: list[int] = []
    for _ in range(SIGNS):
        found, sign = divmod(found, len(ALPHABET))
        signs.append(sign)
    text = "".join(ALPHABET[sign] for sign in [*signs, _check_sign(signs)])
    return f"{text[:4]}-{text[4:]}"


def read_code(text: str) -> str:
    """A code as it was typed, in its one form; raises UsageError for one with a typing error.

    Any one wrong sign is noticed, and any two neighbours that changed places.
    """
    signs = [sign for sign in text.upper() if sign not in "- "]
    numbers = [ALPHABET.find(sign) for sign in signs]
    if len(signs) != SIGNS + 1 or -1 in numbers or _check_sign(numbers[:-1]) != numbers[-1]:
        raise UsageError(f"{text!r} is no version code; look at the foot of a page again.")
    return f"{''.join(signs[:4])}-{''.join(signs[4:])}"


def _check_sign(signs: Sequence[int]) -> int:
    """Weights that differ and have no factor in common with 31: so each single change changes the sum."""
    return sum(weight * sign for weight, sign in enumerate(signs, 2)) % len(ALPHABET)


def digest(questions: Iterable[tuple[str, float, Item]]) -> dict[str, str]:
    """By template id, a hash of what was printed and what is right: of each question its id, its points and the item.

    Points, shares of modelled errors and worked solutions may change after an exam; they are not in it.
    """
    return {id: _digest(item) for id, _, item in questions}


def _digest(item: Item) -> str:
    seen = [list(map(item.text, item.texts)), list(item.code), [_entry_facts(item, entry) for entry in item.entries]]
    return hashlib.sha256(json.dumps(seen, ensure_ascii=False).encode()).hexdigest()[:16]


def _entry_facts(item: Item, entry: Entry) -> list[Any]:
    common = [type(entry).__name__, entry.name]
    if isinstance(entry, Number):
        return [*common, str(item.keys()[entry.name]), entry.unit]
    if isinstance(entry, Choose):
        return [*common, sorted(entry.right), entry.many]
    if isinstance(entry, Line):
        return [*common, entry.key]
    return [*common, plain_tree(entry.derivative.problem.key_tree)]


def record_of(assignment: Assignment, version: str | None = None) -> Record:
    """The record of a drawn exam; version: what people call it, else the student or the seed."""
    variant, questions = assignment.variant, asked(assignment)
    return Record(
        exam=assignment.name,
        version=version or variant.student or variant.seed,
        seed=variant.seed,
        student=variant.student,
        code=version_code(assignment.name, variant.seed, variant.student),
        digest=digest((one.template.id, one.points, one.item) for one in questions),
        keys={one.number: _keys(one.item) for one in questions},
    )


def _keys(item: Item) -> dict[str, str]:
    return {entry.name: right_answer(item, entry) for entry in item.entries}


def redrawn(exam: Assignment, record: Record) -> Assignment:
    """The version of a record, drawn again; raises UsageError where it is no longer what was printed.

    exam: any version of it, as it is loaded.
    """
    assignment = other_version(exam, record.seed, record.student)
    now = record_of(assignment).digest
    if list(now.items()) == list(record.digest.items()):
        return assignment
    changed = [id for id in record.digest if now.get(id) != record.digest[id]] or ["the order of the questions"]
    raise UsageError(
        f"{record.title} cannot be marked: drawn again, {', '.join(changed[:4])} would not be what was printed. The "
        "bank, the paper or the course's secret has changed since; mark with these as they were then."
    )
