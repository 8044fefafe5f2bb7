"""What values a variable may take, and how test values are drawn from them.

Text forms: real, pos, unit (0 to 1), bit {0, 1}, pm1 {-1, 1}, integer, an interval such as "[2, 5]" or (2, 5), whole
numbers "1..4"; with " vector d" behind it, a vector of dimension d.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from ..errors import QuestionError
from .evaluate import Array

MARGIN = 0.05  # keeps |x| off 0, where kinks are
NUMBER = r"\s*([-+]?\d+(?:\.\d*)?(?:e[-+]?\d+)?)\s*"
INTERVAL = re.compile(rf"(?:interval\s*)?[\[(]{NUMBER},{NUMBER}[\])]")
RANGE = re.compile(r"([-+]?\d+)\s*\.\.\s*([-+]?\d+)")
VECTOR = re.compile(r"(.*\S)\s+vector(?:\s+(\w+))?")


@dataclass(frozen=True)
class Domain:
    """kind: real, pos, within (an open interval low..high), or whole (the integers low..high, or just the two ends)."""

    kind: str
    low: float = 0.0
    high: float = 1.0
    dimension: str | None = None

    @property
    def discrete(self) -> bool:
        """Whether values are whole numbers or the two ends."""
        return self.kind in ("whole", "ends")

    def at(self, places: Array, width: Array) -> Array:
        """Values at places in [0, 1), evenly spread; `width` widens the box of an unbounded domain."""
        if self.kind == "real":
            side = np.where(places < 0.5, -1.0, 1.0)
            return np.asarray(side * (MARGIN + (2 * width - MARGIN) * np.abs(2 * places - 1)))
        if self.kind == "pos":
            return MARGIN + (2 * width - MARGIN) * places
        if self.kind == "ends":
            return np.where(places < 0.5, self.low, self.high)
        if self.kind == "whole":
            return np.floor(self.low + places * (self.high - self.low + 1))
        margin = np.asarray(MARGIN / width * (self.high - self.low))
        return self.low + margin + (self.high - self.low - 2 * margin) * places

    def simple(self, values: Array) -> Array:
        """The same values rounded to one decimal, kept inside the domain and off 0."""
        if self.discrete:
            return values
        rounded = np.round(values, 1)
        rounded = np.where(rounded == 0, np.copysign(0.1, values), rounded)
        inside = (rounded > self.low) & (rounded < self.high) if self.kind == "within" else np.ones_like(rounded, bool)
        return np.where(inside, rounded, values)

    def bounds(self) -> tuple[float, float]:
        """The closed interval that holds the domain."""
        infinity = float("inf")
        return {"real": (-infinity, infinity), "pos": (0.0, infinity)}.get(self.kind, (self.low, self.high))


NAMED = {
    "real": Domain("real"),
    "pos": Domain("pos"),
    "positive": Domain("pos"),
    "unit": Domain("within", 0.0, 1.0),
    "bit": Domain("ends", 0.0, 1.0),
    "pm1": Domain("ends", -1.0, 1.0),
    "integer": Domain("whole", -4, 4),
    "integers": Domain("whole", -4, 4),
    "int": Domain("whole", -4, 4),
}


def domain(declared: object, name: str) -> Domain:
    """The domain that an author declared for `name`. Raises QuestionError for anything else."""
    if isinstance(declared, (tuple, list)) and len(declared) == 2:
        return _interval(float(declared[0]), float(declared[1]), name)
    text = str(declared).strip()
    vector = VECTOR.fullmatch(text)
    if vector:
        entry = domain(vector[1], name)
        return Domain(entry.kind, entry.low, entry.high, vector[2] or "d")
    interval, whole = INTERVAL.fullmatch(text), RANGE.fullmatch(text)
    if interval:
        return _interval(float(interval[1]), float(interval[2]), name)
    if whole and int(whole[1]) < int(whole[2]):
        return Domain("whole", int(whole[1]), int(whole[2]))
    if text not in NAMED:
        raise QuestionError(
            f"the domain {text!r} of {name} is not known; write one of {', '.join(NAMED)}, '[0, 3]' or '1..4'."
        )
    return NAMED[text]


def _interval(low: float, high: float, name: str) -> Domain:
    if not low < high:
        raise QuestionError(f"the interval of {name} is empty: {low} to {high}.")
    return Domain("within", low, high)
