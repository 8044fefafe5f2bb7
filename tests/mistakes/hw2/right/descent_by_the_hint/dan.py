"""Plain gradient descent just as the text of C says, in every activation and reduction."""
import conventions
import numpy as np


def counts(ids, mask, V):
    C = np.zeros((len(ids), V))
    np.add.at(C, (np.arange(len(ids))[:, None], ids), mask)
    return C / np.where(C.sum(1, keepdims=True) > 0, C.sum(1, keepdims=True), 1)


def hidden(z):
    return {"tanh": np.tanh(z), "relu": z * (z > 0), "sigmoid": 0.5 + 0.5 * np.tanh(z / 2)}[conventions.dan_activation]


def slope(a):
    return {"tanh": (1 - a) * (1 + a), "relu": np.sign(a), "sigmoid": a - a * a}[conventions.dan_activation]


def step(P, C, y):
    x = C @ P["E"]
    a = hidden(x @ P["W"].T + P["b"])
    z = a @ P["U"].T + P["c"]
    lse = np.log(np.exp(z).sum(1))
    d = (np.exp(z - lse[:, None]) - np.eye(len(P["c"]))[y]) / (len(y) if conventions.reduction == "mean" else 1)
    dh = d @ P["U"] * slope(a)
    return getattr(np, conventions.reduction)(lse - z[np.arange(len(y)), y]), {"E": C.T @ (dh @ P["W"]), "W": dh.T @ x, "b": dh.sum(0), "U": d.T @ a, "c": d.sum(0)}


def dan_loss_grads(P, ids, mask, y):
    return step(P, counts(ids, mask, len(P["E"])), y)


def matrix(docs, words):
    C = np.zeros((len(docs), len(words)))
    for i, doc in enumerate(docs):
        for word in doc.split():
            if word in words:
                C[i, words[word]] += 1
    return C / np.maximum(C.sum(1, keepdims=True), 1)


def train_dan(docs, y, seed):
    rng = np.random.RandomState(seed)
    words = {w: i for i, w in enumerate(sorted({w for doc in docs for w in doc.split()}))}
    C, y = matrix(docs, words), np.asarray(y)
    P = {"E": rng.randn(len(words), 16) * 0.1, "W": rng.randn(32, 16) * 2, "b": np.zeros(32),
         "U": rng.randn(2, 32) / 32**0.5, "c": np.zeros(2)}
    rate = 0.5 if conventions.reduction == "mean" else 0.01
    for epoch in range(200):
        order = rng.permutation(len(y))
        for at in range(0, len(y), 50):
            _, G = step(P, C[order[at : at + 50]], y[order[at : at + 50]])
            for k in P:
                P[k] = P[k] - rate * G[k]
    return {"words": words, "P": P}


def predict_dan(model, docs):
    P = model["P"]
    z = hidden(matrix(docs, model["words"]) @ P["E"] @ P["W"].T + P["b"]) @ P["U"].T + P["c"]
    return (z[:, 1] > z[:, 0]).astype(np.int32)
