"""Collect pytest files once and keep the session open while something runs their tests one by one."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest

from autograder.errors import QuestionError

T = TypeVar("T")
PLUGINS_OFF = ("cacheprovider", "terminal", "junitxml", "pastebin", "stepwise", "setuponly", "setupplan", "doctest",
               "faulthandler", "debugging", "legacypath", "logging", "recwarn", "warnings", "unraisableexception",
               "threadexception")  # fmt: skip


def with_collected(
    paths: Sequence[Path], root: Path, plugins: Sequence[object], then: Callable[[Sequence[pytest.Item]], T]
) -> T:
    """Collect the tests under these paths and call `then` with them while pytest's session is open.

    Only suite.ini beside this file configures pytest. Raises QuestionError when a file cannot be collected; an
    exception of `then` comes out as it is.
    """
    driver = _Driver(then)
    off = [word for name in PLUGINS_OFF for word in ("-p", f"no:{name}")]
    arguments = [*off, "--assert=plain", "--import-mode=importlib", "--noconftest", "--capture=sys",
                 "-c", str(Path(__file__).with_name("suite.ini")), f"--rootdir={root}"]  # fmt: skip
    with _fresh_modules(paths), _no_other_plugins():
        pytest.main([*arguments, *map(str, paths)], plugins=[driver, *plugins])
    result: T = driver.result()
    return result


@contextmanager
def _no_other_plugins() -> Iterator[None]:
    """What else is installed beside pytest must not change a result, and would cost a second to load."""
    name = "PYTEST_DISABLE_PLUGIN_AUTOLOAD"
    before = os.environ.get(name)
    os.environ[name] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


@contextmanager
def _fresh_modules(paths: Sequence[Path]) -> Iterator[None]:
    """pytest names test modules by their path below the root: another course's, imported before, must not stand in.

    Nor may a pytest that runs around this one rewrite the asserts of a suite: their texts would hold values.
    """
    finders = list(sys.meta_path)
    sys.meta_path[:] = [finder for finder in finders if type(finder).__name__ != "AssertionRewritingHook"]
    folders = [path.resolve() for path in paths]
    before = {name: module for name, module in sys.modules.items() if _looks_like_tests(name)}
    for name in before:
        del sys.modules[name]
    try:
        yield
    finally:
        for name, module in list(sys.modules.items()):
            file = getattr(module, "__file__", None)
            if file and any(folder in (Path(file), *Path(file).parents) for folder in folders):
                del sys.modules[name]
        sys.modules.update(before)
        sys.meta_path[:] = finders


def _looks_like_tests(name: str) -> bool:
    return name.split(".")[0] in ("tests", "reference") or name.split(".")[-1].startswith("test_")


class _Driver:
    """Takes the place of pytest's own loop over the tests."""

    def __init__(self, then: Callable[[Sequence[pytest.Item]], Any]) -> None:
        self._then = then
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
