"""The fixtures that a suite's tests ask for, and what became of the test that ran last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from autograder.judging.recorder import Parts
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
        return self.setting(request).variant.hidden_rng(_label(request.node))

    @pytest.fixture
    def set_score(self) -> Callable[[float], None]:
        """Lets a test name gradescope-utils' argument without a default; the decorator puts its own in its place."""
        return _nothing

    @pytest.fixture
    def set_leaderboard_value(self) -> Callable[[float], None]:
        """As `set_score`."""
        return _nothing


class Fixtures(SuiteFixtures):
    """The fixtures of a grading run."""

    def __init__(self, assignment: Assignment) -> None:
        self._assignment = assignment
        self._setting: Setting | None = None
        self._generators: dict[tuple[str, str, bytes, str], tuple[np.random.RandomState, Any]] = {}
        self._reference: Mapping[str, Any] | None = None

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

    # -- the same without pytest, for `autograder.direct`

    def values(self, names: Iterable[str], item: pytest.Item, parts: Parts) -> dict[str, Any]:
        """What the fixtures of these names are for a test; none of it depends on what ran before."""
        if self._setting is None:
            raise RuntimeError("a test asked for its setting outside of grading")
        setting = self._setting
        makers: dict[str, Callable[[], Any]] = {
            "student": lambda: Student(setting.answers),
            "reference": self._solution,
            "variant": lambda: setting.variant,
            "drawn": lambda: self._assignment.drawn,
            "public": lambda: self._assignment.drawn["public"],
            "rng": lambda: self._generator(setting.variant, _label(item)),
            "part": lambda: parts,
            "set_score": lambda: _nothing,
            "set_leaderboard_value": lambda: _nothing,
        }
        return {name: makers[name]() for name in names}

    def _solution(self) -> Student:
        if self._reference is None:
            self._reference = reference_functions(self._assignment)
        return Student(self._reference)

    def _generator(self, variant: Variant, label: str) -> np.random.RandomState:
        """As new each time, from a state that is kept: to make one takes longer than most tests."""
        known = (variant.assignment, variant.seed, variant.key, label)
        if known not in self._generators:
            rng = variant.hidden_rng(label)
            self._generators[known] = rng, rng.get_state()
        rng, state = self._generators[known]
        rng.set_state(state)
        return rng


PLAIN = ("student", "reference", "variant", "drawn", "public", "rng", "part", "set_score", "set_leaderboard_value")
"""The fixtures that `Fixtures.values` knows."""


def _label(item: Any) -> str:
    """What a test's generator is seeded from beside the variant."""
    return f"{getattr(item.obj, '__number__', '')} {item.name}"


def _nothing(value: float) -> None:
    return None
