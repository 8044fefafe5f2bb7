"""Which slip explains a wrong answer: the steps that may keep a share, from the key's side.

Every candidate is a tree built from the question alone, so an answer can only fit it by being that slip. Guards: an
answer that is constant fits nothing; only inner derivatives count as missing; a candidate proportional to the whole key
is dropped, since it would turn `factor` into something else.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from .calculus import Link
from .problem import Problem, Values
from .reader.tree import Apply, Number, Tree

TOLERANCE = 1e-9
INFLATED = 1e4  # an answer whose intermediates are that much larger than the key's is not compared where
LOST = 1e-5  # the values are smaller than this against them
ENOUGH = 0.25  # of the usable places must be left
ROUNDED = 0.02
LARGEST = 24  # numerator and denominator of a factor that counts as a slip
LOG_BASES = (math.log(2), math.log(10), 1 / math.log(2), 1 / math.log(10))
SLIP_FACTORS = tuple(Fraction(text) for text in ("0", "-1", "2", "1/2", "-2"))
WRONG_TERM = {Fraction(0): "is missing", Fraction(-1): "has the wrong sign"}


@dataclass(frozen=True)
class Found:
    """A recognised slip: its short name, and what it is, as the middle of a sentence."""

    cause: str
    sentence: str


INNER_MISSING = Found("inner-derivative", "one inner derivative of the chain rule is missing")
TERM_MISSING = Found("term", "one term of a sum is missing")
LEFT_OUT = dict.fromkeys(("inner", "outer", "layer"), INNER_MISSING)
MOST_LINKS = 24


class Fit:
    """Tests whether an answer's values equal others, at the usable places where they are not lost in rounding.

    An answer could otherwise fit everything by adding and subtracting something huge.
    """

    def __init__(self, key: Values, answer: Values, usable: NDArray[np.bool_]) -> None:
        scale = np.maximum(key.scale, answer.scale)
        with np.errstate(all="ignore"):
            precise = np.maximum(np.abs(key.value), np.abs(answer.value)) >= LOST * scale
            precise |= answer.scale <= INFLATED * key.scale
        self.places = np.flatnonzero(usable & np.isfinite(answer.value) & precise)
        self.enough = len(self.places) >= max(16, ENOUGH * usable.sum())
        self.key, self.answer = key.value[self.places], answer.value[self.places]
        self.scale = scale[self.places]

    @property
    def constant(self) -> bool:
        """Whether the answer says the same everywhere (0 included)."""
        return bool(np.ptp(self.answer) <= TOLERANCE * max(1e-3, np.abs(self.answer).max()))

    @property
    def equal(self) -> bool:
        """Whether the answer is the key, at all these places."""
        return bool((np.abs(self.answer - self.key) <= TOLERANCE * self.scale).all()) and len(self.answer) >= 20

    def same(self, other: Values) -> bool:
        """Equal to other values within rounding, be it that both vanish."""
        value, scale = other.value[self.places], np.maximum(other.scale[self.places], self.scale)
        with np.errstate(all="ignore"):
            return bool((np.abs(value - self.answer) <= TOLERANCE * scale).all()) and len(value) >= 20

    def matches(self, other: Values) -> bool:
        """Equal to other values within rounding, and not just where both vanish."""
        telling = np.abs(self.answer) > 1e-7 * np.maximum(other.scale[self.places], self.scale)
        return self.same(other) and int(telling.sum()) >= min(20, len(telling) // 2)

    def ratio(self) -> float | None:
        """c with answer = c * key everywhere, or None."""
        with np.errstate(all="ignore"):
            telling = np.abs(self.key) > 1e-6 * self.scale
            ratios = self.answer[telling] / self.key[telling]
        if len(ratios) < min(20, max(8, len(self.key) // 4)) or not np.isfinite(ratios).all():
            return None
        middle = float(np.median(ratios))
        gap = np.abs(self.answer - middle * self.key)
        close = gap <= TOLERANCE * np.maximum(self.scale, np.abs(middle * self.key))
        return middle if middle and bool(close.all()) else None


def rational(value: float) -> Fraction | None:
    """The small fraction that a factor is, or None."""
    near = Fraction(value).limit_denominator(LARGEST)
    fits = abs(near.numerator) <= LARGEST and near and abs(value - near) <= TOLERANCE * abs(value)
    return near if fits else None


def proportional(fit: Fit) -> Found | None:
    """sign, factor."""
    ratio = fit.ratio()
    if ratio is None:
        return None
    factor = rational(ratio)
    if factor == -1:
        return Found("sign", "the sign is wrong everywhere")
    if factor is not None:
        return Found("factor", f"it is {factor} times the right answer")
    if any(abs(abs(ratio) - base) < TOLERANCE for base in LOG_BASES):
        return Found("log-base", "the logarithm has another base: ln is meant")
    return Found("constant-factor", f"it is {ratio:.4g} times the right answer") if abs(ratio - 1) > ROUNDED else None


ROUNDED_DECIMAL = Found("rounded", "decimals are read exactly: write a fraction such as 1/3")


def rounded(fit: Fit) -> Found | None:
    """Within two percent everywhere: a rounded decimal."""
    close = np.abs(fit.answer - fit.key) <= ROUNDED * np.abs(fit.key)
    return ROUNDED_DECIMAL if close.all() else None


def nearly(batch: int) -> Found:
    """For an answer that is the key at the first points, and was told apart in that batch."""
    return ROUNDED_DECIMAL if batch == 0 else Found("elsewhere", "it agrees on small values but not everywhere")


@dataclass(frozen=True)
class Candidate:
    """A wrong answer that a slip would produce, with its values at the first batch."""

    found: Found
    values: Values


def candidates(problem: Problem, forms: Iterable[Tree]) -> list[Candidate]:
    """Inner derivatives left out, and terms of a sum wrong, in the key and in the listed right forms."""
    batch = problem.batch(0)
    slips = [*_without_link(problem), *_with_wrong_term([problem.key_tree, *forms])]
    fits = [(made, Fit(batch.key, made.values, batch.usable)) for made in evaluated(problem, slips)]
    return [made for made, fit in fits if fit.enough and not fit.constant and fit.ratio() is None]


def evaluated(problem: Problem, slips: Iterable[tuple[Found, Tree]]) -> list[Candidate]:
    """The trees with their values at the first batch."""
    points = problem.batch(0).points
    return [Candidate(found, problem.values(tree, points)) for found, tree in slips]


def opposite(fit: Fit, slips: Iterable[Candidate]) -> Found | None:
    """All signs of a sum wrong but one: minus a slip."""
    negated = [Candidate(slip.found, Values(-slip.values.value, slip.values.scale, {})) for slip in slips]
    if any(fit.matches(slip.values) for slip in negated if slip.found.cause == "term"):
        return Found("inner-sign", "some signs are wrong")
    return None


def _without_link(problem: Problem) -> Iterator[tuple[Found, Tree]]:
    if problem.function is None:
        return
    wrt, index, _ = problem.moved
    for link in links(problem)[:MOST_LINKS]:
        yield LEFT_OUT.get(link[0], TERM_MISSING), problem.derivative(wrt, index, frozenset([link]))


def links(problem: Problem) -> list[Link]:
    """The links of the chain rule in the question's function."""
    wrt, index, _ = problem.moved
    differentiator = problem.differentiator(wrt, index)
    assert problem.function is not None
    differentiator.derivative(problem.function)
    return list(differentiator.links)


