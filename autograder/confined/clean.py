"""The clean process as the grader holds it."""

from __future__ import annotations

import importlib.util
import os
import select
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.confined.channel import Channel
from autograder.confined.inside import codec, kernel, preload
from autograder.confined.replies import Limits
from autograder.confined.worker import Worker
from autograder.errors import UsageError

ZYGOTE = Path(__file__).with_name("inside") / "zygote.py"
START_SECONDS = 60.0
DEFAULT_LIMITS = Limits()
ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "VECLIB_MAXIMUM_THREADS": "1",
    "MPLBACKEND": "Agg", "PYTHONDONTWRITEBYTECODE": "1",
    "MALLOC_ARENA_MAX": "2",  # each thread's own arena would take 64 MB of the limit on address space
}  # fmt: skip
if sys.platform == "darwin":
    ENVIRONMENT["OBJC_DISABLE_INITIALIZE_FORK_SAFETY"] = "YES"  # a fork of numpy with the system's BLAS would abort


class CleanProcess:
    """A fresh interpreter with numpy that never saw a hidden file, forked for each worker; a context manager.

    `start` returns at once; the first use waits until the process is ready. It may be shared with forked graders if
    `ready()` was called before the fork.
    """

    def __init__(self, required_level: int = 0, options: Mapping[str, Any] | None = None) -> None:
        self.required_level, self.options = required_level, dict(options or {})
        self.survivors = 0
        self._report: dict[str, Any] | None = None
        self._spawn()

    @classmethod
    def start(cls, required_level: int = 0, **options: Any) -> CleanProcess:
        """Start it; call this before any hidden file is read. Whether the required level holds, `ready()` tells."""
        return cls(required_level, options)

    def __enter__(self) -> CleanProcess:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    # -- what holds

    @property
    def level_name(self) -> str:
        """ "3", "3u", "2", "1" or "0"."""
        return str(self.ready()["level"])

    @property
    def level(self) -> int:
        """The level as a number; 3u counts as 3."""
        return int(self.level_name[0])

    @property
    def probes(self) -> list[tuple[str, bool, str]]:
        """(layer, whether its probe was refused, note for staff) for each layer."""
        return [(str(layer), bool(refused), str(note)) for layer, refused, note in self.ready()["probes"]]

    @property
    def text(self) -> str:
        """One line for staff: what the level means."""
        return str(self.ready()["text"])

    # -- workers

    def worker(self, sources: Mapping[str, bytes], limits: Limits = DEFAULT_LIMITS, seed: int = 0) -> Worker:
        """A worker for one question. `sources` maps file names ("logistic.py") to their exact bytes."""
        self.ready()
        return Worker(self, sources, limits, seed)

    def _fork(self, limits: Limits, seed: int, sources: Mapping[str, bytes]) -> tuple[Channel, socket.socket, int]:
        """A new worker: its channel, its control socket, its pid."""
        modules = preload.mentioned(sources) if self.ready()["closed"] else []
        for attempt in (1, 2):
            try:
                return self._ask_for_fork(codec.encode((vars(limits), seed, modules)))
            except OSError:
                if attempt == 2:
                    raise
                self._restart()
        raise AssertionError("unreachable")

    def _ask_for_fork(self, request: bytes) -> tuple[Channel, socket.socket, int]:
        (low, write), (read, high) = os.pipe(), os.pipe()  # the worker reads from the one and writes to the other
        control, theirs = socket.socketpair()
        channel = Channel(read, write)
        try:
            socket.send_fds(self._requests, [request], [low, high, theirs.fileno()])
            theirs.close()
            control.settimeout(START_SECONDS)
            data = control.recv(4, socket.MSG_WAITALL)
            if len(data) < 4:
                raise ConnectionResetError("the clean process is gone")
            return channel, control, int(struct.unpack("<i", data)[0])
        except OSError:
            channel.close()
            control.close()
            raise
        finally:
            theirs.close()
            os.close(low)
            os.close(high)

    # -- life

    def _spawn(self) -> None:
        _close_own_memory()
        self._requests, requests = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        life, self._life = os.pipe()
        self._status, status = os.pipe()
        numbers = [requests.fileno(), life, status]
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", str(ZYGOTE), *map(str, numbers)],
                env=ENVIRONMENT, pass_fds=numbers, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, cwd="/", start_new_session=True,
            )  # fmt: skip
        finally:
            requests.close()
            os.close(life)
            os.close(status)
        assert self._process.stdin is not None
        self._process.stdin.write(str(_numpy_site()).encode())
        self._process.stdin.close()
        self._requests.send(codec.encode(self.options))

    def ready(self) -> dict[str, Any]:
        """Wait for the start and return its report; raises UsageError if the required level does not hold."""
        if self._report is None:
            self._report = self._handshake()
            if self.level < self.required_level:
                self.close()
                raise UsageError(
                    f"Student code can only be confined at level {self.level_name} here, but level "
                    f"{self.required_level} is required; see docs/security.md for what each level needs."
                )
        return self._report

    def _handshake(self) -> dict[str, Any]:
        data, stop = b"", time.monotonic() + START_SECONDS
        while select.select([self._status], [], [], max(0.0, stop - time.monotonic()))[0]:
            piece = os.read(self._status, 65536)
            data += piece
            if not piece:
                break
        if data[:1] != b"R":
            self.close()
            raise UsageError(f"The clean process did not start: {data[1:].decode('utf-8', 'replace') or 'no answer'}")
        report = codec.decode(data[1:])
        assert isinstance(report, dict)
        return report

    def _restart(self) -> None:
        """The clean process was lost (only possible where nothing protects it): a fresh one, as clean as the first."""
        self.close()
        self._spawn()
        self._report = None
        self.ready()

    def close(self) -> None:
        """End the clean process and every worker."""
        self._close_descriptors()
        try:
            self._process.wait(timeout=5)  # it ends by itself when its life line closes
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _close_descriptors(self) -> None:
        self._requests.close()
        for name in ("_life", "_status"):
            descriptor = getattr(self, name)
            if descriptor >= 0:
                os.close(descriptor)
                setattr(self, name, -1)


def _close_own_memory() -> None:
    """Keep a worker of the same user from reading the grader through /proc; root's workers are other users."""
    if kernel.LINUX and os.geteuid() != 0:
        kernel.prctl(kernel.PR_SET_DUMPABLE, 0)


def _numpy_site() -> Path:
    """The folder that numpy lies in, found without importing it."""
    spec = importlib.util.find_spec("numpy")
    if spec is None or spec.origin is None:
        raise UsageError("numpy is not installed for this Python.")
    return Path(spec.origin).resolve().parent.parent
