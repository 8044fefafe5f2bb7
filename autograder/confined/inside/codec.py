"""Plain values as bytes, for two sides that do not trust each other.

    encode(value) -> bytes      in the worker, with the documented conversions
    decode(bytes) -> value      in the grader; believes nothing, allocates nothing before it was counted

Each value is one tag byte and its payload, all integers little-endian:

    N T F                       None, True, False
    i  u16 n, n bytes           int, two's complement
    f  8 bytes                  float
    s  u32 n, n bytes           str, UTF-8
    b  u32 n, n bytes           bytes (only where a message needs them)
    l t  u32 n, n values        list, tuple
    d  u32 n, n (key, value)    dict; a key is a str or an int of 32 bits
    a  dtype, ndim, dims, data  numpy array
    g  dtype, data              numpy scalar
    p  l or t, q or d, u32 n    list or tuple of n plain ints (8 bytes each) or floats
    r  l or t, u32 n, u8 k      list or tuple of n tuples, each of k plain ints of 8 bytes
    h c  u32                    a value kept in the worker, a function that lives in the grader
    x                           something that cannot be sent (only among observed arguments)

Why own code: pickle and marshal run or trust what they read, and json knows neither arrays nor tuples.
Int keys stay within 32 bits because larger ones can be chosen to collide in a dict.
"""

from __future__ import annotations

import struct
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

DTYPES = ("?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8")
_DTYPE_CODE = {np.dtype(name): code for code, name in enumerate(DTYPES)}
_LITTLE = [np.dtype(name).newbyteorder("<") for name in DTYPES]
_NATIVE = [np.dtype(name) for name in DTYPES]
KEY_LIMIT = 2**31
INT_BYTES = 512
MAX_DIMS = 8
_PACK_FROM = 8  # shorter sequences gain nothing from packing


class CodecError(Exception):
    """The bytes are not a message of this format, or hold more than the caps allow."""


class Unsendable(Exception):
    """A value has no place in the format; `reason` is a word of REASONS, `what` the name of a type."""

    def __init__(self, reason: str, what: str = "") -> None:
        super().__init__(reason, what)
        self.reason, self.what = reason, what


REASONS = ("type", "dtype", "masked", "key", "deep", "big", "integer", "text")


@dataclass(frozen=True)
class Caps:
    """What one message may hold at most; the side that decodes sets them."""

    total_bytes: int = 64 * 2**20
    items: int = 4_000_000
    string_bytes: int = 4 * 2**20
    depth: int = 16


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


# ---------------------------------------------------------------- writing


class _Writer:
    def __init__(self, caps: Caps, handle_of: Callable[[Any], Handle | None]) -> None:
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
        else:
            raise Unsendable("type", type(value).__name__)


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


def _packed(value: Any) -> bytes | None:
    """The packed form of a long sequence of plain ints, of plain floats or of equal tuples of ints, or None."""
    if len(value) < _PACK_FROM:
        return None
    kinds, outer = set(map(type, value)), b"l" if type(value) is list else b"t"
    try:
        if kinds == {int} or kinds == {float}:
            code = b"q" if kinds == {int} else b"d"
            data = np.array(value, dtype="<i8" if code == b"q" else "<f8").tobytes()
            return b"p" + outer + code + struct.pack("<I", len(value)) + data
        if kinds == {tuple}:
            return _packed_rows(value, outer)
    except OverflowError:
        pass
    return None


def _packed_rows(value: Any, outer: bytes) -> bytes | None:
    widths = set(map(len, value))
    if len(widths) != 1 or not 1 <= min(widths) <= 8:
        return None
    if any(set(map(type, column)) != {int} for column in zip(*value)):
        return None
    data = np.array(value, dtype="<i8").tobytes()
    return b"r" + outer + struct.pack("<IB", len(value), min(widths)) + data


def _write_sequence(w: _Writer, value: Any, depth: int) -> None:
    w.count(len(value))
    packed = _packed(value)
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
    if type(key) is int or (isinstance(key, np.integer) and type(key).__module__ == "numpy"):
        if -KEY_LIMIT <= int(key) < KEY_LIMIT:
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
    if dtype.newbyteorder("=") not in _DTYPE_CODE:
        raise Unsendable("dtype", dtype.type.__name__)
    return value.astype(dtype.newbyteorder("="), copy=False)


