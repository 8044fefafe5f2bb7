# ruff: noqa: E501
"""Values that look like answers are refused with a sentence, and the worker goes on."""

from __future__ import annotations

import numpy as np
import pytest
from confined_tools import offered, outcome, source_of, start_at

from autograder.confined import BadValue

REFUSED = {
    "array_hook": "type Walker", "equal_to_all": "type Equal", "int_subclass": "type AnyInt", "float_subclass": "type AnyFloat",
    "text_subclass": "type AnyText", "array_subclass": "type LyingArray",
    "masked": "masked", "partly_masked": "masked", "objects": "dtype object_", "structured": "dtype void",
    "dates": "datetime64", "complex_array": "dtype complex128", "complex_number": "type complex", "generator": "type generator",
    "a_set": "type set", "function": "type function", "a_class": "type type", "bytes_array": "dtype bytes_",
    "mixed_keys": "key of type tuple", "float_keys": "key of type float", "large_keys": "key of type int",
    "long_int": "too many digits", "surrogate": "cannot be written", "nested": "too deeply", "cyclic": "too deeply",
    "broadcast": "too large", "long_list": "too large", "endless_range": "too large", "inside_a_dict": "type Equal",
}  # fmt: skip


@pytest.fixture(scope="module")
def clean():
    with start_at(offered()[0]) as process:
        yield process


@pytest.fixture(scope="module")
def worker(clean):
    with clean.worker(source_of("lying")) as one:
        yield one


@pytest.mark.parametrize("function", list(REFUSED))
def test_a_lying_value_is_refused_in_one_sentence(worker, function):
    error = outcome(worker, "lying", function)
    assert isinstance(error, BadValue)
    assert any(words in str(error) for words in REFUSED[function].split("|")), str(error)
    assert str(error).count(".") == 1
    assert "are accepted" in str(error)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -0.0])
def test_values_that_are_not_finite_are_carried_for_the_check_to_judge(clean, value):
    with clean.worker({"same.py": b"def f(x): return x, {'a': [x]}\n"}) as worker:
        got = worker.call("same", "f", (np.array([value]),)).value
    assert np.array_equal(got[0], [value], equal_nan=True)


def test_an_object_that_lies_about_its_class_is_refused(clean):
    source = b"""
class Sly:
    @property
    def __class__(self): return float
    def __float__(self): return 1.0
def f(): return Sly()
"""
    with clean.worker({"sly.py": source}) as worker:
        assert isinstance(outcome(worker, "sly", "f"), BadValue)


def test_a_list_that_lies_about_itself_is_taken_for_what_it_holds(worker):
    value = outcome(worker, "lying", "list_subclass")
    assert type(value) is list
    assert value == [1]


def test_named_tuples_and_dicts_of_the_students_own_are_plain_ones(clean):
    source = b"""
import collections
Both = collections.namedtuple("Both", "loss dW")
class Grads(dict):
    def items(self): return [("W", "a lie")]
    def __iter__(self): return iter(["a lie"])
def both(): return Both(0.5, [1.0])
def grads(): return Grads(W=1.0, b=2.0)
"""
    with clean.worker({"work.py": source}) as one:
        both, grads = one.call("work", "both").value, one.call("work", "grads").value
    assert (type(both), both) == (tuple, (0.5, [1.0]))
    assert (type(grads), grads) == (dict, {"W": 1.0, "b": 2.0})
