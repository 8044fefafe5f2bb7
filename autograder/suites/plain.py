"""Plain suites, collected and run without pytest.

A suite is plain when no file of it speaks of pytest or unittest and every test is a function that asks for what
`stage` has. Then collecting is an import and running a call, with the same outcome that pytest would come to
(tests/autograder/test_plain_suite.py holds the two together). To import pytest takes longer than to grade a
submission, and every fork has to copy what it touches of it. Any other suite is pytest's.
"""

from __future__ import annotations

import importlib.util
import inspect
import io
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder.judging.recorder import Parts
from autograder.judging.session import Outcome, Test
from autograder.suites.stage import NAMES, Stage

FOREIGN = (b"pytest", b"unittest", b"__test__")
SPECIAL = ("setup", "teardown", "load_tests")
"""Beginnings of names that pytest calls by itself."""


@dataclass(frozen=True)
class PlainItem:
    """A collected test; needs: the names of its arguments."""

    path: Path
    name: str
    nodeid: str
    obj: Callable[..., Any]
    needs: tuple[str, ...]


@contextmanager
def plain_items(folders: Sequence[Path], root: Path) -> Iterator[list[PlainItem] | None]:
    """The tests under these folders in pytest's order, their modules importable meanwhile; None if they are not plain.

    A file that cannot be imported is not plain either: pytest says best what is wrong with it.
    """
    modules: dict[str, ModuleType] = {}
    try:
        yield _collected(folders, root, modules)
    finally:
        for name in modules:
            sys.modules.pop(name, None)


def _collected(folders: Sequence[Path], root: Path, modules: dict[str, ModuleType]) -> list[PlainItem] | None:
    items: list[PlainItem] = []
    root, folders = root.absolute(), [folder.absolute() for folder in folders]
    for path in (path for folder in folders for path in sorted(folder.iterdir())):
        if path.is_dir() and path.name != "__pycache__":
            return None
        if path.suffix != ".py" or not path.stem.startswith("test_"):
            if path.stem.endswith("_test"):
                return None
            continue
        found = _tests_in(path, root, modules)
        if found is None:
            return None
        items += found
    return items


def _tests_in(path: Path, root: Path, modules: dict[str, ModuleType]) -> list[PlainItem] | None:
    if any(word in path.read_bytes() for word in FOREIGN):
        return None
    module = _imported(path, modules)
    if module is None or any(_is_special(name, value) for name, value in vars(module).items()):
        return None
    items = []
    for name, function in vars(module).items():
        if name.startswith("test"):
            needs = _needs(function)
            if needs is None:
                return None
            nodeid = f"{path.relative_to(root).as_posix()}::{name}"
            items.append(PlainItem(path, name, nodeid, function, needs))
    return items


def _imported(path: Path, modules: dict[str, ModuleType]) -> ModuleType | None:
    name = f"autograder_suite_{path.parent.name}_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None or name in sys.modules:
        return None
    module = modules[name] = sys.modules[name] = importlib.util.module_from_spec(spec)
    try:
        with _silent():
            spec.loader.exec_module(module)
    except (Exception, SystemExit):
        return None
    return module


def _is_special(name: str, value: Any) -> bool:
    """What pytest would do more with than we do: classes of tests, set-up, its own names."""
    return (inspect.isclass(value) and name.startswith("Test")) or name.lower().startswith(SPECIAL)


def _needs(function: Any) -> tuple[str, ...] | None:
    """The names of a plain test's arguments; None for what is no plain test."""
    if not inspect.isfunction(function) or inspect.iscoroutinefunction(function) or _yields(function):
        return None
    parameters = inspect.signature(function).parameters.values()
    if any(p.kind not in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY) for p in parameters):
        return None
    names = tuple(p.name for p in parameters if p.default is p.empty)
    return names if set(names) <= set(NAMES) else None


def _yields(function: Any) -> bool:
    return inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function)


@dataclass(frozen=True)
class PlainRunner:
    """Calls plain tests."""

    stage: Stage

    def run(self, test: Test, following: Test | None, parts: Parts) -> Outcome:
        """Call a test once; what it prints is dropped."""
        item = test.item
        return outcome_of(item.obj, lambda: self.stage.values(item.needs, item, parts))


def outcome_of(function: Callable[..., Any], values: Callable[[], Mapping[str, Any]]) -> Outcome:
    """Call a function with these values, as a test."""
    try:
        with _silent():
            function(**values())
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return Outcome(error, failed=True, ran=False)
    return Outcome(None, failed=False, ran=True)


@contextmanager
def _silent() -> Iterator[None]:
    sink = io.StringIO()
    with redirect_stdout(sink), redirect_stderr(sink):
        yield
