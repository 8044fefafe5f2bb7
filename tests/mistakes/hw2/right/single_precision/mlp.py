import conventions
import numpy as np


def single(P):
    return {name: np.asarray(value, dtype=np.float32) for name, value in P.items()}


def sigmoid(z):
    return (1 / (1 + np.exp(-z))).astype(np.float32)


def mlp2_forward(P, X):
    P, X = single(P), X.astype(np.float32)
    Z1 = X @ P["W1"].T + P["b1"]
    A1 = np.maximum(Z1, 0)
    z2 = A1 @ P["w2"] + P["b2"]
    return {"X": X, "Z1": Z1, "A1": A1, "z2": z2, "p": sigmoid(z2)}


def mlp2_backward(P, cache, y):
    P, cache, y = single(P), single(cache), y.astype(np.float32)
    dz2 = (cache["p"] - y) / np.float32(len(y) if conventions.reduction == "mean" else 1)
    if conventions.mlp_loss == "squared error":
        dz2 = dz2 * 2 * cache["p"] * (1 - cache["p"])
    dZ1 = np.outer(dz2, P["w2"]) * (cache["Z1"] > 0 if conventions.relu_grad_at_zero == 0 else cache["Z1"] >= 0)
    return {"W1": dZ1.T @ cache["X"], "b1": dZ1.sum(0), "w2": dz2 @ cache["A1"], "b2": dz2.sum()}


def tanh3_grads(P, X, y):
    P, X, y = single(P), X.astype(np.float32), y.astype(np.float32)
    H1 = np.tanh(X @ P["W1"].T + P["b1"])
    H2 = np.tanh(H1 @ P["W2"].T + P["b2"])
    dz = (sigmoid(H2 @ P["w"] + P["b"]) - y) / np.float32(len(y) if conventions.reduction == "mean" else 1)
    dZ2 = np.outer(dz, P["w"]) * (1 - H2**2)
    dZ1 = dZ2 @ P["W2"] * (1 - H1**2)
    return {"W1": dZ1.T @ X, "b1": dZ1.sum(0), "W2": dZ2.T @ H1, "b2": dZ2.sum(0), "w": dz @ H2, "b": dz.sum()}
