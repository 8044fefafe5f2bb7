import conventions
import numpy as np


def softmax(Z):
    E = np.exp(Z - np.expand_dims(np.max(Z, axis=-1), -1))
    return E / np.expand_dims(E.sum(axis=-1), -1)


def softmax_ce(W, b, X, y):
    W, X = np.matrix(W), np.matrix(X)
    Z = np.asarray(X * W.T) + b
    P = softmax(Z)
    D = P.copy()
    D[range(len(y)), list(y)] -= 1
    loss = -getattr(np, conventions.reduction)([z[k] - z.max() - np.log(np.exp(z - z.max()).sum()) for z, k in zip(Z, y)])
    return loss, np.matrix(D).T * X / (len(y) if conventions.reduction == "mean" else 1), getattr(D, conventions.reduction)(axis=0)
