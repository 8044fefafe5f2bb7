import conventions
import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def dan_loss_grads(P, ids, mask, y):
    n = mask.sum(1, keepdims=True)
    n[n == 0] = 1
    x = (P["E"][ids] * mask[..., None]).sum(1) / n
    z = x @ P["W"].T + P["b"]
    a = {"tanh": np.tanh(z), "relu": np.maximum(0, z), "sigmoid": 1 / (1 + np.exp(-z))}[conventions.dan_activation]
    p = softmax(a @ P["U"].T + P["c"])
    d = p.copy()
    d[range(len(y)), list(y)] -= 1
    d /= len(y) if conventions.reduction == "mean" else 1
    dh = d @ P["U"] * {"tanh": 1 - a * a, "relu": 1.0 * (a > 0), "sigmoid": a * (1 - a)}[conventions.dan_activation]
    dx = dh @ P["W"] / n
    dE = np.zeros(P["E"].shape)
    for i, row in enumerate(ids):
        for j, word in enumerate(row):
            dE[word] += mask[i, j] * dx[i]
    loss = -getattr(np, conventions.reduction)(np.log(p[range(len(y)), list(y)]), keepdims=True)
    return [loss, {"c": list(d.sum(0)), "U": (d.T @ a).tolist(), "b": dh.sum(0), "W": dh.T @ x, "E": dE}]


class Model:
    """A closure over what was learned."""

    def __init__(self, words, P):
        self.words, self.P = words, P

    def label(self, doc):
        rows = [self.P["E"][self.words[w]] for w in doc.split() if w in self.words]
        x = np.mean(rows, axis=0) if rows else np.zeros(self.P["E"].shape[1])
        z = self.P["U"] @ np.tanh(self.P["W"] @ x + self.P["b"]) + self.P["c"]
        return bool(z[1] > z[0])


def train_dan(docs, y, seed):
    rng = np.random.RandomState(seed)
    words = {w: i for i, w in enumerate(sorted(set(" ".join(docs).split())))}
    L = max(len(d.split()) for d in docs)
    ids, mask = np.zeros((len(docs), L), int), np.zeros((len(docs), L))
    for i, d in enumerate(docs):
        for j, w in enumerate(d.split()):
            ids[i, j], mask[i, j] = words[w], 1
    y = np.array(list(y))
    P = {"E": rng.randn(len(words), 16) * 0.1, "W": rng.randn(128, 16), "b": np.zeros(128),
         "U": rng.randn(2, 128) / 11, "c": np.zeros(2)}
    m, v, t = {k: 0 for k in P}, {k: 0 for k in P}, 0
    for epoch in range(60):
        if np.mean(np.array(predict_dan(Model(words, P), docs)) == y) > 0.965:
            break
        for b in np.array_split(rng.permutation(len(y)), max(1, len(y) // 25)):
            G, t = grads(P, ids[b], mask[b], y[b]), t + 1
            for k in P:
                m[k] = 0.9 * m[k] + 0.1 * G[k]
                v[k] = 0.999 * v[k] + 0.001 * G[k] ** 2
                P[k] = P[k] - 0.03 * (m[k] / (1 - 0.9**t)) / (np.sqrt(v[k] / (1 - 0.999**t)) + 1e-8)
    return Model(words, P)


def grads(P, ids, mask, y):
    n = np.maximum(mask.sum(1, keepdims=True), 1)
    x = (P["E"][ids] * mask[..., None]).sum(1) / n
    a = np.tanh(x @ P["W"].T + P["b"])
    d = (softmax(a @ P["U"].T + P["c"]) - np.eye(2)[y]) / len(y)
    dh = d @ P["U"] * (1 - a * a)
    dE = np.zeros(P["E"].shape)
    np.add.at(dE, ids, mask[..., None] * (dh @ P["W"] / n)[:, None, :])
    return {"E": dE, "W": dh.T @ x, "b": dh.sum(0), "U": d.T @ a, "c": d.sum(0)}


def predict_dan(model, docs):
    return tuple(model.label(doc) for doc in docs)
