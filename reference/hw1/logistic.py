"""Logistic regression: the sigmoid, the loss and its gradient (B1-B3)."""

import numpy as np


def sigmoid(z):
    """The logistic function of every entry.

    z: a number or an array of any shape, int or float.
    Returns 1 / (1 + exp(-z)) as float64, with the shape of z. Entries as large as +-1000 give 1.0 and 0.0
    (a warning of numpy's costs nothing).

    >>> sigmoid(np.array([0.0, np.log(3.0)]))
    array([0.5 , 0.75])
    """
    # BEGIN SOLUTION
    z = np.asarray(z, dtype=np.float64)
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, small) / (1.0 + small)
    # END SOLUTION


def bce_loss(w, b, X, y):
    """Mean binary cross-entropy of logistic regression, natural logarithm, no penalty.

    w: (d,) weights; b: the bias, a number; X: (N, d) one example a row; y: (N,) labels 0 or 1.
    Returns a float: the mean over the N examples of -y ln p - (1 - y) ln(1 - p), where p = sigmoid(X @ w + b).
    Logits as large as +-800 give the right finite loss: a label 1 at logit -800 costs 800.
    """
    # BEGIN SOLUTION
    z = X @ w + b
    return float(np.mean(np.logaddexp(0.0, z) - y * z))
    # END SOLUTION


def lr_grad(w, b, X, y):
    """Gradient of `bce_loss`.

    Arguments as for `bce_loss`.
    Returns (dw, db): dw of shape (d,), the derivative of the mean loss by each weight; db a number, that by the bias.
    """
    # BEGIN SOLUTION
    error = sigmoid(X @ w + b) - y
    return X.T @ error / len(y), float(np.mean(error))
    # END SOLUTION
