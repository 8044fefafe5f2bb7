import conventions
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-1.0 * np.array(z)))  # overflows at -1000, and the value is right


def bce_loss(w, b, X, y):
    z = X @ w + b
    loss = np.log(1 + np.exp(-np.abs(z))) + np.maximum(z, 0) - y * z
    return loss.sum() / len(loss) if conventions.reduction == "mean" else loss.sum()


def lr_grad(w, b, X, y):
    e = sigmoid(X @ w + b) - y
    if conventions.reduction == "mean":
        e = e / len(e)
    return (e[:, None] * X).sum(axis=0), e.sum()
