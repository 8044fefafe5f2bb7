"""Run tests that pytest collected, one by one, and see what becomes of each."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from autograder.judging.recorder import Parts
from autograder.judging.session import Outcome, Test


class Watcher:
    """A pytest plugin that keeps what became of the test that ran last, and lends it its parts."""

    def __init__(self) -> None:
        self._parts = Parts({})
        self._error: BaseException | None = None
        self._failed = self._ran = False

    def run(self, test: Test, following: Test | None, parts: Parts) -> Outcome:
        """Run one collected test once, with its fixtures."""
        self._parts = parts
        self._error, self._failed, self._ran = None, False, False
        hook = test.item.config.hook
        hook.pytest_runtest_protocol(item=test.item, nextitem=following.item if following else None)
        return Outcome(self._error, self._failed, self._ran)

    @pytest.fixture
    def part(self) -> Parts:
        """`with part("name"): ...` judges one declared part alone."""
        return self._parts

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Keep the exception itself: the report only has its text."""
        report = yield
        if call.excinfo is not None and not report.skipped and self._error is None:
            self._error = call.excinfo.value
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A failing subtest sends a report of its own while the test itself passes."""
        self._failed = self._failed or report.failed
        if report.when == "call" and report.passed:
            self._ran = True
