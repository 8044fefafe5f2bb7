"""Errors carried forward: the key of a later entry, recomputed from the student's own earlier entries.

Nothing is carried where the student's own entry leaves nothing to do:

- their entry is outside what is possible at all (`Number.between`);
- the recomputed value is 0 and the key is not, and their entry is no modelled error;
- their entry is 0, 1, -1, or a number that the item gives (or its opposite), no modelled error, and so is the
  recomputed value.

What is right for a modelled error before it is as good as one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from autograder.exams.entries import Item, Number, Slip, Value, names_in, value_of

FRACTION = re.compile(r"[0-9]+(?:/[1-9][0-9]*)?")
Numbers = Mapping[str, Fraction]


@dataclass(frozen=True)
class Carried:
    """What the student's own entries lead to.

    value: the recomputed key; None where the key stands. because: their entries that it comes from, by name. trivial:
    whether nothing was left to do, so that the value earns nothing. failed: why it could not be recomputed, for staff.
    right, earlier: all earlier entries, the right ones and the student's own.
    """

    right: Numbers
    earlier: Numbers

    value: Fraction | None = None
    because: Numbers = field(default_factory=dict)
    trivial: bool = False
    failed: str = ""

    @property
    def counts(self) -> bool:
        """Whether the recomputed value earns what the key does."""
        return self.value is not None and not self.trivial


def exact(value: Value) -> Fraction:
    """A key or slip as a Fraction, a float as it is printed; raises ValueError for one that is not finite."""
    if isinstance(value, (int, Fraction)):
        return Fraction(value)
    if not math.isfinite(value):
        raise ValueError(f"{value} is not a finite number")
    return Fraction(str(float(value)))


def carried(item: Item, entry: Number, own: Numbers, keys: Numbers) -> Carried:
    """Recompute the key of an entry from the student's own earlier entries.

    own: those that could be read. keys: the right values by name. An earlier entry that is missing stands for what
    theirs lead to.
    """
    earlier = _earlier(item, entry, own, keys)
    because = {name: earlier[name] for name in names_in(entry.key) if earlier[name] != keys[name]}
    if not because:
        return Carried(keys, earlier)
    try:
        value = exact(value_of(entry.key, earlier))
    except Exception as error:  # the author's function, at numbers that nobody chose
        return Carried(keys, earlier, None, because, failed=_said(error))
    return Carried(keys, earlier, value, because, _trivial(item, because, value, earlier, keys, entry.name))


def _said(error: Exception) -> str:
    """What a printed table or a template says itself is enough; of other errors, what kind they are too."""
    own = isinstance(error, (KeyError, ValueError)) and error.args
    return str(error.args[0]) if own else f"{type(error).__name__}: {error}"


def slip_value(slip: Slip, earlier: Numbers) -> Fraction | None:
    """What a slip leads to from these earlier entries; None where it has no value there."""
    try:
        return exact(value_of(slip.value, earlier))
    except Exception:  # as above: a slip that cannot be made from their numbers is none that they made
        return None


def _earlier(item: Item, entry: Number, own: Numbers, keys: Numbers) -> dict[str, Fraction]:
    found: dict[str, Fraction] = {}
    for before in item.numbers:
        if before.name == entry.name:
            break
        found[before.name] = own[before.name] if before.name in own else _missing(before, found, keys)
    return found


def _missing(entry: Number, found: Numbers, keys: Numbers) -> Fraction:
    try:
        return exact(value_of(entry.key, found))
    except Exception:
        return keys[entry.name]


def _trivial(item: Item, because: Numbers, value: Fraction, earlier: Numbers, keys: Numbers, name: str) -> bool:
    if any(_impossible(item, one, number) for one, number in because.items()):
        return True
    given = [number for number in map(_number, item.given.values()) if number is not None]
    plain = {Fraction(0), Fraction(1), *map(abs, given)}
    own = [number for one, number in because.items() if not _made(item, one, earlier, keys)]
    copied = abs(value) in plain and len(own) == len(because) and all(abs(number) in plain for number in own)
    return copied or (value == 0 != keys[name] and bool(own))


def _number(given: Value | str) -> Fraction | None:
    """A number that the question gives, also one that is printed as a text: "1/8"."""
    if not isinstance(given, str):
        return exact(given)
    return Fraction(given) if FRACTION.fullmatch(given) else None


def _made(item: Item, name: str, earlier: Numbers, keys: Numbers) -> bool:
    """Whether an entry is a mistake, and nothing that was picked for its ease: what a modelled error leads to, or what
    is right for entries before it that are such mistakes."""
    entry = next(entry for entry in item.numbers if entry.name == name)
    causes = [one for one in names_in(entry.key) if earlier[one] != keys[one]]
    values = [slip_value(slip, earlier) for slip in entry.slips]
    if causes and all(_made(item, one, earlier, keys) for one in causes):
        values.append(_missing(entry, earlier, keys))
    return any(value is not None and abs(value - earlier[name]) <= exact(entry.within) for value in values)


def _impossible(item: Item, name: str, number: Fraction) -> bool:
    between = next(entry.between for entry in item.numbers if entry.name == name)
    return between is not None and not exact(between[0]) <= number <= exact(between[1])
