"""Explanations of a wrong array: which slip would have produced it?

A hypothesis predicts the wrong array. It explains an answer when the prediction fits tightly and no other one does.
Here are the noun, the fitting, and the slips that any array can show; `slips` has those that a question declares.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.judging.arrays import Array

SIGN, FACTOR, TRANSPOSED = 0.5, 0.7, 0.5
"""Shares that these slips keep of an output's points."""
SUMMED, OTHER_BLOCK, COMPLEMENT = 0.5, 0.4, 0.5
"""The same for sums that went too far or not far enough, another output in this one's place, and 1 - p for p."""
FIT = 1e-6
"""A prediction fits when it is within this of the wrong array, relative to the array's largest entry."""
NO_FACTOR = 1e-3
"""A constant factor nearer to 1 than this is a matter of precision."""
BASES = {"2": np.log(2.0), "10": np.log(10.0)}
"""What a logarithm of another base must be multiplied by to be a natural one."""


OTHERWISE = {
    "mean": ("was the mean taken?", "was it divided by them once too often?"),
    "sum": ("was it multiplied by them?", "was the sum taken? It should be, and not the mean."),
}
"""What is asked where an array is as many times too large, or too small, as there are of what the loss is over."""


@dataclass(frozen=True)
class Hypothesis:
    """A slip: its name, a sentence for the student, the share it keeps, and the wrong array it would give.

    predict: takes the right array and returns the wrong one, or None where the slip does not apply. along: for a slip
    of an amount that only the student knows (a learning rate, a leak): what is wrong is then the prediction and some
    multiple of this array.
    """

    name: str
    sentence: str
    share: float
    predict: Callable[[Array], Array | None]
    along: Array | None = None


def explain(
    got: Array, want: Array, hypotheses: Sequence[Hypothesis], fit: float = FIT
) -> tuple[Hypothesis, ...]:
    """The hypotheses whose prediction is `got`; none when `got` is trivial: zero, not finite, one number everywhere.

    One number everywhere is an answer only where the right one varies (a sum that was taken over everything).
    """
    if not got.size or not np.isfinite(got).all() or not np.any(got):
        return ()
    if got.size > 1 and _uniform(got) and _uniform(want):
        return ()
    return tuple(h for h in hypotheses if _fits(got, want, h, fit))


def _uniform(array: Array) -> bool:
    return bool(np.ptp(array) <= FIT * np.max(np.abs(array)))


def _fits(got: Array, want: Array, hypothesis: Hypothesis, fit: float) -> bool:
    predicted = hypothesis.predict(want)
    if predicted is None or np.shape(predicted) != got.shape or not np.isfinite(predicted).all():
        return False
    if hypothesis.along is not None:
        predicted = _nearest(got, predicted, hypothesis.along)
    return close(got, predicted, fit) and not close(want, predicted, 10 * fit)


def _nearest(got: Array, start: Array, along: Array) -> Array:
    """The point of the line that is nearest to `got`; `start` itself where too few entries could tell a line."""
    if np.shape(along) != got.shape or np.count_nonzero(along) < 3:
        return start
    return start + float(np.vdot(along, got - start) / np.vdot(along, along)) * along


def close(got: Array, want: Array, tolerance: float) -> bool:
    """Whether all entries agree within the tolerance, relative to the largest entry of `want`; shapes must be equal."""
    if np.shape(got) != np.shape(want):
        return False
    scale = float(np.max(np.abs(want), initial=0.0))
    return bool(np.all(np.abs(got - want) <= tolerance * scale))


def ambiguities(want: Array, hypotheses: Sequence[Hypothesis], apart: float = 1e-3) -> list[str]:
    """What a draw cannot tell: slips that change nothing, and pairs that leave the same array, as "name" or "a|b".

    apart: predictions closer than this (relative to the largest entry) count as the same; a thousand tolerances.
    For the author's check: a draw with ambiguities is a bad draw.
    """
    arrays = [(h.name, h.predict(want)) for h in hypotheses]
    there = [(name, array) for name, array in arrays if array is not None and np.any(array)]
    same = [name for name, array in there if close(array, want, apart)]
    for at, (name, array) in enumerate(there):
        same += [f"{name}|{other}" for other, its in there[:at] if other != name and close(array, its, apart)]
    return same


def generic(
    what: str,
    counts: Mapping[str, float | Array],
    others: Mapping[str, Array] | None = None,
    reduction: str = "mean",
) -> list[Hypothesis]:
    """The slips that any array can show.

    counts: what there is of things one may have divided by, as {"examples": 12, "features": 5}; the first is what the
    mean is over (or the sum, where reduction is "sum": then nothing should have been divided by it). An array where it
    differs from entry to entry. others: the right arrays of the other outputs.
    """
    return [*constants(what, counts, reduction), *_arrangements(what), *_others(what, others or {})]


def constants(what: str, counts: Mapping[str, float | Array], reduction: str = "mean") -> list[Hypothesis]:
    """The sign, 2, 1/2, the base of a logarithm, and the counts: the slips that leave a constant factor behind."""
    slips = [
        Hypothesis("sign", f"{what} has the wrong sign everywhere.", SIGN, lambda want: -want),
        Hypothesis("doubled", f"{what} is 2 times too large.", FACTOR, lambda want: 2 * want),
        Hypothesis("halved", f"{what} is half of what it should be.", FACTOR, lambda want: want / 2),
    ]
    slips += [_base(what, base, factor) for base, factor in BASES.items()]
    for at, (things, count) in enumerate(counts.items()):
        slips += _by_count(what, things, count, OTHERWISE[reduction if at == 0 else "mean"])
    return slips + (list(_instead(what, counts)) if reduction == "mean" else [])


