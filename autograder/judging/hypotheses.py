"""Explanations of a wrong array: which slip would have produced it?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

SIGN, FACTOR, TRANSPOSED = 0.5, 0.7, 0.5
"""Shares that these slips keep of an output's points."""
FIT = 1e-6
"""A prediction fits when it is within this of the wrong array, relative to the array's largest entry."""


@dataclass(frozen=True)
class Hypothesis:
    """A slip: its name, a sentence for the student, the share it keeps, and the wrong array it would give.

    predict: takes the right array and returns the wrong one, or None where the slip does not apply.
    """

    name: str
    sentence: str
    share: float
    predict: Callable[[np.ndarray], np.ndarray | None]


def explain(got: np.ndarray, want: np.ndarray, hypotheses: Sequence[Hypothesis]) -> tuple[Hypothesis, ...]:
    """The hypotheses whose prediction is `got`; none when `got` is trivial (all zero)."""
    if not np.isfinite(got).all() or not np.any(got):
        return ()
    return tuple(h for h in hypotheses if _fits(got, want, h))


def _fits(got: np.ndarray, want: np.ndarray, hypothesis: Hypothesis) -> bool:
    predicted = hypothesis.predict(want)
    if predicted is None or predicted.shape != got.shape or not np.isfinite(predicted).all():
        return False
    return close(got, predicted, FIT) and not close(want, predicted, FIT)


def close(got: np.ndarray, want: np.ndarray, tolerance: float) -> bool:
    """Whether all entries agree within the tolerance, relative to the largest entry of `want`; shapes must be equal."""
    if got.shape != want.shape:
        return False
    scale = float(np.max(np.abs(want), initial=0.0))
    return bool(np.all(np.abs(got - want) <= tolerance * scale))


def generic(what: str, counts: Mapping[str, float | np.ndarray]) -> list[Hypothesis]:
    """The slips that any array can show: sign, one of the counts too many or too few, 2, 1/2, transposed.

    counts: what there is of things one may have divided by, as {"examples": 12}; an array where it differs from
    entry to entry.
    """
    slips = [
        Hypothesis("sign", f"{what} has the wrong sign everywhere.", SIGN, lambda want: -want),
        Hypothesis("doubled", f"{what} is 2 times too large.", FACTOR, lambda want: 2 * want),
        Hypothesis("halved", f"{what} is half of what it should be.", FACTOR, lambda want: want / 2),
        Hypothesis("transposed", f"{what} is transposed.", TRANSPOSED, _transposed),
    ]
    for things, count in counts.items():
        slips += _by_count(what, things, count)
    return slips


def _transposed(want: np.ndarray) -> np.ndarray | None:
    return want.T if want.ndim == 2 and 1 not in want.shape else None


def _by_count(what: str, things: str, count: float | np.ndarray) -> list[Hypothesis]:
    number = f"{count:g} " if np.ndim(count) == 0 else "as many "
    times = f"{count:g} times" if np.ndim(count) == 0 else f"as many times as there are {things}"
    return [
        Hypothesis(
            f"times {things}",
            f"{what} is {times} too large: there are {number}{things}; was the mean taken?",
            FACTOR,
            lambda want: want * count,
        ),
        Hypothesis(
            f"over {things}",
            f"{what} is {times} too small: there are {number}{things}; was it divided by them once too often?",
            FACTOR,
            lambda want: want / count,
        ),
    ]


def constant_factor(got: np.ndarray, want: np.ndarray, what: str) -> Hypothesis | None:
    """The slip of any other constant factor; it takes at least two informative entries to see one."""
    if got.shape != want.shape or np.count_nonzero(want) < 2 or not np.isfinite(got).all():
        return None
    factor = float(np.vdot(want, got) / np.vdot(want, want))
    if factor == 0 or not close(got, factor * want, FIT):
        return None
    share = FACTOR if factor > 0 else FACTOR * SIGN
    return Hypothesis("factor", f"{what} is {factor:.4g} times what it should be.", share, lambda w: factor * w)
