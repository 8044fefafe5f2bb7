"""The hidden suite: ordinary pytest files, collected once, run question by question as a leaf of grading."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from autograder.credit import Part
from autograder.errors import QuestionError
from autograder.handouts.folding import filled_in
from autograder.judging.local import importing_from
from autograder.judging.recorder import Parts
from autograder.judging.session import Outcome, Test, credit_of, forget_scores, in_order, leaderboard_of
from autograder.suites.plain import PlainRunner, plain_items
from autograder.suites.stage import Setting, Stage
from autograder.suites.untouched import Untouched

if TYPE_CHECKING:
    from autograder.assignment import Assignment
    from autograder.variant import Variant

T = TypeVar("T")


class Runner(Protocol):
    """What runs single tests."""

    def run(self, test: Test, following: Test | None, parts: Parts) -> Outcome:
        """Run one test once, on what the stage is set to; following: the one that comes next."""


class Suite:
    """The collected tests of one assignment.

    running: the number of the test that runs now, or ran last.
    """

    def __init__(self, assignment: Assignment, items: Sequence[Any], stage: Stage, runner: Runner) -> None:
        self._stage, self._runner = stage, runner
        self.running = ""
        self.tests = _worded(in_order(items), assignment)
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
        parts = Parts(test.parts)
        self.running = test.number
        forget_scores(test.item)
        with self._stage.on(setting):
            outcome = self._runner.run(test, following, parts)
        credit, board = credit_of(test, outcome, parts), leaderboard_of(test.item)
        forget_scores(test.item)
        return Part(test.name, test.weight, credit, test.number, test.tags, test.visibility, board)

    def settle(self, variant: Variant) -> None:
        """Make now what the tests will ask for, once for all forks that grade with this suite."""
        for test in self.tests:
            names = {"rng", "reference"} & set(getattr(test.item, "needs", ()))
            with self._stage.on(Setting({}, variant)):
                self._stage.values(names, test.item, Parts({}))

    def untouched(self) -> Untouched | None:
        """Looks at all that the tests can reach; None where pytest runs them, of which nothing can be said.

        Call `settle` before.
        """
        if not isinstance(self._runner, PlainRunner):
            return None
        assignment, tests = self._stage.assignment, tuple(test.item.obj for test in self.tests)
        folders = (assignment.course.folder / "reference", assignment.course.folder / "tests")
        return Untouched((tests, self._stage.made, assignment.drawn, assignment.questions), folders)


def with_suite(assignment: Assignment, then: Callable[[Suite], T]) -> T:
    """Collect the assignment's tests and call `then` with the suite.

    Tests may import modules from the reference's folder: what texts and tests both compute stands there once.
    Raises QuestionError when a test file cannot be collected or its marks do not fit the assignment; an exception of
    `then` comes out as it is.
    """
    stage = Stage(assignment)
    folders = assignment.suite_folders
    if not folders and not any(question.files for question in assignment.questions):
        return then(Suite(assignment, (), stage, PlainRunner(stage)))  # typed answers alone need no tests
    if not folders:
        raise QuestionError(f"{assignment.name} has no tests: tests/hidden/{assignment.name} is missing")
    importing = importing_from(assignment.reference_folder, assignment.bound)
    with importing, plain_items(folders, assignment.course.folder) as items:
        if items is not None:
            return then(Suite(assignment, items, stage, PlainRunner(stage)))
        return _with_pytest(assignment, stage, then)


def _with_pytest(assignment: Assignment, stage: Stage, then: Callable[[Suite], T]) -> T:
    """The same with all that pytest offers; imported only here, because that takes longer than to grade."""
    from autograder.judging.collecting import with_collected
    from autograder.judging.watcher import Watcher
    from autograder.suites.fixtures import Fixtures

    watcher = Watcher()
    return with_collected(
        assignment.suite_folders,
        assignment.course.folder,
        [Fixtures(stage), watcher],
        lambda items: then(Suite(assignment, items, stage, watcher)),
    )


def _worded(tests: Sequence[Test], assignment: Assignment) -> tuple[Test, ...]:
    """The tests with the phrases of the variant in their names."""
    return tuple(replace(test, name=filled_in(test.name, assignment.words, test.number)) for test in tests)


def _fitting(assignment: Assignment, tests: Sequence[Test]) -> None:
    named = [(test.number, test.name) for test in tests]
    twice = sorted({number for number, name in named if named.count((number, name)) > 1})
    if twice:
        raise QuestionError(f"two tests have the number {twice[0]} and the same docstring")
    judged = {q.number for q in assignment.questions if q.files}
    tested = {test.question for test in tests}
    if tested - judged:
        raise QuestionError(f"there are tests for {', '.join(sorted(tested - judged))}, not asked in {assignment.name}")
    if judged - tested:
        raise QuestionError(f"there are no tests for {', '.join(sorted(judged - tested))} of {assignment.name}")
