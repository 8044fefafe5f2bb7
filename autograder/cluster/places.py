"""The stations of one Dask worker, as many as it has threads; each is started when it is first needed."""

from __future__ import annotations

import contextlib
import queue
import select
import subprocess
import sys
import time
from typing import Any

from distributed import WorkerPlugin, get_worker

from autograder.classes.batch import HARD_SECONDS
from autograder.classes.export import Entry
from autograder.classes.grade_one import Terms
from autograder.cluster.messages import Graded, receive, send
from autograder.cluster.parcel import Parcel

START_SECONDS = 120.0
MORE_SECONDS = 30.0
"""Beyond what a fork may take before the station itself ends it."""


class Station:
    """A station's process; raises OSError or EOFError when it is lost."""

    def __init__(self, parcel: Parcel, level: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "autograder.cluster.station"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.refused = ""
        try:
            self.refused = self._ask((parcel, level), START_SECONDS).refused
        except BaseException:
            self.close()
            raise

    def grade(self, entry: Entry, terms: Terms) -> Graded:
        """Grade one submission."""
        return self._ask((entry, terms), HARD_SECONDS + MORE_SECONDS)

    def _ask(self, message: object, seconds: float) -> Graded:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        send(self._process.stdin, message)
        end = time.monotonic() + seconds
        if not select.select([self._process.stdout], [], [], max(0.0, end - time.monotonic()))[0]:
            raise OSError(f"no answer within {seconds:g} s")
        answer: Graded = receive(self._process.stdout)
        return answer

    def close(self) -> None:
        """End it and whatever it grades."""
        with contextlib.suppress(OSError):
            self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()


class Places(WorkerPlugin):  # type: ignore[misc]
    """A Dask plugin: every worker has the parcel, also one that comes later."""

    def __init__(self, name: str, parcel: Parcel, level: int) -> None:
        self.name, self.parcel, self.level = name, parcel, level
        self._idle: queue.SimpleQueue[Station] | None = None

    def __reduce__(self) -> Any:
        return type(self), (self.name, self.parcel, self.level)

    def setup(self, worker: Any) -> None:
        """Dask calls this on each worker."""
        self._idle = queue.SimpleQueue()

    def teardown(self, worker: Any) -> None:
        """Dask calls this when the plugin or the worker ends."""
        assert self._idle is not None
        while not self._idle.empty():
            self._idle.get().close()

    def grade(self, entry: Entry, terms: Terms) -> Graded:
        """Grade a submission in a station that is free; one that is lost takes no other submission with it."""
        assert self._idle is not None
        try:
            station = self._idle.get_nowait()
        except queue.Empty:
            station = Station(self.parcel, self.level)
        if station.refused:
            station.close()
            return Graded(refused=station.refused)
        try:
            graded = station.grade(entry, terms)
        except BaseException:
            station.close()
            raise
        self._idle.put(station)
        return graded


def grade_there(name: str, entry: Entry, terms: Terms) -> tuple[str, Graded]:
    """What Dask runs: the worker's address, and what came of the submission."""
    worker = get_worker()
    return str(worker.address), worker.plugins[name].grade(entry, terms)
