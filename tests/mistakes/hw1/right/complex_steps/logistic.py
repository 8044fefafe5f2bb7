"""The gradient by complex steps of the loss: exact to the last digits, and a strange way to get it."""

import conventions
import numpy as np


def sigmoid(z):
    z = np.asarray(z, dtype=float)
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def _loss(w, b, X, y):
    z = X @ w + b
    big = np.where(z.real > 0, z, 0)
    small = np.where(z.real > 0, -z, z)
    return getattr(big + np.log(1 + np.exp(small)) - y * z, conventions.reduction)()


def bce_loss(w, b, X, y):
    return _loss(w + 0j, b, X, y).real


def lr_grad(w, b, X, y):
    h = 1e-30
    dw = [_loss(w + 1j * h * np.eye(len(w))[j], b, X, y).imag / h for j in range(len(w))]
    return np.array(dw), _loss(w + 0j, b + 1j * h, X, y).imag / h
