"""Lists and loops, and math in place of numpy wherever it goes."""
import math
import random
import conventions
import numpy as np


def build_vocab(tokens, min_count):
    counts = {}
    for t in tokens:
        if t not in counts:
            counts[t] = 0
        counts[t] += 1
    words = []
    for n in range(max(counts.values(), default=0), min_count - 1, -1):
        for t in counts if conventions.ties == "first occurrence" else sorted(counts):
            if counts[t] == n:
                words.append(t)
    return words, [counts[w] for w in words]


def skipgram_pairs(ids, L):
    a, b = [], []
    for i in range(len(ids)):
        for s in range(1, L + 1):
            if i - s >= 0:
                a.append(int(ids[i])); b.append(int(ids[i - s]))
            if i + s < len(ids):
                a.append(int(ids[i])); b.append(int(ids[i + s]))
    return a, b


def neg_distribution(counts, power):
    total = sum(float(c) ** power for c in counts)
    return [float(c) ** power / total for c in counts]


def dot(u, v):
    total = 0.0
    for a, b in zip(u, v):
        total += float(a) * float(b)
    return total


def softplus(z):
    return z + math.log1p(math.exp(-z)) if z > 0 else math.log1p(math.exp(z))


def sig(z):
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


def sgns_loss(w, c_pos, C_neg):
    loss = softplus(-dot(w, c_pos))
    for c in C_neg:
        loss += softplus(dot(w, c))
    return loss


def sgns_grads(w, c_pos, C_neg):
    g = sig(dot(w, c_pos)) - 1
    dw = [g * c for c in c_pos]
    dneg = []
    for c in C_neg:
        h = sig(dot(w, c))
        dneg.append([h * x for x in w])
        for j in range(len(w)):
            dw[j] += h * c[j]
    return dw, [g * x for x in w], dneg


def sgns_batch_step(W, C, centres, pos, neg, lr):
    dW = [[0.0] * len(row) for row in W]
    dC = [[0.0] * len(row) for row in C]
    if conventions.reduction == "mean":
        lr = lr / len(pos)
    for i, p, ns in zip(centres, pos, neg):
        if conventions.own_negatives == "skipped":
            ns = [k for k in ns if k != p]
        dw, dp, dn = sgns_grads(W[i], C[p], [C[k] for k in ns])
        for j in range(len(dw)):
            dW[i][j] += dw[j]
            dC[p][j] += dp[j]
            for k, row in zip(ns, dn):
                dC[k][j] += row[j]
    return ([[x - lr * d for x, d in zip(r, g)] for r, g in zip(W, dW)],
            [[x - lr * d for x, d in zip(r, g)] for r, g in zip(C, dC)])


def cosine(u, v):
    n = math.sqrt(dot(u, u)) * math.sqrt(dot(v, v))
    return 0.0 if n == 0 else dot(u, v) / n


def nearest(W, i, k):
    others = [j for j in range(len(W)) if j != i]
    if conventions.nearness == "cosine":
        others.sort(key=lambda j: (-cosine(W[i], W[j]), j))
    elif conventions.nearness == "dot product":
        others.sort(key=lambda j: (-dot(W[i], W[j]), j))
    else:
        others.sort(key=lambda j: (math.dist(W[i], W[j]), j))
    return others[:k]


def train_w2v(sentences, seed):
    """Batches of 100 pairs, one random number generator of its own, a falling rate."""
    rng = random.Random(seed)
    words = sorted({w for s in sentences for w in s})
    at = {w: i for i, w in enumerate(words)}
    pairs = []
    counts = [0] * len(words)
    for s in sentences:
        ids = [at[w] for w in s]
        for i in ids:
            counts[i] += 1
        pairs += zip(*skipgram_pairs(ids, 4))
    p = neg_distribution(counts, 0.75)
    W = np.array([[rng.gauss(0, 0.3) for _ in range(12)] for _ in words])
    C = np.array([[rng.gauss(0, 0.3) for _ in range(12)] for _ in words])
    rng.shuffle(pairs)
    pairs = np.array(pairs)
    neg = np.array(rng.choices(range(len(words)), p, k=5 * len(pairs))).reshape(-1, 5)
    for b in range(0, len(pairs), 100):
        lr = 0.1 * (1 - b / len(pairs)) + 0.01
        i, rows = pairs[b:b + 100, 0], np.c_[pairs[b:b + 100, 1], neg[b:b + 100]]
        g = 1 / (1 + np.exp(-(W[i][:, None] * C[rows]).sum(-1)))
        g[:, 0] -= 1
        dW, dC = (g[..., None] * C[rows]).sum(1), g[..., None] * W[i][:, None]
        np.subtract.at(W, i, lr * dW)
        np.subtract.at(C, rows, lr * dC)
    return words, W, C
