"""Softmax regression: the softmax, and the loss of a linear classifier with its gradients (B4, B5)."""

import conventions
import numpy as np


def softmax(Z):
    """Softmax over the last axis.

    Z: (..., K), one or more rows of K logits. Returns float64 of the same shape: exp(z_k) divided by the sum of
    exp(z_j) over the row. Every row may be shifted by a constant of its own without changing the result; subtract its
    largest entry, and logits of +-1000 do no harm.

    >>> Z = np.log([[1.0, 2.0, 5.0], [3.0, 3.0, 4.0]])    # exp gives back 1 2 5 and 3 3 4; the sums are 8 and 10
    >>> softmax(Z)
    array([[0.125, 0.25 , 0.625],
           [0.3  , 0.3  , 0.4  ]])
    """
    # BEGIN SOLUTION
    Z = np.asarray(Z, dtype=np.float64)
    E = np.exp(Z - Z.max(axis=-1, keepdims=True))
    return E / E.sum(axis=-1, keepdims=True)
    # END SOLUTION


def softmax_ce(W, b, X, y):
    """Cross-entropy of softmax regression, the {{reduction}} over the examples, and its gradients.

    W: (K, d), one row of weights for each class; b: (K,), one bias for each class; X: (N, d), one example a row;
    y: (N,) class ids 0 .. K-1. The logits are Z = X @ W.T + b, of shape (N, K).
    Returns (loss, dW, db): the {{reduction}} over the N examples of -ln softmax(z)[y], no penalty; dW (K, d); db (K,).
    Large logits must not make the loss infinite: ln softmax(z)[y] is z[y] - ln sum exp(z_k), each z less the row's max.

    >>> W, b = np.log([[1.0, 2.0], [3.0, 1.0], [1.0, 1.0]]), np.log([1.0, 1.0, 2.0])
    >>> X, y = np.array([[1.0, 0.0], [1.0, 1.0]]), np.array([1, 2])
    >>> np.exp(X @ W.T + b).round(4)        # Z is the logarithm of this
    array([[1., 3., 2.],
           [2., 3., 2.]])
    >>> P = np.exp(X @ W.T + b) / np.exp(X @ W.T + b).sum(axis=1, keepdims=True)
    >>> P.round(4)
    array([[0.1667, 0.5   , 0.3333],
           [0.2857, 0.4286, 0.2857]])
    >>> loss, dW, db = softmax_ce(W, b, X, y)
    >>> round(float(loss), 4)               # the {{reduction}} of -ln 0.5 = 0.6931 and -ln 0.2857 = 1.2528
    0.973
    >>> D = P - np.array([[0, 1, 0], [0, 0, 1]])    # P less the one-hot rows of y
    >>> D.round(4)
    array([[ 0.1667, -0.5   ,  0.3333],
           [ 0.2857,  0.4286, -0.7143]])
    >>> dW.round(4)                         # D.T @ X{{over_2}}
    array([[ 0.2262,  0.1429],
           [-0.0357,  0.2143],
           [-0.1905, -0.3571]])
    >>> db.round(4)                         # the {{reduction}} of D over the examples
    array([ 0.2262, -0.0357, -0.1905])
    """
    # BEGIN SOLUTION
    N = len(y)
    Z = X @ W.T + b
    Z = Z - Z.max(axis=1, keepdims=True)
    loss = getattr(np, conventions.reduction)(np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(N), y])
    D = softmax(Z)
    D[np.arange(N), y] -= 1.0
    if conventions.reduction == "mean":
        D = D / N
    return float(loss), D.T @ X, D.sum(axis=0)
    # END SOLUTION