def _base(what: str, base: str, factor: float) -> Hypothesis:
    sentence = f"{what} comes from logarithms of base {base}; natural ones are asked for."
    return Hypothesis(f"log base {base}", sentence, FACTOR, lambda want: want / factor)


def _by_count(what: str, things: str, count: float | Array, asked: tuple[str, str]) -> list[Hypothesis]:
    one = np.ndim(count) == 0
    if one and count == 1:
        return []
    times = f"{count:g} times" if one else f"as many times as there are {things}"
    there = f": there are {count:g} {things}; " if one else ": "
    large = f"{what} is {times} too large{there}{asked[0]}"
    small = f"{what} is {times} too small{there}{asked[1]}"
    return [
        Hypothesis(f"times {things}", large, FACTOR, lambda want: want * count),
        Hypothesis(f"over {things}", small, FACTOR, lambda want: want / count),
    ]


def _instead(what: str, counts: Mapping[str, float | Array]) -> Iterator[Hypothesis]:
    """Divided by another count than the first."""
    single = [(things, float(count)) for things, count in counts.items() if np.ndim(count) == 0]
    for things, count in single[1:]:
        first, many = single[0]
        sentence = f"{what} was divided by the {count:g} {things} instead of the {many:g} {first}."
        yield Hypothesis(f"{things} for {first}", sentence, FACTOR, _times(many / count))


def _times(factor: float) -> Callable[[Array], Array]:
    return lambda want: factor * want


def _arrangements(what: str) -> list[Hypothesis]:
    return [
        Hypothesis("transposed", f"{what} is transposed.", TRANSPOSED, _transposed),
        Hypothesis("flattened", f"{what} has the right entries in one long row.", TRANSPOSED, _flat),
        Hypothesis("summed to a number", f"{what} was summed to a single number; which axis is meant?", SUMMED, _total),
        Hypothesis("same everywhere", f"{what} holds its sum in every entry; which axis is meant?", SUMMED, _spread),
        Hypothesis("summed over rows", f"{what} was summed over its rows.", SUMMED, lambda want: _sum(want, 0)),
        Hypothesis("summed over columns", f"{what} was summed over its columns.", SUMMED, lambda want: _sum(want, 1)),
        Hypothesis("complement", f"{what} is 1 minus what it should be.", COMPLEMENT, _complement),
    ]


def _transposed(want: Array) -> Array | None:
    return want.T if want.ndim == 2 and 1 not in want.shape else None


def _flat(want: Array) -> Array | None:
    return want.ravel() if want.ndim > 1 and 1 not in want.shape else None


def _total(want: Array) -> Array | None:
    return np.asarray(want.sum()) if want.size > 1 and not _round(want.sum()) else None


def _spread(want: Array) -> Array | None:
    return np.full_like(want, want.sum()) if want.size > 1 and not _round(want.sum()) else None


def _round(number: float) -> bool:
    """Sums of probabilities and of zeros and ones: that number comes from anybody who returns ones."""
    return bool(abs(2 * number - np.round(2 * number)) < FIT)


def _sum(want: Array, axis: int) -> Array | None:
    if want.ndim != 2 or 1 in want.shape or _uniform(want.sum(axis=axis)):
        return None
    return np.asarray(want.sum(axis=axis))


def _complement(want: Array) -> Array | None:
    """For probabilities; an array of zeros and ones is none."""
    return 1 - want if np.all((want > 0) & (want < 1)) else None


def _others(what: str, others: Mapping[str, Array]) -> Iterator[Hypothesis]:
    for name, array in others.items():
        if name != what:
            yield Hypothesis(
                f"{name} for {what}",
                f"{what} holds what {name} should be.",
                OTHER_BLOCK,
                _given(array),
            )


def _given(array: Array) -> Callable[[Array], Array]:
    return lambda want: np.asarray(array, dtype=np.float64)


def constant_factor(got: Array, want: Array, what: str, fit: float = FIT) -> Hypothesis | None:
    """The slip of any other constant factor; it takes at least two entries of different size to see one."""
    if got.shape != want.shape or np.count_nonzero(want) < 2 or not np.isfinite(got).all() or _uniform(np.abs(want)):
        return None
    factor = float(np.vdot(want, got) / np.vdot(want, want))
    if abs(factor - 1) < NO_FACTOR or not close(got, factor * want, fit):
        return None
    share = FACTOR if factor > 0 else FACTOR * SIGN
    return Hypothesis("factor", f"{what} is {factor:.4g} times what it should be.", share, lambda w: factor * w)


def not_reduced(got: Array, want: Array, what: str, fit: float = FIT) -> Hypothesis | None:
    """The slip of one entry (or row) for each example, where their mean or sum is asked for."""
    if got.ndim != want.ndim + 1 or got.shape[0] < 2 or got.shape[1:] != want.shape or not np.isfinite(got).all():
        return None
    if all(np.array_equal(piece, got[0]) for piece in got[1:]):
        return None  # one answer several times
    for name, reduced in (("mean", got.mean(axis=0)), ("sum", got.sum(axis=0))):
        if np.any(want) and close(reduced, want, fit):
            sentence = f"{what} has one piece for each of {got.shape[0]} examples; their {name} is asked for."
            return Hypothesis("not reduced", sentence, SUMMED, lambda w: got)
    return None


def together(first: Hypothesis, second: Hypothesis) -> Hypothesis:
    """Both slips at once; the shares multiply."""

    def predict(want: Array) -> Array | None:
        halfway = first.predict(want)
        return None if halfway is None else second.predict(halfway)

    sentence = f"{first.sentence} And then: {second.sentence}"
    return Hypothesis(f"{first.name} + {second.name}", sentence, first.share * second.share, predict)
