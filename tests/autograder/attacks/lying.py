# ruff: noqa
"""Planted submission: values that look like answers."""

import numpy as np


class Walker:
    def __array__(self, dtype=None, copy=None):
        import sys

        return np.array([len(sys._getframe(1).f_locals)])


class Equal:
    def __eq__(self, other):
        return True

    def __abs__(self):
        return 0

    def __sub__(self, other):
        return self


class AnyInt(int):
    def __eq__(self, other):
        return True

    __hash__ = int.__hash__


class AnyFloat(float):
    def __sub__(self, other):
        return 0.0


class AnyText(str):
    def __eq__(self, other):
        return True

    __hash__ = str.__hash__


class LyingList(list):
    def __len__(self):
        return 3


class LyingArray(np.ndarray):
    def __eq__(self, other):
        return True


def array_hook(): return Walker()
def equal_to_all(): return Equal()
def int_subclass(): return AnyInt(3)
def float_subclass(): return AnyFloat(3)
def text_subclass(): return AnyText("x")
def list_subclass(): return LyingList([1])
def array_subclass(): return np.zeros(3).view(LyingArray)
def masked(): return np.ma.masked_all((3,))
def partly_masked(): return np.ma.array([1.0, 2.0], mask=[0, 1])
def objects(): return np.array([Equal(), Equal()], dtype=object)
def structured(): return np.zeros(3, dtype=[("a", "f8")])
def dates(): return np.array(["2020-01-01"], dtype="M8[D]")
def complex_array(): return np.zeros(3, dtype=complex)
def complex_number(): return 1j
def generator(): return (x for x in range(3))
def a_set(): return {1, 2}
def function(): return lambda x: x
def a_class(): return Equal
def bytes_array(): return np.array([b"abc"])
def mixed_keys(): return {(1, 2): 3}
def float_keys(): return {1.5: 3}
def large_keys(): return {i << 61: 1 for i in range(20000)}
def long_int(): return 10**5000
def surrogate(): return "\ud800"


def nested():
    value = []
    for _ in range(100_000):
        value = [value]
    return value


def cyclic():
    value = []
    value.append(value)
    return value


def broadcast(): return np.broadcast_to(1.0, (10**6, 10**5))
def long_list(): return [None] * 30_000_000
def endless_range(): return range(10**12)
def inside_a_dict(): return {"W1": np.zeros(2), "b1": [Equal()]}
