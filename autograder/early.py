"""Start the clean process of student code before anything else is loaded: it is ready when the rest is.

Nothing but the standard library is imported here, and no file of any course has been read yet.
"""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import UsageError
from autograder.fork_safe import SETTINGS
from autograder.one_thread import VARIABLES

ZYGOTE = Path(__file__).parent / "confined" / "inside" / "zygote.py"
ENVIRONMENT = {
    **dict.fromkeys(VARIABLES, "1"), "MPLBACKEND": "Agg", "PYTHONDONTWRITEBYTECODE": "1",
    "MALLOC_ARENA_MAX": "2",  # each thread's own arena would take 64 MB of the limit on address space
    **SETTINGS,
}  # fmt: skip


@dataclass
class Started:
    """A process that is starting: where it takes requests, what ends it when it is closed, where it will report
    and then hangs up when it ends."""

    process: subprocess.Popen[bytes]
    requests: socket.socket
    life: int
    status: int

    def close(self) -> None:
        """End it and every worker; safe to call twice."""
        self.requests.close()
        for descriptor in {self.life, self.status} - {-1}:
            os.close(descriptor)
        self.life = self.status = -1
        try:
            self.process.wait(timeout=5)  # it ends by itself when its life line closes
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start(layers: Sequence[str] | None = None) -> Started:
    """Start a clean process; raises UsageError without numpy. layers: fewer than the machine allows, for tests."""
    requests, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    (life_theirs, life), (status, status_theirs) = os.pipe(), os.pipe()
    numbers = [theirs.fileno(), life_theirs, status_theirs]
    try:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(ZYGOTE), *map(str, numbers)],
            env=ENVIRONMENT, pass_fds=numbers, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, cwd="/", start_new_session=True,
        )  # fmt: skip
    finally:
        theirs.close()
        os.close(life_theirs)
        os.close(status_theirs)
    assert process.stdin is not None
    told = [str(_numpy_site()), "all" if layers is None else "only", *(layers or ())]
    process.stdin.write("\n".join(told).encode())
    process.stdin.close()
    return Started(process, requests, life, status)


@contextmanager
def started() -> Iterator[Started]:
    """A clean process for the block, which may hand it on; it has ended when the block has."""
    early = start()
    try:
        yield early
    finally:
        early.close()


@contextmanager
def several(count: int) -> Iterator[list[Started]]:
    """So many of them, one for each place that works at the same time."""
    with ExitStack() as all_of_them:
        yield [all_of_them.enter_context(started()) for _ in range(count)]


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def places(folder: Path, jobs: int | None) -> int:
    """How many can work at the same time on what lies in a folder: one for each core where jobs does not say."""
    try:
        there = sum(1 for _ in folder.iterdir())
    except OSError:  # what is wrong with it will be said where it is read
        there = 1
    return max(1, min(jobs or cores(), there))


def _numpy_site() -> Path:
    """The folder that numpy lies in, found without importing it."""
    spec = importlib.util.find_spec("numpy")
    if spec is None or spec.origin is None:
        raise UsageError("numpy is not installed for this Python.")
    return Path(spec.origin).resolve().parent.parent
