"""Values on their way from the grader to a worker. The worker believes the grader, so pickle may carry them.

Only plain values are given to pickle, and nothing of numpy's or of an author's own: an array goes as its bytes, and
what the quick form does not know goes in the careful one (codec.py), which also says why something cannot be sent.
Each value arrives as a copy of its own, also where two of them were one object.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np

from .decoder import decode
from .encoder import Naming, encode, no_handle
from .plain import DTYPE_CODE, NATIVE, Caps, Handle

PROTOCOL = 5
PICKLED = b"\x80"
"""How a pickle begins; the codec's tags are letters."""
PLAIN = {type(None), bool, int, float, str, bytes, list, tuple, dict}
CAPS = Caps(total_bytes=2**40, items=2**40, string_bytes=2**31, depth=64)
"""What the grader sends, it has made itself."""


class _ForeignError(Exception):
    """The quick form does not know this value."""


class _Pickler(pickle.Pickler):
    def __init__(self, stream: io.BytesIO, handle_of: Naming) -> None:
        super().__init__(stream, PROTOCOL)
        self.fast = True  # an object that occurs twice is written twice
        self.handle_of = handle_of

    def persistent_id(self, value: Any) -> Any:
        """None for what pickle writes itself."""
        kind = type(value)
        if kind in PLAIN:
            return None
        if kind is np.ndarray or isinstance(value, np.generic):
            code = DTYPE_CODE.get(value.dtype)
            if code is None:
                raise _ForeignError
            return code, value.shape if kind is np.ndarray else None, value.tobytes()
        handle = self.handle_of(value)
        if handle is None:
            raise _ForeignError
        return handle.kind, handle.number


class _Unpickler(pickle.Unpickler):
    def __init__(self, stream: io.BytesIO, resolve: Callable[[Handle], Any]) -> None:
        super().__init__(stream)
        self.resolve = resolve

    def persistent_load(self, written: Any) -> Any:
        """The array, numpy scalar or handle that was written in pickle's stead."""
        if len(written) == 2:
            return self.resolve(Handle(*written))
        code, shape, data = written
        array = np.frombuffer(data, NATIVE[code])
        return array[0] if shape is None else array.reshape(shape).copy()


def dumps(value: Any, handle_of: Naming = no_handle) -> bytes:
    """`value` as bytes; raises Unsendable. `handle_of` may name a value that stays on its own side."""
    stream = io.BytesIO()
    try:
        _Pickler(stream, handle_of).dump(value)
    except (_ForeignError, ValueError, RecursionError):  # a value of another kind, or one that holds itself
        return encode(value, CAPS, handle_of)
    return stream.getvalue()


def loads(data: bytes, resolve: Callable[[Handle], Any]) -> Any:
    """The value in `data`, for the worker alone: what comes from there must never be read in this way."""
    if data.startswith(PICKLED):
        return _Unpickler(io.BytesIO(data), resolve).load()
    return decode(data, CAPS, resolve, scalar_arrays=False)
