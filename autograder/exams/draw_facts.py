"""What the author's check looks at in one draw of a template."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any
from unittest import mock

from autograder.exams import tables
from autograder.exams.apart import clashes
from autograder.exams.carried import exact
from autograder.exams.entries import Choose, Entry, Expression, Item, Number, shown, value_of
from autograder.exams.marking import Marker, mark
from autograder.exams.questions import ItemCheck, right_answer
from autograder.exams.reading import read_number
from autograder.question import Key, Question
from autograder.variant import Variant

DECIMAL = re.compile(r"(?<![\w.])\d*\.\d+")
"""A decimal number that stands in a text by itself."""
LONGEST = 9
"""Characters that a printed number may have."""


@dataclass(frozen=True)
class Facts:
    """One draw. printed: all that a student sees; right: all that is right; scheme: how it is marked; decimals: those
    printed without a name; digits: significant ones, printed and asked for; gap: see `Proved`.
    """

    printed: str
    right: str
    pattern: str
    scheme: str
    decimals: tuple[str, ...]
    digits: int
    gap: float | None


def facts(item: Item) -> Facts:
    """The facts of a draw; raises whatever the item's functions raise."""
    keys = item.keys()
    numbers = [*(v for v in item.given.values() if not isinstance(v, str)), *keys.values()]
    return Facts(
        printed="\n".join([*map(item.text, item.texts), *item.code]),
        right=repr([right_answer(item, entry) for entry in item.entries]),
        pattern=repr(item.pattern),
        scheme=repr(([entry.name for entry in item.entries], sorted(map(_scheme, item.entries)))),
        decimals=tuple(sorted(DECIMAL.findall(" ".join((item.prompt, *(cell for row in item.table for cell in row)))))),
        digits=sum(significant(shown(value)) for value in numbers),
        gap=min(_gaps(item), default=None),
    )


def significant(text: str) -> int:
    """How many significant digits a printed number has."""
    return max(1, len("".join(c for c in text if c.isdigit()).lstrip("0")))


def _scheme(entry: Entry) -> str:
    """How an entry is marked; which of the boxes it is may depend on the draw."""
    how: list[Any] = [type(entry).__name__, entry.weight]
    if isinstance(entry, Number):
        how += [entry.within, entry.unit, [(slip.name, slip.share) for slip in entry.slips]]
    if isinstance(entry, Choose):
        how += [len(entry.options), entry.many]
    return repr(how)


def _gaps(item: Item) -> Iterator[float]:
    keys = item.keys()
    for entry in item.numbers:
        if entry.within:
            values = [keys[entry.name], *(value_of(slip.value, keys) for slip in entry.slips)]
            yield from (abs(float(a) - float(b)) for a, b in combinations(values, 2))


def problems(item: Item) -> Iterator[tuple[str, str]]:
    """(kind, detail) of what is not as it should be in one draw, but for what formulas prove about themselves."""
    strange = list(_finite(item))
    yield from strange
    if strange:
        return  # the rest takes for granted that numbers can be printed
    yield from (("too close together", clash) for clash in clashes(item))
    yield from _texts(item)
    yield from _given(item)
    yield from _right(item)
    yield from _slips(item)
    yield from _carried(item)
    if item.prove is not None and not all(isinstance(entry, Expression) for entry in item.entries):
        yield from (("proof fails", problem) for problem in item.prove())


def table_problems(make: Callable[[], Item]) -> Iterator[tuple[str, str]]:
    """A printed table that a draw or its keys look things up in must be named in `uses`; a slip's function need not.

    make: makes the item again.
    """
    looked_up: set[str] = set()
    original = tables.printed

    def recording(name: str, at: tables.Exact) -> Fraction:
        looked_up.add(name)
        return original(name, at)

    with mock.patch.object(tables, "printed", recording):
        item = make()
        item.keys()
    for name in sorted(looked_up - set(item.uses)):
        yield "uses a printed table that it does not name", name
    for name in sorted(set(item.uses) - set(tables.NAMES)):
        yield "names a table that is not printed", name


def formula_problems(item: Item) -> Iterator[tuple[str, str]]:
    """What the formulas of a draw prove about themselves: keys, right forms, wrong forms. Takes a while."""
    for entry in item.entries:
        if isinstance(entry, Expression):
            yield from (("proof fails", f"{entry.name}: {problem}") for problem in entry.derivative.prove())


def _finite(item: Item) -> Iterator[tuple[str, str]]:
    for name, value in {**item.given, **item.keys()}.items():
        try:
            text = "" if isinstance(value, str) else shown(exact(value))
        except (ValueError, TypeError) as error:
            yield "not a finite number", f"{name}: {error}"
            continue
        if len(text) > LONGEST:
            yield "a long number", f"{name} = {text}"


def _texts(item: Item) -> Iterator[tuple[str, str]]:
    """Every text must be filled in, and its formulas be whole."""
    for text in map(item.text, (*item.texts, item.solution)):
        formulas = text.split("$")[1::2]
        if text.count("$") % 2 or any(formula.count("(") != formula.count(")") for formula in formulas):
            yield "a formula is not whole", text


def _given(item: Item) -> Iterator[tuple[str, str]]:
    """What is given is printed as exactly as the key was made from it."""
    for name, value in item.given.items():
        if not isinstance(value, str) and read_number(shown(value)).value != exact(value):
            yield "printed with other digits than the key was made from", f"{name} = {value!r}"
        if item.numbers and not any(f"{{{name}{end}" in text for text in item.texts for end in "}:"):
            yield "given, but printed nowhere", name


def _right(item: Item) -> Iterator[tuple[str, str]]:
    """Right answers earn everything."""
    right = {entry.name: right_answer(item, entry) for entry in item.entries}
    question = Question("Q1", "", 1, ("answers.Q1",), ItemCheck("Q1", item))
    credit = mark(item, right, Key(question, Variant("bank")))
    for entry, part in zip(item.entries, credit.parts):
        if part.credit.share != 1:
            said = f"{part.credit.share}, {part.credit.feedback}"
            yield "a right answer does not earn everything", f"{entry.name} = {right[entry.name]}: {said}"


def _slips(item: Item) -> Iterator[tuple[str, str]]:
    """Each modelled error alone earns just its share."""
    marker, keys = Marker(item), item.keys()
    for entry in item.numbers:
        for slip in entry.slips:
            marker.own = {name: marker.keys[name] for name in marker.keys if name != entry.name}
            credit = marker.number(entry, str(exact(value_of(slip.value, keys))))
            if credit.share is None or abs(credit.share - slip.share) > 1e-9 or credit.cause != slip.name:
                said = f"{credit.share} as {credit.cause}, not {slip.share}"
                yield "a modelled error does not earn its share", f"{entry.name}, {slip.name}: {said}"


def _carried(item: Item) -> Iterator[tuple[str, str]]:
    """Keys can be recomputed from each modelled error before them, or fail as mathematics does."""
    keys = item.keys()
    for entry in item.numbers:
        for slip in entry.slips:
            try:
                item.keys({entry.name: exact(value_of(slip.value, keys))})
            except (ArithmeticError, ValueError, LookupError):
                continue
            except Exception as error:  # a mistake in the function, which marking would take for the student's
                yield "cannot be carried forward", f"{entry.name}, {slip.name}: {type(error).__name__}: {error}"
