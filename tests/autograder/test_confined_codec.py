# ruff: noqa: E501
"""The codec: round trips, caps on the side that decodes, and hostile bytes that raise nothing but its own error."""

from __future__ import annotations

import contextlib
import random
import struct
import time
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.confined.inside import codec

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**80), 2**80) | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=12)
        | st.lists(inner, max_size=12).map(tuple)
        | st.dictionaries(st.text(max_size=5) | st.integers(-(2**31), 2**31 - 1), inner, max_size=5)
    ),
    max_leaves=40,
)


@settings(deadline=None, max_examples=80)
@given(plain)
def test_every_plain_value_makes_the_round_trip(value):
    assert repr(codec.decode(codec.encode(value))) == repr(value)


@pytest.mark.parametrize(
    "value",
    [
        list(range(8)), tuple(range(100)), [2**63 - 1, -(2**63)] * 8, [2**63] * 10, [True] * 10, [1, 2.0] * 10, [1.5] * 9,
        [(1, 2)] * 9, ((1,),) * 9, [(1, 2), (3,)] * 9, [(1, True)] * 9, [()] * 9, [[1, 2]] * 9, [float("inf")] * 8,
        -(2**4094), 2**4094,
    ],
)  # fmt: skip
def test_packed_forms_keep_types(value):
    assert repr(codec.decode(codec.encode(value))) == repr(value)


def test_numpy_scalars_become_arrays_without_axes_or_stay():
    data = codec.encode([np.float32(1.5), np.int64(3)])
    as_arrays = codec.decode(data)
    assert [(type(x), x.shape, x.dtype.name) for x in as_arrays] == [
        (np.ndarray, (), "float32"), (np.ndarray, (), "int64"),
    ]  # fmt: skip
    assert [type(x) for x in codec.decode(data, scalar_arrays=False)] == [np.float32, np.int64]


def seeds() -> list[bytes]:
    values = [
        None, 3, -1.5, "text", [1, "a", {"k": (1, 2)}], list(range(20)), [(1, 2)] * 20, {"a": np.ones((2, 3)), 5: np.float32(1)},
        np.zeros((0, 3), np.int8), np.array([True, False]), [np.arange(5.0)] * 3, 10**40, {"x": {"y": {"z": []}}},
    ]  # fmt: skip
    return [codec.encode(value) for value in values]


def mutated(rng: random.Random, data: bytes) -> bytes:
    data = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        kind = rng.random()
        at = rng.randrange(len(data) + 1)
        if kind < 0.4 and data:
            data[at % len(data)] = rng.randrange(256)
        elif kind < 0.6:
            data[at:at] = rng.randbytes(rng.randint(1, 8))
        elif kind < 0.8:
            del data[at : at + rng.randint(1, 6)]
        else:
            data[at : at + 4] = struct.pack("<I", rng.choice([0, 1, 255, 2**16, 2**31, 2**32 - 1]))
    return bytes(data)


def test_hostile_bytes_raise_only_the_codecs_error():
    rng, accepted = random.Random(1), 0
    for round_number in range(6000):
        base = (
            rng.choice(seeds())
            if round_number % 3
            else rng.choice(b"NTFifsbltdagprhcx\0".split(b"\xff")) + rng.randbytes(30)
        )
        try:
            codec.decode(mutated(rng, base))
            accepted += 1
        except codec.CodecError:
            pass
    assert 0 < accepted < 6000


@pytest.mark.parametrize("tag", [bytes([b]) for b in b"NTFifsbltdagprhcx"])
def test_random_bytes_after_each_tag(tag):
    rng = random.Random(2)
    for _ in range(300):
        with contextlib.suppress(codec.CodecError):
            codec.decode(tag + rng.randbytes(rng.randint(0, 40)))


def array(dtype: int, *shape: int, data: bytes = b"") -> bytes:
    return b"a" + bytes([dtype, len(shape)]) + struct.pack(f"<{len(shape)}Q", *shape) + data


