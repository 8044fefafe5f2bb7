"""One test of a suite: what its marks say, what became of it, and the credit that this is worth.

Used by the grader on hidden suites and by a student's check.py on the public one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.credit import FULL, Credit, from_error, from_parts
from autograder.errors import QuestionError
from autograder.judging.recorder import Parts

FAILED = "The property named above does not hold."
OURS = "Not judged: the test itself failed; staff have been told."


@dataclass(frozen=True)
class Outcome:
    """What became of a test: its exception if there was one, whether a report failed, whether its body ran."""

    error: BaseException | None
    failed: bool
    ran: bool


@dataclass(frozen=True)
class Test:
    """One collected test and what its marks say.

    item: what was collected: a pytest.Item, or anything with its `obj`, `name`, `nodeid` and `path`.
    """

    __test__ = False  # not one of pytest's own

    item: Any
    number: str
    name: str
    weight: float
    parts: Mapping[str, float]
    tags: tuple[str, ...]
    visibility: str | None
    hidden_errors: str | None

    @property
    def question(self) -> str:
        """The question that the test belongs to: what stands before the dot of its number."""
        return self.number.split(".")[0]


def read_marks(item: Any) -> Test:
    """What a test's decorators say; raises QuestionError when they do not make sense."""
    function = getattr(item, "obj", None)
    number = getattr(function, "__number__", None)
    if not number:
        raise QuestionError(f'{item.nodeid} has no @number("B1.1")')
    weight = getattr(function, "__weight__", 1.0)
    parts = getattr(function, "__parts__", {})
    for value in (weight, *parts.values()):
        if not (isinstance(value, (int, float)) and math.isfinite(value) and value > 0):
            raise QuestionError(f"{item.nodeid}: a weight must be a number above 0, not {value!r}")
    text = " ".join((getattr(function, "__doc__", None) or "").split())
    if not text:
        raise QuestionError(f"{item.nodeid} has no docstring; students read it as the test's name")
    tags = tuple(str(tag) for tag in getattr(function, "__tags__", ()))
    visibility, hidden = getattr(function, "__visibility__", None), getattr(function, "__hide_errors__", None)
    return Test(item, str(number), text.rstrip("."), float(weight), parts, tags, visibility, hidden)


def in_order(items: Sequence[Any]) -> tuple[Test, ...]:
    """The tests in the order of their numbers, B2.9 before B2.10 before B10.1."""
    return tuple(sorted(map(read_marks, items), key=lambda test: _numeric(test.number)))


def _numeric(number: str) -> tuple[Any, ...]:
    head, _, tail = number.partition(".")
    return (head[:1], int(head[1:] or 0) if head[1:].isdigit() else head[1:], int(tail) if tail.isdigit() else 0, tail)


def credit_of(test: Test, outcome: Outcome, parts: Parts) -> Credit:
    """The credit of one test, from what became of it and of its parts."""
    stopped = _stopped(test, outcome)
    if test.parts:
        return from_parts(parts.results(stopped))
    return stopped or _partial(test) or FULL


def _stopped(test: Test, outcome: Outcome) -> Credit | None:
    """The credit of a test that did not run to its end, None for one that did."""
    error, failed = outcome.error, outcome.failed
    if error is None and outcome.ran and not failed:
        return None
    if error is None:  # a failing subtest, or a test that was skipped: pytest has no exception to show
        return Credit(0.0, FAILED) if failed else Credit(None, OURS, f"{test.item.nodeid} was skipped")
    credit = from_error(error)
    if credit is None and isinstance(error, AssertionError):
        credit = Credit(0.0, _own_sentence(test, error))
    if credit is None:
        return Credit(None, OURS, f"{test.item.nodeid}: {type(error).__name__}: {str(error)[:1000]}")
    if test.hidden_errors and credit.share != 1:
        return Credit(credit.share, str(test.hidden_errors))
    return credit


def _own_sentence(test: Test, error: AssertionError) -> str:
    """The message of an assert in the suite's own file; that of a library may hold the expected values."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    own = trace is not None and Path(trace.tb_frame.f_code.co_filename) == test.item.path
    sentence = str(error).split("\n")[0]  # where pytest rewrites asserts, the values follow on lines of their own
    return sentence if own and sentence and not sentence.startswith("assert ") and len(sentence) <= 300 else FAILED


def _partial(test: Test) -> Credit | None:
    """What gradescope-utils' set_score left on the test; a score that is not one makes the test *not judged*."""
    layers = list(_layers(test.item))
    if not any("set_score" in layer.__code__.co_freevars for layer in layers):
        return None
    scores = [vars(layer)["__score__"] for layer in layers if "__score__" in vars(layer)]
    if not scores:
        return Credit(0.0, "No score was set for this test.")
    score = scores[-1]
    if not isinstance(score, (int, float)) or not math.isfinite(score) or not 0 <= score <= test.weight:
        return Credit(None, OURS, f"{test.item.nodeid} set the score {score!r} of {test.weight:g}")
    return Credit(score / test.weight)


def leaderboard_of(item: Any) -> tuple[str, str, float] | None:
    """The leaderboard entry that a test set: column, order, value."""
    marked = {name: value for layer in reversed(list(_layers(item))) for name, value in vars(layer).items()}
    column, value = marked.get("__leaderboard_column__"), marked.get("__leaderboard_value__")
    if column is None or not isinstance(value, (int, float)) or not math.isfinite(value):
        return None
    return str(column), str(marked.get("__leaderboard_sort_order__", "desc")), float(value)


def forget_scores(item: Any) -> None:
    """gradescope-utils keeps scores on the function itself; they must not outlive a submission."""
    for layer in _layers(item):
        for name in ("__score__", "__leaderboard_value__"):
            vars(layer).pop(name, None)


def _layers(item: Any) -> Iterator[Any]:
    """The test's function and those that its decorators wrap, outermost first."""
    function = getattr(item, "obj", None)
    function = getattr(function, "__func__", function)
    while function is not None and hasattr(function, "__code__"):
        yield function
        function = getattr(function, "__wrapped__", None)
