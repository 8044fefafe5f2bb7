"""The classic iterator that changes x and puts it back by arithmetic, not exactly."""
import conventions
import numpy as np

relu = lambda z: (np.abs(z) + z) / 2


def relu_grad(z):
    return np.heaviside(z, conventions.relu_grad_at_zero)


def tanh_grad_from_output(h):
    return (1 - h) * (1 + h)


def numerical_grad(f, x, h=1e-5):
    grad = np.zeros_like(x)
    it = np.nditer(x, flags=["multi_index"], op_flags=["readwrite"])
    while not it.finished:
        ix = it.multi_index
        x[ix] += h
        above = f(x)
        x[ix] -= 2 * h
        below = f(x)
        x[ix] += h
        grad[ix] = (above - below) / 2 / h
        it.iternext()
    return grad
