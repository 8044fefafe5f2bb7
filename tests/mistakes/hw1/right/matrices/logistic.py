import conventions
import numpy as np


def sigmoid(z):
    z = np.asarray(z, dtype=float)
    return np.where(z > 0, 1 / (1 + np.exp(-np.abs(z))), 1 - 1 / (1 + np.exp(-np.abs(z))))


def bce_loss(w, b, X, y):
    z = np.matrix(X) * np.matrix(w).T + b
    labels = np.matrix(y).T
    return getattr(np, conventions.reduction)(np.logaddexp(0, z) - np.multiply(labels, z))


def lr_grad(w, b, X, y):
    X, w, y = np.matrix(X), np.matrix(w).T, np.matrix(y).T
    e = np.matrix(sigmoid(X * w + b)) - y
    return np.asarray(X.T * e / (len(e) if conventions.reduction == "mean" else 1)).ravel(), (e.sum() / len(e) if conventions.reduction == "mean" else e.sum())
