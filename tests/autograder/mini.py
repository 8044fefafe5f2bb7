"""A small course in a temporary folder, for tests of the machine."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment, load
from autograder.course import Course
from autograder.grade import grade
from autograder.report import Report
from autograder.suites.suite import with_suite

QUESTIONS = """
from autograder.question import Question
from autograder.checks import HiddenTests
TITLE = "Mini"
def questions(variant, drawn):
    return [Question("B1", "double", 6, ("work.double",), HiddenTests()),
            Question("B2", "triple", 4, ("work.triple",), HiddenTests())]
"""
SOLUTION = "def double(x):\n    return 2 * x\n\n\ndef triple(x):\n    return 3 * x\n"
TESTS = '''
@number("B1.1")
def test_double(student, rng):
    """double doubles"""
    x = rng.normal(size=3)
    agree(student.double(x), 2 * x, "double(x)")

@number("B2.1")
def test_triple(student):
    """triple triples"""
    agree(student.triple(2.0), 6.0, "triple(2)")
'''
TRIPLE = '''
@number("B2.1")
def test_triple(student):
    """triple triples"""
    assert student.triple(2) == 6
'''
HEAD = "import pytest\nimport numpy as np\nfrom autograder.judging import *\n"


def mini_assignment(
    folder: Path, tests: str, questions: str = QUESTIONS, solution: str = SOLUTION, course: str = ""
) -> Assignment:
    """A course with one assignment `mini` whose hidden suite is `tests` (imports are put before it)."""
    (folder / "reference" / "mini").mkdir(parents=True, exist_ok=True)
    (folder / "tests" / "hidden" / "mini").mkdir(parents=True, exist_ok=True)
    (folder / "course.toml").write_text(course)
    (folder / "reference" / "mini" / "questions.py").write_text(questions)
    (folder / "reference" / "mini" / "work.py").write_text(solution)
    (folder / "tests" / "hidden" / "mini" / "test_mini.py").write_text(HEAD + textwrap.dedent(tests))
    return load(Course.at(folder), "mini")


def graded(assignment: Assignment, *everyone: Mapping[str, Any]) -> list[Report]:
    """Grade plain dicts of functions, one after another, with the suite collected once."""
    return with_suite(assignment, lambda suite: [grade(assignment, answers, suite) for answers in everyone])


def functions(
    double: Callable[..., Any] = lambda x: 2 * x, triple: Callable[..., Any] = lambda x: 3 * x
) -> dict[str, Any]:
    """Answers to both questions; right unless another function is given."""
    return {"double": double, "triple": triple}


def points(report: Report, number: str) -> float:
    """What the report gives for one question."""
    return next(j.cents for j in report.judgements if j.question.number == number) / 100
