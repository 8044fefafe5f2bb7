"""word2vec: skip-grams with negative sampling, from the vocabulary to trained vectors (B1 to B7, C)."""

import numpy as np


def build_vocab(tokens, min_count):
    """The words of a text and how often they occur.

    tokens: a list of strings; min_count: int, at least 1.
    Returns (words, counts): words, a list of the different strings that occur at least min_count times, the commonest
    first, equally common ones in the order in which they occur first; counts, an int array
    of the same length. Both are empty where no word is common enough.

    >>> build_vocab("to be or not to be that is".split(), 1)
    (['to', 'be', 'or', 'not', 'that', 'is'], array([2, 2, 1, 1, 1, 1]))
    >>> build_vocab("to be or not to be that is".split(), 2)
    (['to', 'be'], array([2, 2]))
    """
    raise NotImplementedError("write this")


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
    raise NotImplementedError("write this")


def neg_distribution(counts, power):
    """The probabilities that negatives are drawn with: proportional to counts ** power.

    counts: (V,) positive, int or float; power: float, 0 or more (word2vec takes 0.75, which makes rare words likelier).
    Returns (V,) float64 that sums to 1.

    >>> neg_distribution(np.array([16, 1]), 0.75).round(4)      # 8 and 1, over 9
    array([0.8889, 0.1111])
    """
    raise NotImplementedError("write this")


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
    raise NotImplementedError("write this")


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
    raise NotImplementedError("write this")


def sgns_batch_step(W, C, centres, pos, neg, lr):
    """One step of gradient descent on a batch of B positive pairs with K negatives each.

    W: (V, d) centre vectors and C: (V, d) context vectors, a row for each word; centres: (B,) int, rows of W;
    pos: (B,) int and neg: (B, K) int, rows of C; lr: float.
    The loss of the batch is the SUM of `sgns_loss` over its pairs. A negative that happens to be
    the positive of its own pair counts like any other: its row is pushed both ways.
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
    raise NotImplementedError("write this")


def cosine(u, v):
    """The cosine of the angle between two vectors: u . v over the product of their lengths.

    u, v: (d,). Returns a float; 0.0 where one of them is all zeros.

    >>> cosine(np.array([3.0, 4.0]), np.array([4.0, 3.0]))
    0.96
    """
    raise NotImplementedError("write this")


def nearest(W, i, k):
    """The words nearest to word i.

    W: (V, d) vectors, one a row; i: int, a row number; k: int, 1 to V - 1.
    Returns (k,) ints, the rows other than i by falling `cosine` with row i; of equal ones, the lower number first.

    >>> nearest(np.array([[1.0, 0.0], [0.0, 5.0], [1.0, 1.0], [-2.0, 0.0]]), 0, 3)     # cosines 0, 0.7071, -1
    array([2, 1, 3])
    """
    raise NotImplementedError("write this")


def train_w2v(sentences, seed):
    """Train word vectors by skip-grams with negative sampling.

    sentences: a list of sentences, each a list of words (strings); pairs do not reach from one into the next.
    seed: an int, for all your random numbers (np.random.RandomState(seed) or np.random.default_rng(seed)).
    Returns (words, W, C): words, a list of the V different words (keep them all), in any order; W and C, (V, d) float,
    their centre and context vectors, row r for words[r]. The size d, the learning rate, the batches and the number of
    epochs are yours. What is judged is told in the question: for its loss, train with windows of L = 4, K = 5 negatives
    and power 0.75. Use what you have written above. A few seconds must be enough.
    """
    raise NotImplementedError("write this")
