"""What `stage` has for a suite's tests, as fixtures of pytest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from autograder.judging.student import Student
from autograder.reference import reference_functions
from autograder.suites.stage import Setting, Stage, label_of, nothing

if TYPE_CHECKING:
    from autograder.assignment import Assignment
    from autograder.variant import Variant


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
        return self.setting(request).variant.hidden_rng(label_of(request.node))

    @pytest.fixture
    def set_score(self) -> Callable[[float], None]:
        """Lets a test name gradescope-utils' argument without a default; the decorator puts its own in its place."""
        return nothing

    @pytest.fixture
    def set_leaderboard_value(self) -> Callable[[float], None]:
        """As `set_score`."""
        return nothing


class Fixtures(SuiteFixtures):
    """The fixtures of a grading run."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def setting(self, request: pytest.FixtureRequest) -> Setting:
        """What the stage was set to."""
        return self._stage.setting

    def assignment(self, request: pytest.FixtureRequest) -> Assignment:
        """The assignment that is graded."""
        return self._stage.assignment
