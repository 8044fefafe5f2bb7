"""Checks of answers that are typed: choices, the line and the repair of a bug, formulas. `HiddenTests` judges code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from autograder.credit import Credit, Part, from_error, from_parts
from autograder.errors import QuestionError, SubmissionError, Wrong
from autograder.question import Key

if TYPE_CHECKING:
    from autograder.derivatives import Derivative

UNANSWERED = "Not answered."


@dataclass(frozen=True)
class HiddenTests:
    """The tests of the hidden suite that bear the question's number."""

    def __call__(self, answer: Mapping[str, Any], key: Key) -> Credit:
        """Run the question's tests on the functions of `answer`; raises QuestionError without a suite."""
        if key.suite is None:
            raise QuestionError(f"question {key.question.number} is judged by tests, and no suite was collected")
        return from_parts(key.suite.run(key.question.number, answer, key.variant))


@dataclass(frozen=True)
class Choices:
    """Select all that apply, scored (right - wrong) / right and never below 0.

    options: letter -> text, in the order shown; right: the letters to select; why: said after the due date.
    """

    options: Mapping[str, str]
    right: frozenset[str]
    why: str = ""

    def __post_init__(self) -> None:
        if not self.right or not self.right <= set(self.options):
            raise QuestionError(f"the right choices {sorted(self.right)} must be among {sorted(self.options)}")

    def __call__(self, answer: Any, key: Key) -> Credit:
        """answer: a list of letters, or a string of them."""
        chosen = letters(answer, self.options)
        right, wrong = len(chosen & self.right), len(chosen - self.right)
        share = max(0.0, (right - wrong) / len(self.right))
        if share == 1.0:
            return Credit(1.0)
        return Credit(share, f"{right} of the right letters chosen, {wrong} of the others. {self.why}".strip())


@dataclass(frozen=True)
class Choice:
    """Exactly one letter; why: said after the due date."""

    options: Mapping[str, str]
    right: str
    why: str = ""

    def __post_init__(self) -> None:
        if self.right not in self.options:
            raise QuestionError(f"the right choice {self.right!r} must be among {sorted(self.options)}")

    def __call__(self, answer: Any, key: Key) -> Credit:
        """answer: one letter."""
        chosen = letters(answer, self.options)
        if len(chosen) != 1:
            raise SubmissionError(f"Choose one letter; {len(chosen)} are chosen.")
        return Credit(1.0) if chosen == {self.right} else Credit(0.0, f"Another option is right. {self.why}".strip())


def letters(answer: Any, options: Mapping[str, str]) -> set[str]:
    """The letters chosen; raises SubmissionError for what is not a choice among the options."""
    given = list(answer) if isinstance(answer, str) else answer
    if not isinstance(given, list) or not all(isinstance(item, str) for item in given):
        raise SubmissionError('Write the letters as a list, like ["a", "c"].')
    chosen = {item.strip(" \t().,").lower() for item in given} - {""}
    strange = sorted(chosen - set(options))
    if strange:
        raise SubmissionError(f"{strange[0][:20]!r} is not one of the options {', '.join(options)}.")
    return chosen


def whole_number(answer: Any) -> int:
    """A typed whole number, also as text or with a decimal point; raises SubmissionError for anything else."""
    text = answer.strip() if isinstance(answer, str) else answer
    if isinstance(text, str) and len(text) <= 12 and text.lstrip("+-").replace(",", "").isdecimal():
        return int(text.replace(",", ""))
    if isinstance(text, (int, float)) and not isinstance(text, bool) and text == text // 1 and abs(text) < 1e15:
        return int(text)
    raise SubmissionError("A whole number is asked for.")


@dataclass(frozen=True)
class FindTheBug:
    """The number of the wrong line (half the points) and its repair, picked from options (the other half).

    The answers are `<number>_line` and `<number>_repair`.
    """

    line: int
    lines: Sequence[str]
    repair: Choice

    def __post_init__(self) -> None:
        if not 1 <= self.line <= len(self.lines):
            raise QuestionError(f"line {self.line} is not one of the {len(self.lines)} lines")

    def __call__(self, answer: Mapping[str, Any], key: Key) -> Credit:
        """answer: a mapping with the two entries; one that is missing or of a wrong type costs its half."""
        line, repair = key.question.names
        parts = (
            Part("the wrong line", 1, _credit(lambda: self._judge_line(answer.get(line)))),
            Part("its repair", 1, _credit(lambda: self._judge_repair(answer.get(repair), key))),
        )
        return from_parts(parts)

    def _judge_line(self, line: Any) -> Credit:
        if line in (None, "", 0, []):
            raise SubmissionError(UNANSWERED)
        return Credit(1.0) if whole_number(line) == self.line else Credit(0.0, "Another line is wrong.")

    def _judge_repair(self, repair: Any, key: Key) -> Credit:
        if repair in (None, "", []):
            raise SubmissionError(UNANSWERED)
        return self.repair(repair, key)


@dataclass(frozen=True)
class Formula:
    """A typed derivative (see `autograder.derivatives`)."""

    derivative: Derivative

    def __call__(self, answer: Any, key: Key) -> Credit:
        """answer: the formula as text. An undecided one is not judged: a person looks at it."""
        if answer is None or answer == "":
            raise SubmissionError(UNANSWERED)
        if not isinstance(answer, str):
            raise SubmissionError('Write the formula as text, between quotes: "2 * x".')
        verdict = self.derivative.verdict(answer)
        if verdict.outcome == "unreadable":
            return Credit(0.0, verdict.reason, echo=verdict.reason)
        echo = f"Read as: {self.derivative.read(answer).plain}"
        if verdict.outcome == "undecided":
            return Credit(None, verdict.reason, f"undecided: {answer[:600]!r}", echo=echo)
        return Credit(verdict.share, "" if verdict.share == 1 else verdict.reason, cause=verdict.cause, echo=echo)

    def prove(self) -> list[str]:
        """What is wrong with the question itself, for the author."""
        return self.derivative.prove()


@dataclass(frozen=True)
class Formulas:
    """Several typed derivatives in one question, with equal weights; keys are the names of the answers."""

    derivatives: Mapping[str, Derivative]

    def __call__(self, answer: Mapping[str, Any], key: Key) -> Credit:
        """answer: a mapping with an entry for each derivative; one that is missing costs its part."""
        parts = [Part(name, 1, _credit(partial(self._judge, name, answer, key))) for name in self.derivatives]
        return from_parts(parts)

    def _judge(self, name: str, answer: Mapping[str, Any], key: Key) -> Credit:
        return Formula(self.derivatives[name])(answer.get(name), key)

    def prove(self) -> list[str]:
        """As for a single formula, with the answer's name before each problem."""
        return [f"{name}: {problem}" for name, d in self.derivatives.items() for problem in d.prove()]


def _credit(judge: Callable[[], Credit]) -> Credit:
    try:
        return judge()
    except (SubmissionError, Wrong) as error:
        return from_error(error) or Credit(0.0, str(error))
