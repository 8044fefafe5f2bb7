"""Load a Python file of a course's author: what is wrong with it is the author's mistake, and says where."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

from autograder.errors import QuestionError


def authored(path: Path, name: str, shown: str) -> ModuleType:
    """The module of a file; name: what it is called while it runs, shown: what its author calls it.

    Raises QuestionError when it cannot be loaded, or raises something itself.
    """
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise QuestionError(f"{path} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise QuestionError(f"{shown}: {type(error).__name__}: {error}") from error
    return module
