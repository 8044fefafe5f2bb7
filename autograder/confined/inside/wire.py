"""Frames on a pair of blocking pipes, as the worker sees them: kind, sequence number, length, body."""

from __future__ import annotations

import os
import struct

HEADER = struct.Struct("<cIQ")
REPLY = struct.Struct("<QQ")
PRINTED = 4096
ROOM = 65536  # of a frame, for all but the value
AT_ONCE = 65536
LOAD, CALL, ANSWER, ABORT, AFRESH = b"L", b"C", b"A", b"X", b"F"  # grader to worker
VALUE, ERROR, REFUSED, QUERY = b"V", b"E", b"U", b"Q"  # worker to grader


class Wire:
    """Reads from one descriptor and writes to the other; answers always carry the number of the last frame read."""

    def __init__(self, reading: int, writing: int) -> None:
        self.reading, self.writing = reading, writing
        self.sequence = 0
        self._came = b""  # what was read beyond what was asked for

    def receive(self) -> tuple[bytes, bytes]:
        """Kind and body of the next frame."""
        kind, self.sequence, length = HEADER.unpack(self._read(HEADER.size))
        return kind, self._read(length)

    def send(self, kind: bytes, body: bytes) -> None:
        """Write one frame."""
        view = memoryview(HEADER.pack(kind, self.sequence, len(body)) + body)
        while view:
            view = view[os.write(self.writing, view) :]

    def _read(self, count: int) -> bytes:
        pieces, there = [self._came], len(self._came)
        while there < count:
            piece = os.read(self.reading, AT_ONCE)
            if not piece:
                os._exit(0)  # the grader is gone: nobody is left to serve
            pieces.append(piece)
            there += len(piece)
        data = b"".join(pieces)
        self._came = data[count:]
        return data[:count]


def put_together(content: bytes, seen: bytes = b"", printed: str = "") -> bytes:
    """The body of a reply: what came of a call, the arguments afterwards, what was printed."""
    return REPLY.pack(len(content), len(seen)) + content + seen + printed.encode("utf-8", "replace")


def taken_apart(reply: bytes) -> tuple[bytes, bytes, str] | None:
    """The three parts of such a body, of what was printed the beginning; None where it has another form."""
    if len(reply) < REPLY.size:
        return None
    content, seen = REPLY.unpack_from(reply)
    if content + seen > len(reply) - REPLY.size:
        return None
    first, second = REPLY.size + content, REPLY.size + content + seen
    printed = reply[second : second + 4 * PRINTED].decode("utf-8", "replace")
    return reply[REPLY.size : first], reply[first:second], printed[:PRINTED]
