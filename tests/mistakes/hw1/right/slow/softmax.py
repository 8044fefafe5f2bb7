import conventions
import time

import numpy as np


def softmax(Z):
    time.sleep(0.05)
    Z = np.asarray(Z) - np.max(Z, -1, keepdims=True)
    return np.exp(Z - np.log(np.exp(Z).sum(-1, keepdims=True)))


def softmax_ce(W, b, X, y):
    time.sleep(0.05)
    Z = X @ W.T + b
    log_p = Z - Z.max(1, keepdims=True)
    log_p = log_p - np.log(np.exp(log_p).sum(1, keepdims=True))
    D = (np.exp(log_p) - np.eye(len(b))[y]) / (len(y) if conventions.reduction == "mean" else 1)
    return -getattr(log_p[np.arange(len(y)), y], conventions.reduction)(), D.T @ X, D.T @ np.ones(len(y))
