"""An item and its entries: what one drawn question says, and what is written into each of its boxes."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from autograder.derivatives import Derivative
from autograder.errors import QuestionError

Value = int | Fraction | float
Keyed = Value | Callable[..., Value]
"""A value, or a function of earlier entries of the item, named as its parameters: so errors can be carried forward."""
LATE = 4
"""Decimals of a printed number, after which a shorter fraction is printed instead."""


@dataclass(frozen=True)
class Slip:
    """A modelled error: what it leads to, the share that it keeps, and what the student reads.

    value: as a key, a value or a function of earlier entries (with the student's own when carried forward).
    """

    name: str
    value: Keyed
    share: float
    sentence: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.share < 1:
            raise QuestionError(f"the slip {self.name!r}: a share from 0 to below 1, not {self.share!r}")


@dataclass(frozen=True)
class Number:
    """A box for a number.

    name: short, part of the answer's key. label: what stands before the box, with mathematics between dollars.
    key: the right value, or a function of earlier entries. within: how far an answer may lie from it; 0 asks for the
    exact value (a fraction, or all its decimals). weight: relative to the item's other entries. unit: may be typed.
    between: the least and the largest value that is possible at all, such as 0 and 1 for a probability; from an entry
    outside nothing is carried forward.
    """

    name: str
    label: str
    key: Keyed
    within: float = 0.0
    slips: Sequence[Slip] = ()
    weight: float = 1.0
    unit: str = ""
    between: tuple[Value, Value] | None = None


@dataclass(frozen=True)
class Expression:
    """A box for a formula, judged as typed derivatives are."""

    name: str
    label: str
    derivative: Derivative
    weight: float = 1.0


@dataclass(frozen=True)
class Choose:
    """Boxes to tick. right: which options are right, counted from 0; with `many`, scored (right - wrong) / right.

    options: texts in the order shown, lettered a, b, c ...; many: whether the student is told to select all that apply.
    """

    name: str
    label: str
    options: Sequence[str]
    right: frozenset[int]
    many: bool = False
    why: str = ""
    weight: float = 1.0

    def __post_init__(self) -> None:
        known = self.right <= set(range(len(self.options)))
        if not (self.right and known and (self.many or len(self.right) == 1)):
            raise QuestionError(f"{self.name}: {sorted(self.right)} are not right ones of {len(self.options)} options")


@dataclass(frozen=True)
class Line:
    """A box for the number of a line of the item's code; lines count from 1."""

    name: str
    label: str
    key: int
    weight: float = 1.0


Entry = Number | Expression | Choose | Line


@dataclass(frozen=True)
class Item:
    """One drawn question.

    prompt: what is asked: paragraphs parted by blank lines, mathematics in Typst's notation between dollars, code
    between backquotes, {name} for a number that is given, {name:p} for one in parentheses where it is negative,
    {name:+} for one that is added; labels and options are written like it. given: those numbers by name; no other
    decimal number varies on the paper. entries: the boxes in order. solution: the worked solution, written like a
    prompt; {name} may also be an entry, or one of `worked`: numbers on the way from what is given to the keys, by name.
    code: lines of Python, printed with numbers. table: rows of cells, each written like a prompt, the first row its
    headings. uses: printed tables that it needs, of "sigma", "ln", "tanh". pattern: what must be the same in all
    variants, such as which unit is dead. prove: what the author's check calls for this draw, such as running the buggy
    and the repaired code; it gives back what is wrong.
    """

    prompt: str
    given: Mapping[str, Value | str]
    entries: Sequence[Entry]
    solution: str
    code: Sequence[str] = ()
    table: Sequence[Sequence[str]] = ()
    uses: Sequence[str] = ()
    pattern: Any = None
    prove: Callable[[], Sequence[str]] | None = None
    worked: Mapping[str, Value | str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = [entry.name for entry in self.entries]
        if not names or len(set(names)) != len(names):
            raise QuestionError(f"an item needs entries with different names, not {names}")
        twice = [name for name in self.worked if name in self.given or name in names]
        if twice:
            raise QuestionError(f"what is worked out needs names of its own, not {', '.join(twice)}")

    @property
    def texts(self) -> list[str]:
        """Everything on the paper that is written like a prompt: the prompt, cells, labels, options."""
        cells = [cell for row in self.table for cell in row]
        options = [text for entry in self.entries if isinstance(entry, Choose) for text in entry.options]
        return [self.prompt, *cells, *(entry.label for entry in self.entries), *options]

    @property
    def numbers(self) -> tuple[Number, ...]:
        """The entries that are numbers, in order."""
        return tuple(entry for entry in self.entries if isinstance(entry, Number))

    def keys(self, carried: Mapping[str, Value] | None = None) -> dict[str, Value]:
        """The right number of each number entry; with `carried`, recomputed from those earlier entries.

        Raises whatever a key's function raises for values that it cannot take.
        """
        found: dict[str, Value] = {}
        for entry in self.numbers:
            found[entry.name] = value_of(entry.key, {**found, **(carried or {})})
        return found

    def text(self, template: str) -> str:
        """A prompt or solution of this item with its numbers filled in; raises QuestionError for a name without one."""
        if not {"{", "}"} & set(template):
            return template
        numbers: dict[str, Value | str] = {**self.keys(), **self.given, **self.worked}
        used = [name for name in numbers if f"{{{name}" in template]
        try:
            return template.format_map({name: _Shown(shown(numbers[name])) for name in used})
        except (KeyError, ValueError, IndexError) as error:
            raise QuestionError(f"{template[:60]!r}: {error} is not given ({', '.join(numbers)})") from error


def value_of(keyed: Keyed, earlier: Mapping[str, Value]) -> Value:
    """The value of a key or slip, given the earlier entries that its function names."""
    if not callable(keyed):
        return keyed
    return keyed(**{name: earlier[name] for name in names_in(keyed)})


def names_in(keyed: Keyed) -> tuple[str, ...]:
    """The earlier entries that a key or slip is a function of: its parameters that have no default."""
    parameters = inspect.signature(keyed).parameters.values() if callable(keyed) else ()
    return tuple(one.name for one in parameters if one.default is one.empty)


def shown(value: Value | str) -> str:
    """A number as it is printed: its decimals where they end, else a fraction; with a real minus sign.

    Decimals that end late give way to a shorter fraction: 1/256, not 0.00390625.
    """
    if isinstance(value, str):
        return value
    exact = value if isinstance(value, Fraction) else Fraction(str(value))
    places = next((n for n in range(9) if (exact * 10**n).denominator == 1), None)
    text = str(exact)
    if places is not None and (places <= LATE or places + 2 <= len(text)):
        text = f"{float(exact):.{places}f}"
    return text.replace("-", "\N{MINUS SIGN}")


class _Shown(str):
    """A number's text. `{b:p}` puts it in parentheses where a product or a power needs them, `{b:+}` adds it on."""

    def __format__(self, spec: str) -> str:
        negative = self.startswith("\N{MINUS SIGN}")
        if spec == "p":
            return f"({self})" if negative or "/" in self else str(self)
        if spec == "+":
            return f"\N{MINUS SIGN} {self[1:]}" if negative else f"+ {self}"
        return super().__format__(spec)
