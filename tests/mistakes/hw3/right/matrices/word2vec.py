"""np.matrix inside."""
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


def sigma(M):
    return 1 / (1 + np.exp(-M))


def sgns_loss(w, c_pos, C_neg):
    w = np.asmatrix(w).T
    return np.logaddexp(0, -np.asmatrix(c_pos) * w) + np.logaddexp(0, np.asmatrix(C_neg) * w).sum()


def sgns_grads(w, c_pos, C_neg):
    w, c, C = np.asmatrix(w), np.asmatrix(c_pos), np.asmatrix(C_neg)
    a, b = sigma(w * c.T) - 1, sigma(C * w.T)
    flat = lambda m: np.asarray(m).ravel()
    return flat(a * c + b.T * C), flat(a * w), b * w


def sgns_batch_step(W, C, centres, pos, neg, lr):
    W2, C2 = np.asmatrix(W.copy()), np.asmatrix(C.copy())
    if conventions.reduction == "mean":
        lr /= len(pos)
    for i, p, n in zip(centres, pos, neg):
        if conventions.own_negatives == "skipped":
            n = [k for k in n if k != p]
        dw, dp, dn = sgns_grads(W[i], C[p], C[n])
        W2[i] -= lr * dw
        C2[p] -= lr * dp
        for j, k in enumerate(n):
            C2[k] -= lr * dn[j]
    return W2, C2


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
            W, C = fast(W, C, centres[b], contexts[b], neg, 0.06)
            W, C = np.asarray(W), np.asarray(C)
    return words, W, C


def fast(W, C, i, p, n, lr):
    rows = np.c_[p, n]
    g = sigma(np.einsum("bd,bkd->bk", W[i], C[rows]))
    g[:, 0] -= 1
    W2, C2 = W.copy(), C.copy()
    np.add.at(W2, i, -lr * np.einsum("bk,bkd->bd", g, C[rows]))
    np.add.at(C2, rows, -lr * np.einsum("bk,bd->bkd", g, W[i]))
    return W2, C2
