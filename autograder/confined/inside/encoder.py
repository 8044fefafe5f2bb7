"""Plain values to bytes, with the documented conversions; see codec.py for the format."""

from __future__ import annotations

import struct
import sys
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from typing import Any

import numpy as np

from .plain import (
    ARRAY_ITEMS,
    DEFAULT_CAPS,
    DTYPE_CODE,
    INT_BYTES,
    KEY_LIMIT,
    LITTLE,
    MAX_DIMS,
    Caps,
    Handle,
    Unsendable,
)  # fmt: skip

PACK_FROM = 8  # shorter sequences gain nothing from packing
Naming = Callable[[Any], "Handle | None"]


class _Writer:
    def __init__(self, caps: Caps, handle_of: Naming) -> None:
        self.caps, self.handle_of = caps, handle_of
        self.parts: list[bytes] = []
        self.size = 0
        self.items = 0

    def count(self, things: int) -> None:
        """Raise Unsendable before the reader would: it counts the same way."""
        self.items += things
        if self.items > self.caps.items:
            raise Unsendable("big")

    def put(self, data: bytes) -> None:
        self.size += len(data)
        if self.size > self.caps.total_bytes:
            raise Unsendable("big")
        self.parts.append(data)

    def write(self, value: Any, depth: int) -> None:
        if depth > self.caps.depth:
            raise Unsendable("deep")
        handle = self.handle_of(value)
        if handle is not None:
            self.put(handle.kind.encode() + struct.pack("<I", handle.number))
            return
        writer = _WRITERS.get(type(value))
        if writer is not None:
            writer(self, value, depth)
        elif isinstance(value, np.generic):
            _write_scalar(self, value)
        elif isinstance(value, np.ndarray):
            _write_array(self, value, depth)
        elif isinstance(value, (tuple, list, dict)):
            self.write(_without_class(value), depth)
        else:
            raise Unsendable("type", type(value).__name__)


def _without_class(value: Any) -> Any:
    """A named tuple, or a list or dict of the student's own kind, as the plain kind; its own methods are not asked."""
    if isinstance(value, tuple):
        return tuple(tuple.__iter__(value))
    return list(list.__iter__(value)) if isinstance(value, list) else dict(dict.items(value))


def _write_int(w: _Writer, value: int, depth: int) -> None:
    count = value.bit_length() // 8 + 1
    if count > INT_BYTES:
        raise Unsendable("integer")
    w.put(b"i" + struct.pack("<H", count) + value.to_bytes(count, "little", signed=True))


def _write_str(w: _Writer, value: str, depth: int) -> None:
    try:
        data = str(value).encode("utf-8")
    except UnicodeEncodeError:
        raise Unsendable("text") from None
    if len(data) > w.caps.string_bytes:
        raise Unsendable("big")
    w.put(b"s" + struct.pack("<I", len(data)) + data)


def _write_bytes(w: _Writer, value: bytes, depth: int) -> None:
    w.put(b"b" + struct.pack("<I", len(value)) + value)


def _packed(value: Any, most: int) -> bytes | None:
    """The packed form of a long sequence of plain ints, of plain floats or of equal tuples of ints, or None."""
    if len(value) < PACK_FROM:
        return None
    kinds, outer = set(map(type, value)), b"l" if type(value) is list else b"t"
    try:
        if kinds == {int} or kinds == {float}:
            code = b"q" if kinds == {int} else b"d"
            data = np.array(value, dtype="<i8" if code == b"q" else "<f8").tobytes()
            return b"p" + outer + code + struct.pack("<I", len(value)) + data
        if kinds == {tuple}:
            return _packed_rows(value, outer, most)
    except OverflowError:
        pass
    return None


def _packed_rows(value: Any, outer: bytes, most: int) -> bytes | None:
    widths = set(map(len, value))
    if len(widths) != 1 or not 1 <= min(widths) <= 8 or len(value) * min(widths) > most:
        return None
    if any(set(map(type, column)) != {int} for column in zip(*value)):
        return None
    data = np.array(value, dtype="<i8").tobytes()
    return b"r" + outer + struct.pack("<IB", len(value), min(widths)) + data


def _write_sequence(w: _Writer, value: Any, depth: int) -> None:
    w.count(len(value))
    packed = _packed(value, w.caps.items)
    if packed is not None:
        w.put(packed)
        return
    w.put((b"t" if type(value) is tuple else b"l") + struct.pack("<I", len(value)))
    for item in value:
        w.write(item, depth + 1)


def _write_as_list(w: _Writer, value: Any, depth: int) -> None:
    if type(value) is range and len(value) > w.caps.items:
        raise Unsendable("big")
    _write_sequence(w, list(value), depth)


