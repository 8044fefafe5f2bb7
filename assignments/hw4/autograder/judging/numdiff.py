"""Numerical differentiation: central differences with an error estimate, complex steps where the function allows.

Every function here takes f: array -> number and a point x of any shape, and leaves x as it was.

    central(f, x)       (f(x + h) - f(x - h)) / 2h for every entry; off by O(h^2) + rounding / h
    complex_step(f, x)  Im f(x + ih) / h; no subtraction, so h may be tiny and nothing is lost
    differentiate(f, x) the better of the two that the function allows, with an estimate of its error
    gradients(f, P)     the same for a function of a dict of arrays, block by block

Why h = 1e-5: in double precision the truncation (about h^2) and the rounding (about 1e-16 / h) are then both near
1e-10. A smaller step is less exact, not more. (Complex steps: Squire and Trapp, SIAM Review 40, 1998.)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.judging.arrays import Array

STEP = 1e-5
COMPLEX_STEP = 1e-30
ROUNDING = float(np.finfo(np.float64).eps)


@dataclass(frozen=True)
class Estimate:
    """Derivatives by every entry of x, and for each about how far off it may be; both have the shape of x."""

    value: Array
    error: Array


def central(f: Callable[[Any], Any], x: Any, h: float = STEP) -> Array:
    """Central difference for every entry of x: float64, with the shape of x. h > 0, in the units of x."""
    return _steps(f, x, h)[0]


def _steps(f: Callable[[Any], Any], x: Any, h: float) -> tuple[Array, float]:
    """The central differences, and the largest |f| that they were made of."""
    x = np.array(x, dtype=np.float64)
    slopes, largest = np.empty(x.shape), 0.0
    for index in np.ndindex(x.shape):
        up, down = _moved(x, index, h), _moved(x, index, -h)
        above, below = float(f(up)), float(f(down))
        # x + h is rounded; dividing by the step that was really made takes that error out.
        slopes[index] = (above - below) / (up[index] - down[index])
        largest = max(largest, abs(above), abs(below))
    return slopes, largest


def _moved(x: Array, index: tuple[int, ...], step: complex) -> Array:
    moved = x.astype(np.result_type(x, type(step)))
    moved[index] += step
    return moved


def estimate(f: Callable[[Any], Any], x: Any, h: float = STEP) -> Estimate:
    """Central differences with their error.

    The error is what halving the step from 2h to h changed (the truncation falls to a quarter, so a third of the
    change is left), and the rounding of f over h. It is an estimate: near a kink it grows to the size of the jump.
    """
    (near, largest), far = _steps(f, x, h), central(f, x, 2 * h)
    return Estimate(near, np.abs(far - near) / 3 + ROUNDING * largest / h)


def complex_step(f: Callable[[Any], Any], x: Any, h: float = COMPLEX_STEP) -> Array:
    """Im f(x + ih) / h for every entry of x: float64, with the shape of x.

    Right to rounding, but only where f is built of analytic operations. Raises TypeError where f does not take or
    give complex numbers; abs, max and comparisons may give a wrong answer silently (`differentiate` finds out).
    """
    x = np.array(x, dtype=np.float64)
    slopes = np.empty(x.shape)
    for index in np.ndindex(x.shape):
        value = np.asarray(f(_moved(x, index, 1j * h)))
        if value.dtype.kind != "c":
            raise TypeError("the function does not carry complex numbers through")
        slopes[index] = value.reshape(()).imag / h
    return slopes


def differentiate(f: Callable[[Any], Any], x: Any, h: float = STEP) -> Estimate:
    """Complex steps if f allows them and they agree with central differences; those otherwise."""
    rough = estimate(f, x, h)
    try:
        with np.errstate(all="ignore"):
            exact = complex_step(f, x)
    except (TypeError, ValueError):
        return rough
    if not np.all(np.abs(exact - rough.value) <= 100 * rough.error):
        return rough
    return Estimate(exact, 4 * ROUNDING * np.abs(exact))


def gradients(f: Callable[[dict[str, Any]], Any], params: Mapping[str, Any], h: float = STEP) -> dict[str, Estimate]:
    """`differentiate` for a function of a dict of arrays and numbers, one block at a time, the others held."""

    def of_block(name: str) -> Callable[[Any], Any]:
        return lambda block: f({**params, name: block})

    return {name: differentiate(of_block(name), value, h) for name, value in params.items()}
