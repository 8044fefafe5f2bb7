"""Planted mistakes in train_w2v of word2vec.py: what each must earn."""

import numpy as np

from autograder.proving.planted import mistake


@mistake(file="word2vec.py", earns={"C": 0})
def train_w2v(sentences, seed):
    """Everything starts at zero: nothing ever moves."""
    words = list(dict.fromkeys(word for sentence in sentences for word in sentence))
    return words, np.zeros((len(words), 16)), np.zeros((len(words), 16))


@mistake(file="word2vec.py", earns={"C": 0})
def train_w2v(sentences, seed):
    """Nothing is trained."""
    rng = np.random.RandomState(seed)
    words = list(dict.fromkeys(word for sentence in sentences for word in sentence))
    return words, *(rng.normal(size=(len(words), 16)) * 0.1 for _ in range(2))


@mistake(file="word2vec.py", earns={"C": 0})
def train_w2v(sentences, seed, train=train_w2v):
    """Up the gradient."""

    def descend(W, C, centres, rows, lr):
        w, c = W[centres], C[rows]
        g = _sigmoid(np.einsum("bd,bkd->bk", w, c))
        g[:, 0] -= 1.0
        np.add.at(W, centres, lr * np.einsum("bk,bkd->bd", g, c))
        np.add.at(C, rows, lr * g[:, :, None] * w[:, None, :])

    right = _descend
    globals().update(_descend=descend)
    trained = train(sentences, seed)
    globals().update(_descend=right)
    return trained


@mistake(file="word2vec.py", earns={"C": 8})
def train_w2v(sentences, seed, train=train_w2v):
    """Only the centre vectors move, for twice as long, so that their purity is beyond doubt."""

    def descend(W, C, centres, rows, lr):
        w, c = W[centres], C[rows]
        g = _sigmoid(np.einsum("bd,bkd->bk", w, c))
        g[:, 0] -= 1.0
        np.add.at(W, centres, -lr * np.einsum("bk,bkd->bd", g, c))

    right = _descend
    globals().update(_descend=descend)
    trained = train(sentences * 2, seed)
    globals().update(_descend=right)
    return trained


@mistake(file="word2vec.py", earns={"C": 0})
def train_w2v(sentences, seed, train=train_w2v):
    """The words come back in another order than the rows."""
    words, W, C = train(sentences, seed)
    return sorted(words), W, C


@mistake(file="word2vec.py", earns={"C": 8})
def train_w2v(sentences, seed, train=train_w2v):
    """Normalised vectors: neighbours stay as they are, the loss does not."""
    words, W, C = train(sentences, seed)
    return words, W / np.linalg.norm(W, axis=1, keepdims=True), C / np.linalg.norm(C, axis=1, keepdims=True)


@mistake(file="word2vec.py", earns={"C": 0})
def train_w2v(sentences, seed, train=train_w2v):
    """W alone comes back."""
    return train(sentences, seed)[1]


@mistake(file="word2vec.py", earns={"C": 0})
def train_w2v(sentences, seed, train=train_w2v):
    """Column vectors: both matrices transposed."""
    words, W, C = train(sentences, seed)
    return words, W.T, C.T
