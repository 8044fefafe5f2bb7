import conventions
import numpy as np


def act(z):
    return {"tanh": np.tanh(z), "relu": np.maximum(z, 0), "sigmoid": 1 / (1 + np.exp(-z))}[conventions.fflm_activation]


def slope(a):
    return {"tanh": 1 - a**2, "relu": np.sign(a), "sigmoid": a * (1 - a)}[conventions.fflm_activation]


def over(y):
    return len(y) if conventions.reduction == "mean" else 1


def make_windows(ids, n):
    rows = tuple(tuple(int(i) for i in ids[m : m + n]) for m in range(len(ids) - n))
    return [rows, [float(i) for i in ids[n:]]]


def fflm_forward(P, X):
    return [list(P["U"] @ act(P["W"] @ np.hstack(P["E"][row]) + P["b"])) for row in X]


def fflm_loss_grads(P, X, y):
    loss, G = np.zeros((1, 1)), {k: np.zeros(v.shape) for k, v in P.items()}
    n = X.shape[1]
    for row, word in zip(X, y):
        x = np.hstack(P["E"][row])
        a = act(P["W"] @ x + P["b"])
        z = P["U"] @ a
        z = z - max(z)
        p = np.exp(z) / sum(np.exp(z))
        loss += (np.log(sum(np.exp(z))) - z[word]) / over(y)
        d = p / over(y)
        d[word] -= 1 / over(y)
        G["U"] += np.outer(d, a)
        g = (P["U"].T @ d) * slope(a)
        G["W"] += np.outer(g, x)
        G["b"] += g
        for place, piece in enumerate(np.split(P["W"].T @ g, n)):
            G["E"][row[place]] += piece
    return [loss, {k: v.tolist() for k, v in G.items()}]
