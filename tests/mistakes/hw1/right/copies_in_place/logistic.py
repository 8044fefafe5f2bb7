import conventions
import numpy as np


def sigmoid(z):
    z = np.array(z, dtype=float)  # a copy
    np.clip(z, -700, 700, out=z)
    z *= -1
    np.exp(z, out=z)
    z += 1
    return np.reciprocal(z)


def bce_loss(w, b, X, y):
    X, y = X.copy(), y.astype(float)
    X *= w
    z = X.sum(axis=1)
    z += b
    y[y == 0] = -1
    z *= -y
    return getattr(np.logaddexp(0, z, out=z), conventions.reduction)()


def lr_grad(w, b, X, y):
    w, y = w.copy(), y.astype(float, copy=True)
    e = sigmoid(X.dot(w) + b)
    e -= y
    if conventions.reduction == "mean":
        e /= len(y)
    w[:] = 0
    for j in range(len(w)):
        w[j] += e.dot(X[:, j])
    return w, e.sum()
