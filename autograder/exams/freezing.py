"""Items as plain data: a template's functions become formulas and tables, and its code stays in the house.

A key or a modelled error that is a function of earlier entries is called with stand-ins that write down what is done
with them. Where a function asks more of a number than arithmetic (which of two is larger, a printed table), it is
written down as a table of its values; if it has several arguments too, errors are not carried forward into it.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from autograder.exams.carried import exact
from autograder.exams.entries import Choose, Entry, Expression, Item, Keyed, Line, Number, Value, names_in, value_of
from autograder.exams.tables import NAMES, points
from autograder.exams.thawed import Data


class NoFormula(Exception):
    """The function does more than arithmetic with its arguments."""


class Traced:
    """Stands for a number, and writes down what is done with it; raises NoFormula for all but arithmetic."""

    def __init__(self, tree: Any) -> None:
        self.tree = tree

    def __add__(self, other: Any) -> Traced:
        return _done("+", self, other)

    def __radd__(self, other: Any) -> Traced:
        return _done("+", other, self)

    def __sub__(self, other: Any) -> Traced:
        return _done("-", self, other)

    def __rsub__(self, other: Any) -> Traced:
        return _done("-", other, self)

    def __mul__(self, other: Any) -> Traced:
        return _done("*", self, other)

    def __rmul__(self, other: Any) -> Traced:
        return _done("*", other, self)

    def __truediv__(self, other: Any) -> Traced:
        return _done("/", self, other)

    def __rtruediv__(self, other: Any) -> Traced:
        return _done("/", other, self)

    def __pow__(self, other: Any) -> Traced:
        if not isinstance(other, int):
            raise NoFormula
        return _done("^", self, other)

    def __neg__(self) -> Traced:
        return _done("neg", self)

    def __abs__(self) -> Traced:
        return _done("abs", self)

    def _refuse(self, *_: Any) -> Any:
        raise NoFormula

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __bool__ = __hash__ = __float__ = __int__ = __index__ = __round__ = __rpow__ = _refuse
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = _refuse


def _done(operation: str, *parts: Any) -> Traced:
    return Traced([operation, *(_tree(part) for part in parts)])


def _tree(part: Any) -> Any:
    if isinstance(part, Traced):
        return part.tree
    if isinstance(part, int | Fraction):
        return str(part)
    raise NoFormula


def frozen(item: Item) -> Data:
    """An item as data that `thawed.item` reads; its texts have their numbers filled in."""
    return {
        "prompt": item.text(item.prompt),
        "given": {name: str(exact(number)) for name, number in item.given.items() if not isinstance(number, str)},
        "entries": [_entry(item, entry) for entry in item.entries],
        "code": list(item.code),
        "table": [[item.text(cell) for cell in row] for row in item.table],
    }


def _entry(item: Item, entry: Entry) -> Data:
    common = {"name": entry.name, "label": item.text(entry.label), "weight": entry.weight}
    if isinstance(entry, Number):
        return {"kind": "number", **common, **_number(item, entry)}
    if isinstance(entry, Choose):
        options = [item.text(text) for text in entry.options]
        return {"kind": "choose", **common, "options": options, "right": sorted(entry.right), "many": entry.many,
                "why": entry.why}  # fmt: skip
    if isinstance(entry, Line):
        return {"kind": "line", **common, "key": entry.key}
    return {"kind": "expression", **common, "derivative": _derivative(entry)}


def _number(item: Item, entry: Number) -> Data:
    keys = item.keys()
    slips = []
    for slip in entry.slips:
        value = _keyed(slip.value, keys)
        if value is not None:
            slips.append({"name": slip.name, "value": value, "share": slip.share, "sentence": slip.sentence})
    return {
        "key": _keyed(entry.key, keys),
        "within": entry.within,
        "slips": slips,
        "unit": entry.unit,
        "between": None if entry.between is None else [str(exact(end)) for end in entry.between],
    }


def _keyed(key: Keyed, keys: dict[str, Value]) -> Any:
    """A number, a formula, a table; None for a slip that has no value."""
    names = names_in(key)
    if callable(key) and names:
        tree = _formula(key, names)
        if tree is not None:
            return {"of": list(names), "tree": tree}
        if len(names) == 1:
            return {"of": names[0], "values": _table(key, names[0], exact(keys[names[0]]))}
    try:
        return str(exact(value_of(key, keys)))
    except Exception:  # a slip that nobody can make with these numbers
        return None


def _formula(key: Keyed, names: Iterable[str]) -> Any:
    try:
        found = value_of(key, {name: Traced({"entry": name}) for name in names})  # type: ignore[misc]
        return _tree(found)
    except Exception:  # the author's function may do anything with what it is given
        return None


def _table(key: Keyed, name: str, right: Fraction) -> dict[str, str]:
    found: dict[str, str] = {}
    for at in sorted({right, *_likely()}):
        try:
            found[str(at)] = str(exact(value_of(key, {name: at})))
        except Exception:  # no value there
            continue
    return found


def _likely() -> Iterable[Fraction]:
    """Numbers that a student's own entry may well be."""
    yield from map(Fraction, range(-200, 201))
    yield from (Fraction(n, 4) for n in range(-80, 81))
    yield from (Fraction(n, 10) for n in range(-100, 101))
    yield from (Fraction(n, 100) for n in range(-100, 101))
    for table in NAMES:
        yield from points(table)


def _derivative(entry: Expression) -> Data:
    asked, problem = entry.derivative, entry.derivative.problem
    return {
        "of": problem.of,
        "wrt": problem.wrt,
        "key": problem.key,
        "variables": dict(problem.variables),
        "definitions": dict(problem.definitions),
        "indices": dict(problem.indices),
        "given": list(problem.given),
        "seed": problem.seed,
        "forms": list(asked.forms),
        "wrong": [[one.text, one.share, one.sentence, one.cause] for one in asked.wrong],
        "answer_in": None if asked.answer_in is None else list(asked.answer_in),
        "functions": None if asked.functions is None else list(asked.functions),
        "shares": dict(asked.shares),
        "reveal": asked.reveal,
    }
