"""Plain `pytest` on a suite: the reference stands in for the student and must earn everything.

Register with `-p autograder.pytest_plugin`. Tests outside of suites are left alone: fixtures only act when asked for.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from autograder.assignment import Assignment, load
from autograder.conventions import bound
from autograder.course import Course
from autograder.credit import Credit
from autograder.judging.local import importing_from
from autograder.judging.recorder import Parts
from autograder.reference import reference_answers
from autograder.suites.fixtures import SuiteFixtures
from autograder.suites.stage import Setting


class PlainFixtures(SuiteFixtures):
    """The fixtures outside of grading."""

    def __init__(self) -> None:
        self._assignments: dict[Path, Assignment] = {}

    def assignment(self, request: pytest.FixtureRequest) -> Assignment:
        """The assignment in whose folder the test lies: tests/hidden/hw1/..., reference/hw1/handout/..."""
        folder = request.node.path.parent
        if folder not in self._assignments:
            place = _place(folder)
            if place is None:
                raise pytest.UsageError(f"{folder} does not lie in a course's suite")
            course, name = place
            self._assignments[folder] = load(Course.at(course), name)
        return self._assignments[folder]

    def setting(self, request: pytest.FixtureRequest) -> Setting:
        """The reference's answers, the assignment's variant."""
        assignment = self.assignment(request)
        return Setting(reference_answers(assignment), assignment.variant)

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Let a suite's file find the reference's modules and the conventions of its variant while it is imported."""
        place = _place(collector.path.parent) if isinstance(collector, pytest.Module) else None
        if place is None:
            return (yield)
        course, name = place
        folder = course / "reference" / name
        with importing_from(folder, bound(folder, Course.at(course).variant(name).conventions)):
            return (yield)

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


def _place(folder: Path) -> tuple[Path, str] | None:
    """The course and the assignment of a suite's folder; None for another folder."""
    for course in folder.parents:
        if (course / "course.toml").is_file():
            inner = folder.relative_to(course).parts
            hidden, public = inner[:2] == ("tests", "hidden"), inner[:1] == ("reference",)
            return (course, inner[2 if hidden else 1]) if (hidden or public) and len(inner) == 3 else None
    return None


def pytest_configure(config: pytest.Config) -> None:
    """Register the fixtures once."""
    config.pluginmanager.register(PlainFixtures(), "autograder-suite-fixtures")
