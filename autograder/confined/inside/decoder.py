"""Bytes to plain values, believing nothing; see codec.py for the format."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

import numpy as np

from .plain import (
    ARRAY_ITEMS,
    DEFAULT_CAPS,
    DTYPES,
    INT_BYTES,
    KEY_LIMIT,
    LITTLE,
    MAX_DIMS,
    NATIVE,
    Caps,
    CodecError,
    Handle,
    Unreadable,
)  # fmt: skip


class _Reader:
    def __init__(self, data: bytes, caps: Caps, resolve: Callable[[Handle], Any], scalar_arrays: bool) -> None:
        self.data, self.caps, self.resolve, self.scalar_arrays = data, caps, resolve, scalar_arrays
        self.at = 0
        self.items = 0

    def take(self, count: int) -> bytes:
        end = self.at + count
        if end > len(self.data):
            raise CodecError("the message ends too early")
        piece = self.data[self.at : end]
        self.at = end
        return piece

    def number(self, form: str) -> int:
        return int(struct.unpack(form, self.take(struct.calcsize(form)))[0])

    def count(self, form: str, least_bytes: int) -> int:
        """A number of things, each of which still needs `least_bytes`: checked before anything is built."""
        count = self.number(form)
        self.items += count
        if self.items > self.caps.items or count * least_bytes > len(self.data) - self.at:
            raise CodecError("the message counts more things than it holds or may hold")
        return count

    def read(self, depth: int) -> Any:
        if depth > self.caps.depth:
            raise CodecError("the message is nested too deeply")
        reader = _READERS.get(self.take(1))
        if reader is None:
            raise CodecError("the message holds an unknown tag")
        return reader(self, depth)


def _read_int(r: _Reader, depth: int) -> int:
    count = r.number("<H")
    if not 1 <= count <= INT_BYTES:
        raise CodecError("an integer is too long")
    return int.from_bytes(r.take(count), "little", signed=True)


def _read_str(r: _Reader, depth: int) -> str:
    count = r.number("<I")
    if count > r.caps.string_bytes:
        raise CodecError("a text is too long")
    try:
        return r.take(count).decode("utf-8")
    except UnicodeDecodeError:
        raise CodecError("a text is not UTF-8") from None


def _read_list(r: _Reader, depth: int) -> list[Any]:
    return [r.read(depth + 1) for _ in range(r.count("<I", 1))]


def _read_tuple(r: _Reader, depth: int) -> tuple[Any, ...]:
    return tuple(_read_list(r, depth))


def _read_dict(r: _Reader, depth: int) -> dict[Any, Any]:
    result: dict[Any, Any] = {}
    for _ in range(r.count("<I", 2)):
        key = r.read(depth + 1)
        if type(key) is not str and not (type(key) is int and -KEY_LIMIT <= key < KEY_LIMIT):
            raise CodecError("a key is neither text nor a small integer")
        if key in result:
            raise CodecError("a key occurs twice")
        result[key] = r.read(depth + 1)
    return result


def _dtype_code(r: _Reader) -> int:
    code = r.take(1)[0]
    if code >= len(DTYPES):
        raise CodecError("unknown dtype")
    return code


def _count_array(r: _Reader) -> None:
    r.items += ARRAY_ITEMS
    if r.items > r.caps.items:
        raise CodecError("the message holds too many arrays")


def _from_bytes(code: int, data: bytes) -> Any:
    if code == 0 and data.strip(b"\0\1"):
        raise CodecError("a boolean is neither 0 nor 1")
    return np.frombuffer(data, dtype=LITTLE[code]).astype(NATIVE[code])


def _read_array(r: _Reader, depth: int) -> Any:
    _count_array(r)
    code, ndim = _dtype_code(r), r.take(1)[0]
    if ndim > MAX_DIMS:
        raise CodecError("too many dimensions")
    shape = struct.unpack(f"<{ndim}Q", r.take(8 * ndim))
    nonzero = size = 1
    for length in shape:
        nonzero, size = nonzero * max(length, 1), size * length
    if nonzero > 2**40:
        raise CodecError("an array is too large")
    return _from_bytes(code, r.take(size * LITTLE[code].itemsize)).reshape(shape)


def _read_scalar(r: _Reader, depth: int) -> Any:
    _count_array(r)
    code = _dtype_code(r)
    array = _from_bytes(code, r.take(LITTLE[code].itemsize)).reshape(())
    return array if r.scalar_arrays else array[()]


def _outer(r: _Reader) -> Callable[[Any], Any]:
    tag = r.take(1)
    if tag not in (b"l", b"t"):
        raise CodecError("neither list nor tuple")
    return list if tag == b"l" else tuple


def _read_packed(r: _Reader, depth: int) -> Any:
    outer, code = _outer(r), r.take(1)
    if code not in (b"q", b"d"):
        raise CodecError("unknown packed kind")
    count = r.count("<I", 8)
    return outer(np.frombuffer(r.take(8 * count), dtype="<i8" if code == b"q" else "<f8").tolist())


def _read_rows(r: _Reader, depth: int) -> Any:
    outer = _outer(r)
    count = r.count("<I", 8)
    width = r.take(1)[0]
    if not 1 <= width <= 8 or count * width > r.caps.items:
        raise CodecError("rows of another width, or too many")
    rows = np.frombuffer(r.take(8 * count * width), dtype="<i8").reshape(count, width).tolist()
    return outer(map(tuple, rows))


def _read_bytes(r: _Reader, depth: int) -> bytes:
    return r.take(r.number("<I"))


def _read_handle(kind: str) -> Callable[[_Reader, int], Any]:
    return lambda r, depth: r.resolve(Handle(kind, r.number("<I")))


_READERS: dict[bytes, Callable[[_Reader, int], Any]] = {
    b"N": lambda r, depth: None, b"T": lambda r, depth: True, b"F": lambda r, depth: False,
    b"i": _read_int, b"f": lambda r, depth: struct.unpack("<d", r.take(8))[0], b"s": _read_str, b"b": _read_bytes,
    b"l": _read_list, b"t": _read_tuple, b"d": _read_dict, b"a": _read_array, b"g": _read_scalar,
    b"p": _read_packed, b"r": _read_rows, b"h": _read_handle("h"), b"c": _read_handle("c"),
    b"x": lambda r, depth: Unreadable(),
}  # fmt: skip


def _refuse_handles(handle: Handle) -> Any:
    raise CodecError("a handle where none may stand")


def decode(
    data: bytes,
    caps: Caps = DEFAULT_CAPS,
    resolve: Callable[[Handle], Any] = _refuse_handles,
    scalar_arrays: bool = True,
) -> Any:
    """The value in `data`; raises CodecError and nothing else. Numpy scalars become 0-d arrays, or stay scalars."""
    if len(data) > caps.total_bytes:
        raise CodecError("the message is too long")
    reader = _Reader(data, caps, resolve, scalar_arrays)
    value = reader.read(0)
    if reader.at != len(data):
        raise CodecError("the message goes on after its end")
    return value
