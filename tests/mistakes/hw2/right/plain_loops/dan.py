import conventions
import numpy as np


def dan_loss_grads(P, ids, mask, y):
    G = {name: np.zeros(value.shape) for name, value in P.items()}
    loss = 0.0
    for n in range(len(y)):
        words = [ids[n, l] for l in range(ids.shape[1]) if mask[n, l] == 1]
        x = np.zeros(P["E"].shape[1])
        for w in words:
            x += P["E"][w] / len(words)
        h = P["W"] @ x + P["b"]
        a = {"tanh": np.tanh(h), "relu": np.maximum(h, 0), "sigmoid": 1 / (1 + np.exp(-h))}[conventions.dan_activation]
        z = P["U"] @ a + P["c"]
        p = np.exp(z - z.max()) / np.exp(z - z.max()).sum()
        loss -= np.log(p[y[n]])
        dz = p.copy()
        dz[y[n]] -= 1
        G["U"] += np.outer(dz, a)
        G["c"] += dz
        dh = (P["U"].T @ dz) * {"tanh": 1 - a**2, "relu": a > 0, "sigmoid": a * (1 - a)}[conventions.dan_activation]
        G["W"] += np.outer(dh, x)
        G["b"] += dh
        for w in words:
            G["E"][w] += P["W"].T @ dh / len(words)
    N = len(y) if conventions.reduction == "mean" else 1
    return loss / N, {name: value / N for name, value in G.items()}


def train_dan(docs, y, seed):
    """AdaGrad on minibatches, with a vocabulary of frequent words, until the rest is noise."""
    rng = np.random.default_rng(seed)
    counts = {}
    for doc in docs:
        for word in doc.split():
            counts[word] = counts.get(word, 0) + 1
    words = {word: i for i, word in enumerate(sorted(word for word in counts if counts[word] > 1))}
    ids, mask = padded(docs, words)
    P = {"E": rng.normal(0, 0.3, (len(words) + 1, 12)), "W": rng.normal(0, 1.2, (100, 12)), "b": np.zeros(100),
         "U": rng.normal(0, 0.1, (2, 100)), "c": np.zeros(2)}
    S = {name: np.full(value.shape, 1e-8) for name, value in P.items()}
    for epoch in range(60):
        order = rng.permutation(len(y))
        for i in range(0, len(y), 32):
            b = order[i : i + 32]
            _, G = fast(P, ids[b], mask[b], np.asarray(y)[b])
            for name in P:
                S[name] += G[name] ** 2
                P[name] -= 0.15 * G[name] / np.sqrt(S[name])
        if np.mean(np.array(predict_dan((P, words), docs)) == np.asarray(y)) >= 0.965:
            break
    return P, words


def fast(P, ids, mask, y):
    """The same as dan_loss_grads for whole batches."""
    share = mask / np.maximum(mask.sum(1), 1)[:, None]
    x = (share[:, :, None] * P["E"][ids]).sum(1)
    a = np.tanh(x @ P["W"].T + P["b"])
    z = a @ P["U"].T + P["c"]
    p = np.exp(z - z.max(1, keepdims=True))
    p /= p.sum(1, keepdims=True)
    p[np.arange(len(y)), y] -= 1
    p /= len(y)
    dh = (p @ P["U"]) * (1 - a**2)
    dE = np.zeros_like(P["E"])
    np.add.at(dE, ids, share[:, :, None] * (dh @ P["W"])[:, None])
    return 0.0, {"E": dE, "W": dh.T @ x, "b": dh.sum(0), "U": p.T @ a, "c": p.sum(0)}


def padded(docs, words):
    rows = [[words[w] for w in doc.split() if w in words] for doc in docs]
    L = max([1] + [len(row) for row in rows])
    ids, mask = np.zeros((len(rows), L), dtype=int), np.zeros((len(rows), L))
    for i, row in enumerate(rows):
        ids[i, : len(row)] = row
        mask[i, : len(row)] = 1
    return ids, mask


def predict_dan(model, docs):
    P, words = model
    ids, mask = padded(docs, words)
    out = []
    for row, m in zip(ids, mask):
        there = row[m == 1]
        x = P["E"][there].mean(axis=0) if len(there) else np.zeros(P["E"].shape[1])
        z = P["U"] @ np.tanh(P["W"] @ x + P["b"]) + P["c"]
        out.append(int(z[1] > z[0]))
    return out
