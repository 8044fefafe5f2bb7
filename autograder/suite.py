"""The hidden suite: ordinary pytest files, collected once, run question by question as a leaf of grading."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from autograder.credit import FULL, Credit, Part, from_error, from_parts
from autograder.errors import QuestionError
from autograder.judging.recorder import Parts
from autograder.suite_fixtures import Fixtures, Setting

if TYPE_CHECKING:
    from autograder.assignment import Assignment
    from autograder.variant import Variant

T = TypeVar("T")
FAILED = "The property named above does not hold."
OURS = "Not judged: the test itself failed; staff have been told."
PLUGINS_OFF = ("cacheprovider", "terminal", "junitxml", "pastebin", "stepwise", "setuponly", "setupplan", "doctest",
               "faulthandler", "debugging", "legacypath", "logging", "recwarn", "warnings", "unraisableexception",
               "threadexception")  # fmt: skip


@dataclass(frozen=True)
class Test:
    """One collected test and what its marks say."""

    __test__ = False  # not one of pytest's own

    item: pytest.Item
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


class Suite:
    """The collected tests of one assignment, inside a running pytest session."""

    def __init__(self, assignment: Assignment, items: Sequence[pytest.Item], fixtures: Fixtures) -> None:
        self._fixtures = fixtures
        self.tests = tuple(sorted(map(read_marks, items), key=lambda test: _numeric(test.number)))
        _fitting(assignment, self.tests)

    def of(self, question: str) -> tuple[Test, ...]:
        """The tests of one question."""
        return tuple(test for test in self.tests if test.question == question)

    def run(self, question: str, answers: Mapping[str, Any], variant: Variant) -> tuple[Part, ...]:
        """Run the question's tests once each on these answers; every test is there, whatever happened."""
        tests = self.of(question)
        results = []
        for test, following in zip(tests, (*tests[1:], None)):
            results.append(self._run(test, following, Setting(answers, variant)))
        return tuple(results)

    def _run(self, test: Test, following: Test | None, setting: Setting) -> Part:
        item, parts = test.item, Parts(test.parts)
        _forget_scores(item)
        self._fixtures.begin(setting, parts)
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following.item if following else None)
        outcome = self._fixtures.end()
        credit = _credit(test, outcome.error, outcome.failed, outcome.ran, parts)
        board = _leaderboard(item)
        _forget_scores(item)
        return Part(test.name, test.weight, credit, test.number, test.tags, test.visibility, board)


def with_suite(assignment: Assignment, then: Callable[[Suite], T]) -> T:
    """Collect the assignment's tests and call `then` with the suite while the pytest session is open.

    Raises QuestionError when a test file cannot be collected or its marks do not fit the assignment; an exception of
    `then` comes out as it is.
    """
    fixtures = Fixtures(assignment)
    driver = _Driver(lambda items: then(Suite(assignment, items, fixtures)), fixtures)
    off = [word for name in PLUGINS_OFF for word in ("-p", f"no:{name}")]
    folders = [str(folder) for folder in assignment.suite_folders]
    if not folders:
        raise QuestionError(f"{assignment.name} has no tests: tests/hidden/{assignment.name} is missing")
    arguments = [*off, "--assert=plain", "--import-mode=importlib", "--noconftest", "--capture=sys",
                 "-c", str(Path(__file__).with_name("suite.ini")), f"--rootdir={assignment.course.folder}"]  # fmt: skip
    pytest.main([*arguments, *folders], plugins=[driver, fixtures])
    return driver.result()


class _Driver:
    """Takes the place of pytest's own loop over the tests."""

    def __init__(self, then: Callable[[Sequence[pytest.Item]], Any], fixtures: Fixtures) -> None:
        self._then = then
        self._fixtures = fixtures
        self._problems: list[str] = []
        self._value: Any = None
        self._error: BaseException | None = QuestionError("pytest did not get as far as collecting the tests")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._problems.append(f"{report.nodeid}: {report.longreprtext.strip()[-600:]}")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._error = None
        try:
            if self._problems:
                raise QuestionError("a test file cannot be collected: " + "; ".join(self._problems))
            self._value = self._then(session.items)
        except BaseException as error:  # pytest would print it and go on; `result` raises it where it belongs
            self._error = error
        return True

    def result(self) -> Any:
        if self._error is not None:
            raise self._error
        return self._value


def read_marks(item: pytest.Item) -> Test:
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


def _numeric(number: str) -> tuple[Any, ...]:
    head, _, tail = number.partition(".")
    return (head[:1], int(head[1:] or 0) if head[1:].isdigit() else head[1:], int(tail) if tail.isdigit() else 0, tail)


def _fitting(assignment: Assignment, tests: Sequence[Test]) -> None:
    judged = {q.number for q in assignment.questions if q.files}
    tested = {test.question for test in tests}
    if tested - judged:
        raise QuestionError(f"there are tests for {', '.join(sorted(tested - judged))}, which {assignment.name} does not ask")
    if judged - tested:
        raise QuestionError(f"there are no tests for {', '.join(sorted(judged - tested))} of {assignment.name}")


def _credit(test: Test, error: BaseException | None, failed: bool, ran: bool, parts: Parts) -> Credit:
    stopped = _stopped(test, error, failed, ran)
    if test.parts:
        return from_parts(parts.results(stopped))
    return stopped or _partial(test) or FULL


def _stopped(test: Test, error: BaseException | None, failed: bool, ran: bool) -> Credit | None:
    """The credit of a test that did not run to its end, None for one that did."""
    if error is None and ran and not failed:
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
    text = str(error)
    return text if own and text and "\n" not in text and len(text) <= 300 else FAILED


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


def _leaderboard(item: pytest.Item) -> tuple[str, str, float] | None:
    marked = {name: value for layer in reversed(list(_layers(item))) for name, value in vars(layer).items()}
    column, value = marked.get("__leaderboard_column__"), marked.get("__leaderboard_value__")
    if column is None or not isinstance(value, (int, float)) or not math.isfinite(value):
        return None
    return str(column), str(marked.get("__leaderboard_sort_order__", "desc")), float(value)


def _forget_scores(item: pytest.Item) -> None:
    """gradescope-utils keeps scores on the function itself; they must not outlive a submission."""
    for layer in _layers(item):
        for name in ("__score__", "__leaderboard_value__"):
            vars(layer).pop(name, None)


def _layers(item: pytest.Item) -> Iterator[Any]:
    """The test's function and those that its decorators wrap, outermost first."""
    function = getattr(item, "obj", None)
    function = getattr(function, "__func__", function)
    while function is not None and hasattr(function, "__code__"):
        yield function
        function = getattr(function, "__wrapped__", None)
