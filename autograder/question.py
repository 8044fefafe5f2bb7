"""Question: what is asked for and how the answer is checked; and the seam to the answers."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from autograder.credit import Credit
from autograder.errors import QuestionError

if TYPE_CHECKING:
    from autograder.suites.suite import Suite
    from autograder.variant import Variant

FEEDBACK = ("recorded", "property", "cause")
"""How much a student reads of a judgement: only that it was recorded; which property failed; and why."""


@dataclass(frozen=True)
class Key:
    """What a check needs beside the answer: the question, the variant, and the collected hidden suite."""

    question: Question
    variant: Variant
    suite: Suite | None = None


Check = Callable[[Any, Key], Credit]


@dataclass(frozen=True, eq=False)
class Question:
    """One question: what it asks for and how the answer is checked.

    number: "B3"; its letter is the part of the assignment. points: whole or hundredths. asks: what the answer is
    made of, "logistic.lr_grad" (a function in logistic.py) or "answers.D1" (a key of answers.toml). prompt: what the
    hand-out says. checked: what it says about how it is checked. blank: what stands in the hand-out's answers.toml.
    right: an answer that earns everything (for questions without code). seconds: how long one call may take. uses: what
    other questions ask for and the tests of this one may call, written like `asks`.
    names_known: what the reader of typed formulas knows, by formula, for check.py.
    solution_seconds: how long the solution's longest call takes where `seconds` was chosen (see `autograder.pace`).
    """

    number: str
    title: str
    points: float
    asks: tuple[str, ...]
    check: Check
    prompt: str = ""
    checked: str = ""
    blank: str = ""
    right: Any = None
    seconds: float = 8.0
    names_known: Mapping[str, Any] = field(default_factory=dict)
    bonus: bool = False
    dropped: str | None = None
    uses: tuple[str, ...] = ()
    solution_seconds: float | None = None

    def __post_init__(self) -> None:
        cents = self.points * 100
        if not (math.isfinite(self.points) and self.points > 0 and abs(cents - round(cents)) < 1e-9):
            raise QuestionError(f"question {self.number}: points must be above 0, in hundredths; not {self.points!r}")
        if not self.asks or any(ask.count(".") != 1 for ask in self.asks):
            raise QuestionError(f"question {self.number}: asks names a thing as 'file.name', not {self.asks!r}")
        library = [file for file in self.files if file[:-3] in {*sys.stdlib_module_names, "numpy"}]
        if library:
            raise QuestionError(f"question {self.number}: {library[0]} has the name of a library; choose another")

    @property
    def part(self) -> str:
        """The letter that the number begins with."""
        return self.number[:1]

    @property
    def files(self) -> tuple[str, ...]:
        """The Python files that the answer lies in."""
        return tuple(dict.fromkeys(f"{ask.split('.')[0]}.py" for ask in self.asks if not ask.startswith("answers.")))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of what is asked for, without their file."""
        return tuple(ask.split(".")[1] for ask in self.asks)


class ByQuestion(Protocol):
    """Answers that are asked for question by question, as a Submission's are."""

    def question(self, question: Question) -> AbstractContextManager[Mapping[str, Any]]:
        """The answers to one question, for as long as the block runs."""


@contextmanager
def opened(answers: Mapping[str, Any] | ByQuestion, question: Question) -> Iterator[Mapping[str, Any]]:
    """The answers to one question: from a Submission a fresh confined process, from a plain mapping itself."""
    if isinstance(answers, Mapping):
        yield answers
    else:
        with answers.question(question) as view:
            yield view
