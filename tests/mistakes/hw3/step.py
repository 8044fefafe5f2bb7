"""Planted mistakes in sgns_batch_step of word2vec.py: what each must earn."""

import conventions
import numpy as np

from autograder.proving.planted import mistake

MEAN, SKIPPED = conventions.reduction == "mean", conventions.own_negatives == "skipped"


def counted(rows):
    """1 for the positive, in the first column, and for every negative that counts: (B, 1 + K)."""
    if conventions.own_negatives == "counted":
        return np.ones(rows.shape)
    return np.column_stack([np.ones(len(rows)), rows[:, 1:] != rows[:, :1]])


def per_pair(lr, pos):
    """The rate that goes with a sum over the batch."""
    return lr / len(pos) if conventions.reduction == "mean" else lr


@mistake(file="word2vec.py", earns={"B6": 9.6}, cause="last write wins")
def sgns_batch_step(W, C, centres, pos, neg, lr):
    """W2[centres] -= and C2[rows] -=."""
    W2, C2, rows = W.copy(), C.copy(), np.column_stack([pos, neg])
    w, c = W[centres], C[rows]
    g = _sigmoid(np.einsum("bd,bkd->bk", w, c))
    g[:, 0] -= 1.0
    g, lr = g * counted(rows), per_pair(lr, pos)
    dw, dc = np.einsum("bk,bkd->bd", g, c), g[:, :, None] * w[:, None, :]
    W2[centres] -= lr * dw
    C2[rows] -= lr * dc
    return W2, C2


@mistake(file="word2vec.py", earns={"B6": 10.8}, cause="last write wins")
def sgns_batch_step(W, C, centres, pos, neg, lr):
    """Repeats are lost in C alone, the positives apart from the negatives."""
    W2, C2, rows = W.copy(), C.copy(), np.column_stack([pos, neg])
    w, c = W[centres], C[rows]
    g = _sigmoid(np.einsum("bd,bkd->bk", w, c))
    g[:, 0] -= 1.0
    g, lr = g * counted(rows), per_pair(lr, pos)
    dw, dc = np.einsum("bk,bkd->bd", g, c), g[:, :, None] * w[:, None, :]
    np.add.at(W2, centres, -lr * dw)
    C2[pos] -= lr * dc[:, 0]
    C2[neg] -= lr * dc[:, 1:]
    return W2, C2


@mistake(file="word2vec.py", earns={"B6": 10.8}, cause="last write wins")
def sgns_batch_step(W, C, centres, pos, neg, lr):
    """A loop over pairs: only a negative drawn twice for one pair is lost."""
    W2, C2, rows = W.copy(), C.copy(), np.column_stack([pos, neg])
    w, c = W[centres], C[rows]
    g = _sigmoid(np.einsum("bd,bkd->bk", w, c))
    g[:, 0] -= 1.0
    g, lr = g * counted(rows), per_pair(lr, pos)
    dw, dc = np.einsum("bk,bkd->bd", g, c), g[:, :, None] * w[:, None, :]
    np.add.at(W2, centres, -lr * dw)
    for b in range(len(pos)):
        C2[pos[b]] -= lr * dc[b, 0]
        C2[neg[b]] -= lr * dc[b, 1:]
    return W2, C2


@mistake(file="word2vec.py", earns={"B6": 8}, cause="sign")
def sgns_batch_step(W, C, centres, pos, neg, lr):
    """Up the gradient."""
    W2, C2, rows = W.copy(), C.copy(), np.column_stack([pos, neg])
    w, c = W[centres], C[rows]
    g = _sigmoid(np.einsum("bd,bkd->bk", w, c))
    g[:, 0] -= 1.0
    g, lr = g * counted(rows), per_pair(lr, pos)
    dw, dc = np.einsum("bk,bkd->bd", g, c), g[:, :, None] * w[:, None, :]
    np.add.at(W2, centres, lr * dw)
    np.add.at(C2, rows, lr * dc)
    return W2, C2


