"""Load the functions of a folder in this very process: reference code, or the student's own on their own machine.

Never used on a submission by the grader: that is what the confined process is for.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any


@contextmanager
def importing_from(folder: Path) -> Iterator[None]:
    """Let `import name` find the folder's modules first; they are forgotten again at the end."""
    before = set(sys.modules)
    own = {path.stem for path in folder.glob("*.py")}
    shadowed = {name: sys.modules.pop(name) for name in own if name in sys.modules}
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        for name in (set(sys.modules) - before) & own | (own & set(sys.modules)):
            del sys.modules[name]
        sys.modules.update(shadowed)


def load_modules(folder: Path, files: tuple[str, ...]) -> dict[str, ModuleType | BaseException]:
    """The modules of these files, each under its file's name; one that cannot be imported is its error instead."""
    modules: dict[str, ModuleType | BaseException] = {}
    with importing_from(folder):
        for file in files:
            try:
                modules[file] = importlib.import_module(Path(file).stem)
            except (Exception, SystemExit) as error:
                modules[file] = error
    return modules


def load_functions(folder: Path, asks: dict[str, str]) -> dict[str, Callable[..., Any]]:
    """The functions asked for, as {name: function}; asks maps a function's name to its file.

    Raises the module's own error when a file cannot be imported, KeyError when it lacks a function.
    """
    modules = load_modules(folder, tuple(dict.fromkeys(asks.values())))
    functions: dict[str, Callable[..., Any]] = {}
    for name, file in asks.items():
        module = modules[file]
        if isinstance(module, BaseException):
            raise module
        functions[name] = vars(module)[name]
    return functions
