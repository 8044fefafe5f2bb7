"""word2vec: skip-grams with negative sampling, from the vocabulary to trained vectors (B1 to B7, C)."""

import conventions
import numpy as np


def build_vocab(tokens, min_count):
    """The words of a text and how often they occur.

    tokens: a list of strings; min_count: int, at least 1.
    Returns (words, counts): words, a list of the different strings that occur at least min_count times, the commonest
    first, equally common ones {{in_order_of_ties}}; counts, an int array
    of the same length. Both are empty where no word is common enough.

    >>> build_vocab("to be or not to be that is".split(), 1)
    (['to', 'be', 'or', 'not', 'that', 'is'], array([2, 2, 1, 1, 1, 1]))
    >>> build_vocab("to be or not to be that is".split(), 2)
    (['to', 'be'], array([2, 2]))
    """
    # BEGIN SOLUTION
    counts = {}
    for token in tokens:
        counts[token] = counts.get(token, 0) + 1
    words = [word for word in counts if counts[word] >= min_count]
    if conventions.ties == "first occurrence":
        words.sort(key=lambda word: -counts[word])
    else:
        words.sort(key=lambda word: (-counts[word], word))
    return words, np.array([counts[word] for word in words], dtype=np.int64)
    # END SOLUTION


def skipgram_pairs(ids, L):
    """All (centre, context) pairs of a text.

    ids: (n,) int, the words of the text by number; L: int, at least 1, how far the window reaches to EACH side.
    Returns (centres, contexts), two int arrays of the same length: for every position i and every other position j
    with |i - j| <= L, one pair ids[i], ids[j]. Near the ends of the text windows are cut off. Equal words at different
    positions are pairs too, and a pair that occurs several times stands there several times. The order is free, as
    long as the two arrays agree. n may be smaller than L, and 1.

    >>> skipgram_pairs(np.array([7, 4, 9, 4]), 1)
    (array([7, 4, 4, 9, 9, 4]), array([4, 7, 9, 4, 4, 9]))
    """
    # BEGIN SOLUTION
    ids, n = np.asarray(ids, dtype=np.int64), len(ids)
    at = [(i, j) for i in range(n) for j in range(max(0, i - L), min(n, i + L + 1)) if i != j]
    i, j = np.array(at, dtype=np.int64).reshape(-1, 2).T
    return ids[i], ids[j]
    # END SOLUTION


def neg_distribution(counts, power):
    """The probabilities that negatives are drawn with: proportional to counts ** power.

    counts: (V,) positive, int or float; power: float, 0 or more (word2vec takes 0.75, which makes rare words likelier).
    Returns (V,) float64 that sums to 1.

    >>> neg_distribution(np.array([16, 1]), 0.75).round(4)      # 8 and 1, over 9
    array([0.8889, 0.1111])
    """
    # BEGIN SOLUTION
    weights = np.asarray(counts, dtype=np.float64) ** power
    return weights / weights.sum()
    # END SOLUTION


def sgns_loss(w, c_pos, C_neg):
    """The loss of one positive pair with its negatives.

    w: (d,) vector of the centre word; c_pos: (d,) vector of its context word; C_neg: (K, d) vectors of the K negatives,
    one a row; K may be 0, and rows may be equal.
    Returns a float: -ln sigma(w . c_pos) - sum over k of ln sigma(-w . C_neg[k]), with sigma(z) = 1 / (1 + exp(-z)).
    It is a sum over the negatives, not a mean. It must be right for products as large as 800, where exp overflows:
    there -ln sigma(-z) is z.

    >>> w = np.array([1.0, 2.0])
    >>> loss = sgns_loss(w, np.array([1.0, 0.5]), np.array([[-1.0, 0.0], [0.5, -0.25]]))    # products 2; -1, 0
    >>> round(loss, 6)                                                    # 0.126928 + 0.313262 + 0.693147
    1.133337
    """
    # BEGIN SOLUTION
    return float(np.logaddexp(0.0, -(c_pos @ w)) + np.logaddexp(0.0, C_neg @ w).sum())
    # END SOLUTION


def sgns_grads(w, c_pos, C_neg):
    """The gradients of `sgns_loss` by its three arguments.

    w, c_pos, C_neg: as there. Returns (dw:(d,), dc_pos:(d,), dC_neg:(K, d)). Every row of dC_neg belongs to its row of
    C_neg alone, even if rows of C_neg are equal: adding up happens in `sgns_batch_step`.

    >>> w = np.array([1.0, 2.0])
    >>> dw, dc_pos, dC_neg = sgns_grads(w, np.array([1.0, 0.5]), np.array([[-1.0, 0.0], [0.5, -0.25]]))
    >>> dw.round(4), dc_pos.round(4)                                      # sigma of the products: 0.8808; 0.2689, 0.5
    (array([-0.1381, -0.1846]), array([-0.1192, -0.2384]))
    >>> dC_neg.round(4)
    array([[0.2689, 0.5379],
           [0.5   , 1.    ]])
    """
    # BEGIN SOLUTION
    up, down = _sigmoid(c_pos @ w) - 1.0, _sigmoid(C_neg @ w)
    return up * c_pos + down @ C_neg, up * w, down[:, None] * w
    # END SOLUTION