@mistake(file="word2vec.py", earns={"B6": 9.6}, cause="times pairs" if MEAN else "over pairs")
def sgns_batch_step(W, C, centres, pos, neg, lr):
    """The other convention: the mean over the batch for the sum, or the sum for the mean."""
    W2, C2, rows = W.copy(), C.copy(), np.column_stack([pos, neg])
    w, c = W[centres], C[rows]
    g = _sigmoid(np.einsum("bd,bkd->bk", w, c))
    g[:, 0] -= 1.0
    g = g * counted(rows)
    dw, dc = np.einsum("bk,bkd->bd", g, c), g[:, :, None] * w[:, None, :]
    if conventions.reduction == "sum":
        lr = lr / len(pos)
    np.add.at(W2, centres, -lr * dw)
    np.add.at(C2, rows, -lr * dc)
    return W2, C2


@mistake(file="word2vec.py", earns={"B6": 9.6}, cause="factor")
def sgns_batch_step(W, C, centres, pos, neg, lr):
    """No learning rate."""
    W2, C2, rows = W.copy(), C.copy(), np.column_stack([pos, neg])
    w, c = W[centres], C[rows]
    g = _sigmoid(np.einsum("bd,bkd->bk", w, c))
    g[:, 0] -= 1.0
    g, lr = g * counted(rows), per_pair(lr, pos)
    dw, dc = np.einsum("bk,bkd->bd", g, c), g[:, :, None] * w[:, None, :]
    lr = per_pair(1.0, pos)
    np.add.at(W2, centres, -lr * dw)
    np.add.at(C2, rows, -lr * dc)
    return W2, C2


@mistake(file="word2vec.py", earns={"B6": 10.4}, cause="one pair at a time")
def sgns_batch_step(W, C, centres, pos, neg, lr):
    """Each pair at the vectors that the one before has left."""
    W2, C2 = W.copy(), C.copy()
    lr = per_pair(lr, pos)
    for i, p, ns in zip(centres, pos, neg):
        if conventions.own_negatives == "skipped":
            ns = ns[ns != p]
        dw, dp, dn = sgns_grads(W2[i], C2[p], C2[ns])
        W2[i] -= lr * dw
        C2[p] -= lr * dp
        np.add.at(C2, ns, -lr * dn)
    return W2, C2


@mistake(file="word2vec.py", earns={"B6": 10.4}, cause="the new W")
def sgns_batch_step(W, C, centres, pos, neg, lr):
    """C moves along gradients at the new W."""
    W2, C2, rows = W.copy(), C.copy(), np.column_stack([pos, neg])
    w, c = W[centres], C[rows]
    g = _sigmoid(np.einsum("bd,bkd->bk", w, c))
    g[:, 0] -= 1.0
    g, lr = g * counted(rows), per_pair(lr, pos)
    dw, dc = np.einsum("bk,bkd->bd", g, c), g[:, :, None] * w[:, None, :]
    np.add.at(W2, centres, -lr * dw)
    dc = g[:, :, None] * W2[centres][:, None, :]
    np.add.at(C2, rows, -lr * dc)
    return W2, C2


@mistake(file="word2vec.py", earns={"B6": 7.2}, cause="no -1")
def sgns_batch_step(W, C, centres, pos, neg, lr):
    """The -1 of the positives is missing."""
    W2, C2, rows = W.copy(), C.copy(), np.column_stack([pos, neg])
    w, c = W[centres], C[rows]
    g = _sigmoid(np.einsum("bd,bkd->bk", w, c))
    g, lr = g * counted(rows), per_pair(lr, pos)
    dw, dc = np.einsum("bk,bkd->bd", g, c), g[:, :, None] * w[:, None, :]
    np.add.at(W2, centres, -lr * dw)
    np.add.at(C2, rows, -lr * dc)
    return W2, C2


