"""Right, if slow: every gradient by differences of the loss."""
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
    return np.logaddexp(0, -np.dot(w, c_pos)) + np.sum(np.logaddexp(0, np.dot(C_neg, w)))


def slopes(f, x, h=1e-5):
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        g[i] = (f(up) - f(down)) / (2 * h)
    return g


def sgns_grads(w, c_pos, C_neg):
    return (slopes(lambda x: sgns_loss(x, c_pos, C_neg), w), slopes(lambda x: sgns_loss(w, x, C_neg), c_pos),
            slopes(lambda x: sgns_loss(w, c_pos, x), C_neg))


def sgns_batch_step(W, C, centres, pos, neg, lr):
    def loss(W, C):
        total = 0
        for i, p, n in zip(centres, pos, neg):
            if conventions.own_negatives == "skipped":
                n = n[n != p]
            total += sgns_loss(W[i], C[p], C[n])
        return total / len(pos) if conventions.reduction == "mean" else total
    return W - lr * slopes(lambda X: loss(X, C), W), C - lr * slopes(lambda X: loss(W, X), C)


def train_w2v(sentences, seed):
    rng = np.random.default_rng(seed)
    words, counts = build_vocab([w for s in sentences for w in s], 1)
    at = {w: i for i, w in enumerate(words)}
    sides = [skipgram_pairs(np.array([at[w] for w in s]), 4) for s in sentences]
    centres = np.concatenate([np.asarray(a) for a, _ in sides])
    contexts = np.concatenate([np.asarray(b) for _, b in sides])
    p = np.asarray(neg_distribution(np.asarray(counts), 0.75), dtype=float).ravel()
    p = p / p.sum()
    W, C = rng.normal(0, 0.1, (2, len(words), 20))
    for epoch in range(1):
        order = rng.permutation(len(centres))
        for b in np.array_split(order, len(order) // 200):
            neg = rng.choice(len(words), size=(len(b), 5), p=p)
            W, C = quick(W, C, centres[b], contexts[b], neg, 0.06)
            W, C = np.asarray(W), np.asarray(C)
    return words, W, C


def quick(W, C, i, p, n, lr):
    up = 1 / (1 + np.exp(-(W[i] * C[p]).sum(1))) - 1
    down = 1 / (1 + np.exp(-np.einsum("bd,bkd->bk", W[i], C[n])))
    dW, dC = np.zeros_like(W), np.zeros_like(C)
    np.add.at(dW, i, up[:, None] * C[p] + np.einsum("bk,bkd->bd", down, C[n]))
    np.add.at(dC, p, up[:, None] * W[i])
    np.add.at(dC, n, down[:, :, None] * W[i][:, None])
    return W - lr * dW, C - lr * dC
