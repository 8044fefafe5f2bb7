"""Trivial answers earn nothing, whatever a property test would say about them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.errors import Wrong
from autograder.judging.arrays import Array
from autograder.judging.compare import as_numbers, entry, unpack


def require_alive(
    function: Callable[..., Any],
    first: Sequence[Any],
    second: Sequence[Any],
    pick: Callable[[Any], Any] = lambda result: result,
    shape: tuple[int, ...] | None = None,
) -> None:
    """Raise Wrong (share 0) unless the function is worth a property test.

    It must give finite numbers for both argument lists, the same ones when called again with the same arguments,
    other ones for other arguments, and not simply hand an argument (or a part of one) back. Invariants, stability and
    the promise to leave the arguments alone are met by a stub of zeros; this is what keeps them from earning points.
    pick: takes from the result the output to look at, for functions that return several. shape: what that output has
    for the first argument list, axes of length 1 aside.
    """
    results = [function(*args) for args in (first, first, second)]
    _alive([pick(result) for result in results], first, shape)


def require_most_alive(
    function: Callable[..., Any],
    first: Sequence[Any],
    second: Sequence[Any],
    like: Mapping[str, Any],
    outputs: Callable[[Any], Any] = lambda result: result,
) -> None:
    """As `require_alive`, for a property of the whole call of a function with several outputs: half must be alive.

    So one output that is transposed or missing does not cost what is asked of the call. like: for each output's name
    something with as many entries as it has for the first argument list. outputs: makes of a result a dict of outputs,
    or a tuple in the order of `like`, where it is neither.
    """
    results = [_by_name(outputs(function(*args)), like) for args in (first, first, second)]
    alive, failure = 0, None
    for name, right in like.items():
        try:
            found = [entry(result, name) for result in results]
            if as_numbers(found[0], name).size != np.size(right):
                raise Wrong(f"{name} has not as many entries as it should have.", cause="shape")
            _alive(found, first, None)
            alive += 1
        except Wrong as wrong:
            failure = wrong
    if failure is not None and 2 * alive < len(like):
        raise failure


def _by_name(result: Any, names: Collection[str]) -> Any:
    return dict(zip(names, unpack(result, *names))) if isinstance(result, (tuple, list)) else result


def _alive(results: Sequence[Any], first: Sequence[Any], shape: tuple[int, ...] | None) -> None:
    """Judge what came back for the first arguments, for them again, and for others."""
    one, again, other = (as_numbers(result, "The result") for result in results)
    if one.size == 0 or not (np.isfinite(one).all() and np.isfinite(other).all()):
        raise Wrong("The result is empty or not finite on plain inputs.")
    if shape is not None and np.squeeze(one).shape != tuple(side for side in shape if side != 1):
        raise Wrong(f"The result has shape {one.shape}; it should be {shape}.", cause="shape")
    if alike(one, other):
        raise Wrong("The result does not depend on the inputs.")
    if one.shape != again.shape or not np.array_equal(one, again):
        raise Wrong("The same inputs give another result the second time.")
    if any(_same(one, array) for argument in first for array in arrays_in(argument)):
        raise Wrong("The result is just one of the inputs.")


def alike(one: Array, other: Array) -> bool:
    """Whether two results look like one constant answer: the same array, or the same number all over, in any shape."""
    if one.shape == other.shape:
        return bool(np.array_equal(one, other))
    return bool(one.size and other.size and np.ptp(one) == 0 == np.ptp(other) and one.flat[0] == other.flat[0])


def arrays_in(argument: Any) -> Iterator[Any]:
    """The argument, and what a dict or a list holds."""
    yield argument
    if isinstance(argument, Mapping):
        yield from argument.values()


def _same(numbers: Array, argument: Any) -> bool:
    if not isinstance(argument, (np.ndarray, list, float, int)):
        return False
    try:
        return bool(np.array_equal(numbers, np.asarray(argument, dtype=float)))
    except (TypeError, ValueError):
        return False
