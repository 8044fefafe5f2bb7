"""Load the functions of a folder in this very process: reference code, or the student's own on their own machine.

Never used on a submission by the grader: that is what the confined process is for.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any


@contextmanager
def importing_from(folder: Path, given: Mapping[str, ModuleType] | None = None) -> Iterator[None]:
    """Let `import name` find the folder's modules first; they are forgotten again at the end.

    given: modules that are found before the folder's own, as `standing_in` has them.
    """
    with standing_in({path.stem: None for path in folder.glob("*.py")} | dict(given or {})):
        sys.path.insert(0, str(folder))
        importlib.invalidate_caches()
        try:
            yield
        finally:
            sys.path.remove(str(folder))


@contextmanager
def standing_in(given: Mapping[str, ModuleType | None]) -> Iterator[None]:
    """Let `import name` find these modules, and anew those that are None, for as long as the block runs."""
    shadowed = {name: sys.modules.pop(name) for name in given if name in sys.modules}
    sys.modules.update({name: module for name, module in given.items() if module is not None})
    try:
        yield
    finally:
        for name in given:
            sys.modules.pop(name, None)
        sys.modules.update(shadowed)


def load_modules(
    folder: Path, files: tuple[str, ...], given: Mapping[str, ModuleType] | None = None
) -> dict[str, ModuleType | BaseException]:
    """The modules of these files, each under its file's name; one that cannot be imported is its error instead."""
    modules: dict[str, ModuleType | BaseException] = {}
    with importing_from(folder, given):
        for file in files:
            try:
                modules[file] = importlib.import_module(Path(file).stem)
            except (Exception, SystemExit) as error:
                modules[file] = error
    return modules


def load_functions(
    folder: Path, asks: dict[str, str], given: Mapping[str, ModuleType] | None = None
) -> dict[str, Callable[..., Any]]:
    """The reference's functions, as {name: function}; asks maps a function's name to its file.

    given: the conventions that it imports, as `conventions.bound` has them; those of the default variant otherwise.
    Raises the module's own error when a file cannot be imported, KeyError when it lacks a function.
    """
    if given is None:
        from autograder.conventions import bound  # stays in the house, while this file travels with check.py

        given = bound(folder)
    modules = load_modules(folder, tuple(dict.fromkeys(asks.values())), given)
    functions: dict[str, Callable[..., Any]] = {}
    for name, file in asks.items():
        module = modules[file]
        if isinstance(module, BaseException):
            raise module
        functions[name] = vars(module)[name]
    return functions
