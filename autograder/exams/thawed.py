"""Items from plain data: keys and modelled errors as formulas and tables instead of a template's code.

Travels with practice sets, so it imports nothing that they have not.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from autograder.derivatives import Derivative
from autograder.derivatives import Slip as WrongForm
from autograder.exams.entries import Choose, Entry, Expression, Item, Keyed, Line, Number, Slip, Value

Data = dict[str, Any]
OPERATIONS: Mapping[str, Callable[..., Fraction]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "^": lambda a, b: Fraction(a**b),
    "neg": lambda a: -a,
    "abs": abs,
}


@dataclass(frozen=True)
class Formula:
    """A function of earlier entries as a tree: [operation, parts ...], {"entry": name} or a number as text."""

    names: tuple[str, ...]
    tree: Any

    def __call__(self, **earlier: Value) -> Fraction:
        """Its value; raises ZeroDivisionError where it has none."""
        return _evaluated(self.tree, earlier)

    @property
    def __signature__(self) -> inspect.Signature:
        return signature(self.names)


@dataclass(frozen=True)
class Tabulated:
    """A function of one earlier entry that is known at some numbers."""

    name: str
    values: Mapping[Fraction, Fraction]

    def __call__(self, **earlier: Value) -> Fraction:
        """Its value; raises KeyError for a number that it is not known at."""
        at = Fraction(earlier[self.name])
        if at not in self.values:
            raise KeyError(f"{at} is not in the table")
        return self.values[at]

    @property
    def __signature__(self) -> inspect.Signature:
        return signature((self.name,))


def signature(names: Sequence[str]) -> inspect.Signature:
    """What `entries.names_in` reads of a function."""
    return inspect.Signature([inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY) for name in names])


def _evaluated(tree: Any, earlier: Mapping[str, Value]) -> Fraction:
    if isinstance(tree, str):
        return Fraction(tree)
    if isinstance(tree, dict):
        return Fraction(earlier[tree["entry"]])
    return OPERATIONS[tree[0]](*(_evaluated(part, earlier) for part in tree[1:]))


def item(data: Data) -> Item:
    """An item from what `freezing.frozen` gave."""
    return Item(
        prompt=data["prompt"],
        given={name: Fraction(number) for name, number in data["given"].items()},
        entries=[entry(one) for one in data["entries"]],
        solution="",
        code=data["code"],
        table=data["table"],
    )


def entry(data: Data) -> Entry:
    """One entry."""
    common = {"name": data["name"], "label": data["label"], "weight": data["weight"]}
    if data["kind"] == "number":
        between = None if data["between"] is None else (Fraction(data["between"][0]), Fraction(data["between"][1]))
        slips = [Slip(one["name"], keyed(one["value"]), one["share"], one["sentence"]) for one in data["slips"]]
        return Number(
            **common, key=keyed(data["key"]), within=data["within"], slips=slips, unit=data["unit"], between=between
        )
    if data["kind"] == "choose":
        return Choose(
            **common, options=data["options"], right=frozenset(data["right"]), many=data["many"], why=data["why"]
        )
    if data["kind"] == "line":
        return Line(**common, key=data["key"])
    return Expression(**common, derivative=derivative(data["derivative"]))


def keyed(data: Any) -> Keyed:
    """A key or a slip's value: a number, a formula, or a table."""
    if isinstance(data, str):
        return Fraction(data)
    if "tree" in data:
        return Formula(tuple(data["of"]), data["tree"])
    return Tabulated(data["of"], {Fraction(at): Fraction(value) for at, value in data["values"].items()})


def derivative(data: Data) -> Derivative:
    """A formula question; `wrong` are its foreseen wrong forms."""
    return Derivative(**{**data, "wrong": [WrongForm(*one) for one in data["wrong"]]})
