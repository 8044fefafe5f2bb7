"""A worker that serves several questions: each finds everything as the first one did, or the worker is not used again.

What honest code changes now and then is put back; where more than that was changed, a fresh worker is cheaper than
to mend this one. Nothing is believed: a worker that lies here deceives its own student alone.
"""

from __future__ import annotations

import builtins
import contextlib
import math
import random
import resource
import signal
import sys
import threading
import warnings
from collections.abc import Iterable
from operator import is_
from typing import Any

import numpy as np

GROWTH_KB = 128 * 1024
"""A worker whose memory has grown beyond this may have less left for the next question than it needs."""
WATCHED = (builtins, math, random, np, np.linalg, np.random)


def seed_generators(seed: int) -> None:
    """The global generators, so that unseeded answers are the same in every run."""
    random.seed(seed)
    np.random.seed(seed % 2**32)


Names = list[tuple[dict[str, Any], tuple[str, ...], tuple[Any, ...]]]
"""Modules' dicts, each with the names in it and what they stood for."""


def snapshot() -> Names:
    """What the watched modules hold, beside a copy.

    Made once in the clean process: a worker that makes one writes to the memory of each of these objects, and has to
    copy hundreds of pages for that.
    """
    return [(vars(module), tuple(vars(module)), tuple(vars(module).values())) for module in WATCHED]


class Afresh:
    """What was there when the worker began; made when the student's files can be imported and none has been."""

    def __init__(self, seed: int, names: Names) -> None:
        self._seed, self._names = seed, names
        self._lists = [(one, list(one)) for one in (sys.path, sys.meta_path, sys.path_hooks)]
        self._peak = _peak()
        self._settings = self._usual_settings()

    def again(self, modules: Iterable[str]) -> bool:
        """Forget these modules and put settings back; whether the worker may serve another question."""
        self._settings.close()
        for name in modules:
            sys.modules.pop(name, None)
        seed_generators(self._seed)
        self._settings = self._usual_settings()
        return self._as_before()

    def _usual_settings(self) -> contextlib.ExitStack:
        stack = contextlib.ExitStack()
        stack.enter_context(warnings.catch_warnings())
        stack.enter_context(np.errstate())
        stack.callback(sys.setrecursionlimit, sys.getrecursionlimit())
        return stack

    def _as_before(self) -> bool:
        try:
            return (
                threading.active_count() == 1
                and _peak() - self._peak < GROWTH_KB
                and signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
                and sys.gettrace() is None
                and sys.getprofile() is None
                and all(_same(now, names, values) for now, names, values in self._names)
                and all(now == then for now, then in self._lists)
            )
        except Exception:  # whatever stands there now cannot even be looked at
            return False


def _same(now: dict[str, Any], names: tuple[str, ...], values: tuple[Any, ...]) -> bool:
    """Whether a dict holds the very same objects under the very same names, in their order; no hash is looked up."""
    return len(now) == len(names) and all(map(is_, now, names)) and all(map(is_, now.values(), values))


def _peak() -> int:
    """The most memory that this process has held, in kB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 1024 if sys.platform == "darwin" else peak  # macOS counts bytes
