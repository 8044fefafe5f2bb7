# ruff: noqa: E501
"""Exceptions are shown as far as they are the interpreter's words, and tell nothing that the student did not write."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.confined import messages, outcomes

SOURCES = {"answer.py": b"def solve(weights, bias):\n    return weights @ bias\nclass Network: pass\n"}


def shown(type_name, message, sources=SOURCES):
    return messages.checked_message(type_name, message, sources)


@pytest.mark.parametrize(
    "action",
    [
        lambda: np.ones((2, 3)) + np.ones((4, 5)), lambda: np.ones((2, 3)) @ np.ones((2, 3)), lambda: np.dot(np.ones((2, 3)), np.ones(5)),
        lambda: np.ones(3) @ np.ones(2), lambda: [1][5], lambda: (1,)[5], lambda: np.ones(3)[7], lambda: np.ones((2, 2))[0, 5],
        lambda: np.ones(3)[0, 0], lambda: np.ones(6).reshape(4, 4), lambda: np.ones((2, 2)).sum(axis=3), lambda: 1 / 0, lambda: 1 % 0,
        lambda: 1.0 / 0, lambda: 1 + "a", lambda: "a" + 1, lambda: [1] + 1, lambda: None + 1, lambda: exec('a = None; a[0]'), lambda: exec('a = None; a()'), lambda: len(3),
        lambda: iter(3), lambda: [].weights, lambda: np.weights, lambda: {}["weights"], lambda: int("weights") if False else int([]), lambda: {[]: 1},
        lambda: max([]), lambda: [].pop(), lambda: np.linalg.inv(np.zeros((2, 2))), lambda: np.concatenate([np.ones((2, 2)), np.ones(3)]),
        lambda: np.argmax([]), lambda: np.max(np.array([])), lambda: (lambda weights: 1)(), lambda: (lambda weights: 1)(1, 2),
        lambda: (lambda weights: 1)(1, bias=2), lambda: __import__("weights"), lambda: bool(np.ones(3)), lambda: float(np.ones(3)),
        lambda: np.ones(3)["weights"], lambda: np.ones(3)[1.5], lambda: np.ones(3)[np.ones(4, bool)], lambda: abs("a"), lambda: -"a",
        lambda: 1 < "a", lambda: 1 in 3, lambda: "a" * 1.5, lambda: np.array([[1], [1, 2]], dtype=float), lambda: np.stack([np.ones(2), np.ones(3)]),
        lambda: exec("a, b = [1]"), lambda: exec("a, b = [1, 2, 3]"), lambda: exec("for a, b in [1]: pass"), lambda: exec("solve_it"),
        lambda: np.ones(3).__iadd__(np.ones(4)), lambda: exec("import math; math.sqrt(-1)"), lambda: exec("import math; math.log(0)"),
        lambda: exec("import math; math.exp(1000)"), lambda: 10.0**400, lambda: np.random.default_rng(0).choice(3, p=[0.5, 0.5, 0.5]),
        lambda: np.add(1, 2, 3, 4, 5), lambda: np.zeros(3).reshape(2, -1), lambda: range(1.5), lambda: exec('a = [1]; a[1.5]'), lambda: exec('a = str(1); a[1.5]'),
        lambda: int(float("nan")), lambda: int(float("inf")), lambda: np.int64(3)[0], lambda: np.float64(1.0)[0],
        lambda: np.array(3)[0], lambda: len(np.array(3)), lambda: exec("for x in __import__('numpy').array(3): pass"),
    ],
)  # fmt: skip
def test_the_interpreters_own_words_are_kept(action):
    sources = {"answer.py": SOURCES["answer.py"] + b"solve_it; a; b; x"}
    with pytest.raises(Exception) as caught:
        action()
    error = caught.value
    text = str(error).replace("<lambda>", "solve")
    assert shown(type(error).__name__, text, sources), (type(error), text)


@pytest.mark.parametrize(
    ("type_name", "message"),
    [
        ("ValueError", "hidden 0.123"), ("NameError", "name 'secret' is not defined"), ("KeyError", "'secret'"), ("KeyError", "123"),
        ("IndexError", "index 12345 is out of bounds for axis 0 with size 3"), ("ValueError", "shapes (1234,) and (3,) not aligned: 1 (dim 0) != 3 (dim 0)"),
        ("AttributeError", "module 'numpy' has no attribute 'x7f3a'"), ("ValueError", "operands could not be broadcast together with shapes (1,2) (3,4) 0.5"),
        ("NotImplementedError", "the input was 0.25"), ("AssertionError", "[0.1, 0.2]"), ("ValueError", "division by zero\nsecret"),
        ("TypeError", "unsupported operand type(s) for +: 'int' and 'Geheim'"), ("ValueError", "x" * 500), ("SyntaxError", "invalid syntax secret"),
        ("FileNotFoundError", "[Errno 2] No such file or directory: '/secret'"), ("ValueError", "invalid literal for int() with base 10: '42'"),
        ("ZeroDivisionError", "division by zero 1 0 1 1"), ("ValueError", ""),
    ],
)  # fmt: skip
def test_other_words_are_dropped(type_name, message):
    assert shown(type_name, message) == ""


def test_names_of_the_students_source_are_kept():
    assert shown("NameError", "name 'weights' is not defined")
    assert shown("AttributeError", "'Network' object has no attribute 'bias'")
    assert shown("TypeError", "solve() missing 2 required positional arguments: 'weights' and 'bias'")


@pytest.mark.parametrize(
    ("told", "file", "line"),
    [
        (("ValueError", "answer.py", 2, "", 0), "answer.py", 2), (("ValueError", "/etc/passwd", 2, "", 0), "", 0),
        (("ValueError", "answer.py", 999, "", 0), "answer.py", 0), (("ValueError", "answer.py", -4, "", 0), "answer.py", 0),
        (("ValueError", "answer.py", 10**30, "", 0), "answer.py", 0),
    ],
)  # fmt: skip
def test_places_are_checked(told, file, line):
    error = messages.student_error(told, SOURCES)
    assert (error.file, error.line) == (file, line)


@pytest.mark.parametrize("name", ["secret_0x123", "a b", "", "\x1b[31m", "Value" * 100, "<script>"])
def test_names_of_types_are_checked(name):
    error = messages.student_error((name, "answer.py", 1, "", 0), SOURCES)
    assert error.type_name == "an exception of its own"
    assert messages.student_error(("Network", "answer.py", 1, "", 0), SOURCES).type_name == "Network"


def test_the_line_of_a_syntax_error_is_the_sources_own():
    error = messages.student_error(("SyntaxError", "answer.py", 2, "invalid syntax", 5), SOURCES)
    assert error.text_line == "return weights @ bias"
    assert error.offset == 5


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (11, outcomes.WorkerDied, "crashed (signal 11: segmentation fault)"), (0, outcomes.WorkerDied, "left the program by exit"),
        (24, outcomes.TimeLimit, "processor time"), (9, outcomes.WorkerDied, "memory limit"), (None, outcomes.WorkerDied, "ended the process"),
        (64, outcomes.WorkerDied, "signal 64"), (3 << 8, outcomes.WorkerDied, "status 3"),
    ],
)  # fmt: skip
def test_deaths_are_told(status, kind, words):
    error = outcomes.from_wait_status(status)
    assert type(error) is kind
    assert words in str(error)
