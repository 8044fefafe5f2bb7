import conventions
import numpy as np


def relu(z):
    return np.maximum(np.asarray(z, dtype=np.float32), 0)


def relu_grad(z):
    return np.heaviside(np.asarray(z, dtype=np.float32), np.float32(conventions.relu_grad_at_zero))


def tanh_grad_from_output(h):
    h = np.asarray(h, dtype=np.float32)
    return 1 - h * h


def numerical_grad(f, x, h=1e-5):
    """Differences need double precision; only the result is rounded to single."""
    grad = np.zeros(np.shape(x), dtype=np.float32)
    for i in np.ndindex(np.shape(x)):
        up, down = np.array(x, dtype=float), np.array(x, dtype=float)
        up[i] += h
        down[i] -= h
        grad[i] = (f(up) - f(down)) / (2 * h)
    return grad
