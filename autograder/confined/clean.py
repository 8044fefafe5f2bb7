"""The clean process as the grader holds it."""

from __future__ import annotations

import os
import select
import socket
import struct
import time
from collections.abc import Mapping, Sequence
from typing import Any

from autograder import early
from autograder.confined.channel import Channel
from autograder.confined.inside import codec, kernel, preload
from autograder.confined.replies import Limits
from autograder.confined.worker import Worker
from autograder.errors import UsageError

START_SECONDS = 60.0
DEFAULT_LIMITS = Limits()
_HEAD = struct.Struct("<cI")


class CleanProcess:
    """A fresh interpreter with numpy that never saw a hidden file, forked for each worker; a context manager.

    `start` returns at once; the first use waits until the process is ready. It may be shared with forked graders if
    `ready()` was called before the fork.
    """

    def __init__(self, required_level: int, layers: Sequence[str] | None, started: early.Started) -> None:
        self.required_level, self.layers, self._started = required_level, layers, started
        self.survivors = 0
        self._report: dict[str, Any] | None = None
        _close_own_memory()

    @classmethod
    def start(
        cls, required_level: int = 0, layers: Sequence[str] | None = None, started: early.Started | None = None
    ) -> CleanProcess:
        """Start it, or take over one that was started; before any hidden file is read.

        Whether the required level holds, `ready()` tells. layers: fewer than the machine allows, for tests.
        """
        return cls(required_level, layers, started or early.start(layers))

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
            socket.send_fds(self._started.requests, [request], [low, high, theirs.fileno()])
            # macOS loses a socket that is on its way when it is closed here: ours stay open until there is an answer.
            self._await(control)
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

    def _await(self, control: socket.socket) -> None:
        """Wait until something comes; raises OSError when the clean process ends, or does not answer in time."""
        waiting = select.poll()
        waiting.register(control, select.POLLIN)
        waiting.register(self._started.status, select.POLLIN)
        if control.fileno() not in [number for number, _ in waiting.poll(START_SECONDS * 1000)]:
            raise ConnectionResetError("the clean process is gone")

    # -- life

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
        status = self._started.status
        while not _is_whole(data) and select.select([status], [], [], max(0.0, stop - time.monotonic()))[0]:
            piece = os.read(status, 65536)
            data += piece
            if not piece:
                break
        if not _is_whole(data):
            self.close()
            why = data[1:].decode("utf-8", "replace") if data[:1] == b"E" else "no answer"
            raise UsageError(f"The clean process did not start: {why}")
        report = codec.decode(data[_HEAD.size :])
        assert isinstance(report, dict)
        return report

    def _restart(self) -> None:
        """The clean process was lost (only possible where nothing protects it): a fresh one, as clean as the first."""
        self.close()
        self._started = early.start(self.layers)
        self._report = None
        self.ready()

    def close(self) -> None:
        """End the clean process and every worker."""
        self._started.close()


def _is_whole(data: bytes) -> bool:
    """Whether a report has come, with all its bytes."""
    return data[:1] == b"R" and len(data) >= _HEAD.size and len(data) == _HEAD.size + _HEAD.unpack_from(data)[1]


def _close_own_memory() -> None:
    """Keep a worker of the same user from reading the grader through /proc; root's workers are other users."""
    if kernel.LINUX and os.geteuid() != 0:
        kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
