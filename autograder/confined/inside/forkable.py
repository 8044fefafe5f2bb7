"""Whether numpy still computes in a fork of this process; where it does not, honest answers would count as crashes.

Apple's Accelerate hands large products to threads, and a fork of a process that had such threads is killed at the next
one. One thread is asked for in the environment; that this was heard is proved here, before anybody is graded.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable

import numpy as np

from . import kernel

PATIENCE_SECONDS = 30.0


class NumpyError(Exception):
    """No fork can compute; the text says what to do, to staff."""


def computes() -> bool:
    """Products and a system of equations, large enough for a library to share them out among threads."""
    square, tall = np.full((600, 600), 0.5), np.ones((100_000, 8))
    solved = np.linalg.solve(square + 600 * np.eye(600), np.ones(600))
    return (
        bool(np.all(square @ square == 150.0))
        and bool(np.all(tall @ np.ones(8) == 8.0))
        and abs(float(solved.sum()) - 600 / 900) < 1e-9
    )


def survives(action: Callable[[], bool] = computes, seconds: float = PATIENCE_SECONDS) -> bool:
    """Whether a fork comes to the end of `action` in time, and that says True."""
    pid = os.fork()
    if pid == 0:
        try:
            os._exit(0 if action() else 1)
        finally:
            os._exit(1)
    stop = time.monotonic() + seconds
    while time.monotonic() < stop:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return status == 0
        time.sleep(0.002)
    with contextlib.suppress(OSError):
        os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return False


def prove() -> None:
    """Raise NumpyError unless a fork computes; on Linux forks have always done so, and nothing is tried.

    This process itself does not compute: that alone would begin the threads.
    """
    if not kernel.LINUX and not survives():
        raise NumpyError(
            "numpy does not work in a forked process here, and every answer would count as a crash. On macOS that is "
            "a numpy with Apple's Accelerate; one with OpenBLAS works: PyPI's wheel for macOS 11, or conda-forge's "
            "with libblas=*=*openblas."
        )
