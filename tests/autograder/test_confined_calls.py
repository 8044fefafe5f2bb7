# ruff: noqa: E501
"""Calls of honest code: values, arguments, callbacks, kept values, errors, files of all sorts."""

from __future__ import annotations

import numpy as np
import pytest
from confined_tools import offered, outcome, start_at

from autograder.confined import BadValue, Limits, MissingFunction, StudentError

SOURCES = {
    "answer.py": b"""
import numpy as np
import helper
print("loaded")
def double(x): return 2 * x
def keyword(x, *, y=1): return x + y
def halves(x):
    x /= 2
    return x.sum()
def slope(f, x, h): return (f(x + h) - f(x - h)) / (2 * h)
def guarded(f):
    try: return f()
    except Exception: return "caught"
def swallows(f):
    for _ in range(3):
        try: f()
        except: pass
    return 1
def train(n):
    class Model: pass
    model = Model(); model.w = np.full(n, 2.0)
    return model
def predict(model, x): return model.w @ x
def through(): return helper.constant
def spoil(d): d["x"] = lambda: 0
def fails(a, b): return a @ b
def deep(n):
    return helper.fails(n)
class Callable:
    def __call__(self, x): return x + 1
instance = Callable()
not_callable = 3
def exponential(x): return np.exp(x)
""",
    "helper.py": b"constant = 7\ndef fails(n):\n    raise KeyError('constant')\n",
    "broken.py": b"def f(x):\n    return (x\n",
    "needs_broken.py": b"import broken\ndef f(): pass\n",
    "marked.py": b"\xef\xbb\xbfimport answer\r\ndef f():\r\n    return __name__, __file__\r\nif __name__ == '__main__':\r\n    1/0\r\n",
    "sitecustomize.py": b"raise SystemExit\n",
    "usercustomize.py": b"raise SystemExit\n",
    "pytest.py": b"raise SystemExit\n",
    "evil.pth": b"import os; os._exit(1)\n",
    "random.py": b"def random(): return 'mine'\n",
    "numpy.py": b"raise SystemExit\n",
    "conftest.py": b"raise SystemExit\n",
    "latin.py": b"# coding: latin-1\nname = '\xe4'\ndef f(): return name\n",
    "shadow.py": b"import random, numpy\ndef f(): return random.random() < 1, numpy.__version__\n",
}


@pytest.fixture(scope="module")
def clean():
    with start_at(offered()[0]) as process:
        yield process


@pytest.fixture
def worker(clean):
    with clean.worker(SOURCES) as one:
        yield one


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        3,
        -(2**70),
        1.5,
        "täxt",
        [1, 2],
        (1, [2.0, "x"]),
        {"a": 1, 3: None},
        list(range(50)),
        [0.5] * 20,
        [(1, 2)] * 9,
    ],
)
def test_plain_values_come_back_as_they_were(worker, value):
    got = worker.call("answer", "keyword", ([value],), {"y": []}).value
    assert repr(got) == repr([value])


@pytest.mark.parametrize("dtype", ["?", "i1", "i8", "u1", "u8", "f2", "f4", "f8", ">f8"])
@pytest.mark.parametrize("shape", [(), (3,), (2, 0, 3), (2, 3)])
def test_arrays_keep_shape_and_dtype(worker, dtype, shape):
    value = np.ones(shape, dtype)
    got = worker.call("answer", "keyword", ((value,),), {"y": ()}).value[0]
    assert type(got) is np.ndarray
    assert got.shape == shape
    assert got.dtype == value.dtype.newbyteorder("=")
    assert got.tobytes() == np.ascontiguousarray(value, value.dtype.newbyteorder("=")).tobytes()
    assert got.flags.writeable


def test_arguments_after_the_call_come_by_value(worker):
    given = np.ones(2)
    reply = worker.call("answer", "halves", (given,), observe=True)
    assert reply.value == 1.0
    assert reply.arguments[0].tolist() == [0.5, 0.5]
    assert given.tolist() == [1.0, 1.0]
    assert worker.call("answer", "double", (given,)).arguments is None


def test_an_argument_that_became_unreadable_is_equal_to_nothing(worker):
    seen = worker.call("answer", "spoil", ({},), observe=True).arguments[0]
    assert seen != {}
    assert seen != seen


def test_functions_are_called_back_in_the_grader(worker):
    calls = []

    def f(x):
        calls.append(x)
        return x**2

    assert worker.call("answer", "slope", (f, 3.0, 1e-3)).value == pytest.approx(6.0)
    assert calls == [3.001, 2.999]


def test_a_callback_may_return_numpy_scalars(worker):
    assert worker.call("answer", "slope", (lambda x: np.float64(x), 3.0, 0.5)).value == 1.0


