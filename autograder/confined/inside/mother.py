"""The clean process's own loop: fork on request, reap on request, believe only the grader."""

from __future__ import annotations

import _socket
import array
import contextlib
import gc
import os
import random
import select
import struct
import sys
import time
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy.random  # noqa: F401

from . import afresh, capture, codec, forkable, layers, oldnames, preload, serve, watched, wire

MOST_DESCRIPTORS = 1 << 16
GRACE_SECONDS = 0.2  # for a worker that is already dying to leave its own exit status


@dataclass
class Child:
    """One worker: its control socket and the place that it occupies."""

    pid: int
    control: Any
    slot: Any


class Mother:
    """Owns the workers until each is dead, swept and reaped."""

    def __init__(self, requests: int, life: int) -> None:
        self.requests = _socket.socket(fileno=requests)
        self.life = life
        self.children: dict[int, Child] = {}
        self.plan = layers.Plan()
        self.streams = capture.Capture()  # made once: each worker inherits its own copy
        self.names = watched.snapshot()

    def loop(self) -> None:
        """Serve until the grader is gone."""
        while True:
            waiting = [self.requests.fileno(), self.life, *self.children]
            # Modules are loaded while nobody asks for anything.
            ready, _, _ = select.select(waiting, [], [], 0 if self.plan.preload else None)
            if not ready:
                preload.import_if_present(self.plan.preload.pop(0))
                if not self.plan.preload:
                    self.settle()
            for number in ready:
                if number == self.life:
                    return
                if number == self.requests.fileno():
                    self.fork()
                elif number in self.children:
                    self.control(self.children[number])

    def configure(self, wanted: list[str] | None) -> bytes:
        """Put the layers together, all that the machine allows or those wanted; answers with what holds."""
        self.plan = layers.prepare(layers.LAYERS if wanted is None else wanted)
        return codec.encode(self.plan.report())

    def settle(self) -> None:
        """After modules were loaded: what each worker shall find, made here because a fork copies what it writes to.

        Nor shall a worker look for garbage in what was there before it: each look costs two milliseconds.
        """
        afresh.seed_generators(0)  # loading may have drawn numbers
        self.names = watched.snapshot()
        gc.disable()
        gc.collect()
        gc.freeze()

    # -- birth

    def fork(self) -> None:
        """Start the worker that a request asks for."""
        size = struct.calcsize("3i")
        message, extra, _, _ = self.requests.recvmsg(65536, _socket.CMSG_SPACE(size))
        descriptors = array.array("i")
        for _, _, data in extra:
            descriptors.frombytes(data[: len(data) - len(data) % descriptors.itemsize])
        reading, writing, control = descriptors
        limits, seed, modules = codec.decode(message)
        wanted = [
            name for name in modules if self.plan.closed and name in preload.ON_DEMAND and name not in sys.modules
        ]
        if self.plan.preload or wanted:
            for name in [*self.plan.preload, *wanted]:
                preload.import_if_present(name)
            self.plan.preload.clear()
            self.settle()
        slot = self.plan.take_slot()
        pid = os.fork()
        if pid == 0:
            self.become_worker(reading, writing, limits, seed, slot)
        os.close(reading)
        os.close(writing)
        self.children[control] = Child(pid, _socket.socket(fileno=control), slot)
        self.tell(self.children[control], struct.pack("<i", pid))

    def become_worker(self, reading: int, writing: int, limits: dict[str, int], seed: int, slot: Any) -> None:
        """The child's whole life."""
        try:
            reading, writing = _move_descriptors(reading, writing, self.plan.keep_open)
            self.plan.confine(limits, slot)
            random.seed(seed)  # the library gave it another one after the fork
            if seed:
                afresh.seed_generators(seed)
            self.streams.install()
            gc.enable()
            serve.Server(wire.Wire(reading, writing), self.streams, seed, self.names).run()
        finally:
            os._exit(70)

    # -- death

    def control(self, child: Child) -> None:
        """b"K": end it now. b"W": it hung up; let it finish dying, then end it. Hanging up means "K"."""
        try:
            word = child.control.recv(1)
        except OSError:
            word = b""
        status, survivors = self.end(child, GRACE_SECONDS if word == b"W" else 0.0)
        self.tell(child, struct.pack("<ii", status, survivors))
        self.children.pop(child.control.fileno())
        child.control.close()

    def end(self, child: Child, grace: float) -> tuple[int, int]:
        """Kill, sweep, reap, in this order, so that the pid cannot name anything else; the wait status."""
        stop = time.monotonic() + grace
        while time.monotonic() < stop and not is_dead(child.pid, os.WNOHANG):
            time.sleep(0.002)
        self.plan.kill(child.slot, child.pid)
        is_dead(child.pid, 0)  # its orphans come to us only when it is dead
        survivors = self.plan.sweep(child.slot, child.pid, [other.pid for other in self.children.values()])
        _, status = os.waitpid(child.pid, 0)
        self.plan.free_slot(child.slot)
        return status, survivors

    def tell(self, child: Child, data: bytes) -> None:
        """Answer on a control socket."""
        with contextlib.suppress(OSError):  # if the grader no longer listens, the next read says so
            child.control.send(data)


def _move_descriptors(reading: int, writing: int, keep: list[int]) -> tuple[int, int]:
    """Close every descriptor but the two pipes, the null device and what the layers still need."""
    wanted = sorted({0, 1, 2, reading, writing, *keep})
    for low, high in zip(wanted, [*wanted[1:], max(*wanted, _most_descriptors()) + 1]):
        os.closerange(low + 1, high)
    return reading, writing


def _most_descriptors() -> int:
    """No descriptor has a higher number: each takes the lowest that is free, and few workers live at a time.

    A system without a limit answers with a number that no loop comes to the end of, or with a negative one.
    """
    limit = os.sysconf("SC_OPEN_MAX")
    return limit if 0 <= limit < MOST_DESCRIPTORS else MOST_DESCRIPTORS


def is_dead(pid: int, option: int) -> bool:
    """Whether a child has ended, without reaping it; with option 0, wait for it. Unknown where that cannot be asked."""
    if not hasattr(os, "waitid"):  # macOS before Python 3.13
        return False
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | option) is not None


def prepare_interpreter() -> None:
    """What a student's module sees: no trace of the files here."""
    sys.modules["__main__"] = ModuleType("__main__")
    sys.argv[:] = [""]


def main(requests: int, life: int, status: int, wanted: list[str] | None) -> None:
    """Configure, report once, then serve until the grader is gone; the status hangs up when this process ends."""
    oldnames.give_back()
    mother = Mother(requests, life)
    try:
        report = mother.configure(wanted)
    except BaseException as error:
        what = str(error) if isinstance(error, forkable.NumpyError) else f"{type(error).__name__}: {error}"
        os.write(status, b"E" + what.encode("utf-8", "replace")[:2000])
        raise
    os.write(status, b"R" + struct.pack("<I", len(report)) + report)
    prepare_interpreter()
    mother.settle()
    try:
        mother.loop()
    finally:
        for child in list(mother.children.values()):
            mother.end(child, 0.0)
        os._exit(0)  # nothing is left to tidy up, and somebody waits
