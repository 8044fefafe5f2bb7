import conventions
import numpy as np

np.seterr(all="raise")


def softmax(Z):
    Z = np.asarray(Z, dtype=float)
    Z = Z - Z.max(axis=-1, keepdims=True)
    with np.errstate(under="ignore"):
        E = np.exp(Z)
        return E / E.sum(axis=-1, keepdims=True)


def softmax_ce(W, b, X, y):
    with np.errstate(under="ignore"):
        Z = X @ W.T + b
        Z = Z - Z.max(axis=-1, keepdims=True)
        log_p = Z - np.log(np.exp(Z).sum(axis=-1, keepdims=True))
        D = np.exp(log_p)
        D[np.arange(y.size), y] -= 1
        return -getattr(np, conventions.reduction)(log_p[np.arange(y.size), y]), D.T @ X / (y.size if conventions.reduction == "mean" else 1), getattr(D, conventions.reduction)(axis=0)