def _with_wrong_term(trees: Iterable[Tree]) -> Iterator[tuple[Found, Tree]]:
    for tree in trees:
        for edited, factor in _edits(tree):
            what = WRONG_TERM.get(factor, f"is {factor} times what it should be")
            yield Found("term", f"one term of a sum {what}"), edited


def _edits(tree: Tree) -> Iterator[tuple[Tree, Fraction]]:
    """The tree with one summand of a sum multiplied by 0, -1, 2, ...; only where the sum enters as a factor."""
    if not isinstance(tree, Apply):
        return
    if tree.op in ("+", "-"):
        for side in (0, 1):
            summand = tree.args[side]
            if side == 1 or not (isinstance(summand, Apply) and summand.op in ("+", "-")):
                for factor in SLIP_FACTORS:
                    scaled = Apply("*", (Number(factor), summand))
                    yield _with(tree, side, scaled), factor
    for side in range(len(tree.args)):
        if (
            tree.op in ("+", "-", "*", "neg", "odot", "total")
            or (tree.op, side) == ("/", 0)
            or (tree.op, side) == ("sum", 1)
        ):
            for edited, factor in _edits(tree.args[side]):
                yield _with(tree, side, edited), factor


def _with(tree: Apply, side: int, arg: Tree) -> Apply:
    return Apply(tree.op, tuple(arg if k == side else old for k, old in enumerate(tree.args)))


def on_one_branch(fit: Fit, key: Values) -> Found | None:
    """Right on one side of one of the key's switches, and there not just zero."""
    close = np.abs(fit.answer - fit.key) <= TOLERANCE * fit.scale
    for _, side in key.switches.values():
        for sign in (1, -1):
            here: NDArray[np.bool_] = side[fit.places] == sign
            if 8 <= here.sum() < len(here) and close[here].all() and not close[~here].all() and fit.key[here].any():
                return Found("branch", "it is right on one branch only")
    return None
