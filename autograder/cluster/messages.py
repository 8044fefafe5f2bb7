"""What goes between a Dask worker and its stations, which are its own children: pickled, with the length before it."""

from __future__ import annotations

import pickle
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any

LENGTH = struct.Struct(">Q")


@dataclass(frozen=True)
class Graded:
    """What came of a submission: its row and files, or why it failed; refused: no submission can be graded there.

    files: by path below the submission's own folder, with whether they are for staff alone.
    """

    row: Mapping[str, Any] | None = None
    files: Mapping[str, tuple[bytes, bool]] | None = None
    failed: str = ""
    error: str = ""
    refused: str = ""


def send(stream: IO[bytes], message: object) -> None:
    """Write one message."""
    data = pickle.dumps(message)
    stream.write(LENGTH.pack(len(data)) + data)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Read one message; raises EOFError when the other side has gone."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise EOFError
    data = stream.read(LENGTH.unpack(head)[0])
    return pickle.loads(data)
