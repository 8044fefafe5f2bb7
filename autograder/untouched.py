"""Whether grading a submission left everything that a test can reach as it was.

A fork that is as it was when it began may grade another submission: what an author's test leaves behind in its module,
or in what questions.py drew, must not reach the next student. What is not known here, or is too much to look at, counts
as changed.
"""

from __future__ import annotations

import hashlib
import os
import random
import re
import sys
import warnings
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from pathlib import PurePath
from types import BuiltinFunctionType, FunctionType, MappingProxyType, MethodType, ModuleType
from typing import Any

import numpy as np

MOST = 5000
"""Objects; to look at more takes longer than a fork."""
PLAIN = (type(None), bool, int, float, complex, str, bytes, slice, range, Fraction, PurePath, re.Pattern, np.generic,
         np.dtype)  # fmt: skip
OPAQUE = (BuiltinFunctionType, np.ufunc, type(np.sum))
"""What holds nothing that could be changed from outside, or is the library's own."""


AUTOMATIC = {"__builtins__", "__cached__", "__dict__", "__doc__", "__file__", "__loader__", "__module__", "__name__",
             "__package__", "__spec__", "__weakref__"}  # fmt: skip
"""Names in modules and classes that nobody wrote."""


class _UnknownError(Exception):
    """There is something that cannot be looked at."""


class Untouched:
    """Looks at modules, and at values that tests are given.

    modules: their functions and classes are looked into; those of all other modules count as what they are.
    """

    def __init__(self, modules: Iterable[Mapping[str, Any]], values: Iterable[Any]) -> None:
        self._modules, self._values = list(modules), list(values)
        self._own = {id(one) for one in self._modules}

    def watch(self) -> Callable[[], bool]:
        """Look now; the function that comes back looks again and says whether nothing has changed."""
        before = self._seen()
        return lambda: before is not None and self._seen() == before

    def _seen(self) -> bytes | None:
        look = _Look(self._own)
        try:
            for module in self._modules:
                look.at({name: value for name, value in module.items() if name not in AUTOMATIC})
            for value in self._values:
                look.at(value)
        except (_UnknownError, RecursionError):
            return None
        look.at(_of_the_process())
        return look.total.digest()


def _of_the_process() -> tuple[Any, ...]:
    drawn: Any = np.random.get_state(legacy=True)
    generator = [part.tobytes() if isinstance(part, np.ndarray) else part for part in drawn]
    return (
        generator, hash(random.getstate()), dict(np.geterr()), os.getcwd(), repr(warnings.filters),
        sorted(os.environ.items()), list(sys.path), sys.getrecursionlimit(),
    )  # fmt: skip


class _Look:
    """One walk over everything."""

    def __init__(self, own: set[int]) -> None:
        self.total = hashlib.blake2b(digest_size=16)
        self._own, self._met, self._held = own, dict[int, int](), list[Any]()

    def at(self, value: Any) -> None:
        """Add a value, and all that it holds, to what was seen."""
        kind = type(value)
        self.total.update(kind.__name__.encode())
        if isinstance(value, PLAIN):
            self.total.update(repr(value).encode("utf-8", "replace"))
            return
        if id(value) in self._met:
            self.total.update(b"%d" % self._met[id(value)])
            return
        self._met[id(value)] = len(self._met)
        self._held.append(value)  # so that no other object takes its place in memory meanwhile
        if len(self._met) > MOST:
            raise _UnknownError
        self._into(value)

    def _into(self, value: Any) -> None:
        if isinstance(value, (dict, MappingProxyType)):
            self._each(part for pair in list(value.items()) for part in pair)
        elif isinstance(value, (list, tuple)):
            self._each(value)
        elif isinstance(value, (set, frozenset)):
            self._each(sorted(value, key=repr))
        elif isinstance(value, FunctionType):
            self._function(value)
        elif isinstance(value, (type, ModuleType)):
            self._names(value)
        elif isinstance(value, (staticmethod, classmethod, MethodType)):
            self.at(value.__func__)
        elif isinstance(value, property):
            self._each((value.fget, value.fset, value.fdel))
        else:
            self._other(value)

    def _other(self, value: Any) -> None:
        if isinstance(value, np.ndarray):
            self._array(value)
        elif isinstance(value, np.random.RandomState):
            self.at(value.get_state())
        elif isinstance(value, OPAQUE):
            self._as_it_is(value)
        else:
            self._instance(value)

    def _each(self, parts: Iterable[Any]) -> None:
        for part in parts:
            self.at(part)

    def _as_it_is(self, value: Any) -> None:
        self.total.update(b"%d" % id(value))

    def _array(self, value: Any) -> None:
        if value.dtype.hasobject:
            raise _UnknownError
        self.total.update(f"{value.dtype}{value.shape}".encode() + value.tobytes())

    def _function(self, value: FunctionType) -> None:
        self._as_it_is(value.__code__)
        if id(value.__globals__) in self._own:
            cells = [cell.cell_contents for cell in value.__closure__ or () if cell is not None]
            self._each((value.__dict__, value.__defaults__, value.__kwdefaults__, *cells))

    def _names(self, value: Any) -> None:
        """A class or a module of the suite with all its names; any other as it is."""
        own = getattr(sys.modules.get(getattr(value, "__module__", "")), "__dict__", None)
        if id(vars(value)) in self._own or (isinstance(value, type) and id(own) in self._own):
            self._each(_written(value))
        else:
            self._as_it_is(value)

    def _instance(self, value: Any) -> None:
        """An object of the suite's own class or of one of ours: what it holds."""
        module = type(value).__module__
        own = getattr(sys.modules.get(module), "__dict__", None)
        if (module.split(".")[0] != "autograder" and id(own) not in self._own) or hasattr(type(value), "__slots__"):
            raise _UnknownError
        self.at(type(value))
        self.at(vars(value))


def _written(kind: Any) -> Iterable[Any]:
    """The names of a class or module that its author wrote."""
    return (pair for pair in vars(kind).items() if pair[0] not in AUTOMATIC)