@pytest.mark.parametrize(
    "data",
    [
        b"", b"l" + struct.pack("<I", 2**32 - 1), b"d" + struct.pack("<I", 2**31), b"s" + struct.pack("<I", 2**32 - 1),
        b"b" + struct.pack("<I", 2**32 - 1), b"pld" + struct.pack("<I", 2**29), b"rl" + struct.pack("<IB", 2**29, 8),
        b"l\x01\0\0\0" * 17 + b"N", b"t\x01\0\0\0" * 100_000, array(11, 2**40), array(11, 2**63, 2**63), array(11, 0, 2**63),
        array(11, *[1] * 9, data=bytes(8)), array(12, 1), array(0, 1, data=b"\x02"), b"g\x00\x07", b"g\x0c", b"NN",
        b"i" + struct.pack("<H", 513) + bytes(513), b"i\0\0", b"s\x01\0\0\0\xff", b"s\x03\0\0\0\xed\xa0\x80", b"h\x01\0\0\0",
        b"c\x01\0\0\0", b"d\x02\0\0\0" + b"s\x01\0\0\0aN" * 2, b"d\x01\0\0\0TN", b"d\x01\0\0\0fNNNNNNNNN",
        b"d\x01\0\0\0t\0\0\0\0N", b"d\x01\0\0\0" + codec.encode(2**31) + b"N",
    ],
)  # fmt: skip
def test_each_broken_rule_is_an_error_without_much_memory(data):
    tracemalloc.start()
    with pytest.raises(codec.CodecError):
        codec.decode(data)
    assert tracemalloc.get_traced_memory()[1] < 3_000_000 + 3 * len(data)
    tracemalloc.stop()


def test_the_caps_of_the_reader_hold_whatever_the_writer_thinks():
    small = codec.Caps(total_bytes=1000, items=10, string_bytes=10, depth=3)
    for value in ([1] * 11, "x" * 11, [[[[1]]]], {str(i): i for i in range(11)}, np.ones(1000)):
        with pytest.raises(codec.CodecError):
            codec.decode(codec.encode(value), small)
        with pytest.raises(codec.Unsendable):
            codec.encode(value, small)
    assert codec.decode(codec.encode([1] * 10, small), small) == [1] * 10


def test_many_small_arrays_count_for_more():
    caps = codec.Caps(items=1000)
    for value in ([np.zeros(0)] * 200, [np.float64(1)] * 200):
        with pytest.raises(codec.CodecError):
            codec.decode(codec.encode(value), caps)
        with pytest.raises(codec.Unsendable):
            codec.encode(value, caps)
        assert len(codec.decode(codec.encode(value[:160], caps), caps)) == 160


def test_what_the_writer_lets_pass_the_reader_accepts():
    caps = codec.Caps(items=20_000)
    for value in ([(1, 2, 3)] * 6_000, list(range(20_000)), {i: None for i in range(20_000)}, [[[]] * 100] * 100):
        assert codec.decode(codec.encode(value, caps), caps) == value


def test_colliding_keys_cost_little():
    # Small multiples of 2**16 share their low bits, the worst that 32 bits allow.
    data = codec.encode({number << 16: None for number in range(-(2**15), 2**15)})
    began = time.process_time()
    assert len(codec.decode(data)) == 2**16
    assert time.process_time() - began < 5


def test_decoded_arrays_are_writable_and_own_their_memory():
    data = codec.encode(np.ones(3))
    first = codec.decode(data)
    first += 1
    assert codec.decode(data).tolist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("value", [np.ones((2, 3)).T, np.arange(6)[::-1], np.ones((4, 4))[1:3, ::2], np.array(5.0)])
def test_strided_arrays_arrive_in_order(value):
    got = codec.decode(codec.encode(value))
    assert np.array_equal(got, value)
    assert got.shape == value.shape
    assert got.flags.c_contiguous


def test_observed_arguments_that_cannot_be_sent_are_marked():
    data = codec.encode_each((1, object(), "\ud800"), codec.Caps(), codec.no_handle)
    first, second, third = codec.decode(data)
    assert first == 1
    assert isinstance(second, codec.Unreadable)
    assert isinstance(third, codec.Unreadable)
