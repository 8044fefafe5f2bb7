"""Homework 2, gradcheck.py: what is judged beyond the public part."""

import conventions
import numpy as np

from autograder.errors import Wrong
from autograder.judging import agree, as_numbers, number, parts, require_alive, slip, taking_array, unchanged, weight


def mixed(rng, *shape):
    """Numbers of both signs, none near 0."""
    return rng.uniform(0.3, 2.0, size=shape) * np.where(rng.permutation(np.arange(np.prod(shape))) % 2, 1, -1).reshape(
        shape
    )


@number("B1.4")
@weight(1)
def test_slope_at_zero(student, rng):
    """relu_grad is {{relu_grad_at_zero}} at 0."""
    require_alive(student.relu_grad, (mixed(rng, 5),), (np.abs(mixed(rng, 5)),))
    z = np.array([-rng.uniform(1, 2), 0.0, rng.uniform(1, 2), -0.0, rng.uniform(1, 2)])
    here, there = conventions.relu_grad_at_zero, 1 - conventions.relu_grad_at_zero
    said = f"relu_grad is {there} at 0; the convention here is {here}."
    other = [slip(f"slope {there} at 0", said, 0.0, [0.0, there, 1.0, there, 1.0])]
    agree(student.relu_grad(z), [0.0, here, 1.0, here, 1.0], "relu_grad(z)", hypotheses=other)


@number("B1.5")
@weight(1)
@parts({"relu": 1, "relu_grad": 1, "tanh_grad_from_output": 1})
def test_forms(student, part, rng):
    """Each function takes single numbers and integers, and leaves arrays as they are."""
    whole, signs = np.array([-3, 2, 5, -1]), np.array([0, 1, -1, 0])
    with part("relu"):
        check_forms(student.relu, "relu", rng, lambda z: np.maximum(z, 0), whole)
    with part("relu_grad"):
        check_forms(student.relu_grad, "relu_grad", rng, lambda z: 1.0 * (z > 0), whole)
    with part("tanh_grad_from_output"):
        check_forms(student.tanh_grad_from_output, "tanh_grad_from_output", rng, lambda h: 1 - h**2, signs)


def check_forms(function, name, rng, right, whole):
    """Single numbers, 0-d arrays, integers, and an array that must stay as it is."""
    z = np.tanh(mixed(rng, 2, 3))
    require_alive(function, (z,), (np.abs(z) / 2 * [1, 1, -1],), shape=(2, 3))
    unchanged((z,), function.observe(z).arguments, ("z",))
    single = float(rng.uniform(0.2, 0.9))
    agree(function(single), right(np.array(single)), f"{name} of a single number")
    agree(function(np.array(single)), right(np.array(single)), f"{name} of a 0-d array")
    agree(function(whole), right(whole), f"{name} of integers")


def wave(a):
    """A smooth function that mixes its entries and has no derivative of any order near 0, and its gradient."""
    return (lambda x: float(np.exp(np.sum(a * x)) + np.sum(np.exp(x)))), (
        lambda x: a * np.exp(np.sum(a * x)) + np.exp(x)
    )


@number("B2.4")
@weight(1)
def test_order(student, rng):
    """The error of numerical_grad falls a hundredfold when h falls tenfold."""
    f, slope = wave(rng.uniform(0.4, 0.9, size=3))
    x = rng.uniform(0.3, 0.8, size=3)
    errors = []
    for h in (1e-1, 1e-2):  # wide steps: the difference must stand out from rounding to float32
        found = as_numbers(student.numerical_grad(taking_array(f, x.shape), x, h), "The result")
        if found.shape != x.shape or not np.isfinite(found).all():
            raise Wrong("numerical_grad gives no finite array of the shape of x.")
        errors.append(np.abs(found - slope(x)))
    wide, narrow = errors
    if wide.max() < 1e-5:
        raise Wrong("numerical_grad does not use the h that it is given.", cause="own step")
    if not (narrow.max() > 0 and 50 < wide.max() / narrow.max() < 200):
        raise _too_slow(wide / np.maximum(narrow, 1e-300))


def _too_slow(ratios):
    """What the error of each entry tells when h falls tenfold: all fall too little, or only those that come later."""
    tenfold = (ratios > 5) & (ratios <= 50)
    if tenfold.all():
        return Wrong("The error falls only tenfold when h does: a one-sided difference; take a central one.",
                     cause="one-sided")  # fmt: skip
    if tenfold.any() and ((ratios > 50) & (ratios < 200)).any():
        return Wrong(
            "The error of some entries falls only tenfold when h does: were the entries before them put back?",
            cause="x not restored",
        )
    return Wrong("The error does not fall as that of a central difference does when h gets smaller.", cause="order")


@number("B2.5")
@weight(2)
@parts({"right gradients": 1, "wrong gradients": 1})
def test_finds_bugs(student, part, rng):
    """numerical_grad tells four wrong gradients from two right ones."""
    problems = [logistic(rng), quadratic(rng)]
    found = [_slopes(student, f, x) for f, x, _, _ in problems]
    near = [_distance(got, right) < 1e-4 for got, (_, _, right, _) in zip(found, problems)]
    with part("right gradients"):
        for name, good in zip(("a logistic loss", "a penalised quadratic"), near):
            if not good:
                raise Wrong(f"By numerical_grad, the right gradient of {name} is wrong.")
    with part("wrong gradients"):
        if not all(near):
            raise Wrong("numerical_grad is off itself, so it cannot tell a wrong gradient from a right one.")
        missed = [
            name
            for got, (_, _, _, bugs) in zip(found, problems)
            for name, bug in bugs.items()
            if _distance(got, bug) < 1e-3
        ]
        if missed:
            raise Wrong(f"numerical_grad does not see a gradient with {missed[0]}.")


def _slopes(student, f, x):
    found = as_numbers(student.numerical_grad(taking_array(f, x.shape), x, 1e-5), "The result")
    return found if found.shape == x.shape and np.isfinite(found).all() else np.full(x.shape, 1e9)


def _distance(got, want):
    return float(np.max(np.abs(got - want)) / np.max(np.abs(want)))


def logistic(rng):
    """The loss of logistic regression at some w: f, w, its gradient, and two wrong gradients."""
    X, y, w = rng.normal(size=(7, 4)), (np.arange(7) % 3 == 0).astype(float), mixed(rng, 4)

    def f(v):
        return float(np.mean(np.logaddexp(0.0, X @ v) - y * (X @ v)))

    right = X.T @ (1 / (1 + np.exp(-(X @ w))) - y) / 7
    return f, w, right, {"the wrong sign": -right, "a sum in place of the mean": 7 * right}


def quadratic(rng):
    """A penalised quadratic at some W: f, W, its gradient, and two wrong gradients."""
    W, T, alpha = mixed(rng, 3, 2), mixed(rng, 3, 2), 0.3

    def f(V):
        return float(np.sum((V - T) ** 2) / 2 + alpha * np.sum(V**2))

    right = W - T + 2 * alpha * W
    swapped = right.copy()
    swapped[[0, 2]] = right[[2, 0]]
    return f, W, right, {"half the penalty": right - alpha * W, "two rows swapped": swapped}
