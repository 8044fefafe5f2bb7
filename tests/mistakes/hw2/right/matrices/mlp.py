"""np.matrix inside, and a bias column joined to the weights."""
import conventions
import numpy as np


def joined(W, b):
    return np.asmatrix(np.column_stack([W, b]))


def ones(X):
    return np.asmatrix(np.column_stack([X, np.ones(len(X))]))


def mlp2_forward(P, X):
    Z1 = ones(X) * joined(P["W1"], P["b1"]).T
    A1 = np.maximum(Z1, 0)
    z2 = ones(A1) * np.asmatrix(np.append(P["w2"], P["b2"])).T
    z2 = np.asarray(z2).ravel()
    return {"X": np.asmatrix(X), "Z1": Z1, "A1": A1, "z2": z2, "p": 1 / (1 + np.exp(-z2))}


def mlp2_backward(P, cache, y):
    p = cache["p"]
    e = p - y if conventions.mlp_loss == "cross-entropy" else (p - y) * 2 * p * (1 - p)
    d = np.asmatrix(e / (len(y) if conventions.reduction == "mean" else 1)).T
    gate = cache["Z1"] > 0 if conventions.relu_grad_at_zero == 0 else cache["Z1"] >= 0
    hidden = np.multiply(d * np.asmatrix(P["w2"]), gate)
    dW = hidden.T * ones(cache["X"])
    dw = np.asarray(d.T * ones(cache["A1"])).ravel()
    return {"W1": dW[:, :-1], "b1": np.asarray(dW[:, -1]).ravel(), "w2": dw[:-1], "b2": dw[-1]}


def tanh3_grads(P, X, y):
    H1 = np.tanh(ones(X) * joined(P["W1"], P["b1"]).T)
    H2 = np.tanh(ones(H1) * joined(P["W2"], P["b2"]).T)
    z = np.asarray(H2 * np.asmatrix(P["w"]).T).ravel() + P["b"]
    d = np.asmatrix((1 / (1 + np.exp(-z)) - y) / (len(y) if conventions.reduction == "mean" else 1)).T
    d2 = np.multiply(d * np.asmatrix(P["w"]), 1 - np.power(H2, 2))
    d1 = np.multiply(d2 * np.asmatrix(P["W2"]), 1 - np.power(H1, 2))
    flat = lambda M: np.asarray(M).ravel()
    return {"W1": d1.T * X, "b1": flat(d1.sum(0)), "W2": d2.T * H1, "b2": flat(d2.sum(0)), "w": flat(d.T * H2), "b": d.sum()}
