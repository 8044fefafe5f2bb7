"""The printed tables: sigma, ln and tanh to three decimals. Keys use them, so that no calculator is needed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction

Exact = int | Fraction


def _over(low: int, high: int, step: int) -> tuple[Fraction, ...]:
    """The points from low/20 to high/20, `step` twentieths apart."""
    return tuple(Fraction(n, 20) for n in range(low, high + 1, step))


_TABLES: Mapping[str, tuple[Callable[[float], float], tuple[Fraction, ...]]] = {
    "sigma": (lambda z: 1 / (1 + math.exp(-z)), _over(-80, 80, 5)),
    "ln": (math.log, (*_over(1, 20, 1), *map(Fraction, range(2, 11)))),
    "tanh": (math.tanh, (*map(Fraction, (-3,)), *_over(-40, 40, 2), Fraction(3))),
}
NAMES = tuple(_TABLES)


def sigma(z: Exact) -> Fraction:
    """The printed 1 / (1 + e^-z); from -4 to 4, a quarter apart. Raises KeyError for a point that is not printed."""
    return printed("sigma", z)


def ln(x: Exact) -> Fraction:
    """The printed natural logarithm; 0.05 to 1, a twentieth apart, and 2 to 10. Raises KeyError elsewhere."""
    return printed("ln", x)


def tanh(z: Exact) -> Fraction:
    """The printed tanh; from -2 to 2, a tenth apart, and -3 and 3. Raises KeyError elsewhere."""
    return printed("tanh", z)


def printed(name: str, at: Exact) -> Fraction:
    """The value of a table at a point; raises KeyError, in words, where it is not printed."""
    found = table(name).get(Fraction(at))
    if found is None:
        raise KeyError(f"{name}({at}) is not in the printed table")
    return found


def points(name: str) -> tuple[Fraction, ...]:
    """The points at which a table is printed, in increasing order."""
    return _TABLES[name][1]


def table(name: str) -> dict[Fraction, Fraction]:
    """Point and printed value of a whole table, in increasing order; raises KeyError for another name."""
    function, at = _TABLES[name]
    return {z: Fraction(round(1000 * function(float(z))), 1000) for z in at}
