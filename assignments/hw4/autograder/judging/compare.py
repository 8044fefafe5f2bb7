"""Is this the right array? Exact kind, then shape, then finite, then values; and if not, why."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from autograder.credit import Grid
from autograder.errors import QuestionError, Wrong
from autograder.judging.arrays import Array
from autograder.judging.hypotheses import (
    FIT,
    Hypothesis,
    close,
    constant_factor,
    constants,
    explain,
    generic,
    not_reduced,
    together,
)

TOLERANCE = 1e-6
"""Largest difference from the right value v, relative to max(1, |v|)."""
FLOAT32_TOLERANCE = 1e-5
"""The same for an answer that comes in single precision."""
HUGE = 1e100
"""Entries beyond this count as not finite: squares of them overflow, and then everything seems to fit."""
FIT32 = 1e-5
"""How tightly a slip must fit an answer in single precision."""
ROUGH, ROUGH_SHARE = 1e-4, 0.9
"""Within this of the largest entry, an answer is right but for its precision, and keeps this share."""
ROUGHLY = "single precision, a small constant in a logarithm, or a rough step?"
FORGIVEN = "It has cost its points where it was made; those here are kept."
OTHER_SHAPE = 0.9
"""What is kept when a shape differs only by axes of length 1."""
GRID = 40
"""Arrays with a side longer than this get no picture."""


class Usual(NamedTuple):
    """What the slips that any array can show depend on; see `hypotheses.generic`."""

    what: str
    counts: Mapping[str, float | Array]
    others: Mapping[str, Array]
    reduction: str


def as_numbers(value: Any, what: str) -> Array:
    """The value as a float64 array (a number is 0-d; lists and tuples of numbers are taken).

    Raises Wrong for anything else: text, None, ragged lists, complex or object arrays.
    """
    if isinstance(value, (str, bytes, dict, set)) or value is None:
        raise Wrong(f"{what} should be numbers; a {_kind(value)} came back.")
    try:
        array = np.asarray(value)
    except (ValueError, TypeError):
        raise Wrong(f"{what} should be an array; a list with rows of different lengths came back.") from None
    if array.dtype.kind not in "biuf":
        raise Wrong(f"{what} should be numbers; {_kind(value)} came back.")
    return array.astype(np.float64)


def _kind(value: Any) -> str:
    return "None" if value is None else type(value).__name__


def agree(
    got: Any,
    want: Any,
    what: str,
    *,
    hypotheses: Sequence[Hypothesis] | Callable[[], Sequence[Hypothesis]] = (),
    counts: Mapping[str, float | Array] | None = None,
    others: Mapping[str, Array] | None = None,
    inputs: Sequence[Any] = (),
    forgiven: Container[str] = (),
    tolerance: float = TOLERANCE,
    reduction: str = "mean",
) -> None:
    """Return when `got` is `want`; raise Wrong with the share it keeps and a sentence otherwise.

    what: how the student calls this output ("dW"). hypotheses: slips that this question knows, tried before the
    generic ones (see `hypotheses.generic`, which uses `counts` and `others`), and then together with a constant
    factor; a function that makes them is called only when they are needed. inputs: arguments of the call; handing one
    back is no answer, even if it is right up to a factor. forgiven: names of slips that an earlier question has
    already charged; an answer that shows one keeps its points. reduction: "sum" where the loss is no mean over what
    `counts` names first.

    A shape that differs only by axes of length 1 is judged on its values and keeps nine tenths, a number all.
    """
    right = np.asarray(want, dtype=np.float64)
    if not right.size or not np.isfinite(right).all():
        raise QuestionError(f"the right value of {what} is empty or not finite")
    numbers = as_numbers(got, what)
    single = np.asarray(got).dtype in (np.float32, np.float16)
    tolerance = max(tolerance, FLOAT32_TOLERANCE) if single else tolerance
    shape_share, shape_sentence, numbers = _shaped(numbers, right, what)
    if numbers.shape == right.shape and _within(numbers, right, tolerance):
        if shape_share < 1:
            raise Wrong(shape_sentence, shape_share, "shape")
        return
    _reject_trivial(numbers, right, what, inputs)
    own = hypotheses() if callable(hypotheses) else hypotheses
    usual = Usual(what, counts or {}, others or {}, reduction)
    found = _found(numbers, right, own, usual, FIT32 if single else FIT)
    if found:
        also = shape_sentence if shape_share else ""
        wrong = _named(found, what, shape_share or 1.0, also, picture(numbers, right), forgiven)
    else:
        wrong = _unexplained(numbers, right, what, shape_share, shape_sentence)
    wrong.away = tolerances(numbers, right, tolerance)
    raise wrong


def tolerances(numbers: Array, right: Array, tolerance: float = TOLERANCE) -> float | None:
    """The largest difference from the right array, in tolerances; None where it cannot be measured."""
    if numbers.shape != right.shape or not np.isfinite(numbers).all():
        return None
    return float(np.max(np.abs(numbers - right) / (tolerance * np.maximum(1.0, np.abs(right)))))


def _reject_trivial(numbers: Array, right: Array, what: str, inputs: Sequence[Any]) -> None:
    """Raise Wrong (share 0) for what is no attempt: empty, not finite, zero, an argument handed back."""
    if numbers.size == 0:
        raise Wrong(f"{what} is empty; it should have shape {right.shape}.", cause="empty")
    if not np.all(np.abs(numbers) < HUGE):
        raise Wrong(f"{what} has entries that are not finite numbers.", 0.0, "not finite", picture(numbers, right))
    if not numbers.any() and right.any():
        raise Wrong(f"{what} is zero{'' if right.size == 1 else ' everywhere'}.", 0.0, "zero", picture(numbers, right))
    if any(np.array_equal(numbers, array) for array in inputs):
        raise Wrong(f"{what} is just one of the arguments.", cause="argument")


def _found(
    numbers: Array, right: Array, own: Sequence[Hypothesis], usual: Usual, fit: float
) -> tuple[Hypothesis, ...]:
    """The slips that explain the array: one of the question's, a generic one, or one of each together."""
    found = explain(numbers, right, own, fit) or explain(numbers, right, generic(*usual), fit)
    if found:
        return found
    for rare in (not_reduced(numbers, right, usual.what, fit), constant_factor(numbers, right, usual.what, fit)):
        if rare:
            return (rare,)
    if np.count_nonzero(right) < 3:  # so many pairs that one of them may meet a single number by chance
        return ()
    pairs = [together(slip, factor) for slip in own for factor in constants(usual.what, usual.counts, usual.reduction)]
    return explain(numbers, right, pairs, fit)


