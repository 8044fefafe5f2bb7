"""The fixtures that a suite's tests ask for, and what became of the test that ran last."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from autograder.judging.student import Student
from autograder.reference import reference_functions

if TYPE_CHECKING:
    from autograder.assignment import Assignment
    from autograder.variant import Variant


@dataclass(frozen=True)
class Setting:
    """What a test runs on: the answers, and the variant that its draws come from."""

    answers: Mapping[str, Any]
    variant: Variant


class SuiteFixtures:
    """`student`, `reference`, `variant`, `drawn`, `public`, `rng`, `part`; subclasses say what a test runs on."""

    def setting(self, request: pytest.FixtureRequest) -> Setting:
        """What this test runs on."""
        raise NotImplementedError

    def assignment(self, request: pytest.FixtureRequest) -> Assignment:
        """The assignment that this test belongs to."""
        raise NotImplementedError

    @pytest.fixture
    def student(self, request: pytest.FixtureRequest) -> Student:
        """The student's functions, called where they are confined; the reference when there is no submission."""
        return Student(self.setting(request).answers)

    @pytest.fixture
    def reference(self, request: pytest.FixtureRequest) -> Student:
        """The reference's functions."""
        return Student(reference_functions(self.assignment(request)))

    @pytest.fixture
    def variant(self, request: pytest.FixtureRequest) -> Variant:
        """The variant that is judged."""
        return self.setting(request).variant

    @pytest.fixture
    def drawn(self, request: pytest.FixtureRequest) -> Mapping[str, Any]:
        """What questions.py drew for this variant."""
        return self.assignment(request).drawn

    @pytest.fixture
    def public(self, request: pytest.FixtureRequest) -> Any:
        """What questions.py drew under "public": numbers of the public checks, which students have in a file."""
        return self.assignment(request).drawn["public"]

    @pytest.fixture
    def rng(self, request: pytest.FixtureRequest) -> np.random.RandomState:
        """A generator seeded from the course's secret, the assignment, the variant and this test's number and name."""
        label = f"{getattr(request.function, '__number__', '')} {request.node.name}"
        return self.setting(request).variant.hidden_rng(label)

    @pytest.fixture
    def set_score(self) -> Callable[[float], None]:
        """Lets a test name gradescope-utils' argument without a default; the decorator puts its own in its place."""
        return lambda score: None

    @pytest.fixture
    def set_leaderboard_value(self) -> Callable[[float], None]:
        """As `set_score`."""
        return lambda value: None


class Fixtures(SuiteFixtures):
    """The fixtures of a grading run."""

    def __init__(self, assignment: Assignment) -> None:
        self._assignment = assignment
        self._setting: Setting | None = None

    @contextmanager
    def on(self, setting: Setting) -> Iterator[None]:
        """Set the stage for the tests that run inside."""
        self._setting = setting
        try:
            yield
        finally:
            self._setting = None

    def setting(self, request: pytest.FixtureRequest) -> Setting:
        """What `on` set."""
        if self._setting is None:
            raise RuntimeError("a test asked for its setting outside of grading")
        return self._setting

    def assignment(self, request: pytest.FixtureRequest) -> Assignment:
        """The assignment that is graded."""
        return self._assignment
