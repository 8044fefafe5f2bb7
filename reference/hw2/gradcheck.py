"""Activations, their derivatives, and gradients by differences (B1, B2)."""

import conventions
import numpy as np


def relu(z):
    """The rectifier max(z, 0) of every entry.

    z: a number or an array of any shape, int or float. Returns float64 with the shape of z.

    >>> relu(np.array([[-2.0, 0.0], [0.5, 3.0]]))
    array([[0. , 0. ],
           [0.5, 3. ]])
    """
    # BEGIN SOLUTION
    return np.maximum(np.asarray(z, dtype=np.float64), 0.0)
    # END SOLUTION


def relu_grad(z):
    """The derivative of `relu` at every entry of z, where z is what went INTO relu.

    z: a number or an array of any shape, int or float. Returns float64 with the shape of z: 1 where z > 0, 0 where
    z < 0, and by convention {{relu_grad_at_zero}} at z = 0.

    >>> relu_grad(np.array([-2.0, 0.0, 0.5]))
    array([0., 0., 1.])
    """
    # BEGIN SOLUTION
    if conventions.relu_grad_at_zero == 0:
        return (np.asarray(z) > 0).astype(np.float64)
    else:
        return (np.asarray(z) >= 0).astype(np.float64)
    # END SOLUTION


def tanh_grad_from_output(h):
    """The derivative of tanh, given h = tanh(z), what came OUT of tanh.

    h: a number or an array of any shape with entries in [-1, 1]. Returns float64 with the shape of h.

    >>> tanh_grad_from_output(np.array([0.0, 0.5, -0.6]))
    array([1.  , 0.75, 0.64])
    """
    # BEGIN SOLUTION
    return 1.0 - np.asarray(h, dtype=np.float64) ** 2
    # END SOLUTION


def numerical_grad(f, x, h=1e-5):
    """The gradient of f at x by central differences: (f(x + h e_i) - f(x - h e_i)) / (2 h) for every entry i.

    f: takes an array with the shape of x and returns a float. x: a float64 array of any shape, 0-d too.
    Returns a float64 array with the shape of x. f may depend on all entries at once. You may change x while you work,
    but when the function returns x must be as it was (to 1e-12).

    >>> numerical_grad(lambda x: x[0] ** 2 * x[1], np.array([3.0, 2.0])).round(6)
    array([12.,  9.])
    """
    # BEGIN SOLUTION
    x = np.array(x, dtype=np.float64)
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        middle = x[i]
        x[i] = middle + h
        above = f(x.copy())
        x[i] = middle - h
        below = f(x.copy())
        x[i] = middle
        grad[i] = (above - below) / (2 * h)
    return grad
    # END SOLUTION