def _write_scalar(w: _Writer, value: Any) -> None:
    if type(value) is np.str_:
        _write_str(w, str(value), 0)
        return
    if type(value).__module__ != "numpy":
        raise Unsendable("type", type(value).__name__)
    value = _native(value)
    w.put(b"g" + bytes([_DTYPE_CODE[value.dtype]]) + value.tobytes())


def _write_array(w: _Writer, value: Any, depth: int) -> None:
    if isinstance(value, np.ma.MaskedArray):
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
    value = _native(np.asarray(value))
    head = bytes([_DTYPE_CODE[value.dtype], value.ndim]) + struct.pack(f"<{value.ndim}Q", *value.shape)
    w.put(b"a" + head + value.astype(value.dtype.newbyteorder("<"), copy=False).tobytes())


_WRITERS: dict[type, Callable[[_Writer, Any, int], None]] = {
    type(None): _write_none, bool: _write_bool, int: _write_int, float: _write_float, str: _write_str,
    bytes: _write_bytes, list: _write_sequence, tuple: _write_sequence, dict: _write_dict,
    OrderedDict: _write_dict, defaultdict: _write_dict, Counter: _write_dict,
    range: _write_as_list, deque: _write_as_list,
    type({}.keys()): _write_as_list, type({}.values()): _write_as_list, type({}.items()): _write_as_list,
}  # fmt: skip


def _no_handle(value: Any) -> Handle | None:
    return value if type(value) is Handle else None


def encode(value: Any, caps: Caps = Caps(), handle_of: Callable[[Any], Handle | None] = _no_handle) -> bytes:
    """`value` as bytes; raises Unsendable. `handle_of` may name a value that stays on its own side."""
    writer = _Writer(caps, handle_of)
    writer.write(value, 0)
    return b"".join(writer.parts)


def encode_each(values: Any, caps: Caps, handle_of: Callable[[Any], Handle | None]) -> bytes:
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


def _encode_at(value: Any, caps: Caps, handle_of: Callable[[Any], Handle | None], depth: int) -> bytes:
    writer = _Writer(caps, handle_of)
    writer.write(value, depth)
    return b"".join(writer.parts)


# ---------------------------------------------------------------- reading


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


def _from_bytes(code: int, data: bytes) -> Any:
    if code == 0 and data.strip(b"\0\1"):
        raise CodecError("a boolean is neither 0 nor 1")
    return np.frombuffer(data, dtype=_LITTLE[code]).astype(_NATIVE[code])


def _read_array(r: _Reader, depth: int) -> Any:
    code, ndim = _dtype_code(r), r.take(1)[0]
    if ndim > MAX_DIMS:
        raise CodecError("too many dimensions")
    shape = struct.unpack(f"<{ndim}Q", r.take(8 * ndim))
    nonzero = size = 1
    for length in shape:
        nonzero, size = nonzero * max(length, 1), size * length
    if nonzero > 2**40:
        raise CodecError("an array is too large")
    return _from_bytes(code, r.take(size * _LITTLE[code].itemsize)).reshape(shape)


def _read_scalar(r: _Reader, depth: int) -> Any:
    code = _dtype_code(r)
    array = _from_bytes(code, r.take(_LITTLE[code].itemsize)).reshape(())
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
    if not 1 <= width <= 8:
        raise CodecError("rows of another width")
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
    caps: Caps = Caps(),
    resolve: Callable[[Handle], Any] = _refuse_handles,
    scalar_arrays: bool = True,
) -> Any:
    """The value in `data`; raises CodecError and nothing else. Numpy scalars become 0-d arrays unless told otherwise."""
    if len(data) > caps.total_bytes:
        raise CodecError("the message is too long")
    reader = _Reader(data, caps, resolve, scalar_arrays)
    value = reader.read(0)
    if reader.at != len(data):
        raise CodecError("the message goes on after its end")
    return value
