"""Who is in more than one submission of a class: which one counts, a person must say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from autograder.people.person import Person


class Owned(Protocol):
    """An entry or a row."""

    @property
    def id(self) -> str:
        """Of the submission."""

    @property
    def people(self) -> tuple[Person, ...]:
        """Those in it."""


def in_several(submissions: Iterable[Owned]) -> dict[str, tuple[str, ...]]:
    """The ids of the submissions of each number and email, in small letters, that is in more than one."""
    found: dict[str, tuple[str, ...]] = {}
    for one in submissions:
        for name in {name for who in one.people for name in names_of(who)}:
            found[name] = (*found.get(name, ()), one.id)
    return {name: ids for name, ids in found.items() if len(ids) > 1}


def names_of(who: Person) -> frozenset[str]:
    """The number and the email of a person, in small letters."""
    return frozenset(name.casefold() for name in (who.sid, who.email) if name)


def doubts(submissions: Iterable[Owned]) -> Mapping[str, str]:
    """Why each of these submissions should be looked at by hand, by its id."""
    people = _people(submissions)
    return {id: f"{shown} is in more than one submission: {', '.join(ids)}" for shown, ids in people for id in ids}


def told(submissions: Iterable[Owned]) -> Iterator[str]:
    """A line for staff about each person."""
    for shown, ids in _people(submissions):
        which = f"{shown} ({', '.join(ids)})"
        yield f"IN MORE THAN ONE SUBMISSION: {which}. Decide which counts; canvas.csv has no line for them."


def _people(submissions: Iterable[Owned]) -> list[tuple[str, tuple[str, ...]]]:
    """Each person once, as shown, with the ids."""
    everybody = [*submissions]
    several = in_several(everybody)
    found: dict[tuple[str, tuple[str, ...]], None] = {}
    for one in everybody:
        for who in one.people:
            ids = {several[name] for name in names_of(who) if name in several}
            found.update({(who.name or who.email or who.sid, each): None for each in ids})
    return [*found]
