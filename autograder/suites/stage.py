"""What the tests of a suite run on: the answers, the variant, and the values that they ask for by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.judging.recorder import Parts
from autograder.judging.student import Student
from autograder.reference import reference_functions

if TYPE_CHECKING:
    from autograder.assignment import Assignment
    from autograder.variant import Variant

NAMES = ("student", "reference", "variant", "drawn", "public", "rng", "part", "set_score", "set_leaderboard_value")
"""What a test can ask for; `suite_fixtures` has the same as pytest's fixtures."""


@dataclass(frozen=True)
class Setting:
    """What a test runs on: the answers, and the variant that its draws come from."""

    answers: Mapping[str, Any]
    variant: Variant


class Stage:
    """Holds the setting of the test that runs now, and what is the same for every submission."""

    def __init__(self, assignment: Assignment) -> None:
        self.assignment = assignment
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

    @property
    def setting(self) -> Setting:
        """What `on` set."""
        if self._setting is None:
            raise RuntimeError("a test asked for its setting outside of grading")
        return self._setting

    def values(self, names: Iterable[str], item: Any, parts: Parts) -> dict[str, Any]:
        """What a test is given under these names; nothing of it depends on what ran before."""
        setting, drawn = self.setting, self.assignment.drawn
        makers: dict[str, Callable[[], Any]] = {
            "student": lambda: Student(setting.answers),
            "reference": self._solution,
            "variant": lambda: setting.variant,
            "drawn": lambda: drawn,
            "public": lambda: drawn["public"],
            "rng": lambda: self._generator(setting.variant, label_of(item)),
            "part": lambda: parts,
            "set_score": lambda: nothing,
            "set_leaderboard_value": lambda: nothing,
        }
        return {name: makers[name]() for name in names}

    @property
    def made(self) -> tuple[Any, ...]:
        """What was made for the tests and outlives them: the functions of the solution."""
        return tuple((self._reference or {}).values())

    def _solution(self) -> Student:
        if self._reference is None:
            self._reference = reference_functions(self.assignment)
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


def label_of(item: Any) -> str:
    """What a test's generator is seeded from beside the variant: its number and its name."""
    return f"{getattr(item.obj, '__number__', '')} {item.name}"


def nothing(value: float) -> None:
    """In the place of gradescope-utils' argument; the decorator puts its own there."""
    return None
