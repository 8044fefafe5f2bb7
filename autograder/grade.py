"""Grade one submission: pure, no files, no globals. Control goes down, values come up."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from autograder.assignment import Assignment
from autograder.checks import UNANSWERED
from autograder.credit import Credit, from_error, nothing
from autograder.errors import SubmissionError
from autograder.question import ByQuestion, Key, Question, opened
from autograder.report import Judgement, Report
from autograder.suites.suite import Suite

BLANK: tuple[Any, ...] = (None, "", 0, [], {})
"""What stands in a hand-out's answers.toml; a check whose `blanks` are others says so."""


def grade(
    assignment: Assignment, answers: Mapping[str, Any] | ByQuestion, suite: Suite | None = None,
    known: Mapping[str, Credit] = MappingProxyType({}),
) -> Report:  # fmt: skip
    """Judge every question of the assignment on these answers.

    answers: a Submission, or any mapping from the names that questions ask for to functions and values.
    suite: the collected tests; needed when a question is judged by tests. known: the credits of questions that need not
    be judged again, by number.
    """
    judgements = []
    for question in assignment.questions:
        key = Key(question, assignment.variant, suite)
        credit = Credit(1.0, "This question was dropped: everyone has its points.")
        if question.dropped != "full credit":
            credit = known.get(question.number) or judge(question, answers, key)
        judgements.append(Judgement(question, credit))
    return Report(assignment.name, assignment.title, assignment.variant.seed, tuple(judgements))


def judge(question: Question, answers: Mapping[str, Any] | ByQuestion, key: Key) -> Credit:
    """One question's credit, whatever happens. This is the one place where exceptions of judging end.

    A SubmissionError or Wrong is the student's: no points (or the share it carries), and why. A time limit costs the
    whole question: what came before it depended on the order of our tests. Anything else is ours: the question is
    *not judged*, and the cause is for staff.
    """
    stopped = None
    try:
        with opened(answers, question) as view:
            credit = question.check(_answer(question, view), key)
            stopped = getattr(view, "stopped", None)
    except Exception as error:
        ours = Credit(None, "Not judged: this is not your doing; staff have been told.", staff=_trace(error))
        return from_error(error) or ours
    return nothing(credit, str(stopped)) if stopped else credit


def _answer(question: Question, view: Mapping[str, Any]) -> Any:
    if question.files:
        return view
    blanks: tuple[Any, ...] = getattr(question.check, "blanks", BLANK)
    if all(_blank(view, name, blanks) for name in question.names):
        raise SubmissionError(UNANSWERED)
    return view if len(question.names) > 1 else view.get(question.names[0])


def _blank(view: Mapping[str, Any], name: str, blanks: tuple[Any, ...]) -> bool:
    try:
        value = view.get(name)
    except SubmissionError:  # something is there that cannot be read: the check will say so
        return False
    return any(value is blank or (type(value) is type(blank) and value == blank) for blank in blanks)


def _trace(error: BaseException) -> str:
    return "".join(traceback.format_exception(type(error), error, error.__traceback__))[-4000:]
