"""A trainer of the student's own: RMSprop on pieces of text."""
import conventions
import numpy as np


def act(z):
    return np.maximum(z, 0) if conventions.rnn_activation == "relu" else np.tanh(z)


def slope(h):
    return np.sign(h) if conventions.rnn_activation == "relu" else 1 - h**2


def train(ids, V, seed, dtype=np.float64):
    rng = np.random.RandomState(seed)
    e, K, N, T = 10, 20, 40, 15
    P = {"E": rng.randn(V, e) * 0.5, "We": rng.randn(K, e) / e**0.5, "Wh": rng.randn(K, K) / K**0.5, "b1": np.zeros(K),
         "U": rng.randn(V, K) / K**0.5, "b2": np.zeros(V)}
    S = (len(ids) - 1) // N
    X, Y = ids[: N * S].reshape(N, S), ids[1 : N * S + 1].reshape(N, S)
    m, v, step = {k: 0 for k in P}, {k: 0 for k in P}, 0
    rate = 0.015 if conventions.rnn_activation == "relu" else 0.025
    for epoch in range(14):
        h = np.zeros((N, K))
        for a in range(0, S, T):
            G, h = gradients(P, X[:, a : a + T], Y[:, a : a + T], h)
            step += 1
            for k in P:
                m[k], v[k] = 0.9 * m[k] + 0.1 * G[k], 0.999 * v[k] + 0.001 * G[k] ** 2
                P[k] = P[k] - rate * (1 - epoch / 14) * m[k] / (1 - 0.9**step) / (np.sqrt(v[k] / (1 - 0.999**step)) + 1e-8)
    return {k: w.astype(dtype) for k, w in P.items()}


def gradients(P, x, y, h):
    N, T = x.shape
    H = [h]
    for t in range(T):
        H.append(act(H[-1] @ P["Wh"].T + P["E"][x[:, t]] @ P["We"].T + P["b1"]))
    Z = np.array(H[1:]) @ P["U"].T + P["b2"]
    D = np.exp(Z - Z.max(-1, keepdims=True))
    D /= D.sum(-1, keepdims=True)
    D[np.arange(T)[:, None], np.arange(N), y.T] -= 1
    D /= N * T
    G = {k: np.zeros_like(v) for k, v in P.items()}
    back, DU = 0, D @ P["U"]
    for t in reversed(range(T)):
        dz = (DU[t] + back) * slope(H[t + 1])
        G["U"] += D[t].T @ H[t + 1]
        G["Wh"] += dz.T @ H[t]
        G["We"] += dz.T @ P["E"][x[:, t]]
        G["b1"] += dz.sum(0)
        np.add.at(G["E"], x[:, t], dz @ P["We"])
        back = dz @ P["Wh"]
    G["b2"] = D.sum((0, 1))
    return G, H[-1]
