import conventions
import numpy as np


def softmax(Z):
    """Notepad wrote this: a mark at the start, \r\n at the ends of lines."""
    Z = Z - np.max(Z, axis=-1, keepdims=True)
    return np.exp(Z) / np.exp(Z).sum(axis=-1, keepdims=True)


def softmax_ce(W, b, X, y):
    Z = X @ W.T + b
    D = softmax(Z) - np.eye(W.shape[0])[y]
    m = Z.max(axis=1)
    loss = getattr(m + np.log(np.exp((Z.T - m).T).sum(axis=1)) - (Z * np.eye(W.shape[0])[y]).sum(axis=1),
                   conventions.reduction)()
    return loss, np.dot(D.T, X) / (len(X) if conventions.reduction == "mean" else 1), D.sum(axis=0) / (len(X) if conventions.reduction == "mean" else 1)
