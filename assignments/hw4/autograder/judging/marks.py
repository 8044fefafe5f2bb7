"""The marks on a test: gradescope-utils' decorators, and `parts`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

Test = TypeVar("Test", bound=Callable[..., Any])

try:
    from gradescope_utils.autograder_utils.decorators import (
        hide_errors,
        leaderboard,
        number,
        partial_credit,
        tags,
        visibility,
        weight,
    )
except ImportError:  # a student's laptop has numpy and pytest alone: the marks that public tests use

    def _mark(attribute: str) -> Callable[[Any], Callable[[Test], Test]]:
        def with_value(value: Any) -> Callable[[Test], Test]:
            def mark(test: Test) -> Test:
                setattr(test, attribute, value)
                return test

            return mark

        return with_value

    weight, number, visibility = _mark("__weight__"), _mark("__number__"), _mark("__visibility__")
    hide_errors = _mark("__hide_errors__")

    def tags(*names: str) -> Callable[[Test], Test]:
        """Name what a test is about."""
        return _mark("__tags__")(names)

    def _grading_only(*_: Any) -> Any:
        raise RuntimeError("this mark is for hidden suites, which need gradescope-utils")

    leaderboard = partial_credit = _grading_only


def parts(weights: Mapping[str, float]) -> Callable[[Test], Test]:
    """Name the parts of a test with their relative weights; each is judged alone: `with part("name"): ...`."""

    def mark(test: Test) -> Test:
        test.__parts__ = dict(weights)  # type: ignore[attr-defined]
        return test

    return mark


__all__ = [
    "hide_errors",
    "leaderboard",
    "number",
    "partial_credit",
    "parts",
    "tags",
    "visibility",
    "weight",
]
