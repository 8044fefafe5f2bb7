"""Numerical differentiation: right where it should be, honest about its error where it is not."""

import numpy as np
import pytest

from autograder.judging.numdiff import central, complex_step, differentiate, estimate, gradients

X = np.array([[0.3, -1.2, 2.0], [1.1, 0.4, -0.7]])


def smooth(x):
    return np.sum(np.sin(x) * np.exp(x / 2))


SLOPE = np.exp(X / 2) * (np.cos(X) + np.sin(X) / 2)


def test_central_differences_are_right_to_ten_digits():
    assert np.abs(central(smooth, X) - SLOPE).max() < 1e-9


def test_complex_steps_are_right_to_rounding():
    assert np.abs(complex_step(smooth, X) - SLOPE).max() < 1e-15


def test_the_error_falls_by_a_hundred_when_the_step_falls_by_ten():
    wide, narrow = (np.abs(central(smooth, X, h) - SLOPE).max() for h in (1e-2, 1e-3))
    assert 90 < wide / narrow < 110


@pytest.mark.parametrize("h", [1e-1, 1e-3, 1e-5, 1e-8])
def test_the_estimate_bounds_the_true_error(h):
    """Within a factor of two: for wide steps it is truncation, for narrow ones rounding."""
    found = estimate(smooth, X, h)
    assert np.all(np.abs(found.value - SLOPE) <= 2 * found.error + 1e-15)


def test_a_kink_shows_in_the_estimate():
    assert estimate(np.abs, np.array(0.5e-5)).error > 0.05
    assert estimate(np.abs, np.array(0.5)).error < 1e-9


def test_complex_steps_are_refused_where_the_function_drops_the_imaginary_part():
    with pytest.raises(TypeError):
        complex_step(lambda x: np.abs(x).sum(), X)


def test_differentiate_takes_complex_steps_only_where_they_are_right():
    half_blind = differentiate(lambda x: np.sum(x**2 + np.abs(x) * (1 + 0j)).real + 0 * x.sum(), X)
    assert np.abs(half_blind.value - (2 * X + np.sign(X))).max() < 1e-8
    assert np.abs(differentiate(smooth, X).value - SLOPE).max() < 1e-15


def test_differentiate_takes_functions_of_real_numbers_alone():
    found = differentiate(lambda x: np.sum(np.logaddexp(0.0, x)), X)
    assert np.abs(found.value - 1 / (1 + np.exp(-X))).max() < 1e-9


@pytest.mark.parametrize("x", [np.array(1.5), 1.5, np.array([1.5]), np.full((2, 1, 3), 1.5), np.array([3, 1])])
def test_any_shape_is_taken_and_kept(x):
    slope = central(lambda v: np.sum(v**2), x)
    assert slope.shape == np.shape(x)
    assert slope == pytest.approx(2 * np.asarray(x, dtype=float), abs=1e-8)


def test_the_point_is_left_as_it_was():
    before = X.copy()
    estimate(smooth, X)
    complex_step(smooth, X)
    assert np.array_equal(X, before)


def test_gradients_go_block_by_block():
    P = {"w": np.array([1.0, -2.0]), "b": 0.5}
    found = gradients(lambda p: np.sum(p["w"] ** 3) * p["b"], P)
    assert found["w"].value == pytest.approx(3 * P["w"] ** 2 * 0.5)
    assert found["b"].value == pytest.approx(-7.0)
