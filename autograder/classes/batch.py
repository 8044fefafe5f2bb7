"""Do many jobs at once, each in a fork of the process that has everything prepared.

A fork that crashes, hangs or runs out of memory costs only its own job. One that says that it is as it was when it
began does another job: what a fork must copy takes as long as a fifth of grading.
"""

from __future__ import annotations

import gc
import json
import os
import selectors
import signal
import struct
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Generic, NoReturn, TypeVar

from autograder.confined.inside import forkable, kernel
from autograder.errors import AutograderError, UsageError

J = TypeVar("J")
S = TypeVar("S")
HARD_SECONDS = 600.0
"""A job that takes longer is killed; a submission's own deadlines have fired long before."""
MOST_JOBS = 50
"""For one fork, whatever it says of itself."""
NUMBER, HEAD = struct.Struct("<I"), struct.Struct("<I?")
Watch = Callable[[], Callable[[], bool]]
"""Called in a fork before its first job; what comes back says after each whether the fork is as it was then."""


@dataclass
class Slot(Generic[S]):
    """One of the places that work at the same time; `tool` is what its forks work with (a clean process)."""

    tool: S
    renew: Callable[[S], S] = field(repr=False)


@dataclass
class _Fork(Generic[S]):
    """A fork: where its results come from, where it takes the numbers of jobs, and the one that it does now."""

    slot: Slot[S]
    pid: int
    reading: int
    writing: int
    job: int
    deadline: float
    count: int = 1
    data: bytearray = field(default_factory=bytearray)

    def message(self) -> tuple[bytes, bool] | None:
        """The result of the job and whether the fork can do another, once all of it has come."""
        if len(self.data) < HEAD.size:
            return None
        length, again = HEAD.unpack_from(self.data)
        return (bytes(self.data[HEAD.size :]), again) if len(self.data) == HEAD.size + length else None


def never_again() -> Callable[[], bool]:
    """A fork for each job."""
    return lambda: False


def run_batch(
    jobs: Iterable[J],
    slots: list[Slot[S]],
    work: Callable[[J, S], dict[str, Any]],
    done: Callable[[J, dict[str, Any]], None],
    hard_seconds: float = HARD_SECONDS,
    watch: Watch = never_again,
) -> None:
    """Do `work(job, tool)` for every job in forks, as many at a time as there are slots; call `done` as each ends.

    What `work` returns travels as JSON. A job that raises gives {"failed": what it says, "error": its name}, one whose
    fork ends without a result {"failed": why}. Raises UsageError where no fork of this process can use numpy.
    """
    _forks_compute()
    with _settled(), selectors.DefaultSelector() as selector:
        batch = _Batch(list(jobs), work, done, hard_seconds, watch, selector)
        try:
            batch.run(slots)
        finally:
            batch.kill()


def _forks_compute() -> None:
    """One sentence instead of a failure for each job."""
    try:
        forkable.prove()
    except forkable.NumpyError as error:
        raise UsageError(str(error)) from None


