"""The words that both halves of the codec share: dtypes, caps, handles, errors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

DTYPES = ("?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8")
DTYPE_CODE = {np.dtype(name): code for code, name in enumerate(DTYPES)}
LITTLE = [np.dtype(name).newbyteorder("<") for name in DTYPES]
NATIVE = [np.dtype(name) for name in DTYPES]
KEY_LIMIT = 2**31
INT_BYTES = 512
MAX_DIMS = 8
ARRAY_ITEMS = 5  # what an array or numpy scalar counts for, because it takes that much more memory and time


class CodecError(Exception):
    """The bytes are not a message of this format, or hold more than the caps allow."""


class Unsendable(Exception):
    """A value has no place in the format; `reason` is a word of REASONS, `what` the name of a type."""

    def __init__(self, reason: str, what: str = "") -> None:
        super().__init__(f"this value cannot be sent ({reason}{': ' if what else ''}{what})")
        self.reason, self.what = reason, what


REASONS = ("type", "dtype", "masked", "key", "deep", "big", "integer", "text")


@dataclass(frozen=True)
class Caps:
    """What one message may hold at most; the side that decodes sets them."""

    total_bytes: int = 64 * 2**20
    items: int = 1_000_000
    string_bytes: int = 4 * 2**20
    depth: int = 16


DEFAULT_CAPS = Caps()


class Handle:
    """Stands for something on the other side: kind "h" (kept in the worker) or "c" (a function in the grader)."""

    __slots__ = ("kind", "number")

    def __init__(self, kind: str, number: int) -> None:
        self.kind, self.number = kind, number


class Unreadable:
    """Took the place of an observed argument that can no longer be sent; equal to nothing."""

    def __eq__(self, other: object) -> bool:
        return False

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return "<an argument that cannot be read any more>"
