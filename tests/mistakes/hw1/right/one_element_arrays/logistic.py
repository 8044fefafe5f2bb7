import conventions
import numpy as np


def sigmoid(z):
    return np.exp(-np.logaddexp(0.0, np.negative(z)))


def bce_loss(w, b, X, y):
    z = X @ w.reshape(-1, 1) + b
    return (np.ones((1, len(y))) @ (np.logaddexp(0, z) - y.reshape(-1, 1) * z)) / (len(y) if conventions.reduction == "mean" else 1)


def lr_grad(w, b, X, y):
    e = sigmoid(X @ w + b) - y
    return (X.T @ e) / (len(y) if conventions.reduction == "mean" else 1), np.array([[getattr(e, conventions.reduction)()]])
