"""On macOS: what must stand in the environment before the interpreter starts, so that its forks may use numpy.

The Objective-C runtime ends a fork that touches some of its classes, and reads its switch when a program starts.
Accelerate, the linear algebra of many numpys there, must not begin any thread before a fork; neither survives it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType

SETTINGS: Mapping[str, str] = MappingProxyType(
    {"OBJC_DISABLE_INITIALIZE_FORK_SAFETY": "YES", "VECLIB_MAXIMUM_THREADS": "1"} if sys.platform == "darwin" else {}
)


def begin_again() -> None:
    """Start this very command once more with the settings, unless they are there already; does nothing elsewhere."""
    if SETTINGS.items() <= os.environ.items() or not sys.executable:
        return
    with suppress(OSError):  # then it goes on without them: only forks would miss them
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], {**os.environ, **SETTINGS})
