"""The student's standard streams: what is printed is kept up to a cap, what is asked for is answered with nothing."""

from __future__ import annotations

import builtins
import contextlib
import io
import sys
from typing import Any

PRINTED_BYTES = 4096


class _Bounded(io.RawIOBase):
    """A byte stream that keeps its first bytes and forgets the others, so that a loud program costs no memory."""

    def __init__(self) -> None:
        self.kept = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        room = PRINTED_BYTES - len(self.kept)
        if room > 0:
            self.kept += bytes(data[:room])
        return len(data)


class Capture:
    """Replaces sys.stdout, sys.stderr and sys.stdin where it is installed, and input() at once."""

    def __init__(self) -> None:
        self._bounded = _Bounded()
        self._text = io.TextIOWrapper(
            io.BufferedWriter(self._bounded), encoding="utf-8", errors="backslashreplace", write_through=False
        )
        self._nothing = io.TextIOWrapper(io.BytesIO(b""))
        builtins.input = lambda prompt="": ""

    def install(self) -> None:
        """From now on."""
        sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = self._text  # type: ignore[misc]
        sys.stdin = sys.__stdin__ = self._nothing  # type: ignore[misc]

    def take(self) -> str:
        """What was printed since the last time."""
        with contextlib.suppress(Exception):  # the student closed the stream: what was kept is still there
            self._text.flush()
        text = bytes(self._bounded.kept).decode("utf-8", "replace")
        self._bounded.kept.clear()
        return text
