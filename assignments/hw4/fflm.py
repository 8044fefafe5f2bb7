"""The feed-forward language model: windows, logits, loss and gradients (B1 to B3)."""

import numpy as np

EXAMPLE = {
    "E": np.array([[2.0], [-1.0], [0.5]]),
    "W": np.array([[0.5, 1.0]]),
    "b": np.array([0.3]),
    "U": np.array([[1.0], [-2.0], [4.0]]),
}
"""The parameters of the examples below."""


def make_windows(ids, n):
    """The windows of n tokens of a text, and the token that follows each.

    ids: (T,) int, a text with T > n; n: how many tokens of context.
    Returns (X, y): X:(M, n) int and y:(M,) int with M = T - n; row m of X is ids[m : m + n], and y[m] is ids[m + n].

    >>> make_windows(np.array([3, 1, 4, 1, 5]), 2)
    (array([[3, 1],
           [1, 4],
           [4, 1]]), array([4, 1, 5]))
    """
    raise NotImplementedError("write this")


def fflm_forward(P, X):
    """The logits of a feed-forward language model.

    P: a dict with E:(V, e) embeddings, one row a word; W:(h, n * e), b:(h,) the hidden layer; U:(V, h) the output
    layer, which has no bias. X: (M, n) int, windows of n words.
    For each window: x = its n embeddings one after the other, in the order of the text, (n * e,);
    a = tanh(W x + b); the logits are U a.
    Returns (M, V).

    Two words of context, e = 1, one hidden unit: x = [2, -1], a = tanh(0.5 * 2 + 1 * -1 + 0.3) = 0.2913

    >>> fflm_forward(EXAMPLE, np.array([[0, 1]])).round(4)
    array([[ 0.2913, -0.5826,  1.1653]])
    """
    raise NotImplementedError("write this")


def fflm_loss_grads(P, X, y):
    """Loss and gradients of the feed-forward language model.

    P, X: as for `fflm_forward`; y: (M,) int, the word that follows each window.
    Returns (loss, grads): loss, a float, is the mean over the M windows of -ln softmax(logits)[y]; grads is a
    dict with the keys and shapes of P. A word that stands at several places gets the sum of what reaches it at each.
    Logits may be large. Nothing is changed in place.

    The window of the example above twice, followed by the word 2 (softmax of the logits: [0.2622, 0.1094, 0.6284]):

    >>> loss, grads = fflm_loss_grads(EXAMPLE, np.array([[0, 1], [0, 1]]), np.array([2, 2]))
    >>> round(loss, 4), grads["U"].ravel().round(4), grads["E"].ravel().round(4)
    (0.4646, array([ 0.0764,  0.0319, -0.1083]), array([-0.6604, -1.3207,  0.    ]))
    """
    raise NotImplementedError("write this")
