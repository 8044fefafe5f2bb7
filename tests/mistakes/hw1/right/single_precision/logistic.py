import conventions
import numpy as np

F = np.float32


def sigmoid(z):
    z = np.asarray(z, dtype=F)
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, F(1), small) / (F(1) + small)


def bce_loss(w, b, X, y):
    z = X.astype(F) @ w.astype(F) + F(b)
    return getattr(np, conventions.reduction)(np.logaddexp(F(0), z) - y.astype(F) * z)


def lr_grad(w, b, X, y):
    e = sigmoid(X.astype(F) @ w.astype(F) + F(b)) - y.astype(F)
    return X.astype(F).T @ e / F(len(y) if conventions.reduction == "mean" else 1), getattr(e, conventions.reduction)()
