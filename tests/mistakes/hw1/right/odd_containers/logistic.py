import conventions
import numpy as np


def sigmoid(z):
    z = np.asarray(z, dtype=float)
    out = np.exp(np.minimum(z, 0)) / (1 + np.exp(-np.abs(z)))
    return out.tolist() if out.ndim else out


def bce_loss(w, b, X, y):
    z = X @ w + b
    return np.float64(getattr(np.logaddexp(0, np.where(y == 1, -z, z)), conventions.reduction)())


def lr_grad(w, b, X, y):
    e = np.array(sigmoid(X @ w + b)) - y
    return [tuple(getattr(X * e[:, None], conventions.reduction)(axis=0)), np.array([getattr(e, conventions.reduction)()])]
