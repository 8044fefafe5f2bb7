"""Logistic regression: the sigmoid, the loss and its gradient (B1-B3)."""

import numpy as np


def sigmoid(z):
    """The logistic function of every entry, 1 / (1 + exp(-z)).

    z: a number or an array of any shape, int or float.
    Returns float64 with the shape of z (a number for a number). Entries as large as +-1000 give 1.0 and 0.0; a warning
    of numpy's costs nothing.

    >>> sigmoid(np.array([0.0, np.log(3.0), -np.log(3.0)]))    # exp(-z) is 1, 1/3, 3
    array([0.5 , 0.75, 0.25])
    """
    raise NotImplementedError("write this")


def bce_loss(w, b, X, y):
    """Binary cross-entropy of logistic regression, the mean over the examples; no penalty.

    w: (d,) weights; b: the bias, a number; X: (N, d), one example a row; y: (N,) labels 0 or 1, as float or int.
    Returns a number: the mean over the N examples of -y ln p - (1 - y) ln(1 - p), p = sigmoid(X @ w + b), with
    natural logarithms.
    Large logits give the right finite loss: a label 1 at logit -800 costs 800. With log(p) it would be infinite, so
    write the loss in terms of the logit: ln(1 + exp(z)) - y z.

    >>> w, b = np.array([2.0, -1.0]), 0.25
    >>> X, y = np.array([[1.0, 2.0], [0.0, 1.0], [2.0, 1.0]]), np.array([1.0, 1.0, 0.0])
    >>> z = X @ w + b
    >>> z
    array([ 0.25, -0.75,  3.25])
    >>> p = 1 / (1 + np.exp(-z))
    >>> p.round(4)
    array([0.5622, 0.3208, 0.9627])
    >>> (-y * np.log(p) - (1 - y) * np.log(1 - p)).round(4)    # the loss of each example
    array([0.5759, 1.1369, 3.288 ])
    >>> round(float(bce_loss(w, b, X, y)), 4)                  # their mean
    1.667
    """
    raise NotImplementedError("write this")


def lr_grad(w, b, X, y):
    """Gradient of `bce_loss`.

    Arguments as for `bce_loss`.
    Returns (dw, db): dw of shape (d,), the derivative of the loss by each weight; db a number, that by the bias.

    With the numbers of `bce_loss`:

    >>> w, b = np.array([2.0, -1.0]), 0.25
    >>> X, y = np.array([[1.0, 2.0], [0.0, 1.0], [2.0, 1.0]]), np.array([1.0, 1.0, 0.0])
    >>> error = 1 / (1 + np.exp(-(X @ w + b))) - y
    >>> error.round(4)
    array([-0.4378, -0.6792,  0.9627])
    >>> dw, db = lr_grad(w, b, X, y)
    >>> dw.round(4)                 # the first is (1 * -0.4378 + 0 * -0.6792 + 2 * 0.9627) / 3
    array([ 0.4958, -0.1974])
    >>> round(float(db), 4)         # the mean of the errors
    -0.0514
    """
    raise NotImplementedError("write this")