@contextmanager
def _settled() -> Iterator[None]:
    """Keep the forks from looking for garbage in what was there before them: each look copies all of that memory."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@dataclass
class _Batch(Generic[J, S]):
    jobs: list[J]
    work: Callable[[J, S], dict[str, Any]]
    done: Callable[[J, dict[str, Any]], None]
    hard_seconds: float
    watch: Watch
    selector: selectors.BaseSelector
    forks: dict[int, _Fork[S]] = field(default_factory=dict)

    def run(self, slots: list[Slot[S]]) -> None:
        """Until every job is done."""
        waiting = iter(range(len(self.jobs)))
        for slot in slots:
            self._start(slot, next(waiting, None))
        while self.forks:
            for fork, result, again in self._ended():
                slot, job, number = fork.slot, fork.job, next(waiting, None)
                if not again or not self._give(fork, number):
                    self._start(slot, number)
                self.done(self.jobs[job], result)

    def kill(self) -> None:
        """End every fork that is left."""
        for fork in list(self.forks.values()):
            os.kill(fork.pid, signal.SIGKILL)
            self._forget(fork)

    def _start(self, slot: Slot[S], number: int | None) -> None:
        if number is None:
            return
        (reading, sending), (receiving, writing), parent = os.pipe(), os.pipe(), os.getpid()
        pid = os.fork()
        if pid == 0:
            others = [end for fork in self.forks.values() for end in (fork.reading, fork.writing)]
            for end in (reading, writing, *others):
                os.close(end)
            self._serve(slot, number, receiving, sending, parent)
        os.close(sending)
        os.close(receiving)
        fork = _Fork(slot, pid, reading, writing, number, time.monotonic() + self.hard_seconds)
        self.forks[reading] = fork
        self.selector.register(reading, selectors.EVENT_READ)

    def _give(self, fork: _Fork[S], number: int | None) -> bool:
        """Give a fork its next job; without one, or if it is no more, forget it: then the job is still to be given."""
        if number is not None:
            fork.job, fork.count, fork.deadline = number, fork.count + 1, time.monotonic() + self.hard_seconds
            with suppress(BrokenPipeError):
                os.write(fork.writing, NUMBER.pack(number))
                return True
        self._forget(fork)
        return False

    def _forget(self, fork: _Fork[S]) -> int:
        """Close a fork's pipes, which ends it if nothing else has, and reap it; its wait status."""
        self.selector.unregister(fork.reading)
        del self.forks[fork.reading]
        os.close(fork.reading)
        os.close(fork.writing)
        return os.waitpid(fork.pid, 0)[1]

    def _ended(self) -> list[tuple[_Fork[S], dict[str, Any], bool]]:
        """Wait for what comes: forks whose job has ended, with its result and whether they can do another."""
        first = min(fork.deadline for fork in self.forks.values())
        events = self.selector.select(max(0.0, first - time.monotonic()))
        ended = [self._read(self.forks[key.fd]) for key, _ in events]
        heard = {key.fd for key, _ in events}
        return [*filter(None, ended), *self._late(heard)]

    def _read(self, fork: _Fork[S]) -> tuple[_Fork[S], dict[str, Any], bool] | None:
        """Read what a fork has sent; None if that is not yet all of its result."""
        piece = os.read(fork.reading, 65536)
        if not piece:
            return fork, self._lost(fork), False
        fork.data += piece
        message = fork.message()
        if message is None:
            return None
        fork.data.clear()
        again = message[1] and fork.count < MOST_JOBS
        if not again:
            self._forget(fork)
        return fork, json.loads(message[0]), again

    def _late(self, heard: set[int]) -> Iterator[tuple[_Fork[S], dict[str, Any], bool]]:
        """Forks that passed their deadline, save those that were heard just now."""
        late = [fork for fork in self.forks.values() if time.monotonic() > fork.deadline and fork.reading not in heard]
        for fork in late:
            os.kill(fork.pid, signal.SIGKILL)
            yield fork, self._lost(fork), False

    def _lost(self, fork: _Fork[S]) -> dict[str, Any]:
        status = self._forget(fork)
        ending = f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else "no result"
        fork.slot.tool = fork.slot.renew(fork.slot.tool)  # it may have been left in the middle of a conversation
        return {"failed": f"the grading process ended with {ending}"}

    # -- in the fork

    def _serve(self, slot: Slot[S], number: int, receiving: int, sending: int, parent: int) -> NoReturn:
        """Never returns: the fork must not run on into its parent's code, nor live on without it."""
        try:
            _end_with(parent)
            as_it_was = self.watch()
            while True:
                result = self._one(self.jobs[number], slot.tool)
                again = _is_true(as_it_was)
                data = json.dumps(result).encode()
                with os.fdopen(os.dup(sending), "wb") as pipe:
                    pipe.write(HEAD.pack(len(data), again) + data)
                head = os.read(receiving, NUMBER.size) if again else b""
                if not head:
                    break
                number = NUMBER.unpack(head)[0]
        finally:
            os._exit(0)

    def _one(self, job: J, tool: S) -> dict[str, Any]:
        try:
            return self.work(job, tool)
        except AutograderError as error:
            return {"failed": str(error), "error": type(error).__name__}
        except Exception as error:
            return {"failed": f"{type(error).__name__}: {error}", "error": type(error).__name__}


def _is_true(question: Callable[[], bool]) -> bool:
    try:
        return question()
    except Exception:  # then it is not as it was
        return False


def _end_with(parent: int) -> None:
    """Have the kernel end this fork when its parent is killed: it would write on into results that are made anew."""
    if kernel.LINUX:
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)
