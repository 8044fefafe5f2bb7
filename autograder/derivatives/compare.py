"""Equal or not: an answer and a key at random points, with 40 digits where float64 cannot decide."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .evaluate import Array
from .precise import NoValue
from .problem import Batch, Problem, Values
from .reach import unreachable
from .reader.tree import Apply, Tree
from .second_opinion import agrees

ROUNDING = 1e-12  # of the largest intermediate: equal
EXACT = 1e-25  # of the largest intermediate, in 40 digits: equal
INFORMATIVE = 1e-7  # agreement of values smaller than this against the scale says nothing
ENOUGH = 20  # informative agreements for "equal"
UNDEFINED = 0.02  # share of the key's domain that an answer may leave out
BATCHES = 6
CONFIRMATIONS = 2  # places looked at in 40 digits before an answer is right
EFFORT = 2000  # operations in 40 digits that one batch may cost, but
FEWEST_LOOKS = 2  # places are looked at in any case
LOOKS = 8  # places looked at in 40 digits for each batch


@dataclass
class Evidence:
    """What the points have shown so far."""

    agreements: int = 0
    sides: dict[int, tuple[Apply, bool, bool]] = field(default_factory=dict)

    def see(self, values: Values, usable: NDArray[np.bool_]) -> None:
        """Note which sides of its branches a tree took."""
        for key, (node, side) in values.switches.items():
            _, above, below = self.sides.get(key, (node, False, False))
            reached = side[usable]
            self.sides[key] = (node, above or bool((reached > 0).any()), below or bool((reached < 0).any()))

    def unseen(self) -> list[Apply]:
        """Branches of which one side was never taken."""
        return [node for node, above, below in self.sides.values() if not (above and below)]


@dataclass(frozen=True)
class Comparison:
    """outcome: equal, different, undefined or undecided; the answer at the first batch; the batch that decided."""

    outcome: str
    answer: Values
    batch: int


def compare(problem: Problem, tree: Tree) -> Comparison:
    """Compare an answer's tree with the key."""
    evidence = Evidence()
    first: Values | None = None
    for number in range(BATCHES):
        batch = problem.batch(number)
        answer = problem.values(tree, batch.points)
        first = first or answer
        outcome = _look(problem, tree, batch, answer, evidence)
        if outcome:
            return Comparison(outcome, first, number)
        if evidence.agreements >= ENOUGH and not evidence.unseen():
            break
    assert first is not None
    if not _settled(problem, tree, evidence):
        return Comparison("undecided", first, number)
    return Comparison("equal" if _confirmed(problem, tree, first) else "different", first, 0)


def _confirmed(problem: Problem, tree: Tree, answer: Values) -> bool:
    """A last look in 40 digits: 1 + 10^-14 is not 1."""
    batch = problem.batch(0)
    places = np.flatnonzero(batch.usable & _telling(batch.key, answer))[:CONFIRMATIONS]
    return "different" not in _exactly(problem, tree, batch, answer, places)


def _settled(problem: Problem, tree: Tree, evidence: Evidence) -> bool:
    """Whether everything was seen, or what was not seen cannot be, or sympy knows better."""
    if evidence.agreements >= ENOUGH and all(unreachable(problem, node) for node in evidence.unseen()):
        return True
    return evidence.agreements > 0 and agrees(problem, tree)


def _look(problem: Problem, tree: Tree, batch: Batch, answer: Values, evidence: Evidence) -> str:
    """ "different", "undefined" or "" (nothing against it) for one batch."""
    gap, scale = difference(batch.key, answer)
    finite = np.isfinite(answer.value)
    close = batch.usable & finite & (gap <= ROUNDING * scale)
    doubtful = np.flatnonzero(batch.usable & finite & ~close)
    doubtful = doubtful[np.argsort(-(gap[doubtful] / scale[doubtful]), kind="stable")][:LOOKS]
    missing = np.flatnonzero(batch.usable & ~finite & batch.core)[:LOOKS]
    looks = _exactly(problem, tree, batch, answer, np.concatenate([doubtful, missing]))
    if "different" in looks:
        return "different"
    open_places = batch.core & batch.usable & ~close
    if "undefined" in looks and open_places.sum() > UNDEFINED * (batch.core & batch.usable).sum():
        return "undefined"
    evidence.agreements += int((close & _telling(batch.key, answer)).sum()) + looks.count("equal")
    evidence.see(batch.key, batch.usable)
    evidence.see(answer, batch.usable & finite)
    return ""


def difference(key: Values, answer: Values) -> tuple[Array, Array]:
    """|answer - key| and the scale of rounding, place by place."""
    with np.errstate(all="ignore"):
        return np.abs(answer.value - key.value), np.maximum(np.maximum(key.scale, answer.scale), 1e-300)


def _telling(key: Values, answer: Values) -> NDArray[np.bool_]:
    """Where agreement says something: not both lost in rounding (a key that is 0 everywhere aside)."""
    if not key.value.any():
        return np.ones(len(key.value), dtype=bool)
    scale = np.maximum(key.scale, answer.scale)
    return np.asarray(np.maximum(np.abs(key.value), np.abs(answer.value)) > INFORMATIVE * scale)


def _exactly(problem: Problem, tree: Tree, batch: Batch, answer: Values, places: NDArray[np.intp]) -> list[str]:
    """For each place, in 40 digits: equal, different, undefined (the answer has no value), or no key there.

    Ends at the first difference.
    """
    found: list[str] = []
    affordable = max(FEWEST_LOOKS, EFFORT // problem.effort(tree))
    for place in map(int, places[:affordable]):
        found.append(_exact(problem, tree, batch, place, max(batch.key.scale[place], answer.scale[place])))
        if found[-1] == "different":
            break
    return found


def _exact(problem: Problem, tree: Tree, batch: Batch, place: int, scale: float) -> str:
    try:
        key = problem.precisely(problem.key_tree, batch.points, place)
    except NoValue:
        return "no key"
    try:
        answer = problem.precisely(tree, batch.points, place)
    except NoValue:
        return "undefined"
    yardstick = scale if math.isfinite(scale) else max(abs(answer), abs(key))
    return "different" if abs(answer - key) > EXACT * yardstick else "equal"
