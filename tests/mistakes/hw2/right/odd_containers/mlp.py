"""Lists, 0-d arrays, numbers in brackets, an OrderedDict."""
import conventions
from collections import OrderedDict, defaultdict
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def mlp2_forward(P, X):
    Z1 = X @ P["W1"].T + P["b1"]
    A1 = np.maximum(Z1, 0)
    z2 = A1 @ P["w2"] + P["b2"]
    return OrderedDict(X=X.tolist(), Z1=Z1.tolist(), A1=[tuple(row) for row in A1], z2=list(z2), p=sigmoid(z2).tolist())


def mlp2_backward(P, cache, y):
    p = cache["p"]
    dz2 = p - y if conventions.mlp_loss == "cross-entropy" else 2 * (p - y) * p * (1 - p)
    if conventions.reduction == "mean":
        dz2 = dz2 / len(y)
    dZ1 = dz2[:, None] * P["w2"] * (cache["Z1"] > 0 if conventions.relu_grad_at_zero == 0 else cache["Z1"] >= 0)
    out = defaultdict(float)
    out.update(W1=(dZ1.T @ cache["X"]).tolist(), b1=list(dZ1.sum(0)), w2=tuple(cache["A1"].T @ dz2), b2=dz2.sum(keepdims=True))
    return out


def tanh3_grads(P, X, y):
    H1 = np.tanh(X @ P["W1"].T + P["b1"])
    H2 = np.tanh(H1 @ P["W2"].T + P["b2"])
    dz = (sigmoid(H2 @ P["w"] + P["b"]) - y) / (len(y) if conventions.reduction == "mean" else 1)
    dZ2 = dz[:, None] * P["w"] * (1 - H2**2)
    dZ1 = dZ2 @ P["W2"] * (1 - H1**2)
    return {"b": np.array([[dz.sum()]]), "w": list(H2.T @ dz), "b2": np.asfortranarray(dZ2.sum(0)), "W2": np.asfortranarray(dZ2.T @ H1),
            "b1": dZ1.sum(0).astype(np.longdouble), "W1": (dZ1.T @ X).tolist()}
