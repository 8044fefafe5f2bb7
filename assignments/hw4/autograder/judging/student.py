"""A student's functions as attributes: `student.lr_grad(w, b, X, y)`.

A function behind this seam is called in one of three ways, wherever it runs: `f(...)` for its result,
`f.observe(...)` for its result and its arguments as they are afterwards, `f.keep(...)` for a result that stays
where the function runs and can be handed to another function (a trained model).
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from autograder.errors import SubmissionError


@dataclass(frozen=True)
class Observation:
    """A result, and the positional arguments as the call left them."""

    result: Any
    arguments: tuple[Any, ...]


@dataclass(frozen=True)
class Kept:
    """A result that stays where the student's code runs."""

    value: Any


class Function(Protocol):
    """What a suite may do with a student's function."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it for its result."""

    def observe(self, *args: Any, **kwargs: Any) -> Observation:
        """Call it, and see its arguments as they are afterwards."""

    def keep(self, *args: Any, **kwargs: Any) -> Any:
        """Call it, and leave the result where it is."""


class LocalFunction:
    """A function of this very process; its arguments are copied, so it cannot change the suite's own."""

    def __init__(
        self, function: Callable[..., Any], explain: Callable[[BaseException], Exception] | None = None
    ) -> None:
        self._function, self._explain = function, explain

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call with copies."""
        return self.observe(*args, **kwargs).result

    def observe(self, *args: Any, **kwargs: Any) -> Observation:
        """Call with copies; see the module's text."""
        copies = tuple(_copied(argument) for argument in args)
        try:
            result = self._function(*copies, **{name: _copied(value) for name, value in kwargs.items()})
        except (Exception, SystemExit) as error:
            if self._explain is None:
                raise
            raise self._explain(error) from error
        return Observation(result, copies)

    def keep(self, *args: Any, **kwargs: Any) -> Kept:
        """Call with copies; the result is not looked at."""
        return Kept(self.observe(*args, **kwargs).result)


def _copied(argument: Any) -> Any:
    if isinstance(argument, Kept):
        return argument.value
    return argument if callable(argument) else copy.deepcopy(argument)


class Student:
    """The functions of a mapping as attributes.

    A name that is not there raises SubmissionError with a sentence for the student; a name of the mapping whose
    value raises when it is looked up passes that error on.
    """

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self._answers = answers

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        try:
            answer = self._answers[name]
        except KeyError:
            raise SubmissionError(f"There is no function {name} in the submission.") from None
        return answer if hasattr(answer, "observe") or not callable(answer) else LocalFunction(answer, _theirs)


def _theirs(error: BaseException) -> SubmissionError:
    return SubmissionError(f"Your code raised {type(error).__name__}: {str(error)[:200]}")
