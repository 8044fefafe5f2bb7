"""Frames to and from a worker, from the grader's side: no read or write ever waits beyond the deadline."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable

from autograder.confined.inside.wire import HEADER
from autograder.confined.outcomes import BrokenProtocol

_KNOWN = (b"V", b"E", b"U", b"Q")
_CHUNK = 1 << 16
_LONGEST_WAIT = 3600.0  # seconds in one poll; the deadline itself may be any number


class DeadlineError(Exception):
    """The absolute deadline of the exchange has passed."""


class Deadline:
    """The absolute end of an exchange.

    seconds: how long it may take, what the grader does meanwhile set aside. longer: called once when that is over;
    says how long it may take instead.
    """

    def __init__(
        self, seconds: float, clock: Callable[[], float] = time.monotonic, longer: Callable[[], float] | None = None
    ) -> None:
        self.seconds, self._clock, self._longer = seconds, clock, longer
        self._end = clock() + seconds
        self._latest = self._end + seconds

    def left(self) -> float:
        """Seconds left, above 0; raises DeadlineError."""
        if self._end <= self._clock() and self._longer is not None:
            self._ask(self._longer)
        left = self._end - self._clock()
        if left <= 0:
            raise DeadlineError
        return left

    def put_off(self, seconds: float) -> None:
        """The time of the grader's own functions is not the student's, but calling them for ever is."""
        self._end = min(self._end + seconds, self._latest)

    def _ask(self, longer: Callable[[], float]) -> None:
        self._longer, began = None, self._clock()
        more = max(0.0, longer() - self.seconds)
        asking = self._clock() - began
        self.seconds += more
        self._end += more + asking
        self._latest += 2 * more + asking


class HungUpError(Exception):
    """The other side closed its pipe."""


class Channel:
    """Two non-blocking pipe ends and a sequence number."""

    def __init__(self, reading: int, writing: int) -> None:
        self.reading, self.writing = reading, writing
        self.sequence = 0
        self._came = bytearray()  # what was read beyond what was asked for
        self._readable, self._writable = select.poll(), select.poll()
        self._readable.register(reading, select.POLLIN)
        self._writable.register(writing, select.POLLOUT)
        os.set_blocking(reading, False)
        os.set_blocking(writing, False)

    def close(self) -> None:
        """Close both ends."""
        for descriptor in (self.reading, self.writing):
            os.close(descriptor)

    def send(self, kind: bytes, body: bytes, deadline: Deadline) -> None:
        """Write one frame with the next sequence number."""
        self.sequence += 1
        view = memoryview(HEADER.pack(kind, self.sequence, len(body)) + body)
        while view:
            try:
                view = view[os.write(self.writing, view[:_CHUNK]) :]
            except BlockingIOError:
                _wait(self._writable, deadline)
            except BrokenPipeError:
                raise HungUpError from None

    def is_silent(self) -> bool:
        """Whether nothing waits to be read; between two calls nothing may."""
        return not self._came and not self._readable.poll(0)

    def receive(self, most_bytes: int, deadline: Deadline) -> tuple[bytes, bytes]:
        """One frame; raises BrokenProtocol unless it answers the last one sent and is no longer than allowed."""
        kind, sequence, length = HEADER.unpack(self._read(HEADER.size, deadline))
        if kind not in _KNOWN or sequence != self.sequence:
            raise BrokenProtocol("Your code wrote to the grader's own connection; no value was read.")
        if length > most_bytes:
            raise BrokenProtocol("Your code returned a value that is too large.")
        return kind, self._read(length, deadline)

    def _read(self, count: int, deadline: Deadline) -> bytes:
        while len(self._came) < count:
            _wait(self._readable, deadline)
            try:
                piece = os.read(self.reading, _CHUNK)
            except BlockingIOError:
                continue
            if not piece:
                raise HungUpError
            deadline.left()
            self._came += piece
        data = bytes(memoryview(self._came)[:count])
        del self._came[:count]
        return data


def _wait(poll: select.poll, deadline: Deadline) -> None:
    poll.poll(max(1, int(min(deadline.left(), _LONGEST_WAIT) * 1000)))
