"""One variant of a homework, looked at without grading: its questions, its solution, what an answer earns."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from autograder.assignment import load
from autograder.course import Course
from autograder.judging.local import load_modules
from autograder.question import Key

COURSE = Course.at(Path(__file__).parents[2])


@cache
def drawn(homework, file, seed):
    """(assignment, questions by number, the solution's module of that file) of a variant."""
    assignment = load(COURSE, homework, seed)
    solution = load_modules(assignment.reference_folder, (file,), assignment.bound)[file]
    return assignment, {question.number: question for question in assignment.questions}, solution


def credit(homework, file, seed, number, answer):
    """The share that an answer to a typed question earns."""
    assignment, questions, _ = drawn(homework, file, seed)
    return questions[number].check(answer, Key(questions[number], assignment.variant)).share