def _named(
    found: Sequence[Hypothesis], what: str, shape_share: float, also: str, grid: Grid | None, forgiven: Container[str]
) -> Wrong:
    share = max(h.share for h in found) * shape_share
    if len({h.name for h in found}) > 1:  # the draw cannot tell them apart: keep the better share, name none
        return Wrong(f"{what} is not right.", share, "|".join(h.name for h in found), grid)
    sentence, name = f"{found[0].sentence} {also}".strip(), found[0].name
    if name in forgiven:
        return Wrong(f"{sentence} {FORGIVEN}", shape_share, name, grid)
    return Wrong(sentence, share, name, grid)


def _unexplained(numbers: Array, right: Array, what: str, shape_share: float, sentence: str) -> Wrong:
    grid = picture(numbers, right)
    if shape_share == 0:
        return Wrong(sentence, 0.0, "shape")
    if close(numbers, right, ROUGH):
        return Wrong(f"{what} is right to about four digits only: {ROUGHLY}", ROUGH_SHARE, "precision", grid)
    return Wrong(_how_many(numbers, right, what), grid=grid)


def _shaped(numbers: Array, right: Array, what: str) -> tuple[float, str, Array]:
    if numbers.shape == right.shape:
        return 1.0, "", numbers
    if numbers.size == right.size and _squeezed(numbers) == _squeezed(right):
        sentence = f"{what} has shape {numbers.shape}; it should be {right.shape}."
        share = 1.0 if right.size == 1 else OTHER_SHAPE
        return share, sentence if share < 1 else "", numbers.reshape(right.shape)
    return 0.0, f"{what} has shape {numbers.shape}; it should be {right.shape}.", numbers


def _squeezed(array: Array) -> tuple[int, ...]:
    return tuple(side for side in array.shape if side != 1)


