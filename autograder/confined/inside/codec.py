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

Why own code: pickle and marshal run or trust what they read, and json knows neither arrays nor tuples. (What goes down
to a worker is believed there: downward.py.)
Int keys stay within 32 bits because larger ones can be chosen to collide in a dict.
"""

from __future__ import annotations

from .decoder import decode
from .encoder import encode, encode_each, no_handle
from .plain import REASONS, Caps, CodecError, Handle, Unreadable, Unsendable

__all__ = [
    "REASONS", "Caps", "CodecError", "Handle", "Unreadable", "Unsendable", "decode", "encode", "encode_each",
    "no_handle",
]  # fmt: skip
