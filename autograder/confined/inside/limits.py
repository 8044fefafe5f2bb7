"""Resource limits of a worker."""

from __future__ import annotations

import contextlib
import resource
from typing import Dict

DEFAULT = {"memory_bytes": 2**30, "cpu_seconds": 120, "open_files": 64}
PROCESSES = 256  # counts threads; far above honest use, because running into it hurts at strange places


def apply(wanted: Dict[str, int], private_user: bool) -> None:
    """Address space, processor time, descriptors, no file written, no core. A limit that this system lacks is left out."""
    pairs = {
        "RLIMIT_AS": (wanted["memory_bytes"], wanted["memory_bytes"]),
        # The hard limit ends a process that ignores the signal of the soft one.
        "RLIMIT_CPU": (wanted["cpu_seconds"], wanted["cpu_seconds"] + 1),
        "RLIMIT_FSIZE": (0, 0),
        "RLIMIT_NOFILE": (wanted["open_files"], wanted["open_files"]),
        "RLIMIT_CORE": (0, 0),
        "RLIMIT_MSGQUEUE": (0, 0),
    }
    if private_user:
        # Counted for each user: with a shared user it would count, and hurt, that user's other processes.
        pairs["RLIMIT_NPROC"] = (PROCESSES, PROCESSES)
    for name, pair in pairs.items():
        with contextlib.suppress(ValueError, OSError, AttributeError):
            resource.setrlimit(getattr(resource, name), pair)
