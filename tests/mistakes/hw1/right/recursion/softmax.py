import conventions
import numpy as np


def softmax(Z):
    Z = np.asarray(Z, dtype=float)
    if Z.ndim > 1:
        return np.stack([softmax(row) for row in Z])
    e = np.exp(Z - Z.max())
    return e / e.sum()


def softmax_ce(W, b, X, y):
    N = len(y)
    if N > 1:  # one half, the other half
        h = N // 2
        first, second = softmax_ce(W, b, X[:h], y[:h]), softmax_ce(W, b, X[h:], y[h:])
        if conventions.reduction == "sum":
            return tuple(u + v for u, v in zip(first, second))
        return tuple((h * u + (N - h) * v) / N for u, v in zip(first, second))
    z = W @ X[0] + b
    e = softmax(z)
    e[y[0]] -= 1
    return np.log(np.sum(np.exp(z - z.max()))) + z.max() - z[y[0]], np.outer(e, X[0]), e
