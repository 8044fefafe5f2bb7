"""Replay one question of one submission with everything that staff may see: calls, inputs, right results, causes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from autograder.classes.gradebook import Row
from autograder.grade import judge
from autograder.grader import Grader
from autograder.intake.taking import Intake, take_in
from autograder.judging.student import Function, Kept, Observation
from autograder.plain_text import plain
from autograder.question import Key, Question
from autograder.reference import parameter_names, reference_functions, typed_answers
from autograder.report import Judgement, Line
from autograder.reports.wording import MARKS, explanation, out_of, verdict
from autograder.submission import Submission

MOST_CALLS = 12
"""So many calls of a test are shown; what a test tries again and again looks alike."""
MOST_ITEMS = 6
"""Of a list, such as the texts of a corpus."""


@dataclass(frozen=True)
class Call:
    """One call of a student's function: in which test, with what, what came back and what the reference gives."""

    test: str
    name: str
    arguments: tuple[tuple[str, Any], ...]
    result: Any
    error: str
    right: Any
    seconds: float


@dataclass(frozen=True)
class Replay:
    """A question judged once more. printed: what the student's code printed. right: of a typed question."""

    judgement: Judgement
    calls: tuple[Call, ...]
    printed: str
    answer: Any = None
    right: Any = None
    notes: tuple[str, ...] = ()


def replay(grader: Grader, path: Path, number: str) -> Replay:
    """Judge one question of the submission in a folder or zip; raises UsageError for an unknown question or path.

    number: "B3", or one of its tests, "B3.5"; capitals do not matter.
    """
    assignment = grader.assignment
    question = assignment.question(number)
    intake = take_in(path, assignment.files)
    names = parameter_names(assignment)
    with grader.submission(intake) as submission:
        trace = _Trace(submission, lambda: grader.suite.running, reference_functions(assignment), names)
        credit = judge(question, trace, Key(question, assignment.variant, grader.suite))
    typed = {name: submission.typed.values.get(name) for name in question.names} if not question.files else None
    right = {n: typed_answers(assignment).get(n) for n in question.names} if typed is not None else None
    printed = submission.printed.get(question.number, "")
    return Replay(Judgement(question, credit), tuple(trace.calls), printed, typed, right, _notes(intake, question))


def told(replayed: Replay, row: Row | None = None) -> str:
    """The replay as text for staff; nothing of it is for students. row: what stands in the results of a class."""
    return "\n".join(_lines(replayed, row))


@dataclass
class _Trace:
    """The answers of a submission, each call of a function written down."""

    submission: Submission
    running: Callable[[], str]
    reference: Mapping[str, Function]
    names: Mapping[str, tuple[str, ...]]
    calls: list[Call] = field(default_factory=list)

    @contextmanager
    def question(self, question: Question) -> Iterator[Mapping[str, Any]]:
        with self.submission.question(question) as view:
            yield _TracedView(view, self)


class _TracedView(Mapping[str, Any]):
    def __init__(self, view: Any, trace: _Trace) -> None:
        self._view, self._trace = view, trace

    @property
    def stopped(self) -> Any:
        return self._view.stopped

    def __getitem__(self, name: str) -> Any:
        answer = self._view[name]
        return _TracedFunction(answer, name, self._trace) if hasattr(answer, "observe") else answer

    def __iter__(self) -> Iterator[str]:
        return iter(self._view)

    def __len__(self) -> int:
        return len(self._view)


