"""Rows are picked and added up by one-hot matrices."""
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


def sgns_loss(w, c_pos, C_neg):
    z = np.r_[-np.dot(c_pos, w), np.matmul(C_neg, w)]
    return np.sum(np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))))


def sgns_grads(w, c_pos, C_neg):
    C = np.vstack([c_pos, C_neg])
    y = np.zeros(len(C))
    y[0] = 1
    err = 1 / (1 + np.exp(-C @ w)) - y
    dC = err.reshape(-1, 1) * w
    return C.T @ err, dC[0], dC[1:]


def sgns_batch_step(W, C, centres, pos, neg, lr):
    V, K = len(W), neg.shape[1]
    I = np.eye(V)
    X, Y = I[np.repeat(centres, K + 1)], I[np.c_[pos, neg].ravel()]
    t = np.tile(np.r_[1, np.zeros(K)], len(pos))
    if conventions.reduction == "mean":
        lr = lr / len(pos)
    e = 1 / (1 + np.exp(-((X @ W) * (Y @ C)).sum(1))) - t
    if conventions.own_negatives == "skipped":
        e[(np.c_[pos * 0 - 1, neg] == pos[:, None]).ravel()] = 0
    return W - lr * X.T @ (e[:, None] * (Y @ C)), C - lr * Y.T @ (e[:, None] * (X @ W))


def train_w2v(sentences, seed):
    rng = np.random.RandomState(seed)
    words, counts = build_vocab(sum(sentences, []), 1)
    at = {w: i for i, w in enumerate(words)}
    co = np.zeros((len(words), len(words)))
    for s in sentences:
        np.add.at(co, skipgram_pairs([at[w] for w in s], 4), 1)
    pos = co / co.sum(1, keepdims=True)
    neg = 5 * np.ones((len(words), 1)) * neg_distribution(counts, 0.75)
    W, C = rng.normal(size=(2, len(words), 12)) * 0.3
    for t in range(1500):
        s = 1 / (1 + np.exp(-W @ C.T))
        G = ((s - 1) * pos + s * neg)
        W, C = W - 0.1 * G @ C, C - 0.1 * G.T @ W
    return words, W, C
