"""Functions of planted submissions in this very process, for checks of many variants: that code is our own.

Results pass through the same bytes as those of a confined process, so that the same kinds of values are taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from autograder.assignment import Assignment
from autograder.confined.inside.codec import Unsendable, decode, encode
from autograder.errors import SubmissionError
from autograder.judging.local import importing_from, load_modules
from autograder.judging.student import Kept, LocalFunction, Observation


class Here(LocalFunction):
    """A function whose results are sent to us and back."""

    def __init__(self, function: Callable[..., Any], tally: Counter[str] | None = None) -> None:
        super().__init__(function, _theirs)
        self._tally = Counter() if tally is None else tally

    def observe(self, *args: Any, **kwargs: Any) -> Observation:
        """Call with copies; what cannot be sent is no answer."""
        seen = self._seen(*args, **kwargs)
        try:
            return Observation(decode(encode(seen.result)), seen.arguments)
        except Unsendable as error:
            raise SubmissionError(f"It returned what is no plain value: {error}") from error

    def keep(self, *args: Any, **kwargs: Any) -> Kept:
        """Call with copies; the result is not looked at."""
        return Kept(self._seen(*args, **kwargs).result)

    def _seen(self, *args: Any, **kwargs: Any) -> Observation:
        self._tally.update({"calls": 1, "numbers": _size([*args, *kwargs.values()])})
        with np.errstate(all="ignore"):
            return super().observe(*args, **kwargs)


def _size(value: Any) -> int:
    """How many numbers or texts there are in an argument."""
    if isinstance(value, np.ndarray):
        return int(value.size)
    if isinstance(value, Mapping):
        return sum(map(_size, value.values()))
    return sum(map(_size, value)) if isinstance(value, (list, tuple)) else 1


def _theirs(error: BaseException) -> Exception:
    return error if isinstance(error, SubmissionError) else SubmissionError(f"{type(error).__name__}: {error}")


@contextmanager
def answers_here(
    assignment: Assignment, files: Mapping[str, bytes], folder: Path, tally: Counter[str]
) -> Iterator[dict[str, Any]]:
    """The functions that the assignment asks for, from the files of a submission; they are written into the folder.

    A function that is missing, or whose file cannot be imported, is not among them. tally: counts the calls, and the
    numbers in their arguments.
    """
    for name, data in files.items():
        (folder / name).write_bytes(data)
    asked = [ask.split(".") for question in assignment.questions for ask in question.asks]
    code = tuple(dict.fromkeys(f"{file}.py" for file, _ in asked if file != "answers"))
    kept = np.geterr()
    with importing_from(folder):
        modules = load_modules(folder, tuple(name for name in code if name in files))
        np.seterr(**kept)
        yield {
            name: Here(function, tally)
            for file, name in asked
            if (function := _attribute(modules.get(f"{file}.py"), name)) is not None
        }


def _attribute(module: ModuleType | BaseException | None, name: str) -> Any:
    return vars(module).get(name) if isinstance(module, ModuleType) else None