@dataclass(frozen=True)
class _TracedFunction:
    function: Function
    name: str
    trace: _Trace

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._noted(self.function, args, kwargs)

    def observe(self, *args: Any, **kwargs: Any) -> Observation:
        seen: Observation = self._noted(self.function.observe, args, kwargs)
        return seen

    def keep(self, *args: Any, **kwargs: Any) -> Any:
        return self._noted(self.function.keep, args, kwargs)

    def _noted(self, call: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        began, result, error = time.monotonic(), None, ""
        try:
            result = call(*args, **kwargs)
            return result
        except Exception as raised:
            error = str(raised)
            raise
        finally:
            shown = result.result if isinstance(result, Observation) else result
            seconds, given = time.monotonic() - began, (*args, *kwargs.values())
            right = self._right(shown, given, args, kwargs)
            named = (*zip(self.trace.names.get(self.name, ()), args), *kwargs.items())
            self.trace.calls.append(Call(self.trace.running(), self.name, named, shown, error, right, seconds))

    def _right(self, shown: Any, given: tuple[Any, ...], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """What the reference gives; not asked where a model is trained, or where a test counts the calls of its own."""
        reference = self.trace.reference.get(self.name)
        if reference is None or isinstance(shown, Kept) or any(callable(a) or isinstance(a, Kept) for a in given):
            return None
        try:
            return reference(*args, **kwargs)
        except Exception as error:
            return f"raises {type(error).__name__}: {error}"


def _notes(intake: Intake, question: Question) -> tuple[str, ...]:
    missing = [f"Missing: {name}." for name in intake.missing if name in question.files]
    return (*missing, *(why for name, why in intake.refused.items() if name in question.files), *intake.notes)


def _lines(replayed: Replay, row: Row | None) -> Iterator[str]:
    judgement = replayed.judgement
    question = judgement.question
    worth = out_of(judgement.cents, judgement.max_cents) if judgement.judged else "pending"
    yield f"{question.number}. {question.title}: {worth}"
    yield from _of_record(judgement, row)
    yield from replayed.notes
    if replayed.answer is not None:
        yield f"answer: {_value(replayed.answer)}"
        yield f"right:  {_value(replayed.right)}"
    for test, lines in judgement.tests():
        yield f"\n{test.number} {test.name}"
        for line in lines:
            yield from _line(line)
        yield from _calls([call for call in replayed.calls if call.test == test.number])
    if replayed.printed:
        yield f"\nprinted:\n{plain(replayed.printed)}"


def _of_record(judgement: Judgement, row: Row | None) -> Iterator[str]:
    for mark in row.marks if row else ():
        if mark.number == judgement.question.number:
            same = (mark.cents, mark.max_cents, mark.judged) == (judgement.cents, judgement.max_cents, judgement.judged)
            why = "" if same else "; staff set or kept it (see staff.json beside it), or what judges has changed since"
            yield f"of record: {out_of(mark.cents, mark.max_cents) if mark.judged else 'pending'}{why}"


def _line(line: Line) -> Iterator[str]:
    word = verdict(line.credit)
    yield f"  {MARKS[word]} {word}, {out_of(line.cents, line.max_cents)}: {line.name}"
    said = explanation(line.credit)
    if said:
        yield f"      student reads: {plain(said)}"
    if line.credit.cause:
        yield f"      recognised as: {line.credit.cause}"
    if line.credit.staff:
        yield f"      for staff: {plain(line.credit.staff)}"


def _calls(calls: list[Call]) -> Iterator[str]:
    for index, call in enumerate(calls[:MOST_CALLS], 1):
        yield f"  call {index}: {call.name}, {1000 * call.seconds:.1f} ms"
        for name, argument in call.arguments:
            yield _indented(name, argument)
        yield f"      raised: {plain(call.error)}" if call.error else _indented("gave", call.result)
        if call.right is not None:
            yield _indented("reference", call.right)
    if len(calls) > MOST_CALLS:
        yield f"  ... and {len(calls) - MOST_CALLS} more calls"


def _indented(label: str, value: Any) -> str:
    head = f"      {label}: "
    return head + _value(value).replace("\n", "\n" + " " * len(head))


def _value(value: Any) -> str:
    if isinstance(value, Kept):
        return "(a result that stays in the student's process)"
    if isinstance(value, str):
        return plain(repr(value), 1000)
    if callable(value):
        return "(a function of the test)"
    if isinstance(value, Mapping):
        return "\n".join(f"{key}: {_value(inner)}" for key, inner in value.items())
    if isinstance(value, list) and len(value) > MOST_ITEMS:
        return f"{_value(value[:MOST_ITEMS])[:-1]}, ... {len(value)} in all]"
    if isinstance(value, tuple):
        return "\n".join(f"[{i}] {_value(inner)}" for i, inner in enumerate(value))
    with np.printoptions(threshold=80, edgeitems=3, precision=6, linewidth=90):
        return plain(f"{value!r}", 2000)
