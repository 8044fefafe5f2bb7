"""Typed on Windows."""
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
    return float(-log_sigmoid(w @ c_pos) - log_sigmoid(-(C_neg @ w)).sum())


def sgns_grads(w, c_pos, C_neg):
    a, b = -sigmoid(-(w @ c_pos)), sigmoid(C_neg @ w)
    return a * c_pos + (b[:, None] * C_neg).sum(0), a * w, np.multiply.outer(b, w)


def sgns_batch_step(W, C, centres, pos, neg, lr):
    w, p, n = W[centres], C[pos], C[neg]
    a = -sigmoid(-np.sum(w * p, axis=1))[:, None]
    b = sigmoid(np.matmul(n, w[:, :, None])[:, :, 0])[:, :, None]
    if conventions.own_negatives == "skipped":
        b = b * (neg != pos[:, None])[:, :, None]
    if conventions.reduction == "mean":
        lr = lr / len(pos)
    dW = scatter(W.shape, centres, a * p + (b * n).sum(axis=1))
    dC = scatter(C.shape, pos, a * w) + scatter(C.shape, neg, b * w[:, None, :])
    return W - lr * dW, C - lr * dC


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
            W, C = sgns_batch_step(W, C, centres[b], contexts[b], neg, 0.06 * len(b) if conventions.reduction == "mean" else 0.06)
            W, C = np.asarray(W), np.asarray(C)
    return words, W, C
