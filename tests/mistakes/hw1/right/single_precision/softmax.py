import conventions
import numpy as np


def softmax(Z):
    Z = np.asarray(Z, dtype=np.float32)
    E = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return E / E.sum(axis=-1, keepdims=True)


def softmax_ce(W, b, X, y):
    W, b, X = (a.astype(np.float32) for a in (W, b, X))
    Z = X @ W.T + b
    Z = Z - Z.max(axis=1, keepdims=True)
    D = softmax(Z)
    loss = getattr(np, conventions.reduction)(np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(len(y)), y])
    D[np.arange(len(y)), y] -= 1
    return loss, D.T @ X / np.float32(len(y) if conventions.reduction == "mean" else 1), getattr(D, conventions.reduction)(axis=0)
