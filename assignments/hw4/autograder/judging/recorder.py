"""Named parts of a test, each judged alone, the others going on when one fails."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType

from autograder.credit import FULL, Credit, Part, from_error
from autograder.errors import QuestionError

NOT_REACHED = "Not reached: the test stopped before this part."


class Parts:
    """The `part` fixture: `with part("db"): agree(...)` judges what stands inside and goes on.

    Raises QuestionError for a name that the test's `@parts` does not declare, or one used twice.
    """

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = dict(weights)
        self._credits: dict[str, Credit] = {}

    def __call__(self, name: str) -> _One:
        """The block of one part."""
        if name not in self._weights:
            raise QuestionError(f"the part {name!r} is not declared; @parts names {sorted(self._weights)}")
        if name in self._credits:
            raise QuestionError(f"the part {name!r} is judged twice in one test")
        return _One(name, self._credits)

    def results(self, stopped: Credit | None = None) -> tuple[Part, ...]:
        """Every declared part in order; those not reached get the credit of what stopped the test, or nothing."""
        missing = stopped or Credit(0.0, NOT_REACHED)
        return tuple(
            Part(name, weight, self._credits.get(name, missing)) for name, weight in self._weights.items()
        )


class _One:
    def __init__(self, name: str, credits: dict[str, Credit]) -> None:
        self._name, self._credits = name, credits

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        credit = FULL if error is None else from_error(error)
        if credit is None:
            return False
        self._credits[self._name] = credit
        return True
