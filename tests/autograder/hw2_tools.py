"""Grade homework 2 in this very process: the reference with some functions replaced."""

import importlib.util
from dataclasses import replace
from pathlib import Path

from autograder.assignment import load
from autograder.course import Course
from autograder.errors import SubmissionError
from autograder.grade import grade
from autograder.judging.local import load_functions, standing_in
from autograder.judging.student import LocalFunction
from autograder.reference import reference_answers
from autograder.suites.suite import with_suite

ROOT = Path(__file__).parents[2]


USUAL = {"reduction": "mean", "relu_grad_at_zero": 0, "mlp_loss": "cross-entropy", "dan_activation": "tanh"}
"""The conventions of the default variant."""


def homework(seed=None, conventions=None):
    """The assignment of this repository for one variant; conventions: settled, whatever the seed draws."""
    course = Course.at(ROOT)
    settings = {**course.settings, **({"conventions": conventions} if conventions else {})}
    return load(replace(course, settings=settings), "hw2", seed)


def hidden(name, assignment=None):
    """A file of the hidden suite as a module, bound to an assignment's conventions."""
    spec = importlib.util.spec_from_file_location(f"hw2_{name}", ROOT / "tests" / "hidden" / "hw2" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    with standing_in((assignment or homework()).bound):
        spec.loader.exec_module(module)
    return module


def solutions(assignment=None):
    """The reference's functions, not wrapped."""
    assignment = assignment or homework()
    asks = {a.split(".")[1]: f"{a.split('.')[0]}.py" for q in assignment.questions for a in q.asks if q.files}
    return load_functions(assignment.reference_folder, asks, assignment.bound)


def confined_error(error):
    """What the student's process makes of an exception."""
    return error if isinstance(error, SubmissionError) else SubmissionError(f"{type(error).__name__}: {error}")


def graded(submissions, numbers, seed=None, conventions=None):
    """Reports on submissions, each a dict of functions that replace the reference's, for some of the questions."""
    assignment = homework(seed, conventions)
    some = replace(assignment, questions=tuple(q for q in assignment.questions if q.number in numbers))

    def run(suite):
        return [grade(some, _answers(assignment, functions), suite) for functions in submissions]

    return with_suite(assignment, run)


def _answers(assignment, functions):
    answers = dict(reference_answers(assignment))
    for name, function in functions.items():
        if function is None:
            del answers[name]
        else:
            answers[name] = LocalFunction(function, confined_error)
    return answers


def points(report):
    """Points by question."""
    return {j.question.number: j.cents / 100 for j in report.judgements}


def causes(credit):
    """The recognised slips of a credit and its parts."""
    return ({credit.cause} if credit.cause else set()).union(*(causes(part.credit) for part in credit.parts), set())
