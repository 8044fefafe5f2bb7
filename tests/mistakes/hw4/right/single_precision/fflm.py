import conventions
import numpy as np

f = np.float32


def act(z):
    return {"tanh": np.tanh(z), "relu": np.maximum(z, 0), "sigmoid": 1 / (1 + np.exp(-z))}[conventions.fflm_activation]


def slope(a):
    return {"tanh": 1 - a**2, "relu": np.sign(a), "sigmoid": a * (1 - a)}[conventions.fflm_activation]


def over(y):
    return len(y) if conventions.reduction == "mean" else 1


def make_windows(ids, n):
    W = np.lib.stride_tricks.sliding_window_view(ids, n + 1)
    return W[:, :-1].astype(np.int32), W[:, -1].astype(np.uint8)


def fflm_forward(P, X):
    P = {k: f(v) for k, v in P.items()}
    return act(P["E"][X].reshape(len(X), -1) @ P["W"].T + P["b"]) @ P["U"].T


def fflm_loss_grads(P, X, y):
    P = {k: f(v) for k, v in P.items()}
    x = P["E"][X].reshape(len(X), -1)
    A = act(x @ P["W"].T + P["b"])
    Z = A @ P["U"].T
    Z = Z - Z.max(1, keepdims=True)
    logp = Z - np.log(np.exp(Z).sum(1, keepdims=True))
    D = (np.exp(logp) - np.eye(Z.shape[1], dtype=f)[y]) / f(over(y))
    dH = D @ P["U"] * slope(A)
    dE = np.zeros_like(P["E"])
    np.add.at(dE, X, (dH @ P["W"]).reshape(X.shape + (-1,)))
    return -logp[np.arange(len(y)), y].sum() / over(y), dict(E=dE, W=dH.T @ x, b=dH.sum(0), U=D.T @ A)
