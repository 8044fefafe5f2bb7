"""Is this the right array? Exact kind, then shape, then finite, then values; and if not, why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograder.credit import Grid
from autograder.errors import QuestionError, Wrong
from autograder.judging.hypotheses import Hypothesis, constant_factor, explain, generic

TOLERANCE = 1e-6
"""Largest difference from the right value v, relative to max(1, |v|)."""
FLOAT32_TOLERANCE = 1e-5
"""The same for an answer that comes in single precision."""
OTHER_SHAPE = 0.9
"""What is kept when a shape differs only by axes of length 1."""
GRID = 40
"""Arrays with a side longer than this get no picture."""


def as_numbers(value: Any, what: str) -> np.ndarray:
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
    hypotheses: Sequence[Hypothesis] = (),
    counts: Mapping[str, float | np.ndarray] | None = None,
    tolerance: float = TOLERANCE,
) -> None:
    """Return when `got` is `want`; raise Wrong with the share it keeps and a sentence otherwise.

    what: how the student calls this output ("dW"). hypotheses: slips that this question knows, tried before the
    generic ones (see `hypotheses.generic`, which uses `counts`). A shape that differs only by axes of length 1 is
    judged on its values and keeps nine tenths; for a single number it costs nothing.
    """
    right = np.asarray(want, dtype=np.float64)
    if not right.size or not np.isfinite(right).all():
        raise QuestionError(f"the right value of {what} is empty or not finite")
    numbers = as_numbers(got, what)
    if np.asarray(got).dtype in (np.float32, np.float16):
        tolerance = max(tolerance, FLOAT32_TOLERANCE)
    shape_share, shape_sentence, numbers = _shaped(numbers, right, what)
    if numbers.shape == right.shape and _within(numbers, right, tolerance):
        if shape_share < 1:
            raise Wrong(shape_sentence, shape_share, "shape")
        return
    raise _explained(numbers, right, what, hypotheses, counts or {}, shape_share, shape_sentence)


def _shaped(numbers: np.ndarray, right: np.ndarray, what: str) -> tuple[float, str, np.ndarray]:
    if numbers.shape == right.shape:
        return 1.0, "", numbers
    if numbers.size == right.size and _squeezed(numbers) == _squeezed(right):
        sentence = f"{what} has shape {numbers.shape}; it should be {right.shape}."
        share = 1.0 if right.size == 1 else OTHER_SHAPE
        return share, sentence if share < 1 else "", numbers.reshape(right.shape)
    return 0.0, f"{what} has shape {numbers.shape}; it should be {right.shape}.", numbers


def _squeezed(array: np.ndarray) -> tuple[int, ...]:
    return tuple(side for side in array.shape if side != 1)


def _within(numbers: np.ndarray, right: np.ndarray, tolerance: float) -> bool:
    if not np.isfinite(numbers).all():
        return False
    return bool(np.all(np.abs(numbers - right) <= tolerance * np.maximum(1.0, np.abs(right))))


def _explained(
    numbers: np.ndarray,
    right: np.ndarray,
    what: str,
    hypotheses: Sequence[Hypothesis],
    counts: Mapping[str, float | np.ndarray],
    shape_share: float,
    shape_sentence: str,
) -> Wrong:
    grid = picture(numbers, right)
    if numbers.size == 0:
        return Wrong(f"{what} is empty; it should have shape {right.shape}.")
    if numbers.shape == right.shape and not np.isfinite(numbers).all():
        return Wrong(f"{what} has entries that are not finite numbers.", grid=grid)
    found = explain(numbers, right, hypotheses) or explain(numbers, right, generic(what, counts))
    if not found:
        factor = constant_factor(numbers, right, what)
        found = (factor,) if factor else ()
    if found:
        return _named(found, what, shape_share or 1.0, shape_sentence if shape_share else "", grid)
    if shape_share == 0:
        return Wrong(shape_sentence, 0.0, "shape")
    return Wrong(_how_many(numbers, right, what), grid=grid)


def _named(found: Sequence[Hypothesis], what: str, shape_share: float, also: str, grid: Grid | None) -> Wrong:
    share = max(h.share for h in found) * shape_share
    if len({h.name for h in found}) > 1:  # the draw cannot tell them apart: keep the better share, name none
        return Wrong(f"{what} is not right.", share, "|".join(h.name for h in found), grid)
    return Wrong(f"{found[0].sentence} {also}".strip(), share, found[0].name, grid)


def _how_many(numbers: np.ndarray, right: np.ndarray, what: str) -> str:
    agreeing = np.abs(numbers - right) <= TOLERANCE * np.maximum(1.0, np.abs(right))
    if right.size == 1:
        return f"{what} is not right."
    if not numbers.any():
        return f"{what} is zero everywhere."
    return f"{what} is not right: {np.count_nonzero(agreeing)} of its {right.size} entries agree."


def picture(numbers: np.ndarray, right: np.ndarray) -> Grid | None:
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
    raise Wrong(f"It should return {len(names)} values ({', '.join(names)}); {came} came back.")


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
