"""What a template draws with: exact numbers from numpy's frozen generator, and draws that are thrown away."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TypeVar

import numpy as np

T = TypeVar("T")


class Redraw(Exception):
    """This draw does not fit the template: it is thrown away, counted, and drawn again."""


class Draw:
    """Draws of one item. Numbers are exact (int or Fraction), so that what is printed is what the key is made from."""

    def __init__(self, rng: np.random.RandomState) -> None:
        self._rng = rng

    def integer(self, low: int, high: int, without: Sequence[int] = ()) -> int:
        """A whole number from low to high, both included, and none of `without`."""
        return self.choice([n for n in range(low, high + 1) if n not in without])

    def choice(self, options: Sequence[T]) -> T:
        """One of the options, all equally likely; without any, the draw is thrown away."""
        self.require(len(options) > 0)
        return options[int(self._rng.randint(len(options)))]

    def distinct(self, count: int, options: Sequence[T]) -> list[T]:
        """`count` different ones of the options, in random order."""
        return [options[int(i)] for i in self._rng.permutation(len(options))[:count]]

    def shuffled(self, options: Sequence[T]) -> list[T]:
        """All the options in random order."""
        return self.distinct(len(options), options)

    def sign(self) -> int:
        """1 or -1."""
        return self.choice((1, -1))

    def tenths(self, low: int, high: int, without: Sequence[int] = ()) -> Fraction:
        """A number with one decimal: low/10 to high/10, both included; `without` in tenths too."""
        return Fraction(self.integer(low, high, without), 10)

    @staticmethod
    def require(condition: bool) -> None:
        """Throw this draw away unless the condition holds; raises Redraw."""
        if not condition:
            raise Redraw
