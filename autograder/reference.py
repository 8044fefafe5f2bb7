"""The reference solution of an assignment: what is right, bound to its variant."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from autograder.errors import QuestionError
from autograder.judging.local import load_functions
from autograder.judging.student import LocalFunction

if TYPE_CHECKING:
    from autograder.assignment import Assignment


def reference_functions(assignment: Assignment) -> dict[str, LocalFunction]:
    """The reference's functions by name; raises QuestionError when a file of it lacks one or cannot be imported."""
    return {name: LocalFunction(function) for name, function in _functions(assignment).items()}


def parameter_names(assignment: Assignment) -> dict[str, tuple[str, ...]]:
    """What the reference calls the arguments of each function."""
    return {name: tuple(inspect.signature(function).parameters) for name, function in _functions(assignment).items()}


def _functions(assignment: Assignment) -> dict[str, Any]:
    asks = {
        ask.split(".")[1]: f"{ask.split('.')[0]}.py"
        for question in assignment.questions
        for ask in question.asks
        if not ask.startswith("answers.")
    }
    try:
        return dict(load_functions(assignment.reference_folder, asks, assignment.bound))
    except Exception as error:
        raise QuestionError(f"the reference of {assignment.name}: {type(error).__name__}: {error}") from error


def reference_answers(assignment: Assignment) -> Mapping[str, Any]:
    """Answers that must earn everything: the reference's functions and each typed question's right answer."""
    return {**reference_functions(assignment), **typed_answers(assignment)}


def typed_answers(assignment: Assignment) -> dict[str, Any]:
    """The right typed answers by key; raises QuestionError for a typed question that states none."""
    answers: dict[str, Any] = {}
    for question in assignment.questions:
        if question.files:
            continue
        if question.right is None:
            raise QuestionError(f"question {question.number} does not say what is right")
        answers.update(question.right if len(question.names) > 1 else {question.names[0]: question.right})
    return answers