def _write_dict(w: _Writer, value: Any, depth: int) -> None:
    w.count(len(value))
    w.put(b"d" + struct.pack("<I", len(value)))
    for key, item in value.items():
        w.write(_plain_key(key), depth + 1)
        w.write(item, depth + 1)


def _plain_key(key: Any) -> Any:
    if type(key) is str:
        return key
    if type(key) is np.str_:
        return str(key)
    whole = type(key) is int or (isinstance(key, np.integer) and type(key).__module__ == "numpy")
    if whole and -KEY_LIMIT <= int(key) < KEY_LIMIT:
        return int(key)
    raise Unsendable("key", type(key).__name__)


def _write_none(w: _Writer, value: None, depth: int) -> None:
    w.put(b"N")


def _write_bool(w: _Writer, value: bool, depth: int) -> None:
    w.put(b"T" if value else b"F")


def _write_float(w: _Writer, value: float, depth: int) -> None:
    w.put(b"f" + struct.pack("<d", value))


def _native(value: Any) -> Any:
    """An array or scalar in a dtype of the format; long double becomes float64."""
    dtype = value.dtype
    if dtype.type is np.longdouble:
        return value.astype(np.float64)
    if dtype.newbyteorder("=") not in DTYPE_CODE:
        raise Unsendable("dtype", dtype.type.__name__)
    return value.astype(dtype.newbyteorder("="), copy=False)


def _write_scalar(w: _Writer, value: Any) -> None:
    if type(value) is np.str_:
        _write_str(w, str(value), 0)
        return
    if type(value).__module__ != "numpy":
        raise Unsendable("type", type(value).__name__)
    w.count(ARRAY_ITEMS)
    value = _native(value)
    w.put(b"g" + bytes([DTYPE_CODE[value.dtype]]) + value.tobytes())


def _write_array(w: _Writer, value: Any, depth: int) -> None:
    w.count(ARRAY_ITEMS)
    masked = sys.modules.get("numpy.ma")  # where nobody has loaded it, nothing is masked
    if masked is not None and isinstance(value, masked.MaskedArray):
        if np.any(value.mask):
            raise Unsendable("masked")
        value = value.data
    if type(value) not in (np.ndarray, np.matrix, np.memmap):
        raise Unsendable("type", type(value).__name__)
    if value.dtype.kind == "U" and value.ndim:
        w.write(value.tolist(), depth)
        return
    if value.size * min(value.dtype.itemsize, 8) > w.caps.total_bytes or value.ndim > MAX_DIMS:
        raise Unsendable("big")
    value = np.asarray(value)
    if value.dtype not in DTYPE_CODE:
        value = _native(value)
    code = DTYPE_CODE[value.dtype]
    head = bytes([code, value.ndim]) + struct.pack(f"<{value.ndim}Q", *value.shape)
    w.put(b"a" + head + value.astype(LITTLE[code], copy=False).tobytes())


_WRITERS: dict[type, Callable[[_Writer, Any, int], None]] = {
    type(None): _write_none, bool: _write_bool, int: _write_int, float: _write_float, str: _write_str,
    bytes: _write_bytes, list: _write_sequence, tuple: _write_sequence, dict: _write_dict,
    OrderedDict: _write_dict, defaultdict: _write_dict, Counter: _write_dict,
    range: _write_as_list, deque: _write_as_list,
    type({}.keys()): _write_as_list, type({}.values()): _write_as_list, type({}.items()): _write_as_list,
}  # fmt: skip


def no_handle(value: Any) -> Handle | None:
    """Only what is a handle already stays on its own side."""
    return value if type(value) is Handle else None


def encode(value: Any, caps: Caps = DEFAULT_CAPS, handle_of: Naming = no_handle) -> bytes:
    """`value` as bytes; raises Unsendable. `handle_of` may name a value that stays on its own side."""
    writer = _Writer(caps, handle_of)
    writer.write(value, 0)
    return b"".join(writer.parts)


def encode_each(values: Any, caps: Caps, handle_of: Naming) -> bytes:
    """A tuple, item by item: what cannot be sent becomes the mark for Unreadable."""
    parts, size = [b"t" + struct.pack("<I", len(values))], 0
    for value in values:
        try:
            # One level deeper, exactly as the reader will count.
            item = _encode_at(value, caps, handle_of, 1)
            if size + len(item) > caps.total_bytes:
                raise Unsendable("big")
        except Exception:  # the student may have put anything there; it is simply no plain value any more
            item = b"x"
        size += len(item)
        parts.append(item)
    return b"".join(parts)


def _encode_at(value: Any, caps: Caps, handle_of: Naming, depth: int) -> bytes:
    writer = _Writer(caps, handle_of)
    writer.write(value, depth)
    return b"".join(writer.parts)
