"""One negative at a time; Adam; rows of C first; a copy of everything."""
from collections import Counter

import conventions
import numpy as np


def build_vocab(tokens, min_count):
    best = [(w, n) for w, n in Counter(tokens).most_common() if n >= min_count]
    if conventions.ties == "alphabet":
        best.sort(key=lambda pair: (-pair[1], pair[0]))
    return [w for w, _ in best], np.array([n for _, n in best], dtype=int)


def skipgram_pairs(ids, L):
    ids = np.asarray(ids)
    i, j = np.indices((len(ids), len(ids)))
    near = (np.abs(i - j) <= L) & (i != j)
    return ids[i[near]], ids[j[near]]


def neg_distribution(counts, power):
    q = np.exp(power * np.log(counts))
    return q / q.sum()


def cosine(u, v):
    n = np.linalg.norm(u) * np.linalg.norm(v)
    return 0.0 if n == 0 else np.dot(u, v) / n


def nearest(W, i, k):
    scores = {
        "cosine": np.array([cosine(W[i], W[j]) for j in range(len(W))]),
        "dot product": np.array([np.dot(W[i], W[j]) for j in range(len(W))]),
        "distance": np.array([-np.linalg.norm(W[i] - W[j]) for j in range(len(W))]),
    }[conventions.nearness]
    scores[i] = -np.inf
    return np.argsort(-scores, kind="mergesort")[:k]

def sigmoid(z):
    z = np.clip(z, -700, 700)
    return 1 / (1 + np.exp(-z))


def log_sigmoid(z):
    return np.where(z > 0, -np.log1p(np.exp(-np.abs(z))), z - np.log1p(np.exp(-np.abs(z))))


def scatter(shape, rows, pieces):
    out = np.zeros(shape)
    for j in range(shape[1]):
        out[:, j] = np.bincount(rows.ravel(), pieces[..., j].ravel(), minlength=shape[0])
    return out


def sgns_loss(w, c_pos, C_neg):
    total = np.logaddexp(0, -np.inner(w, c_pos))
    for c in np.atleast_2d(C_neg):
        total = total + np.logaddexp(0, np.inner(w, c))
    return np.float64(total)


def sgns_grads(w, c_pos, C_neg):
    dC = np.zeros_like(C_neg)
    t = np.tanh(np.inner(w, c_pos) / 2)
    a = (t - 1) / 2
    dw = a * c_pos.copy()
    for k in reversed(range(len(C_neg))):
        s = 0.5 + 0.5 * np.tanh(np.inner(w, C_neg[k]) / 2)
        dC[k] = s * w
        dw += s * C_neg[k]
    return dw, a * w, dC


def gradients(W, C, centres, pos, neg):
    dW, dC = np.zeros_like(W), np.zeros_like(C)
    for column in range(neg.shape[1]):
        z = (W[centres] * C[neg[:, column]]).sum(axis=-1)
        s = sigmoid(z)[:, None]
        if conventions.own_negatives == "skipped":
            s[neg[:, column] == pos] = 0
        np.add.at(dC, neg[:, column], s * W[centres])
        np.add.at(dW, centres, s * C[neg[:, column]])
    s = sigmoid((W[centres] * C[pos]).sum(axis=-1))[:, None] - 1
    np.add.at(dC, pos, s * W[centres])
    np.add.at(dW, centres, s * C[pos])
    return dW, dC


def sgns_batch_step(W, C, centres, pos, neg, lr):
    dW, dC = gradients(W, C, centres, pos, neg)
    W, C = W.copy(), C.copy()
    if conventions.reduction == "mean":
        lr = lr / len(centres)
    W -= lr * dW
    C -= lr * dC
    return W, C


def train_w2v(sentences, seed):
    rng = np.random.RandomState(seed)
    words, counts = build_vocab([w for s in sentences for w in s], 1)
    at = {w: i for i, w in enumerate(words)}
    a, b = map(np.concatenate, zip(*(skipgram_pairs(np.array([at[w] for w in s]), 4) for s in sentences)))
    p = neg_distribution(counts, 0.75)
    P = [rng.uniform(-0.5, 0.5, (len(words), 24)) / 24, rng.uniform(-0.5, 0.5, (len(words), 24))]
    M, S = [0, 0], [0, 0]
    for t in range(1, 301):
        i = rng.randint(len(a), size=300)
        G = gradients(P[0], P[1], a[i], b[i], rng.choice(len(words), (300, 5), p=p))
        for k in range(2):
            M[k] = 0.9 * M[k] + 0.1 * G[k]
            S[k] = 0.99 * S[k] + 0.01 * G[k] ** 2
            P[k] = P[k] - (0.05 if t < 200 else 0.02) * (M[k] / (1 - 0.9**t)) / (np.sqrt(S[k] / (1 - 0.99**t)) + 1e-8)
    return words, P[0], P[1]
