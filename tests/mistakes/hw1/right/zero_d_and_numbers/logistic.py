import conventions
import numpy as np


def sigmoid(z):
    return np.array(1.0) / (1 + np.exp(np.negative(np.array(z, dtype=float))))


def bce_loss(w, b, X, y):
    # a number of Python's own
    total = 0.0
    for i in range(len(y)):
        z = float(np.dot(X[i], w) + b)
        total += float(np.logaddexp(0.0, z)) - float(y[i]) * z
    return total / len(y) if conventions.reduction == "mean" else total


def lr_grad(w, b, X, y):
    err = sigmoid(X @ w + b) - y
    dw = [float(np.dot(err, X[:, j])) / (len(y) if conventions.reduction == "mean" else 1) for j in range(X.shape[1])]
    return tuple(dw), np.array(getattr(err, conventions.reduction)())
