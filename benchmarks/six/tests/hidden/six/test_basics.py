"""B1 and B2: the sigmoid and the softmax."""

import numpy as np

from autograder.judging import agree, number, parts, unchanged


def right_sigmoid(x):
    """By the other formula."""
    return (1 + np.tanh(np.asarray(x) / 2)) / 2


def right_softmax(z):
    """By logarithms."""
    top = z.max(axis=-1, keepdims=True)
    return np.exp(z - top - np.log(np.sum(np.exp(z - top), axis=-1, keepdims=True)))


@number("B1.1")
@parts({"positive": 1, "negative": 1})
def test_sigmoid_of_numbers(student, part, rng):
    """sigmoid of single numbers"""
    for name, x in {"positive": rng.uniform(0.5, 3), "negative": -rng.uniform(0.5, 3)}.items():
        with part(name):
            agree(student.sigmoid(float(x)), right_sigmoid(x), f"sigmoid of a {name} number")


@number("B1.2")
def test_sigmoid_of_arrays(student, rng):
    """sigmoid of a matrix, which stays as it is"""
    x = rng.normal(size=(5, 7)) * 4
    x[0, 0] = 0.0
    seen = student.sigmoid.observe(x)
    agree(seen.result, right_sigmoid(x), "sigmoid(x)")
    unchanged((x,), seen.arguments, ("x",))


@number("B1.3")
def test_sigmoid_is_stable(student):
    """sigmoid of large numbers, without overflow"""
    with np.errstate(over="raise", invalid="raise"):
        agree(student.sigmoid(np.array([-1000.0, 1000.0, 1.0])), [0.0, 1.0, right_sigmoid(1.0)], "sigmoid(x)")


@number("B2.1")
def test_softmax_of_a_vector(student, rng):
    """softmax of a vector"""
    z = rng.normal(size=5) * 2
    agree(student.softmax(z), right_softmax(z), "softmax(z)")


@number("B2.2")
def test_softmax_of_rows(student, rng):
    """softmax of each row of a matrix, which stays as it is"""
    z = rng.normal(size=(4, 6)) * 3
    seen = student.softmax.observe(z)
    agree(seen.result, right_softmax(z), "softmax(z)")
    unchanged((z,), seen.arguments, ("z",))


@number("B2.3")
def test_softmax_is_stable(student):
    """softmax of large numbers and of rows far apart, without overflow"""
    z = np.array([[1000.0, 1001.0, 999.0], [0.5, -1.0, 2.0]])
    with np.errstate(over="raise", invalid="raise"):
        agree(student.softmax(z), right_softmax(z), "softmax(z)")
