"""Grade many submissions at once: each in a fork of the process that has the suite collected.

A fork that crashes, hangs or runs out of memory costs only its own submission.
"""

from __future__ import annotations

import gc
import json
import os
import selectors
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from autograder.confined.inside import kernel
from autograder.errors import AutograderError

J = TypeVar("J")
S = TypeVar("S")
HARD_SECONDS = 600.0
"""A fork that lives longer than this is killed; its submission's own deadlines have fired long before."""


@dataclass
class Slot(Generic[S]):
    """One of the places that work at the same time; `tool` is what its forks work with (a clean process)."""

    tool: S
    renew: Callable[[S], S] = field(repr=False)


@dataclass
class _Running(Generic[J, S]):
    job: J
    slot: Slot[S]
    pid: int
    reading: int
    deadline: float
    data: bytearray = field(default_factory=bytearray)


def run_batch(
    jobs: Iterable[J],
    slots: list[Slot[S]],
    work: Callable[[J, S], dict[str, Any]],
    done: Callable[[J, dict[str, Any]], None],
    hard_seconds: float = HARD_SECONDS,
) -> None:
    """Do `work(job, tool)` for every job in forks, as many at a time as there are slots; call `done` as each ends.

    What `work` returns travels as JSON. A fork that raises gives {"failed": what it says, "error": its name}, one that
    ends without a result {"failed": why}.
    """
    waiting, free, running = iter(jobs), list(slots), {}
    with _settled(), selectors.DefaultSelector() as selector:
        try:
            while True:
                while free and (job := next(waiting, None)) is not None:
                    one = _start(job, free.pop(), work, hard_seconds)
                    running[one.reading] = one
                    selector.register(one.reading, selectors.EVENT_READ)
                if not running:
                    return
                for one in _ended(selector, running):
                    selector.unregister(one.reading)
                    del running[one.reading]
                    result = _result(one)
                    free.append(one.slot)
                    done(one.job, result)
        finally:
            for one in running.values():
                os.kill(one.pid, signal.SIGKILL)
                os.waitpid(one.pid, 0)
                os.close(one.reading)


@contextmanager
def _settled() -> Iterator[None]:
    """Keep the forks from looking for garbage in what was there before them: each look copies all of that memory."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _start(job: J, slot: Slot[S], work: Callable[[J, S], dict[str, Any]], hard_seconds: float) -> _Running[J, S]:
    (reading, writing), parent = os.pipe(), os.getpid()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _child(job, slot, work, writing, parent)
    os.close(writing)
    return _Running(job, slot, pid, reading, time.monotonic() + hard_seconds)


def _child(job: J, slot: Slot[S], work: Callable[[J, S], dict[str, Any]], writing: int, parent: int) -> None:
    """Never returns: the fork must not run on into its parent's code, nor live on without it."""
    try:
        _end_with(parent)
        try:
            result = work(job, slot.tool)
        except AutograderError as error:
            result = {"failed": str(error), "error": type(error).__name__}
        except Exception as error:
            result = {"failed": f"{type(error).__name__}: {error}", "error": type(error).__name__}
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(json.dumps(result).encode())
    finally:
        os._exit(0)


def _end_with(parent: int) -> None:
    """Have the kernel end this fork when its parent is killed: it would write on into results that are made anew."""
    if kernel.LINUX:
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def _ended(selector: selectors.BaseSelector, running: dict[int, _Running[J, S]]) -> list[_Running[J, S]]:
    """Read what has come; those that closed their pipe or passed their deadline."""
    first = min(one.deadline for one in running.values())
    ended = []
    for key, _ in selector.select(max(0.0, first - time.monotonic())):
        one = running[key.fd]
        piece = os.read(one.reading, 65536)
        one.data += piece
        if not piece:
            ended.append(one)
    for one in running.values():
        if one not in ended and time.monotonic() > one.deadline:
            os.kill(one.pid, signal.SIGKILL)
            one.data.clear()
            ended.append(one)
    return ended


def _result(one: _Running[J, S]) -> dict[str, Any]:
    _, status = os.waitpid(one.pid, 0)
    os.close(one.reading)
    try:
        result: dict[str, Any] = json.loads(one.data)
    except ValueError:
        ending = f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else "no result"
        one.slot.tool = one.slot.renew(one.slot.tool)  # it may have been left in the middle of a conversation
        return {"failed": f"the grading process ended with {ending}"}
    return result
