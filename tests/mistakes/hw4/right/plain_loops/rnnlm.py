import conventions
import math
import random


def slope(h):
    return (h > 0) * 1.0 if conventions.rnn_activation == "relu" else 1 - h**2


def dot(a, b):
    return sum(x * y for x, y in zip(a, b))


def step(P, h, word):
    e = P["E"][word]
    z = [dot(P["Wh"][i], h) + dot(P["We"][i], e) + P["b1"][i] for i in range(len(P["b1"]))]
    return [max(v, 0.0) for v in z] if conventions.rnn_activation == "relu" else [math.tanh(v) for v in z]


def scores(P, h):
    return [dot(P["U"][v], h) + P["b2"][v] for v in range(len(P["b2"]))]


def softmax(z):
    top = max(z)
    e = [math.exp(x - top) for x in z]
    return [x / sum(e) for x in e]


def rnn_forward(P, ids, h0):
    H, L = [], []
    for row, h in zip(ids, h0):
        h = list(h)
        states, logits = [h], []
        for word in row:
            h = step(P, h, word)
            states.append(h)
            logits.append(scores(P, h))
        H.append(states)
        L.append(logits)
    return H, L


def lm_loss(logits, targets, mask):
    total = count = 0.0
    for z, y, m in zip(logits, targets, mask):
        for zt, yt, mt in zip(z, y, m):
            if mt == 1:
                top = max(zt)
                total += top + math.log(sum(math.exp(x - top) for x in zt)) - zt[yt]
                count += 1
    return total / count if conventions.reduction == "mean" else total


def zeros(a):
    return [zeros(x) for x in a] if hasattr(a, "__len__") else 0.0


def rnn_backward(P, ids, targets, h0, mask):
    H, L = rnn_forward(P, ids, h0)
    G = {k: zeros(v) for k, v in P.items()}
    dh0 = []
    count = sum(map(sum, mask)) if conventions.reduction == "mean" else 1.0
    K = len(P["b1"])
    for n in range(len(ids)):
        back = [0.0] * K
        for t in range(len(ids[n]) - 1, -1, -1):
            p = softmax(L[n][t])
            d = [m * mask[n][t] / count for m in p]
            d[targets[n][t]] -= mask[n][t] / count
            h, before, word = H[n][t + 1], H[n][t], ids[n][t]
            for v in range(len(d)):
                G["b2"][v] += d[v]
                for i in range(K):
                    G["U"][v][i] += d[v] * h[i]
            dz = [(sum(d[v] * P["U"][v][i] for v in range(len(d))) + back[i]) * slope(h[i]) for i in range(K)]
            for i in range(K):
                G["b1"][i] += dz[i]
                for j in range(K):
                    G["Wh"][i][j] += dz[i] * before[j]
                for j in range(len(P["E"][word])):
                    G["We"][i][j] += dz[i] * P["E"][word][j]
                    G["E"][word][j] += dz[i] * P["We"][i][j]
            back = [sum(dz[i] * P["Wh"][i][j] for i in range(K)) for j in range(K)]
        dh0.append(back)
    return G, dh0


def perplexity(P, ids, h0):
    _, L = rnn_forward(P, [row[:-1] for row in ids], h0)
    loss = lm_loss(L, [row[1:] for row in ids], [[1] * (len(row) - 1) for row in ids])
    if conventions.reduction == "sum":
        loss /= sum(len(row) - 1 for row in ids)
    return math.exp(loss)


def generate(P, h0, start, n, u, temperature, greedy):
    h, out = list(h0), [start]
    while len(out) <= n:
        h = step(P, h, out[-1])
        z = scores(P, h)
        if greedy:
            out.append(z.index(max(z)))
            continue
        p, total = softmax([x / temperature for x in z]), 0.0
        for word, chance in enumerate(p):
            total += chance
            if total > u[len(out) - 1]:
                break
        out.append(word)
    return out if conventions.start_word == "written first" else out[1:]


def train_rnnlm(ids, V, seed):
    import numpy as np

    act = {"tanh": np.tanh, "relu": lambda z: np.maximum(z, 0)}[conventions.rnn_activation]
    rng = np.random.default_rng(seed)
    e, K = 10, 20
    P = {"E": rng.normal(size=(V, e)) * 0.5, "We": rng.normal(size=(K, e)) * 0.3, "Wh": rng.normal(size=(K, K)) * 0.2,
         "b1": np.zeros(K), "U": rng.normal(size=(V, K)) * 0.2, "b2": np.zeros(V)}
    N, T = 25, 20
    S = (len(ids) - 1) // N
    X, Y = ids[: N * S].reshape(N, S), ids[1 : N * S + 1].reshape(N, S)
    M = {k: 0 for k in P}
    W = {k: 0 for k in P}
    count = 0
    for epoch in range(20):
        h = np.zeros((N, K))
        for a in range(0, S, T):
            x, y = X[:, a : a + T], Y[:, a : a + T]
            H = [h]
            for t in range(x.shape[1]):
                H.append(act(H[-1] @ P["Wh"].T + P["E"][x[:, t]] @ P["We"].T + P["b1"]))
            G = {k: np.zeros_like(v) for k, v in P.items()}
            back = 0
            for t in range(x.shape[1] - 1, -1, -1):
                z = H[t + 1] @ P["U"].T + P["b2"]
                d = np.exp(z - z.max(1, keepdims=True))
                d /= d.sum(1, keepdims=True)
                d[np.arange(N), y[:, t]] -= 1
                d /= x.size
                dz = (d @ P["U"] + back) * slope(H[t + 1])
                G["U"] += d.T @ H[t + 1]
                G["b2"] += d.sum(0)
                G["Wh"] += dz.T @ H[t]
                G["We"] += dz.T @ P["E"][x[:, t]]
                G["b1"] += dz.sum(0)
                np.add.at(G["E"], x[:, t], dz @ P["We"])
                back = dz @ P["Wh"]
            h = H[-1]
            count += 1
            rate = 0.01 * (1 - epoch / 20)
            for k in P:
                M[k] = 0.9 * M[k] + 0.1 * G[k]
                W[k] = 0.99 * W[k] + 0.01 * G[k] ** 2
                P[k] = P[k] - rate * (M[k] / (1 - 0.9**count)) / (np.sqrt(W[k] / (1 - 0.99**count)) + 1e-8)
    return {k: v.tolist() for k, v in P.items()}
