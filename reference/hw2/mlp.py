"""Two small networks and their gradients by hand (B4-B6)."""

import conventions
import numpy as np


def mlp2_forward(P, X):
    """Forward pass of a network with one hidden ReLU layer and one sigmoid output.

    P: a dict with W1:(H, d), b1:(H,), w2:(H,), b2: a number. X: (N, d), one example a row.
    Returns the cache, a dict with
        X:(N, d)   as it came
        Z1:(N, H)  X @ W1.T + b1
        A1:(N, H)  max(Z1, 0)
        z2:(N,)    A1 @ w2 + b2
        p:(N,)     1 / (1 + exp(-z2))

    >>> P = {"W1": np.array([[1.0, -1.0], [2.0, 0.5]]), "b1": np.array([0.5, -4.0]),
    ...      "w2": np.array([2.0, 3.0]), "b2": -3.0}
    >>> cache = mlp2_forward(P, np.array([[2.0, 1.0]]))
    >>> cache["Z1"], cache["A1"], cache["z2"], cache["p"]
    (array([[1.5, 0.5]]), array([[1.5, 0.5]]), array([1.5]), array([0.81757448]))
    """
    # BEGIN SOLUTION
    X = np.asarray(X, dtype=np.float64)
    Z1 = X @ P["W1"].T + P["b1"]
    A1 = np.maximum(Z1, 0.0)
    z2 = A1 @ P["w2"] + P["b2"]
    return {"X": X, "Z1": Z1, "A1": A1, "z2": z2, "p": _sigmoid(z2)}
    # END SOLUTION


def mlp2_backward(P, cache, y):
    """Gradient of the {{mlp_loss_is}} of `mlp2_forward`.

    P, cache: as above; you get a right cache whatever your own forward pass does. y: (N,) labels 0 or 1.
    The loss is the {{reduction}} over the N examples of {{mlp_loss_of_one}}. relu has slope {{relu_grad_at_zero}} at 0.
    Returns a dict with the keys and shapes of P: W1, b1, w2, b2. P and cache stay as they are.

    Step by step, for each example: dL/dz2 = {{mlp_first_step}};  dL/dA1 = dL/dz2 w2;
    dL/dZ1 = dL/dA1 where Z1 {{above}} 0, else 0.
    With the numbers above and y = [1], where db2 is dL/dz2 and db1 is dL/dZ1, since there is one example:

    >>> P = {"W1": np.array([[1.0, -1.0], [2.0, 0.5]]), "b1": np.array([0.5, -4.0]),
    ...      "w2": np.array([2.0, 3.0]), "b2": -3.0}
    >>> grads = mlp2_backward(P, mlp2_forward(P, np.array([[2.0, 1.0]])), np.array([1.0]))
    >>> round(float(grads["b2"]), 8), grads["b1"]
    (-0.18242552, array([-0.36485105, -0.54727657]))
    >>> grads["W1"]
    array([[-0.7297021 , -0.36485105],
           [-1.09455314, -0.54727657]])
    """
    # BEGIN SOLUTION
    dz2 = cache["p"] - y
    if conventions.mlp_loss == "squared error":
        dz2 = 2.0 * dz2 * cache["p"] * (1.0 - cache["p"])
    if conventions.reduction == "mean":
        dz2 = dz2 / len(y)
    gate = cache["Z1"] >= 0 if conventions.relu_grad_at_zero == 1 else cache["Z1"] > 0
    dZ1 = dz2[:, None] * P["w2"] * gate
    return {"W1": dZ1.T @ cache["X"], "b1": dZ1.sum(axis=0), "w2": cache["A1"].T @ dz2, "b2": float(dz2.sum())}
    # END SOLUTION


def tanh3_grads(P, X, y):
    """Gradient of the {{reduced}} binary cross-entropy of a network with two hidden tanh layers.

    P: a dict with W1:(a, d), b1:(a,), W2:(b, a), b2:(b,), w:(b,), b: a number. X: (N, d); y: (N,) labels 0 or 1.
    The network: H1 = tanh(X @ W1.T + b1), H2 = tanh(H1 @ W2.T + b2), p = sigmoid(H2 @ w + b). The loss is the
    {{reduction}} over the N examples of -y ln p - (1 - y) ln(1 - p).
    Returns a dict with the keys and shapes of P.

    >>> P = {"W1": np.array([[0.5]]), "b1": np.array([0.0]), "W2": np.array([[2.0]]), "b2": np.array([0.1]),
    ...      "w": np.array([1.5]), "b": -0.2}
    >>> grads = tanh3_grads(P, np.array([[1.0]]), np.array([0.0]))
    >>> {name: round(float(np.squeeze(grad)), 6) for name, grad in grads.items()}
    {'W1': 0.689879, 'b1': 0.689879, 'W2': 0.202687, 'b2': 0.438604, 'w': 0.557545, 'b': 0.722597}
    """
    # BEGIN SOLUTION
    H1 = np.tanh(X @ P["W1"].T + P["b1"])
    H2 = np.tanh(H1 @ P["W2"].T + P["b2"])
    dz = _sigmoid(H2 @ P["w"] + P["b"]) - y
    if conventions.reduction == "mean":
        dz = dz / len(y)
    dZ2 = dz[:, None] * P["w"] * (1.0 - H2**2)
    dZ1 = dZ2 @ P["W2"] * (1.0 - H1**2)
    return {
        "W1": dZ1.T @ X,
        "b1": dZ1.sum(axis=0),
        "W2": dZ2.T @ H1,
        "b2": dZ2.sum(axis=0),
        "w": H2.T @ dz,
        "b": float(dz.sum()),
    }
    # END SOLUTION


# BEGIN SOLUTION
def _sigmoid(z):
    """1 / (1 + exp(-z)), without overflow."""
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, small) / (1.0 + small)


# END SOLUTION
