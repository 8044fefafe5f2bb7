"""Plain `pytest` on a suite: the reference stands in for the student and must earn everything.

Register with `-p autograder.pytest_plugin`. Tests outside of suites are left alone: fixtures only act when asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.assignment import Assignment, load
from autograder.course import Course
from autograder.credit import Credit
from autograder.judging.recorder import Parts
from autograder.reference import reference_answers
from autograder.suite_fixtures import Setting, SuiteFixtures


class PlainFixtures(SuiteFixtures):
    """The fixtures outside of grading."""

    def __init__(self) -> None:
        self._assignments: dict[Path, Assignment] = {}

    def assignment(self, request: pytest.FixtureRequest) -> Assignment:
        """The assignment in whose folder the test lies: tests/hidden/hw1/..., reference/hw1/handout/..."""
        folder = request.node.path.parent
        if folder not in self._assignments:
            course, name = _place(folder)
            self._assignments[folder] = load(Course.at(course), name)
        return self._assignments[folder]

    def setting(self, request: pytest.FixtureRequest) -> Setting:
        """The reference's answers, the assignment's variant."""
        assignment = self.assignment(request)
        return Setting(reference_answers(assignment), assignment.variant)

    @pytest.fixture
    def part(self, request: pytest.FixtureRequest) -> Iterator[Parts]:
        """As in grading; the test fails at its end when a part lost anything or was left out."""
        parts = Parts(getattr(request.function, "__parts__", {}))
        yield parts
        lost = [f"{p.name}: {p.credit.feedback or p.credit.share}" for p in parts.results() if _short(p.credit)]
        if lost:
            pytest.fail("the reference loses points on " + "; ".join(lost), pytrace=False)


def _short(credit: Credit) -> bool:
    return credit.share != 1.0


def _place(folder: Path) -> tuple[Path, str]:
    for course in folder.parents:
        if (course / "course.toml").is_file():
            inner = folder.relative_to(course).parts
            return course, inner[2] if inner[0] == "tests" else inner[1]
    raise pytest.UsageError(f"{folder} does not lie in a course: no course.toml above it")


def pytest_configure(config: pytest.Config) -> None:
    """Register the fixtures once."""
    config.pluginmanager.register(PlainFixtures(), "autograder-suite-fixtures")
