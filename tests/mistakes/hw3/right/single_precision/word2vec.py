"""float32 throughout."""
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
    return (q / q.sum()).astype(np.float32)


def cosine(u, v):
    n = np.linalg.norm(u) * np.linalg.norm(v)
    return 0.0 if n == 0 else np.float32(np.dot(u, v) / n)


def nearest(W, i, k):
    scores = {
        "cosine": np.array([cosine(W[i], W[j]) for j in range(len(W))]),
        "dot product": np.array([np.dot(W[i], W[j]) for j in range(len(W))]),
        "distance": np.array([-np.linalg.norm(W[i] - W[j]) for j in range(len(W))]),
    }[conventions.nearness]
    scores[i] = -np.inf
    return np.argsort(-scores, kind="mergesort")[:k]


def sgns_loss(w, c_pos, C_neg):
    w, c_pos, C_neg = (np.asarray(a, dtype=np.float32) for a in (w, c_pos, C_neg))
    return np.logaddexp(np.float32(0), -(w @ c_pos)) + np.logaddexp(np.float32(0), C_neg @ w).sum(dtype=np.float32)


def sgns_grads(w, c_pos, C_neg):
    w, c_pos, C_neg = (np.asarray(a, dtype=np.float32) for a in (w, c_pos, C_neg))
    one = np.float32(1)
    a, b = one / (one + np.exp(-(w @ c_pos))) - one, one / (one + np.exp(-(C_neg @ w)))
    return a * c_pos + b @ C_neg, a * w, np.outer(b, w)


def sgns_batch_step(W, C, centres, pos, neg, lr):
    W, C = W.astype(np.float32), C.astype(np.float32)
    W2, C2 = W.copy(), C.copy()
    if conventions.reduction == "mean":
        lr = lr / len(pos)
    for i, p, n in zip(centres, pos, neg):
        if conventions.own_negatives == "skipped":
            n = n[n != p]
        dw, dp, dn = sgns_grads(W[i], C[p], C[n])
        W2[i] -= np.float32(lr) * dw
        C2[p] -= np.float32(lr) * dp
        for k, row in zip(n, dn):
            C2[k] -= np.float32(lr) * row
    return W2, C2


def train_w2v(sentences, seed):
    rng = np.random.RandomState(seed)
    words, counts = build_vocab(sum(sentences, []), 1)
    at = {w: i for i, w in enumerate(words)}
    co = np.zeros((len(words), len(words)))
    for s in sentences:
        np.add.at(co, skipgram_pairs([at[w] for w in s], 4), 1)
    pos = co / co.sum(1, keepdims=True)
    neg = 5 * np.ones((len(words), 1)) * neg_distribution(counts, 0.75)
    W, C = rng.normal(size=(2, len(words), 12)).astype(np.float32) * 0.3
    for t in range(600):
        s = 1 / (1 + np.exp(-W @ C.T))
        G = ((s - 1) * pos + s * neg).astype(np.float32)
        W, C = W - np.float32(0.1) * G @ C, C - np.float32(0.1) * G.T @ W
    return words, W, C
