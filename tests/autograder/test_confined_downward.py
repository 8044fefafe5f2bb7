"""Values on their way to a worker: what arrives is what the careful codec would bring, in whichever form it goes."""

from __future__ import annotations

from collections import OrderedDict, namedtuple

import numpy as np
import pytest

from autograder.confined.inside import codec, downward, wire

Pair = namedtuple("Pair", "left right")
FAST = [
    None, True, 3, -(2**70), 2.5, "text ü", b"bytes", (), [], {}, [1, (2.0, "x"), {"k": [None], 5: False}],
    np.arange(6.0).reshape(2, 3), np.arange(6.0).reshape(2, 3).T, np.arange(10)[::-2], np.zeros((0, 3), np.int8),
    np.array(2.5), np.array([True, False]), np.float32(1.5), np.int64(3), np.bool_(True), np.float16([1, 2]),
    {"E": np.ones((2, 2)), "lists": [list(range(50)), [0.5] * 20]},
]  # fmt: skip
CAREFUL = [
    Pair(1, 2), OrderedDict(a=1), range(4), np.str_("word"), np.array(["a", "b"]), np.longdouble(1.5),
    np.ones(3, dtype=">f8"), np.ones((1, 2)).view(np.matrix), {1: 2}.values(), [Pair(np.ones(2), 3)],
]  # fmt: skip


def shown(value):
    """A value with all that its copy must have too."""
    if isinstance(value, (list, tuple)):
        return type(value), [shown(one) for one in value]
    if isinstance(value, dict):
        return type(value), [(key, shown(one)) for key, one in value.items()]
    more = (value.dtype.str, value.shape, value.tobytes()) if hasattr(value, "dtype") else repr(value)
    return type(value), more


def by_codec(value):
    return codec.decode(codec.encode(value, downward.CAPS), downward.CAPS, scalar_arrays=False)


def arrived(value):
    return downward.loads(downward.dumps(value), lambda handle: handle)


@pytest.mark.parametrize("value", FAST + CAREFUL, ids=repr)
def test_what_arrives_is_what_the_codec_would_bring(value):
    assert shown(arrived(value)) == shown(by_codec(value))


@pytest.mark.parametrize("value", FAST, ids=repr)
def test_plain_values_go_the_quick_way(value):
    assert downward.dumps(value).startswith(downward.PICKLED)


@pytest.mark.parametrize("value", CAREFUL, ids=repr)
def test_no_class_of_anyones_is_pickled(value):
    assert not downward.dumps(value).startswith(downward.PICKLED)


def test_what_was_one_object_arrives_as_two():
    row, weights = [1, 2], np.ones(3)
    first, second, one, other = arrived([row, row, weights, weights])
    first.append(3)
    one += 1
    assert second == [1, 2]
    assert other.tolist() == [1, 1, 1]


def test_an_array_can_be_written_to_and_lies_in_c_order():
    weights = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    weights.flags.writeable = False
    got = arrived([weights])[0]
    assert got.flags.writeable
    assert got.flags.c_contiguous


def test_functions_and_kept_values_go_by_their_number():
    def function():
        return None

    handles = {id(function): codec.Handle("c", 1)}
    data = downward.dumps([function, {"inner": function}], lambda value: handles.get(id(value)))
    got = downward.loads(data, lambda handle: (handle.kind, handle.number))
    assert got == [("c", 1), {"inner": ("c", 1)}]


ITSELF: list[object] = []
ITSELF.append(ITSELF)


@pytest.mark.parametrize("value", [{1, 2}, object(), test_functions_and_kept_values_go_by_their_number, ITSELF])
def test_what_cannot_be_sent_says_so(value):
    with pytest.raises(codec.Unsendable):
        downward.dumps([value])


@pytest.mark.parametrize(
    "reply", [b"", b"x" * 15, b"\xff" * 40, wire.REPLY.pack(1, 0), wire.REPLY.pack(0, 9) + b"12345678"]
)
def test_a_reply_that_counts_wrongly_is_none(reply):
    assert wire.taken_apart(reply) is None


def test_a_reply_has_three_parts_and_little_of_what_was_printed():
    assert wire.taken_apart(wire.put_together(b"abc", b"de", "said")) == (b"abc", b"de", "said")
    assert wire.taken_apart(wire.put_together(b"", b"", "ü" * 9000)) == (b"", b"", "ü" * 4096)
    assert wire.taken_apart(wire.put_together(b"") + b"\xff") == (b"", b"", "\N{REPLACEMENT CHARACTER}")