def test_an_exception_of_a_callback_is_the_graders(worker):
    class OursError(Exception):
        pass

    def f():
        raise OursError

    model = worker.call("answer", "train", (3,), keep=True).value
    for function in ("guarded", "swallows"):
        with pytest.raises(OursError):
            worker.call("answer", function, (f,))
    assert worker.call("answer", "predict", (model, np.ones(3))).value == 6.0  # the same worker goes on


def test_kept_values_go_back_to_their_worker(worker, clean):
    model = worker.call("answer", "train", (3,), keep=True).value
    assert worker.call("answer", "predict", (model, np.ones(3))).value == 6.0
    with clean.worker(SOURCES) as other, pytest.raises(ValueError, match="worker that holds it"):
        other.call("answer", "predict", (model, np.ones(3)))


def test_prints_are_kept_for_staff(worker):
    assert worker.call("answer", "double", (1,)).printed == "loaded\n"
    assert worker.call("answer", "double", (1,)).printed == ""


def test_modules_find_one_another(worker):
    assert worker.call("answer", "through").value == 7
    assert worker.call("marked", "f").value == ("marked", "marked.py")


def test_any_callable_will_do(worker):
    assert worker.call("answer", "instance", (1,)).value == 2
    assert isinstance(outcome(worker, "answer", "not_callable"), MissingFunction)
    assert "answer.py defines no function named nothing" in str(outcome(worker, "answer", "nothing"))
    assert "nowhere.py was not handed in" in str(outcome(worker, "nowhere", "f"))


def test_libraries_cannot_be_shadowed(worker):
    assert worker.call("shadow", "f").value == (True, np.__version__)


def test_errors_say_where(worker):
    error = outcome(worker, "answer", "fails", np.ones((2, 2)), np.ones((3, 3)))
    assert (error.type_name, error.file, error.line) == ("ValueError", "answer.py", 26)
    assert error.message.startswith("matmul: Input operand 1 has a mismatch")
    error = outcome(worker, "answer", "deep", 1)
    assert (error.type_name, error.file, error.line, error.message) == ("KeyError", "helper.py", 3, "'constant'")
    assert worker.call("answer", "double", (1,)).value == 2  # the worker goes on


@pytest.mark.parametrize("module", ["broken", "needs_broken"])
def test_syntax_errors_show_the_line(worker, module):
    error = outcome(worker, module, "f")
    assert (error.type_name, error.file, error.line) == ("SyntaxError", "broken.py", 2)
    assert error.text_line == "return (x"
    assert error.message == "'(' was never closed"
    assert error.offset == 12


def test_other_encodings_are_refused_with_the_line(worker):
    error = outcome(worker, "latin", "f")
    assert (error.type_name, error.file, error.line) == ("SyntaxError", "latin.py", 2)
    assert error.message == "the file is not UTF-8"


def test_a_bad_value_names_what_came_back(worker):
    error = outcome(worker, "answer", "train", 3)
    assert isinstance(error, BadValue)
    assert "an object of type Model" in str(error)


def test_each_worker_starts_afresh(clean):
    source = {"count.py": b"n = 0\ndef f():\n    global n\n    n += 1\n    return n\n"}
    for _ in range(2):
        with clean.worker(source) as worker:
            assert [worker.call("count", "f").value for _ in range(2)] == [1, 2]


def test_numpy_treats_errors_in_the_call_as_it_does_around_it(worker):
    assert worker.call("answer", "exponential", (1000.0,)).value == np.inf
    with np.errstate(over="raise"), pytest.raises(StudentError, match=r"overflow encountered in exp in answer\.py"):
        worker.call("answer", "exponential", (1000.0,))
    with np.errstate(over="raise", divide="raise"):
        assert worker.call("answer", "exponential", (0.0,)).value == 1.0
    assert worker.call("answer", "exponential", (1000.0,)).value == np.inf


def test_a_deadline_may_be_endless(worker):
    assert worker.call("answer", "double", (1,), deadline_seconds=float("inf")).value == 2


def test_memory_below_the_least_is_refused():
    with pytest.raises(ValueError, match="512 MiB"):
        Limits(memory_bytes=2**28)


def test_a_worker_can_be_closed_twice(worker):
    worker.call("answer", "double", (1,))
    worker.close()
    worker.close()


def test_errors_of_the_stub_are_told(clean):
    source = {"stub.py": b'def f():\n    raise NotImplementedError("B1: write sigmoid")\n'}
    with clean.worker(source) as worker:
        error = outcome(worker, "stub", "f")
    assert isinstance(error, StudentError)
    assert error.message == "B1: write sigmoid"
