"""A worker that serves several questions: each finds everything as the first one did, or the worker is not used again.

What honest code changes now and then is put back; where more than that was changed, a fresh worker is cheaper than
to mend this one. Nothing is believed: a worker that lies here deceives its own student alone.
"""

from __future__ import annotations

import contextlib
import random
import signal
import sys
import threading
import warnings
from collections.abc import Iterable

import numpy as np

from . import watched


def seed_generators(seed: int) -> None:
    """The global generators, so that unseeded answers are the same in every run."""
    random.seed(seed)
    np.random.seed(seed % 2**32)


class Afresh:
    """What was there when the worker began; made when the student's files can be imported and none has been."""

    def __init__(self, seed: int, names: watched.Names) -> None:
        self._seed, self._names = seed, names
        self._lists = [(one, list(one)) for one in (sys.path, sys.meta_path, sys.path_hooks)]
        self._peak = watched.peak_kb()
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
                and watched.peak_kb() - self._peak < watched.GROWTH_KB
                and signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
                and sys.gettrace() is None
                and sys.getprofile() is None
                and watched.as_they_were(self._names)
                and all(now == then for now, then in self._lists)
            )
        except Exception:  # whatever stands there now cannot even be looked at
            return False
