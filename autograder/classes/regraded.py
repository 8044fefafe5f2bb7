"""What a regrade found: each submission before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from autograder.classes.gradebook import Mark, Row


@dataclass(frozen=True)
class Before:
    """What a submission had: the row, what it was made from, and whether it is a result of ours or the platform's."""

    row: Row
    made_from: Mapping[str, str] = field(default_factory=dict)
    of_record: bool = False


@dataclass(frozen=True)
class Change:
    """One submission before and after; old is None where nothing stood before.

    made_from: the hashes of what made the old and the new result, as far as known.
    """

    old: Row | None
    new: Row
    old_made_from: Mapping[str, str] = field(default_factory=dict)
    new_made_from: Mapping[str, str] = field(default_factory=dict)

    @property
    def cents(self) -> int:
        """Hundredths gained, or lost."""
        return self.new.cents - (self.old.cents if self.old else 0)

    @property
    def marks(self) -> tuple[tuple[Mark | None, Mark], ...]:
        """Each question before and after, where its points changed; one that is gone has none now."""
        return tuple((old, new) for old, new in self._pairs if _points(old) != _points(new))

    @property
    def lowered(self) -> tuple[tuple[Mark, Mark], ...]:
        """The questions before and after that would have a smaller share of their points."""
        pairs = [(old, new) for old, new in self._pairs if old and old.judged and old.max_cents and new.max_cents]
        return tuple((old, new) for old, new in pairs if old.cents * new.max_cents > new.cents * old.max_cents)

    @property
    def _pairs(self) -> tuple[tuple[Mark | None, Mark], ...]:
        before = {mark.number: mark for mark in self.old.marks} if self.old else {}
        there = {mark.number for mark in self.new.marks}
        gone = [mark for mark in before.values() if mark.number not in there]
        removed = [replace(mark, cents=0, max_cents=0, judged=True) for mark in gone]
        return tuple((before.get(mark.number), mark) for mark in (*self.new.marks, *removed))

    @property
    def other_files(self) -> bool:
        """Whether the submission itself is another than the one that was graded before."""
        return self._differs("submission")

    @property
    def other_variant(self) -> tuple[str, str] | None:
        """The variant before and now, where they differ."""
        return (self.old_made_from["variant"], self.new_made_from["variant"]) if self._differs("variant") else None

    def _differs(self, what: str) -> bool:
        old, new = self.old_made_from.get(what), self.new_made_from.get(what)
        return None not in (old, new) and old != new


@dataclass(frozen=True)
class Regraded:
    """A class graded again.

    of_record: whether old results are those in the folder, and not the platform's. remarks: what staff should read
    before anything is written. failed: the ids of what could not be graded again.
    """

    changes: tuple[Change, ...]
    of_record: bool
    remarks: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


def _points(mark: Mark | None) -> tuple[int, bool] | None:
    return None if mark is None else (mark.cents if mark.judged else 0, mark.judged)
