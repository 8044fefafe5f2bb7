"""One run at a time in a folder of results."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.errors import UsageError

LOCK = ".lock"
PATIENCE_SECONDS = 5.0
"""The forks of a run that was killed end a moment after it."""


@contextmanager
def alone(
    folder: Path, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
) -> Iterator[None]:
    """Hold the folder for this run and its forks; raises UsageError when another run holds it.

    Where the system or the file system has no locks, nothing is held.
    """
    handle = _locked(folder, clock, sleep)
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _locked(folder: Path, clock: Callable[[], float], sleep: Callable[[float], None]) -> int | None:
    try:
        import fcntl

        handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except (ImportError, OSError):  # what cannot be written will say so itself
        return None
    end = clock() + PATIENCE_SECONDS
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return handle
        except BlockingIOError:
            if clock() > end:
                os.close(handle)
                raise UsageError(f"Another run is writing into {folder}; wait, or name another folder.") from None
            sleep(0.05)
        except OSError:
            os.close(handle)
            return None
