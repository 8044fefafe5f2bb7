"""Whether grading a submission left everything that a test can reach as it was.

A fork that is as it was when it began may grade another submission: what an author's test leaves behind in its module,
or in what questions.py drew, must not reach the next student. Everything that can be reached is found once, with a copy
of what each object holds. Where each still holds the very same, nothing else can be reached than before, so to compare
them is enough. What is not known here counts as changed.
"""

from __future__ import annotations
import __future__

import functools
import os
import random
import re
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from operator import is_
from pathlib import Path, PurePath
from types import BuiltinFunctionType, CodeType, FunctionType, MappingProxyType, MethodType, ModuleType
from typing import Any

import numpy as np

from autograder.confined.inside import watched

MOST = 10_000
"""Objects; to compare more takes longer than a fork."""
PLAIN = (type(None), bool, int, float, complex, str, bytes, slice, range, Fraction, PurePath, re.Pattern, np.generic,
         np.dtype, CodeType, np.ufunc, type(np.sum), type(vars(np)["_NoValue"]),
         type(__future__.annotations))  # fmt: skip
"""What can hold nothing of an author's."""
WRAPPERS = (staticmethod, classmethod, functools.cached_property, MethodType, BuiltinFunctionType)
"""What has the attributes of another function, or a lock."""
AUTOMATIC = {"__annotations__", "__builtins__", "__cached__", "__dataclass_fields__", "__dataclass_params__",
             "__dict__", "__doc__", "__file__", "__loader__", "__module__", "__name__", "__package__", "__spec__",
             "__weakref__"}  # fmt: skip
"""Names in modules and classes that nobody wrote."""
FORGOTTEN: Mapping[str, Any] = MappingProxyType({})

Read = Callable[[Any], tuple[Any, ...]]
"""Gives what an object holds, in order."""
Kept = list[tuple[Read, Any, tuple[Any, ...]]]
"""Objects, each with how to read it and what it held."""


class _UnknownError(Exception):
    """There is something that cannot be looked at."""


class Untouched:
    """Finds all that can be reached from some values; made in the process that is going to be forked.

    folders: where the author's files lie. Modules from there are looked into, as are those that were imported and
    forgotten again; the modules of libraries count as what they are.
    """

    def __init__(self, values: Iterable[Any], folders: Iterable[Path]) -> None:
        reached = _Reached(tuple(f"{folder.absolute()}{os.sep}" for folder in folders))
        self._libraries = watched.snapshot()
        self._reached: _Reached | None = reached
        try:
            reached.from_all(values)
        except Exception:  # an author's object may do anything when it is looked at
            self._reached = None

    def watch(self) -> Callable[[], bool]:
        """In a fork, before its first work; what comes back says whether all is still as it was."""
        reached, settings, peak = self._reached, _settings(), watched.peak_kb()
        return lambda: (
            reached is not None
            and watched.peak_kb() - peak < watched.GROWTH_KB
            and _settings() == settings
            and watched.as_they_were(self._libraries)
            and all(_identical(read(value), then) for read, value, then in reached.holders)
            and all(read(value) == then for read, value, then in reached.numbers)
        )


def _settings() -> tuple[Any, ...]:
    """What of the process a test may set."""
    return (
        _state(np.random), random.getstate(), np.geterr(), np.geterrcall(), np.get_printoptions(), os.getcwd(),
        list(warnings.filters), dict(os.environ), list(sys.path), sys.getrecursionlimit(), sys.stdout, sys.stderr,
        sys.gettrace(), sys.getprofile(), threading.active_count(), signal.getitimer(signal.ITIMER_REAL),
    )  # fmt: skip


