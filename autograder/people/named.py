"""Whom a line in a table of staff's means: a submission by its id, or by the number or email of somebody in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from autograder.classes.export import Entry


@dataclass(frozen=True)
class Names:
    """The submissions of a class by their ids, and by the numbers and emails of those in them; all in small letters."""

    by_id: Mapping[str, Entry]
    by_person: Mapping[str, tuple[Entry, ...]]

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Names:
        """The names of these submissions."""
        by_id: dict[str, Entry] = {}
        by_person: dict[str, tuple[Entry, ...]] = {}
        for entry in entries:
            by_id[entry.id.casefold()] = entry
            for name in of_people(entry):
                by_person[name] = (*by_person.get(name, ()), entry)
        return cls(by_id, by_person)

    def meant(self, name: str) -> tuple[Entry, ...]:
        """The submission of that id, else those that somebody of that number or email is in."""
        found = self.by_id.get(name.casefold())
        return (found,) if found is not None else self.by_person.get(name.casefold(), ())

    def nobody(self, name: str) -> str:
        """What staff read about a name that nobody has: a slip of the pen, or zeros that a spreadsheet cut."""
        known = [*self.by_person, *self.by_id]
        bare = [one for one in known if name.strip("0") and one.lstrip("0") == name.casefold().lstrip("0")]
        like = bare or get_close_matches(name.casefold(), known, 1, 0.8)
        return f"no submission has this id, number or email{f'; is {like[0]} meant?' if like else '.'}"


def of_people(entry: Entry) -> frozenset[str]:
    """The numbers and emails of those in a submission, in small letters."""
    return frozenset(name.casefold() for who in entry.people for name in (who.sid, who.email) if name)