def _within(numbers: Array, right: Array, tolerance: float) -> bool:
    if not np.isfinite(numbers).all():
        return False
    return bool(np.all(np.abs(numbers - right) <= tolerance * np.maximum(1.0, np.abs(right))))


def _how_many(numbers: Array, right: Array, what: str) -> str:
    """How much of the array is right, and by whole rows if that is the pattern."""
    if right.size == 1:
        return f"{what} is not right."
    agreeing = np.abs(numbers - right) <= TOLERANCE * np.maximum(1.0, np.abs(right))
    rows = agreeing.all(axis=1) if right.ndim == 2 else np.zeros(1, dtype=bool)
    if rows.any() and not agreeing[~rows].any():
        return f"{what} is wrong in {np.count_nonzero(~rows)} of its {len(rows)} rows; the others agree."
    return f"{what} is not right: {np.count_nonzero(agreeing)} of its {right.size} entries agree."


def picture(numbers: Array, right: Array) -> Grid | None:
    """Which entries are wrong, as rows of levels; None for single numbers, large arrays and other shapes."""
    if numbers.shape != right.shape or right.ndim not in (1, 2) or right.size < 2 or max(right.shape) > GRID:
        return None
    with np.errstate(all="ignore"):
        error = np.abs(numbers - right)
        levels = np.where(error <= TOLERANCE * np.maximum(1.0, np.abs(right)), 0, 1)
        levels = np.where(error > 0.1 * np.max(np.abs(right)), 2, levels)
    levels = np.where(np.isfinite(numbers), levels, 3)
    return tuple(tuple(int(level) for level in row) for row in np.atleast_2d(levels))


def agree_exactly(got: Any, want: Any, what: str) -> None:
    """Return when `got` holds the same whole numbers as `want`, in the same order; raise Wrong (share 0) otherwise.

    Lists, tuples and arrays of any integer type are taken; floats count when they are whole.
    """
    numbers, right = as_numbers(got, what), np.asarray(want, dtype=np.float64)
    if _squeezed(numbers) != _squeezed(right) or numbers.size != right.size:
        raise Wrong(f"{what} has shape {numbers.shape}; it should be {right.shape}.", cause="shape")
    if not np.array_equal(numbers.reshape(right.shape), right):
        raise Wrong(f"{what} is not right.")


def unpack(result: Any, *names: str) -> tuple[Any, ...]:
    """The result as a tuple of as many values as there are names; raises Wrong when it is not one."""
    if isinstance(result, (tuple, list)) and len(result) == len(names):
        return tuple(result)
    came = f"{len(result)} values" if isinstance(result, (tuple, list)) else f"a {_kind(result)}"
    wanted = f"{len(names)} values ({', '.join(names)})"
    raise Wrong(f"It should return {wanted}; {came} came back.", cause="number of results")


def entry(result: Any, key: str, what: str = "The result") -> Any:
    """The value of a key of a dict that came back; raises Wrong when it is no dict or lacks the key."""
    if not isinstance(result, Mapping):
        raise Wrong(f"{what} should be a dict; a {_kind(result)} came back.")
    if key not in result:
        there = ", ".join(str(name) for name in list(result)[:12]) or "nothing"
        raise Wrong(f"{what} has no entry {key!r}; it has {there}.", cause="missing entry")
    return result[key]


def unchanged(before: Sequence[Any], after: Sequence[Any], names: Sequence[str]) -> None:
    """Raise Wrong (share 0) naming the arguments that the call changed."""
    changed = [name for name, old, new in zip(names, before, after) if not _equal(old, new)]
    if changed:
        raise Wrong(f"The call changed its argument {' and '.join(changed)}; work on a copy.", cause="mutation")


def _equal(old: Any, new: Any) -> bool:
    if callable(old):
        return True
    if isinstance(old, Mapping):
        return isinstance(new, Mapping) and old.keys() == new.keys() and all(_equal(old[k], new[k]) for k in old)
    if isinstance(old, (list, tuple)):
        return isinstance(new, (list, tuple)) and len(old) == len(new) and all(map(_equal, old, new))
    if isinstance(old, np.ndarray):
        return isinstance(new, np.ndarray) and old.dtype == new.dtype and np.array_equal(old, new)
    return bool(type(old) is type(new) and old == new)
