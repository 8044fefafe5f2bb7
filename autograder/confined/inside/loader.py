"""Imports in the worker: the student's own files, numpy and the standard library, and nothing else."""

from __future__ import annotations

import importlib.machinery
import sys
from collections.abc import Mapping
from types import CodeType, ModuleType
from typing import Any

from . import plots


class Sources:
    """Compiles each module from exactly the bytes that were handed over, when it is first asked for."""

    def __init__(self, sources: Mapping[str, bytes]) -> None:
        self.sources = {name[:-3]: data for name, data in sources.items() if name.endswith(".py")}
        self.files = {name + ".py" for name in self.sources}
        self._compiled: dict[str, CodeType] = {}

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        """Called by the import system."""
        # Whatever a file is called, the standard library and numpy stay what they are.
        if name not in self.sources or name in sys.stdlib_module_names or name == "numpy":
            return None
        loader: Any = self
        return importlib.machinery.ModuleSpec(name, loader, origin=name + ".py")

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        """A module of the usual kind."""
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Compile the bytes and run them."""
        name = module.__name__
        module.__file__ = name + ".py"
        if name not in self._compiled:
            self._compiled[name] = compile(self.get_source(name), name + ".py", "exec", dont_inherit=True)
        exec(self._compiled[name], module.__dict__)

    def get_source(self, name: str) -> str:
        """The text; raises SyntaxError with the line of the first byte that is not UTF-8."""
        # Decoded here because compile() would obey a coding line, and the intake judged these bytes as UTF-8.
        try:
            return self.sources[name].decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = self.sources[name][: error.start].count(b"\n") + 1
            raise SyntaxError("the file is not UTF-8", (name + ".py", line, None, None)) from None


def install(sources: Mapping[str, bytes]) -> Sources:
    """Add the student's files to what can be imported; returns them."""
    finder = Sources(sources)
    # First in line, because it is quick and steps back by itself for what it must not shadow.
    sys.meta_path[:] = [finder, *sys.meta_path, plots.StandIn()]
    return finder
