import conventions
import numpy as np


def sigmoid(z):
    z = np.array(z, dtype=np.float)
    return np.where(z < 0, np.exp(np.minimum(z, 0)) / (1 + np.exp(np.minimum(z, 0))), 1 / (1 + np.exp(-z)))


def bce_loss(w, b, X, y):
    z = X @ w + b
    return getattr(np, conventions.reduction)(np.logaddexp(0, z) - y * z)


def lr_grad(w, b, X, y):
    e = sigmoid(X @ w + b) - y.astype(np.float)
    return np.row_stack([e]).dot(X)[0] / (np.product(y.shape) if conventions.reduction == "mean" else 1), getattr(e, conventions.reduction)()
