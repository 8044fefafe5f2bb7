"""One call for several parts: where it fails, it fails each of them, and no more than them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from autograder.errors import SubmissionError, Wrong

T = TypeVar("T")


def attempt(function: Callable[..., T], *args: object) -> Callable[[], T]:
    """Call now; what comes back gives the result, or raises the error of the call, for every part that asks."""
    try:
        result = function(*args)
    except (SubmissionError, Wrong) as error:
        kept = error

        def again() -> T:
            raise kept

        return again
    return lambda: result
