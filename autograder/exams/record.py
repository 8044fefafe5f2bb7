"""The record of a printed version: what marking needs to draw the same paper again, and to notice that it cannot."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from autograder.derivatives.reader.echo import plain as plain_tree
from autograder.errors import UsageError
from autograder.exams.entries import Choose, Entry, Expression, Item, Line, Number, Value, value_of
from autograder.writing import write_json

FORMAT = 1
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 signs, a prime: none that is read for another (0 O, 1 I L)."""
SIGNS = 7
FILE = "record.json"


@dataclass(frozen=True)
class Record:
    """One printed version: staff only.

    version: "A", or the student's id. seed: of the variant; student: whose paper it is, None for anyone's. code: what
    stands on each page. digest: of the drawn questions. keys: the right number of each number entry, by question.
    """

    exam: str
    version: str
    seed: str
    student: str | None
    code: str
    digest: str
    keys: dict[str, dict[str, str]]

    def write(self, folder: Path) -> None:
        """Put the record into a folder, readable by its owner alone."""
        write_json(folder / FILE, {"format": FORMAT, **asdict(self)}, private=True)


def read_records(folder: Path) -> list[Record]:
    """Every record in a folder and the folders in it; raises UsageError when there is none, or one cannot be read."""
    paths = sorted(folder.rglob(FILE))
    if not paths:
        raise UsageError(f"{folder} holds no {FILE}; name the folder that `autograder exam` wrote.")
    return [_read(path) for path in paths]


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


def digest(questions: Iterable[tuple[str, float, Item]]) -> str:
    """A hash of what is printed and how it is marked: of each question its template's id, its points and the item."""
    facts = [[id, points, _item_facts(item)] for id, points, item in questions]
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _item_facts(item: Item) -> list[Any]:
    return [item.text(item.prompt), list(item.code), [[item.text(cell) for cell in row] for row in item.table],
            [_entry_facts(item, entry) for entry in item.entries]]  # fmt: skip


def _entry_facts(item: Item, entry: Entry) -> list[Any]:
    common = [type(entry).__name__, entry.name, entry.label, entry.weight]
    if isinstance(entry, Number):
        return [*common, str(item.keys()[entry.name]), entry.within, entry.unit, _slip_facts(item, entry)]
    if isinstance(entry, Choose):
        return [*common, list(entry.options), sorted(entry.right), entry.many]
    if isinstance(entry, Line):
        return [*common, entry.key]
    return [*common, _formula_facts(entry)]


def _slip_facts(item: Item, entry: Number) -> list[Any]:
    facts: list[Any] = []
    keys: dict[str, Value] = item.keys()
    for slip in entry.slips:
        try:
            facts.append([slip.name, slip.share, str(value_of(slip.value, keys))])
        except (ArithmeticError, ValueError, KeyError):
            facts.append([slip.name, slip.share, None])
    return facts


def _formula_facts(entry: Expression) -> list[Any]:
    derivative = entry.derivative
    key = plain_tree(derivative.problem.key_tree)
    return [key, list(derivative.forms), [[wrong.text, wrong.share] for wrong in derivative.wrong]]
