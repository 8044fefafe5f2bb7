"""Everything by loops over Python numbers."""
import conventions
import math
import numpy as np


def relu(z):
    if np.ndim(z) == 0:
        return max(float(z), 0.0)
    return np.array([relu(row) for row in z])


def relu_grad(z):
    if np.ndim(z) == 0:
        return 1.0 if (z > 0 if conventions.relu_grad_at_zero == 0 else z >= 0) else 0.0
    return np.array([relu_grad(row) for row in z])


def tanh_grad_from_output(h):
    if np.ndim(h) == 0:
        return 1.0 - float(h) * float(h)
    return np.array([tanh_grad_from_output(row) for row in h])


def numerical_grad(f, x, h=1e-5):
    flat = [float(v) for v in np.ravel(x)]
    out = []
    for i in range(len(flat)):
        up, down = list(flat), list(flat)
        up[i] += h
        down[i] -= h
        out.append((f(np.array(up).reshape(np.shape(x))) - f(np.array(down).reshape(np.shape(x)))) / (2 * h))
    return np.array(out).reshape(np.shape(x))
