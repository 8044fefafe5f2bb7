"""Whether an answer to a drawn item can be taken for two things: partial credit is undecidable then."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

from autograder.exams.entries import Item, Number, Value, value_of

CLEAR = 0.005
"""So far apart, at least, lie the key and the modelled errors of an entry that is not asked for exactly."""
TOLERANCES = 3
"""And so many tolerances."""


def clashes(item: Item) -> list[str]:
    """What lies too close together in an item: the key and a modelled error of an entry, or two errors."""
    earlier = item.keys()
    return [clash for entry in item.entries if isinstance(entry, Number) for clash in _of_entry(entry, earlier)]


def distance(entry: Number) -> float:
    """How far apart the values of an entry must lie; exact ones need only differ."""
    return max(CLEAR, TOLERANCES * entry.within) if entry.within else 1e-9


def _of_entry(entry: Number, earlier: Mapping[str, Value]) -> list[str]:
    values: dict[str, Value] = {"the key": earlier[entry.name]}
    values.update((slip.name, value_of(slip.value, earlier)) for slip in entry.slips)
    return [
        f"{entry.name}: {a} ({values[a]}) and {b} ({values[b]})"
        for a, b in combinations(values, 2)
        if abs(float(values[a] - values[b])) < distance(entry) - 1e-12
    ]
