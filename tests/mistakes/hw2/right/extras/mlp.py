"""More in the dicts than is asked for, and further arguments with defaults."""
import conventions
import numpy as np


reduce = getattr(np, conventions.reduction)


def mlp2_forward(P, X, verbose=False):
    X = np.array(X)
    Z1 = P["b1"] + np.dot(X, np.transpose(P["W1"]))
    A1 = np.array([[max(0, z) for z in row] for row in Z1])
    z2 = np.dot(A1, P["w2"]) + P["b2"]
    p = np.exp(z2) / (np.exp(z2) + 1)
    return {"N": len(X), "X": X, "Z1": Z1, "A1": A1, "z2": z2, "p": p, "mask": Z1 > 0, "name": "mlp"}


def mlp2_backward(P, cache, y, alpha=0.0):
    N = float(y.shape[0]) if conventions.reduction == "mean" else 1.0
    delta = cache["p"] - y
    if conventions.mlp_loss == "squared error":
        delta = delta * 2 * cache["p"] * (1 - cache["p"])
    back = np.einsum("n,h->nh", delta, P["w2"])
    back[cache["Z1"] <= 0 if conventions.relu_grad_at_zero == 0 else cache["Z1"] < 0] = 0
    return {"loss": None, "delta": delta / N, "W1": back.T.dot(cache["X"]) / N, "b1": back.sum(0) / N,
            "w2": delta.dot(cache["A1"]) / N, "b2": np.sum(delta) / N}


def tanh3_grads(P, X, y, *unused, **more):
    H1 = np.tanh(X @ P["W1"].T + P["b1"])
    H2 = np.tanh(H1 @ P["W2"].T + P["b2"])
    p = 1 / (1 + np.exp(-(H2 @ P["w"] + P["b"])))
    delta = p - y
    # per example, then reduced
    d2 = delta[:, np.newaxis] * P["w"][np.newaxis, :] * (1 - np.tanh(H1 @ P["W2"].T + P["b2"]) ** 2)
    d1 = np.matmul(P["W2"].T[np.newaxis], d2[:, :, np.newaxis])[:, :, 0] * (1 - H1 * H1)
    return {"W1": reduce(d1[:, :, None] * X[:, None, :], axis=0), "b1": reduce(d1, axis=0), "W2": reduce(d2[:, :, None] * H1[:, None, :], axis=0),
            "b2": reduce(d2, axis=0), "w": reduce(delta[:, None] * H2, axis=0), "b": reduce(delta), "p": p}