class _Reached:
    """Walks over everything, each object once."""

    def __init__(self, folders: tuple[str, ...]) -> None:
        self._folders = folders
        self.holders: Kept = []
        self.numbers: Kept = []
        self._met: dict[int, Any] = {}
        self._waiting: list[Any] = []

    def from_all(self, values: Iterable[Any]) -> None:
        """Find what can change: what holds other objects, and arrays and generators; raises for the unknown."""
        self._waiting = list(values)
        while self._waiting:
            self._look(self._waiting.pop())

    def _look(self, value: Any) -> None:
        if id(value) in self._met:
            return
        self._met[id(value)] = value  # also so that nothing else comes to lie in its place
        if len(self._met) > MOST:
            raise _UnknownError
        if isinstance(value, ModuleType):
            self._module(vars(value))
        elif isinstance(value, type):
            self._class(value)
        elif isinstance(value, PLAIN):
            self._attributes(value)
        else:
            self._into(value)

    def _into(self, value: Any) -> None:
        for kinds, read in HOLDERS:
            if isinstance(value, kinds):
                self._keep(read, value)
                break
        else:
            self._other(value)
        self._attributes(value)
        if isinstance(value, FunctionType):
            self._module(value.__globals__)

    def _other(self, value: Any) -> None:
        for kinds, read in NUMBERS:
            if isinstance(value, kinds):
                self.numbers.append((read, value, read(value)))
                return
        self._instance(value)

    def _keep(self, read: Read, value: Any) -> None:
        then = read(value)
        self.holders.append((read, value, then))
        self._waiting += then

    def _attributes(self, value: Any) -> None:
        """Those of a function; but an author's own kind of dict, number or array may have some too."""
        if getattr(value, "__dict__", None) is not None and not isinstance(value, WRAPPERS):
            self._keep(_attributes, value)

    def _instance(self, value: Any) -> None:
        """An object of an author's class or of one of ours."""
        kind = type(value)
        ours = kind.__module__.startswith("autograder.") or self._is_own(_names_in(kind.__module__))
        if not ours or hasattr(kind, "__slots__"):
            raise _UnknownError
        self._waiting.append(kind)

    def _class(self, value: type) -> None:
        if self._is_own(_names_in(value.__module__)):
            self._waiting += value.__bases__
            self._keep(_names_of_class, value)

    def _module(self, names: Mapping[str, Any]) -> None:
        if id(names) not in self._met and self._is_own(names):
            self._met[id(names)] = names
            self._keep(_names, names)

    def _is_own(self, names: Mapping[str, Any]) -> bool:
        """Whether a module is the author's."""
        known = sys.modules.get(str(names.get("__name__")))
        library = known is not None and vars(known) is names
        return not library or str(names.get("__file__")).startswith(self._folders)


def _names_in(module: str) -> Mapping[str, Any]:
    """What the module of that name holds; nothing where it was forgotten again."""
    return getattr(sys.modules.get(module), "__dict__", FORGOTTEN)


def _identical(now: tuple[Any, ...], then: tuple[Any, ...]) -> bool:
    return len(now) == len(then) and all(map(is_, now, then))


def _entries(value: Mapping[Any, Any]) -> tuple[Any, ...]:
    return (*value.keys(), *value.values())


def _names(names: Mapping[str, Any]) -> tuple[Any, ...]:
    return _entries({name: value for name, value in names.items() if name not in AUTOMATIC})


def _names_of_class(kind: type) -> tuple[Any, ...]:
    return _names(vars(kind))


def _attributes(value: Any) -> tuple[Any, ...]:
    return _entries(vars(value))


def _function(value: FunctionType) -> tuple[Any, ...]:
    cells = [cell.cell_contents for cell in value.__closure__ or ()]
    return value.__code__, value.__defaults__, value.__kwdefaults__, *cells


def _array(value: Any) -> tuple[Any, ...]:
    if value.dtype.hasobject:
        raise _UnknownError
    return value.dtype, value.shape, value.flags.writeable, value.tobytes()


def _state(generator: Any) -> tuple[Any, ...]:
    state = generator.get_state(legacy=True)
    return tuple(part.tobytes() if isinstance(part, np.ndarray) else part for part in state)


HOLDERS: tuple[tuple[Any, Read], ...] = (
    ((dict, MappingProxyType), _entries),
    ((list, tuple, set, frozenset), tuple),
    (FunctionType, _function),
    (property, lambda value: (value.fget, value.fset, value.fdel)),
    ((staticmethod, classmethod), lambda value: (value.__func__,)),
    (functools.cached_property, lambda value: (value.func,)),
    (MethodType, lambda value: (value.__func__, value.__self__)),
    (BuiltinFunctionType, lambda value: (value.__self__,)),
)
"""How to read what holds other objects."""
NUMBERS: tuple[tuple[Any, Read], ...] = ((np.ndarray, _array), (np.random.RandomState, _state))
"""How to read what holds numbers."""
