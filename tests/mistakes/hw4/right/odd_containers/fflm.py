import numpy as np


def make_windows(ids, n):
    rows = tuple(tuple(int(i) for i in ids[m : m + n]) for m in range(len(ids) - n))
    return [rows, [float(i) for i in ids[n:]]]


def fflm_forward(P, X):
    return [list(P["U"] @ np.tanh(P["W"] @ np.hstack(P["E"][row]) + P["b"])) for row in X]


def fflm_loss_grads(P, X, y):
    loss, G = np.zeros((1, 1)), {k: np.zeros(v.shape) for k, v in P.items()}
    n = X.shape[1]
    for row, word in zip(X, y):
        x = np.hstack(P["E"][row])
        a = np.tanh(P["W"] @ x + P["b"])
        z = P["U"] @ a
        z = z - max(z)
        p = np.exp(z) / sum(np.exp(z))
        loss += (np.log(sum(np.exp(z))) - z[word]) / len(y)
        d = p / len(y)
        d[word] -= 1 / len(y)
        G["U"] += np.outer(d, a)
        g = (P["U"].T @ d) * (1 - a**2)
        G["W"] += np.outer(g, x)
        G["b"] += g
        for place, piece in enumerate(np.split(P["W"].T @ g, n)):
            G["E"][row[place]] += piece
    return [loss, {k: v.tolist() for k, v in G.items()}]
