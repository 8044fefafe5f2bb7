"""Suites that run without pytest: the same tests with the same outcome; anything else is left to pytest."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
from mini import HEAD, functions, mini_assignment

from autograder.assignment import load
from autograder.course import Course
from autograder.errors import QuestionError, SubmissionError
from autograder.grade import grade
from autograder.judging.local import importing_from
from autograder.reference import reference_answers
from autograder.reports.as_json import report_json
from autograder.suites.plain import PlainRunner
from autograder.suites.stage import Stage
from autograder.suites.suite import _with_pytest, with_suite

ROOT = Path(__file__).parents[2]
PLAIN_HEAD = HEAD.replace("import pytest\n", "")
TESTS = '''
@number("B1.1")
@parts({"two": 1, "three": 2})
def test_double(student, part, rng):
    """double doubles"""
    x = float(rng.normal())
    with part("two"):
        agree(student.double(x), 2 * x, "double(x)")
    with part("three"):
        agree(student.double(3.0), 6.0, "double(3)")

@number("B1.2")
@weight(2)
def test_says_so(student):
    """an own sentence"""
    print("not to be seen")
    assert student.double(1.0) == 2.0, "double(1) is not 2."

@number("B1.3")
@partial_credit(2)
@weight(2)
def test_score(student, set_score):
    """a score of its own"""
    set_score(2.0 if student.double(1.0) == 2.0 else 0.5)

@number("B2.1")
@hide_errors("Not this time.")
def test_triple(student, reference, variant, drawn):
    """triple triples"""
    agree(student.triple(2.0), reference.triple(2.0), "triple(2)")
'''


def course(tmp_path, tests=TESTS, plain=True):
    assignment = mini_assignment(tmp_path, tests)
    if plain:
        path = tmp_path / "tests" / "hidden" / "mini" / "test_mini.py"
        path.write_text(path.read_text().replace("import pytest\n", ""))
    return assignment


def by_pytest(assignment, then):
    with importing_from(assignment.reference_folder, assignment.bound):
        return _with_pytest(assignment, Stage(assignment), then)


def raises(x):
    raise SubmissionError("Your code raised ValueError.")


def breaks(x):
    raise RuntimeError("ours")


ANSWERS = [
    functions(),
    functions(double=lambda x: -2 * x),
    functions(double=lambda x: "text", triple=lambda x: x),
    functions(double=raises, triple=raises),
    functions(double=lambda x: None),
    functions(double=lambda x: np.full(3, np.nan), triple=lambda x: 6),
]


@pytest.mark.parametrize("answers", ANSWERS)
def test_a_plain_suite_gives_what_pytest_gives(tmp_path, answers):
    assignment = course(tmp_path)
    assert with_suite(assignment, lambda suite: type(suite._runner)) is PlainRunner
    plain = with_suite(assignment, lambda suite: grade(assignment, answers, suite))
    other = by_pytest(assignment, lambda suite: grade(assignment, answers, suite))
    assert report_json(plain) == report_json(other)
    assert [j.credit for j in plain.judgements] == [j.credit for j in other.judgements]


@pytest.mark.parametrize("name", ["hw1", "hw2", "hw3", "hw4"])
def test_the_homeworks_are_plain_and_have_the_same_tests_either_way(name):
    assignment = load(Course.at(ROOT), name)

    def seen(suite):
        items = [(t.number, t.name, t.item.nodeid, t.item.name, t.item.path, t.weight, t.parts) for t in suite.tests]
        return type(suite._runner).__name__, items

    (runner, plain), (_, other) = with_suite(assignment, seen), by_pytest(assignment, seen)
    assert runner == "PlainRunner"
    assert plain == other


def test_the_six_functions_earn_the_same_either_way():
    assignment = load(Course.at(ROOT / "benchmarks" / "six"), "six")
    right = reference_answers(assignment)
    wrong = {**right, "sigmoid": lambda x: 1 / (1 + np.exp(-np.asarray(x))), "softmax": lambda z: z}
    for answers in (right, wrong):
        reports = [run(assignment, lambda suite: grade(assignment, answers, suite)) for run in (with_suite, by_pytest)]  # noqa: B023
        assert report_json(reports[0]) == report_json(reports[1])
    assert reports[0].cents < 2400


NOT_PLAIN = {
    "pytest is spoken of": "import pytest",
    "unittest is spoken of": "import unittest",
    "a class of tests": "class TestMore:\n    pass",
    "set-up": "def setup_module():\n    pass",
    "a fixture of pytest's own": 'def test_more(tmp_path):\n    """more"""',
    "a generator": 'def test_more():\n    """more"""\n    yield',
    "a coroutine": 'async def test_more():\n    """more"""',
    "any arguments": 'def test_more(*arguments):\n    """more"""',
    "a test that is no function": "class Called:\n    def __call__(self):\n        pass\n\ntest_more = Called()",
    "a file that cannot be imported": "import nothing_at_all",
}


@pytest.mark.parametrize("text", NOT_PLAIN.values(), ids=NOT_PLAIN)
def test_anything_else_is_left_to_pytest(tmp_path, text):
    assignment = course(tmp_path)
    (tmp_path / "tests" / "hidden" / "mini" / "test_more.py").write_text(PLAIN_HEAD + text + "\n")
    try:
        runner = with_suite(assignment, lambda suite: type(suite._runner).__name__)
    except QuestionError as error:  # what pytest says of a test without a number, or of a file that is broken
        runner = "Watcher" if "test_more" in str(error) else str(error)
    assert runner == "Watcher"


def test_a_folder_inside_is_left_to_pytest(tmp_path):
    assignment = course(tmp_path)
    (tmp_path / "tests" / "hidden" / "mini" / "more").mkdir()
    assert with_suite(assignment, lambda suite: type(suite._runner).__name__) == "Watcher"


def test_no_module_of_a_suite_stays_and_suites_may_nest(tmp_path):
    one, two = course(tmp_path / "one"), course(tmp_path / "two")
    before = set(sys.modules)

    def inner(suite):
        return with_suite(two, lambda other: grade(two, functions(), other)).cents, grade(one, functions(), suite).cents

    assert with_suite(one, inner) == (1000, 1000)
    assert not {name for name in set(sys.modules) - before if "test_mini" in name}


def test_each_submission_has_the_same_draws(tmp_path):
    assignment, seen = course(tmp_path), []

    def keep(x):
        seen.append(x)
        return 2 * x

    with_suite(assignment, lambda suite: [grade(assignment, functions(double=keep), suite) for _ in range(3)])
    by_pytest(assignment, lambda suite: grade(assignment, functions(double=keep), suite))
    assert len(set(seen[:: len(seen) // 4])) == 1


def test_prints_and_warnings_of_a_plain_suite_are_not_seen(tmp_path, capfd):
    loud = 'print("not to be seen")\n    import warnings\n    warnings.warn("loud")'
    tests = TESTS.replace('print("not to be seen")', loud)
    assignment = course(tmp_path, "print('loaded')\n" + tests)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        assert with_suite(assignment, lambda suite: grade(assignment, functions(), suite)).cents == 1000
    assert capfd.readouterr() == ("", "")


def test_an_interrupt_is_not_swallowed(tmp_path):
    def stops(x):
        raise KeyboardInterrupt

    assignment = course(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        with_suite(assignment, lambda suite: grade(assignment, functions(double=stops), suite))


def test_a_failing_test_is_ours_and_names_itself(tmp_path):
    assignment = course(tmp_path, TESTS.replace("x = float(rng.normal())", "x = float(rng.normal()) / 0"))
    report = with_suite(assignment, lambda suite: grade(assignment, functions(), suite))
    assert [j.judged for j in report.judgements] == [False, True]
    assert "test_mini.py::test_double: ZeroDivisionError" in report.judgements[0].credit.staff


