"""A property is worth points only for a function that computes something."""

import itertools

import numpy as np
import pytest

from autograder.errors import Wrong
from autograder.judging import entry, require_alive, require_most_alive

FIRST, SECOND = (np.array([0.2, -1.0, 3.0]),), (np.array([1.2, 0.5, -2.0]),)
CALLS = itertools.count()

DEAD = {
    "zeros": lambda z: np.zeros_like(z),
    "a constant": lambda z: np.full(3, 0.5),
    "nothing at all": lambda z: None,
    "empty": lambda z: np.zeros(0),
    "not finite": lambda z: z * np.nan,
    "its argument": lambda z: z,
    "its argument as a list": lambda z: list(z),
    "noise": lambda z: z + next(CALLS),
    "text": lambda z: "0.5",
}
ALIVE = {
    "a function": np.tanh,
    "another shape": lambda z: np.tanh(z)[:, None],
    "a number": lambda z: float(np.tanh(z).sum()),
    "a list": lambda z: [float(v) for v in np.tanh(z)],
    "wrong but alive": lambda z: 3 * z + 1,
}


@pytest.mark.parametrize("function", DEAD.values(), ids=DEAD)
def test_dead_functions_earn_nothing(function):
    with pytest.raises(Wrong) as caught:
        require_alive(function, FIRST, SECOND)
    assert caught.value.share == 0


@pytest.mark.parametrize("function", ALIVE.values(), ids=ALIVE)
def test_live_functions_pass(function):
    require_alive(function, FIRST, SECOND)


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_a_constant_is_dead_in_any_shape(value):
    """Zeros of the right shape, for inputs of two sizes."""
    with pytest.raises(Wrong, match="depend"):
        require_alive(lambda z: np.full(z.shape, value), (np.arange(3.0),), (np.arange(4.0),))
    require_alive(lambda z: z + 1, (np.arange(3.0),), (np.arange(4.0),))


def test_the_shape_counts_where_it_is_given():
    require_alive(np.tanh, FIRST, SECOND, shape=(3,))
    require_alive(lambda z: np.tanh(z)[None], FIRST, SECOND, shape=(3,))
    with pytest.raises(Wrong, match="shape"):
        require_alive(lambda z: np.tanh(z).sum(), FIRST, SECOND, shape=(3,))


def test_a_part_of_an_argument_handed_back_is_dead():
    P, Q = {"W": np.arange(3.0)}, {"W": np.arange(3.0) + 1}
    with pytest.raises(Wrong, match="one of the inputs"):
        require_alive(lambda p: {"W": p["W"]}, (P,), (Q,), pick=lambda grads: entry(grads, "W"))


def three(**wrong):
    """A function of one array with the outputs a, b and c, some of them replaced."""

    def function(z):
        right = {"a": np.outer(z, [1.0, 2.0]), "b": np.tanh(z), "c": float(z.sum())}
        return {name: wrong.get(name, lambda value: value)(value) for name, value in right.items()}

    return function


LIKE = {"a": np.zeros((3, 2)), "b": np.zeros(3), "c": 0.0}


@pytest.mark.parametrize("wrong", [lambda a: a.T, lambda a: a * 0, lambda a: None, lambda a: a.sum()])
def test_one_output_that_is_wrong_does_not_speak_for_the_call(wrong):
    require_most_alive(three(a=wrong), FIRST, SECOND, LIKE)


@pytest.mark.parametrize("dead", [lambda a: np.asarray(a) * 0, lambda a: None, lambda a: np.full(np.shape(a), np.nan)])
def test_a_call_of_which_most_is_dead_is_dead(dead):
    with pytest.raises(Wrong) as caught:
        require_most_alive(three(a=dead, b=dead), FIRST, SECOND, LIKE)
    assert caught.value.share == 0


def test_most_of_two_is_one():
    like = {"a": LIKE["a"], "b": LIKE["b"]}
    require_most_alive(three(a=lambda a: a * 0), FIRST, SECOND, like)
    with pytest.raises(Wrong, match="entries"):
        require_most_alive(three(a=lambda a: a * 0, b=lambda b: b[:2]), FIRST, SECOND, like)
