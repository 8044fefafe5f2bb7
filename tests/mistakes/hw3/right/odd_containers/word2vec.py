"""Lists, tuples, 0-d arrays, odd integer types."""
import conventions
import numpy as np


def build_vocab(tokens, min_count):
    order = list(dict.fromkeys(tokens))
    order = [w for w in order if tokens.count(w) >= min_count]
    if conventions.ties == "alphabet":
        order.sort()
    order = sorted(order, key=tokens.count, reverse=True)
    return tuple(order), tuple(tokens.count(w) for w in order)


def skipgram_pairs(ids, L):
    """Sorted by context; columns of one array."""
    n = len(ids)
    out = np.array([(ids[i], ids[j]) for j in range(n) for i in range(n) if 0 < abs(i - j) <= L], dtype=np.uint16)
    return list(out.reshape(-1, 2).T)


def neg_distribution(counts, power):
    p = [c**power for c in counts.tolist()]
    return tuple(x / sum(p) for x in p)


def sgns_loss(w, c_pos, C_neg):
    z = np.append(-(w @ c_pos), C_neg @ w)
    return np.array([[np.logaddexp(0, z).sum()]])


def sgns_grads(w, c_pos, C_neg):
    a, b = -1 / (1 + np.exp(w @ c_pos)), 1 / (1 + np.exp(-(C_neg @ w)))
    return [(a * c_pos + b @ C_neg).tolist(), tuple(a * w), [list(x * w) for x in b]]


def sgns_batch_step(W, C, centres, pos, neg, lr):
    W2, C2 = W.tolist(), C.tolist()
    if conventions.reduction == "mean":
        lr /= len(neg)
    for i, p, ns in zip(centres.tolist(), pos.tolist(), neg.tolist()):
        if conventions.own_negatives == "skipped":
            ns = [k for k in ns if k != p]
        dw, dp, dn = sgns_grads(W[i], C[p], C[ns])
        for j in range(W.shape[1]):
            W2[i][j] -= lr * dw[j]
            C2[p][j] -= lr * dp[j]
            for k, row in zip(ns, dn):
                C2[k][j] -= lr * row[j]
    return W2, C2


def cosine(u, v):
    n = np.sqrt(u.dot(u)) * np.sqrt(v.dot(v))
    return np.array([u.dot(v) / n if n else 0])


def nearest(W, i, k):
    score = {
        "cosine": [(-cosine(W[i], W[j])[0], j) for j in range(len(W)) if j != i],
        "dot product": [(-W[i].dot(W[j]), j) for j in range(len(W)) if j != i],
        "distance": [(np.sum((W[i] - W[j]) ** 2), j) for j in range(len(W)) if j != i],
    }[conventions.nearness]
    return np.array([j for _, j in sorted(score)][:k], dtype=np.int8).reshape(1, -1)


def train_w2v(sentences, seed):
    """Full-batch gradient descent on the expected loss, from counts of pairs."""
    rng = np.random.default_rng(seed)
    words = sorted({w for s in sentences for w in s}, key=lambda w: w[::-1])
    at = {w: i for i, w in enumerate(words)}
    V = len(words)
    co, n = np.zeros((V, V)), np.zeros(V)
    for s in sentences:
        ids = [at[w] for w in s]
        for i, a in enumerate(ids):
            n[a] += 1
            for b in ids[i + 1 : i + 5]:
                co[a, b] += 1
                co[b, a] += 1
    row = co.sum(1, keepdims=True)
    pos, neg = co / row, 5 * n**0.75 / np.sum(n**0.75) * np.ones((V, 1))
    W, C = rng.normal(size=(2, V, 9)) * 0.2
    for t in range(800):
        s = 1 / (1 + np.exp(-W @ C.T))
        G = (s - 1) * pos + s * neg
        W, C = W - 0.1 * G @ C, C - 0.1 * G.T @ W
    return np.array(words), W.tolist(), C.tolist()