@mistake(file="word2vec.py", earns={"B6": 7.2}, cause="not flipped")
def sgns_batch_step(W, C, centres, pos, neg, lr):
    """Negatives like positives."""
    W2, C2, rows = W.copy(), C.copy(), np.column_stack([pos, neg])
    w, c = W[centres], C[rows]
    g = _sigmoid(np.einsum("bd,bkd->bk", w, c))
    g -= 1.0
    g, lr = g * counted(rows), per_pair(lr, pos)
    dw, dc = np.einsum("bk,bkd->bd", g, c), g[:, :, None] * w[:, None, :]
    np.add.at(W2, centres, -lr * dw)
    np.add.at(C2, rows, -lr * dc)
    return W2, C2


@mistake(file="word2vec.py", earns={"B6": 8.8}, cause="target among the negatives")
def sgns_batch_step(W, C, centres, pos, neg, lr):
    """The positives are negatives too."""
    W2, C2, rows = W.copy(), C.copy(), np.column_stack([pos, neg])
    w, c = W[centres], C[rows]
    g = _sigmoid(np.einsum("bd,bkd->bk", w, c))
    g[:, 0] = 2 * g[:, 0] - 1.0
    g, lr = g * counted(rows), per_pair(lr, pos)
    dw, dc = np.einsum("bk,bkd->bd", g, c), g[:, :, None] * w[:, None, :]
    np.add.at(W2, centres, -lr * dw)
    np.add.at(C2, rows, -lr * dc)
    return W2, C2


@mistake(file="word2vec.py", earns={"B6": 4.4}, cause="centre for context")
def sgns_batch_step(W, C, centres, pos, neg, lr):
    """Centres and contexts are exchanged."""
    W2, C2, rows = W.copy(), C.copy(), np.column_stack([centres, neg])
    w, c = W[pos], C[rows]
    g = _sigmoid(np.einsum("bd,bkd->bk", w, c))
    g[:, 0] -= 1.0
    g, lr = g * counted(rows), per_pair(lr, pos)
    dw, dc = np.einsum("bk,bkd->bd", g, c), g[:, :, None] * w[:, None, :]
    np.add.at(W2, pos, -lr * dw)
    np.add.at(C2, rows, -lr * dc)
    return W2, C2


@mistake(file="word2vec.py", earns={"B6": 4.4}, cause="all rows move")
def sgns_batch_step(W, C, centres, pos, neg, lr):
    """Every row moves by the sum."""
    W2, C2, rows = W.copy(), C.copy(), np.column_stack([pos, neg])
    w, c = W[centres], C[rows]
    g = _sigmoid(np.einsum("bd,bkd->bk", w, c))
    g[:, 0] -= 1.0
    g, lr = g * counted(rows), per_pair(lr, pos)
    dw, dc = np.einsum("bk,bkd->bd", g, c), g[:, :, None] * w[:, None, :]
    W2 = W - lr * dw.sum(axis=0)
    C2 = C - lr * dc.sum(axis=(0, 1))
    return W2, C2


@mistake(file="word2vec.py", earns={"B6": 7}, cause="nothing moved")
def sgns_batch_step(W, C, centres, pos, neg, lr):
    """C stays as it is."""
    W2, C2, rows = W.copy(), C.copy(), np.column_stack([pos, neg])
    w, c = W[centres], C[rows]
    g = _sigmoid(np.einsum("bd,bkd->bk", w, c))
    g[:, 0] -= 1.0
    g, lr = g * counted(rows), per_pair(lr, pos)
    dw = np.einsum("bk,bkd->bd", g, c)
    np.add.at(W2, centres, -lr * dw)
    return W2, C2


