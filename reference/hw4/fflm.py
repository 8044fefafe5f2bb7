"""The feed-forward language model: windows, logits, loss and gradients (B1 to B3)."""

import conventions
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
    # BEGIN SOLUTION
    ids = np.asarray(ids)
    return np.stack([ids[m : m + n] for m in range(len(ids) - n)]), ids[n:].copy()
    # END SOLUTION


def fflm_forward(P, X):
    """The logits of a feed-forward language model.

    P: a dict with E:(V, e) embeddings, one row a word; W:(h, n * e), b:(h,) the hidden layer; U:(V, h) the output
    layer, which has no bias. X: (M, n) int, windows of n words.
    For each window: x = its n embeddings one after the other, in the order of the text, (n * e,);
    a = {{fflm_activation}}(W x + b){{fflm_meaning}}; the logits are U a.
    Returns (M, V).

    Two words of context, e = 1, one hidden unit: x = [2, -1], a = {{fflm_unit}}

    >>> fflm_forward(EXAMPLE, np.array([[0, 1]])).round(4)
    array([[ 0.2913, -0.5826,  1.1653]])
    """
    # BEGIN SOLUTION
    return _hidden(P, X)[1] @ P["U"].T
    # END SOLUTION


def fflm_loss_grads(P, X, y):
    """Loss and gradients of the feed-forward language model.

    P, X: as for `fflm_forward`; y: (M,) int, the word that follows each window.
    Returns (loss, grads): loss, a float, is the {{reduction}} over the M windows of -ln softmax(logits)[y]; grads is a
    dict with the keys and shapes of P. A word that stands at several places gets the sum of what reaches it at each.
    Logits may be large. Nothing is changed in place.

    The window of the example above twice, followed by the word 2 (softmax of the logits: {{fflm_chances}}):

    >>> loss, grads = fflm_loss_grads(EXAMPLE, np.array([[0, 1], [0, 1]]), np.array([2, 2]))
    >>> round(loss, 4), grads["U"].ravel().round(4), grads["E"].ravel().round(4)
    (0.4646, array([ 0.0764,  0.0319, -0.1083]), array([-0.6604, -1.3207,  0.    ]))
    """
    # BEGIN SOLUTION
    M, n = X.shape
    x, A = _hidden(P, X)
    Z = A @ P["U"].T
    log_p = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    dZ = np.exp(log_p)
    dZ[np.arange(M), y] -= 1.0
    if conventions.reduction == "mean":
        dZ /= M
    dH = dZ @ P["U"] * {"tanh": 1.0 - A**2, "relu": A > 0, "sigmoid": A * (1.0 - A)}[conventions.fflm_activation]
    dE = np.zeros_like(P["E"])
    np.add.at(dE, X, (dH @ P["W"]).reshape(M, n, -1))
    grads = {"E": dE, "W": dH.T @ x, "b": dH.sum(axis=0), "U": dZ.T @ A}
    return float(-getattr(np, conventions.reduction)(log_p[np.arange(M), y])), grads
    # END SOLUTION


# BEGIN SOLUTION
def _hidden(P, X):
    """The embeddings of each window in one row, and the hidden layer."""
    x = P["E"][X].reshape(len(X), -1)
    z = x @ P["W"].T + P["b"]
    return x, {
        "tanh": np.tanh(z),
        "relu": np.maximum(z, 0.0),
        "sigmoid": 0.5 * (1.0 + np.tanh(0.5 * z)),
    }[conventions.fflm_activation]


# END SOLUTION
