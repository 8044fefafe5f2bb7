"""In the place of matplotlib: it takes every call and draws nothing.

A plot that an honest student left behind would otherwise cost a whole file; the real library is neither to be had in
the confined process nor wanted there.
"""

from __future__ import annotations

import importlib.machinery
from collections.abc import Sequence
from types import ModuleType
from typing import Any


class Inert:
    """Takes every call and attribute and does nothing."""

    def __init__(self, parts: Sequence[Inert] = ()) -> None:
        self.__dict__["_parts"] = list(parts)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __setattr__(self, name: str, value: Any) -> None:
        pass

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Itself again, so that chains of calls go on."""
        return self

    def __getitem__(self, key: Any) -> Any:
        return self._parts[key] if type(key) is int and key < len(self._parts) else self

    def __iter__(self) -> Any:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *exc: Any) -> None:
        pass


def _subplots(nrows: int = 1, ncols: int = 1, *args: Any, **kwargs: Any) -> Any:
    rows = [Inert([Inert() for _ in range(ncols)]) for _ in range(nrows)]
    if nrows == 1:
        return Inert(), Inert() if ncols == 1 else rows[0]
    return Inert(), Inert([Inert() for _ in range(nrows)] if ncols == 1 else rows)


class StandIn:
    """An empty matplotlib, so that a plot which an honest student left behind costs nothing."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> importlib.machinery.ModuleSpec | None:
        """Called by the import system."""
        if name.split(".")[0] in ("matplotlib", "mpl_toolkits", "pylab"):
            loader: Any = self
            return importlib.machinery.ModuleSpec(name, loader, is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        """A module of the usual kind."""
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Every attribute is there and does nothing."""
        inert = Inert()
        special = {"subplots": _subplots, "hist": lambda *a, **k: (inert, inert, inert)}

        def attribute(name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            return special.get(name, inert)

        module.__getattr__ = attribute  # type: ignore[method-assign]
