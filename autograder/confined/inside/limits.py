"""Resource limits of a worker."""

from __future__ import annotations

import contextlib
import resource

DEFAULT = {"memory_bytes": 2**30, "cpu_seconds": 120, "open_files": 64}
PROCESSES = 256  # counts threads; far above honest use, because running into it hurts at strange places


def inherit() -> None:
    """What is the same for every worker, set once in the clean process: no file written, no core, no queues."""
    _set({"RLIMIT_FSIZE": (0, 0), "RLIMIT_CORE": (0, 0), "RLIMIT_MSGQUEUE": (0, 0)})


def apply(wanted: dict[str, int], private_user: bool) -> None:
    """Address space, processor time and descriptors of one worker."""
    pairs = {
        "RLIMIT_AS": (wanted["memory_bytes"], wanted["memory_bytes"]),
        # The hard limit ends a process that ignores the signal of the soft one.
        "RLIMIT_CPU": (wanted["cpu_seconds"], wanted["cpu_seconds"] + 1),
        "RLIMIT_NOFILE": (wanted["open_files"], wanted["open_files"]),
    }
    if private_user:
        # Counted for each user: with a shared user it would count, and hurt, that user's other processes.
        pairs["RLIMIT_NPROC"] = (PROCESSES, PROCESSES)
    _set(pairs)


def _set(pairs: dict[str, tuple[int, int]]) -> None:
    """A limit that this system lacks or refuses is left out."""
    for name, pair in pairs.items():
        with contextlib.suppress(ValueError, OSError, AttributeError):
            resource.setrlimit(getattr(resource, name), pair)