def sgns_batch_step(W, C, centres, pos, neg, lr):
    """One step of gradient descent on a batch of B positive pairs with K negatives each.

    W: (V, d) centre vectors and C: (V, d) context vectors, a row for each word; centres: (B,) int, rows of W;
    pos: (B,) int and neg: (B, K) int, rows of C; lr: float.
    The loss of the batch is the {{reduction_in_capitals}} of `sgns_loss` over its pairs. A negative that happens to be
    the positive of its own pair {{own_negatives_are}}.
    Returns (W2, C2), new arrays: W - lr dW, C - lr dC, with all gradients taken at the W and C that came in. A row
    whose number occurs several times, in `centres`, in `pos`, in `neg` or in both of these, gets the sum of its pieces;
    rows that do not occur stay exactly as they are. W and C themselves are not changed.

    Two pairs with two negatives each; row 1 of C is a negative three times, once of its own pair:

    >>> W, C = np.array([[1.0, 2.0], [0.5, -1.0]]), np.array([[1.0, 0.5], [-1.0, 0.0]])
    >>> W2, C2 = sgns_batch_step(W, C, np.array([0, 1]), np.array([0, 1]), np.array([[1, 1], [1, 0]]), 0.1)
    >>> W2.round(4)
    array([[ 1.0657,  2.006 ],
           [ 0.4255, -1.025 ]])
    >>> C2.round(4)
    array([[ 0.9869,  0.5738],
           [-1.0415, -0.1321]])
    """
    # BEGIN SOLUTION
    W2, C2 = np.array(W, dtype=np.float64), np.array(C, dtype=np.float64)
    rate = lr / len(pos) if conventions.reduction == "mean" else lr
    _descend(W2, C2, centres, np.column_stack([pos, neg]), rate)
    return W2, C2
    # END SOLUTION


def cosine(u, v):
    """The cosine of the angle between two vectors: u . v over the product of their lengths.

    u, v: (d,). Returns a float; 0.0 where one of them is all zeros.

    >>> cosine(np.array([3.0, 4.0]), np.array([4.0, 3.0]))
    0.96
    """
    # BEGIN SOLUTION
    lengths = np.sqrt((u @ u) * (v @ v))
    return float(u @ v / lengths) if lengths > 0 else 0.0
    # END SOLUTION


def nearest(W, i, k):
    """The words nearest to word i.

    W: (V, d) vectors, one a row; i: int, a row number; k: int, 1 to V - 1.
    Returns (k,) ints, the rows other than i {{by_nearness}}; of equal ones, the lower number first.

    >>> nearest(np.array([[1.0, 0.0], [0.0, 5.0], [1.0, 1.0], [-2.0, 0.0]]), 0, 3)     # {{near_in_the_example}}
    array([2, 1, 3])
    """
    # BEGIN SOLUTION
    near = {
        "cosine": np.array([cosine(W[i], row) for row in W]),
        "dot product": W @ W[i],
        "distance": -np.linalg.norm(W - W[i], axis=1),
    }[conventions.nearness]
    order = np.argsort(-near, kind="stable")
    return order[order != i][:k]
    # END SOLUTION


def train_w2v(sentences, seed):
    """Train word vectors by skip-grams with negative sampling.

    sentences: a list of sentences, each a list of words (strings); pairs do not reach from one into the next.
    seed: an int, for all your random numbers (np.random.RandomState(seed) or np.random.default_rng(seed)).
    Returns (words, W, C): words, a list of the V different words (keep them all), in any order; W and C, (V, d) float,
    their centre and context vectors, row r for words[r]. The size d, the learning rate, the batches and the number of
    epochs are yours. What is judged is told in the question: for its loss, train with windows of L = 4, K = 5 negatives
    and power 0.75. Use what you have written above. A few seconds must be enough.
    """
    # BEGIN SOLUTION
    rng, K, size, epochs, rate = np.random.RandomState(seed), 5, 250, 1, 0.1
    words = list(dict.fromkeys(word for sentence in sentences for word in sentence))
    number = {word: i for i, word in enumerate(words)}
    texts = [np.array([number[word] for word in sentence]) for sentence in sentences]
    centres, pos = (np.concatenate(side) for side in zip(*(_pairs(text, 4) for text in texts)))
    p = np.bincount(np.concatenate(texts), minlength=len(words)) ** 0.75
    W, C = (rng.normal(size=(len(words), 16)) * 0.1 for _ in range(2))
    for epoch in range(epochs):
        rows = np.column_stack([pos, rng.choice(len(words), size=(len(pos), K), p=p / p.sum())])
        for at, batch in enumerate(np.split(rng.permutation(len(pos)), range(size, len(pos), size))):
            done = (epoch + at * size / len(pos)) / epochs
            _descend(W, C, centres[batch], rows[batch], rate * (1 - done))
    return words, W, C
    # END SOLUTION


# BEGIN SOLUTION
def _sigmoid(z):
    return 0.5 * (1.0 + np.tanh(0.5 * np.asarray(z)))


def _descend(W, C, centres, rows, lr):
    """One step, in place; rows: (B, 1 + K), the positive first. Training calls this, so that a mistake planted in
    `sgns_batch_step` shows in B6 alone."""
    w, c = W[centres], C[rows]
    g = _sigmoid(np.einsum("bd,bkd->bk", w, c))
    g[:, 0] -= 1.0
    if conventions.own_negatives == "skipped":
        g[:, 1:] *= rows[:, 1:] != rows[:, :1]
    np.add.at(W, centres, -lr * np.einsum("bk,bkd->bd", g, c))
    np.add.at(C, rows, -lr * g[:, :, None] * w[:, None, :])


def _pairs(ids, L):
    """The pairs of `skipgram_pairs`, one distance after the other."""
    steps = range(1, min(L, len(ids) - 1) + 1)
    late = np.concatenate([ids[s:] for s in steps] or [ids[:0]])
    early = np.concatenate([ids[:-s] for s in steps] or [ids[:0]])
    return np.concatenate([late, early]), np.concatenate([early, late])


# END SOLUTION
