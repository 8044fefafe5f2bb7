import conventions
import numpy as np
from engine import Value


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def mlp2_forward(P, X):
    Z1 = X @ P["W1"].T + P["b1"]
    A1 = np.maximum(Z1, 0)
    z2 = A1 @ P["w2"] + P["b2"]
    return {"X": X, "Z1": Z1, "A1": A1, "z2": z2, "p": sigmoid(z2)}


def mlp2_backward(P, cache, y):
    dz2 = (cache["p"] - y) / (len(y) if conventions.reduction == "mean" else 1)
    if conventions.mlp_loss == "squared error":
        dz2 *= 2 * cache["p"] * (1 - cache["p"])
    dZ1 = np.outer(dz2, P["w2"])
    dZ1[cache["Z1"] <= 0 if conventions.relu_grad_at_zero == 0 else cache["Z1"] < 0] = 0
    return {"W1": dZ1.T @ cache["X"], "b1": dZ1.sum(axis=0), "w2": cache["A1"].T @ dz2, "b2": dz2.sum()}


def tanh3_grads(P, X, y):
    V = {name: np.vectorize(Value, otypes=[object])(value) for name, value in P.items()}
    loss = Value(0.0)
    for x, t in zip(X, y):
        h1 = [sum((w * v for w, v in zip(row, x)), b).tanh() for row, b in zip(V["W1"], V["b1"])]
        h2 = [sum((w * v for w, v in zip(row, h1)), b).tanh() for row, b in zip(V["W2"], V["b2"])]
        z = sum((w * v for w, v in zip(V["w"], h2)), V["b"].item())
        loss = loss + (z.softplus() + z * (-float(t))) * (1 / len(y) if conventions.reduction == "mean" else 1)
    loss.backward()
    return {name: np.vectorize(lambda v: v.grad, otypes=[float])(value) for name, value in V.items()}
