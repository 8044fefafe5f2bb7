"""Which version a student had, from what is written on the paper; and whether the answers fit another one better."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction

from autograder.assignment import Assignment
from autograder.errors import UsageError
from autograder.exams.carried import exact
from autograder.exams.paper import asked
from autograder.exams.questions import answer_name
from autograder.exams.reading import NotANumber, read_number
from autograder.exams.record import Record, read_code
from autograder.plain_text import one_line
from autograder.variant import canonical_id

SUSPICIOUS = 3
"""So many answers that fit another version, and not the one that is stated, are worth a look."""


@dataclass(frozen=True)
class Versions:
    """The versions that were printed. changed: students' new ids, each with the one that their paper was drawn for."""

    records: Sequence[Record]
    changed: Mapping[str, str] = field(default_factory=dict)
    by_code: Mapping[str, Record] = field(init=False)
    by_name: Mapping[str, Record] = field(init=False)
    keys: Mapping[str, Mapping[str, Fraction]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_code", {record.code: record for record in self.records})
        names = {record.version.casefold(): record for record in self.records}
        names.update((record.student, record) for record in self.records if record.student)
        object.__setattr__(self, "by_name", names)
        object.__setattr__(self, "keys", {record.code: dict(_keys(record)) for record in self.records})

    @property
    def shared(self) -> tuple[Record, ...]:
        """Those that are nobody's own."""
        return tuple(record for record in self.records if record.student is None)

    def of(self, stated: str, student: str = "") -> Record:
        """The version that is stated: by its letter, "version B", or the code at the foot of a page.

        Where nothing is stated it is the student's own paper, or the only version there is. Raises UsageError with
        what to do for one that was not printed, or where nothing settles it.
        """
        text = stated.strip()
        if not text:
            return self._unstated(student)
        found = self.by_name.get(plain_name(text)) or self.by_code.get(read_code(text))
        if found is None:
            known = ", ".join(f"{record.version} ({record.code})" for record in self.shared[:8])
            raise UsageError(f"{one_line(text, 40)!r} is the code of no paper in these records; they have {known}.")
        return found

    def own(self, student: str) -> Record | None:
        """The paper that was printed for this student, if there is one."""
        id = canonical_id(student) if any(map(str.isalnum, student)) else ""
        found = self.by_name.get(self.changed.get(id, id))
        return found if found and found.student else None

    def _unstated(self, student: str) -> Record:
        found = self.own(student) or (self.shared[0] if len(self.records) == len(self.shared) == 1 else None)
        if found is None:
            raise UsageError("no version is stated; write its letter, or the code at the foot of a page.")
        return found


def plain_name(stated: str) -> str:
    """The name of a version as it may be written, "Version B ", in its one form."""
    text = stated.strip().casefold()
    return text.removeprefix("version").strip() or text


def numbers_typed(exam: Assignment, answers: Mapping[str, str]) -> dict[str, Fraction]:
    """The numbers that can be read in a student's answers, by box."""
    found = {}
    for one in asked(exam):
        for entry in one.item.numbers:
            name = answer_name(one.number, entry)
            try:
                found[name] = read_number(answers.get(name, ""), entry.unit).value
            except NotANumber:
                continue
    return found


def better_fit(exam: Assignment, own: Record, versions: Versions, answers: Mapping[str, str]) -> str:
    """Which other version the answers fit better than their own, in words for staff; empty where none does.

    Compared are numbers alone, where the two versions differ: they are rarely met by chance.
    """
    typed, within = numbers_typed(exam, answers), _tolerances(exam)
    best, text = 0, ""
    for other in versions.records:
        ours, theirs = versions.keys[own.code], versions.keys[other.code]
        differing = {name: number for name, number in typed.items() if ours.get(name) != theirs.get(name)}
        fits, instead = (_fits(differing, within, keys) for keys in (ours, theirs))
        if instead >= SUSPICIOUS and instead > max(fits, best):
            best = instead
            text = f"wrong version? {instead} answers fit {other.title}, {fits} fit {own.title}, as stated"
    return text


def _fits(typed: Mapping[str, Fraction], within: Mapping[str, Fraction], keys: Mapping[str, Fraction]) -> int:
    return sum(name in keys and abs(number - keys[name]) <= within[name] for name, number in typed.items())


def _keys(record: Record) -> Iterator[tuple[str, Fraction]]:
    """The keys of a record that are numbers, by box."""
    for number, keys in record.keys.items():
        for name, key in keys.items():
            with suppress(ValueError):
                yield f"{number}_{name}", Fraction(key)


def _tolerances(exam: Assignment) -> dict[str, Fraction]:
    entries = [(answer_name(one.number, entry), entry) for one in asked(exam) for entry in one.item.numbers]
    return {name: exact(entry.within) for name, entry in entries}