@mistake(file="word2vec.py", earns={"B6": 9.6}, cause="positives alone")
def sgns_batch_step(W, C, centres, pos, neg, lr):
    """The negatives stay as they are."""
    W2, C2, rows = W.copy(), C.copy(), np.column_stack([pos, neg])
    w, c = W[centres], C[rows]
    g = _sigmoid(np.einsum("bd,bkd->bk", w, c))
    g[:, 0] -= 1.0
    g, lr = g * counted(rows), per_pair(lr, pos)
    dw, dc = np.einsum("bk,bkd->bd", g, c), g[:, :, None] * w[:, None, :]
    np.add.at(W2, centres, -lr * dw)
    np.add.at(C2, pos, -lr * dc[:, 0])
    return W2, C2


@mistake(file="word2vec.py", earns={"B6": 10.5}, cause="mutation")
def sgns_batch_step(W, C, centres, pos, neg, lr):
    """Changes W and C in place."""
    W2, C2, rows = W, C, np.column_stack([pos, neg])
    w, c = W[centres], C[rows]
    g = _sigmoid(np.einsum("bd,bkd->bk", w, c))
    g[:, 0] -= 1.0
    g, lr = g * counted(rows), per_pair(lr, pos)
    dw, dc = np.einsum("bk,bkd->bd", g, c), g[:, :, None] * w[:, None, :]
    np.add.at(W2, centres, -lr * dw)
    np.add.at(C2, rows, -lr * dc)
    return W2, C2


@mistake(file="word2vec.py", earns={"B6": 10}, cause="repeats averaged")
def sgns_batch_step(W, C, centres, pos, neg, lr):
    """The pieces of a repeated row are averaged."""
    W2, C2, rows = W.copy(), C.copy(), np.column_stack([pos, neg])
    w, c = W[centres], C[rows]
    g = _sigmoid(np.einsum("bd,bkd->bk", w, c))
    g[:, 0] -= 1.0
    g, lr = g * counted(rows), per_pair(lr, pos)
    dw, dc = np.einsum("bk,bkd->bd", g, c), g[:, :, None] * w[:, None, :]
    dW, dC = np.zeros_like(W), np.zeros_like(C)
    np.add.at(dW, centres, dw)
    np.add.at(dC, rows, dc)
    W2 -= lr * dW / np.maximum(np.bincount(centres, minlength=len(W)), 1)[:, None]
    C2 -= lr * dC / np.maximum(np.bincount(rows.ravel(), minlength=len(C)), 1)[:, None]
    return W2, C2


@mistake(file="word2vec.py", earns={"B6": 2}, cause="rest", clear=100)
def sgns_batch_step(W, C, centres, pos, neg, lr):
    """Shrinks all rows a little."""
    W2, C2, rows = W.copy(), C.copy(), np.column_stack([pos, neg])
    w, c = W[centres], C[rows]
    g = _sigmoid(np.einsum("bd,bkd->bk", w, c))
    g[:, 0] -= 1.0
    g, lr = g * counted(rows), per_pair(lr, pos)
    dw, dc = np.einsum("bk,bkd->bd", g, c), g[:, :, None] * w[:, None, :]
    np.add.at(W2, centres, -lr * dw)
    np.add.at(C2, rows, -lr * dc)
    return 0.999 * W2, 0.999 * C2


@mistake(file="word2vec.py", earns={"B6": 10.8}, cause="own negatives counted" if SKIPPED else "own negatives skipped")
def sgns_batch_step(W, C, centres, pos, neg, lr):
    """The other convention for a negative that is the positive of its own pair."""
    W2, C2, rows = W.copy(), C.copy(), np.column_stack([pos, neg])
    w, c = W[centres], C[rows]
    g = _sigmoid(np.einsum("bd,bkd->bk", w, c))
    g[:, 0] -= 1.0
    if conventions.own_negatives == "counted":
        g[:, 1:] *= neg != pos[:, None]
    lr = per_pair(lr, pos)
    np.add.at(W2, centres, -lr * np.einsum("bk,bkd->bd", g, c))
    np.add.at(C2, rows, -lr * g[:, :, None] * w[:, None, :])
    return W2, C2
