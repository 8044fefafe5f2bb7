"""Small helpers of my own."""

import numpy as np


def log1pexp(z):
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


def half_tanh(z):
    return 0.5 * (1 + np.tanh(np.asarray(z, dtype=float) / 2))
