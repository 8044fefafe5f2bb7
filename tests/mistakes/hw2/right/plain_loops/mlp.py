import conventions
import math
import numpy as np


def mlp2_forward(P, X):
    N, d = X.shape
    H = len(P["b1"])
    Z1, A1, z2, p = np.zeros((N, H)), np.zeros((N, H)), np.zeros(N), np.zeros(N)
    for n in range(N):
        total = P["b2"]
        for j in range(H):
            z = P["b1"][j]
            for i in range(d):
                z += P["W1"][j, i] * X[n, i]
            Z1[n, j] = z
            A1[n, j] = z if z > 0 else 0.0
            total += P["w2"][j] * A1[n, j]
        z2[n] = total
        p[n] = 1 / (1 + math.exp(-total))
    return {"X": X, "Z1": Z1, "A1": A1, "z2": z2, "p": p}


def mlp2_backward(P, cache, y):
    X = cache["X"]
    N, d = X.shape
    H = len(P["b1"])
    dW1, db1, dw2, db2 = np.zeros((H, d)), np.zeros(H), np.zeros(H), 0.0
    for n in range(N):
        p = cache["p"][n]
        e = p - y[n] if conventions.mlp_loss == "cross-entropy" else 2 * (p - y[n]) * p * (1 - p)
        db2 += e
        for j in range(H):
            dw2[j] += e * cache["A1"][n, j]
            if cache["Z1"][n, j] > 0 if conventions.relu_grad_at_zero == 0 else cache["Z1"][n, j] >= 0:
                g = e * P["w2"][j]
                db1[j] += g
                for i in range(d):
                    dW1[j, i] += g * X[n, i]
    if conventions.reduction == "mean":
        return {"W1": dW1 / N, "b1": db1 / N, "w2": dw2 / N, "b2": db2 / N}
    else:
        return {"W1": dW1, "b1": db1, "w2": dw2, "b2": db2}


def tanh3_grads(P, X, y):
    G = {name: np.zeros_like(np.asarray(value, dtype=float)) for name, value in P.items()}
    for x, t in zip(X, y):
        h1 = np.tanh(P["W1"] @ x + P["b1"])
        h2 = np.tanh(P["W2"] @ h1 + P["b2"])
        e = 1 / (1 + math.exp(-(P["w"] @ h2 + P["b"]))) - t
        d2 = e * P["w"] * (1 - h2 * h2)
        d1 = (P["W2"].T @ d2) * (1 - h1 * h1)
        G["w"] += e * h2
        G["b"] = G["b"] + e
        G["W2"] += np.outer(d2, h1)
        G["b2"] += d2
        G["W1"] += np.outer(d1, x)
        G["b1"] += d1
    return {name: value / (len(y) if conventions.reduction == "mean" else 1) for name, value in G.items()}
