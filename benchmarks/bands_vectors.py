"""Homework 3, question C: sensible and wrong ways to train word vectors, for benchmarks/bands.py."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

Data = tuple[list[list[str]], int]
"""(sentences, seed)."""
Trained = tuple[list[str], Any, Any]
"""(words, W, C)."""


def sgns(
    data: Data, *, L: int = 4, K: int = 5, power: float = 0.75, d: int = 16, spread: float = 0.1, rate: float = 0.1,
    falling: bool = True, size: int = 250, epochs: int = 1, means: bool = False, larger: bool = True,
    skipped: bool = False, whole: bool = False, slip: str = "",
) -> Trained:  # fmt: skip
    """Negative sampling by minibatches; `slip` names a mistake.

    means: the loss of a batch is the mean over its pairs, and the rate that much larger, if `larger`. skipped: a
    negative that is the positive of its own pair does not count. whole: a short last batch is left out.
    """
    sentences, seed = data
    rng, (words, texts) = np.random.RandomState(seed), numbered(sentences)
    V, pairs = len(words), np.concatenate([pairs_of(text, L) for text in texts])
    p = np.bincount(np.concatenate(texts), minlength=V) ** power
    W, C = (rng.normal(size=(V, d)) * spread * (slip != "zeros") for _ in range(2))
    for epoch in range(epochs):
        rows = np.column_stack([pairs[:, 1], rng.choice(V, size=(len(pairs), K), p=p / p.sum())])
        order = rng.permutation(len(pairs))
        for at in range(0, len(order), size):
            batch, done = order[at : at + size], (epoch + at / len(order)) / epochs
            if whole and len(batch) < size:
                continue
            eta = rate * (1 - done * falling) * ((size if larger else 1.0) / len(batch) if means else 1.0)
            step(W, C, pairs[batch, 0], rows[batch], eta, "own skipped" if skipped else slip)
    return words, W, C


def numbered(sentences: list[list[str]]) -> tuple[list[str], list[Any]]:
    """The words, and the sentences as their numbers."""
    words = list(dict.fromkeys(word for sentence in sentences for word in sentence))
    number = {word: i for i, word in enumerate(words)}
    return words, [np.array([number[word] for word in sentence]) for sentence in sentences]


def pairs_of(text: Any, L: int) -> Any:
    """(M, 2) centre and context."""
    i, j = np.indices((len(text), len(text)))
    near = (np.abs(i - j) <= L) & (i != j)
    return np.column_stack([text[i[near]], text[j[near]]])


def step(W: Any, C: Any, centres: Any, rows: Any, rate: float, slip: str) -> None:
    """One step in place; the first column of rows is the positive."""
    w, c = W[centres], C[rows]
    g = 1 / (1 + np.exp(-np.einsum("bd,bkd->bk", w, c)))
    g[:, 0] -= 1
    if slip == "own skipped":
        g[:, 1:] *= rows[:, 1:] != rows[:, :1]
    if slip == "no negatives":
        g[:, 1:] = 0
    if slip == "no -1":
        g[:, 0] += 1
    if slip == "not flipped":
        g[:, 1:] -= 1
    dw, dc = -rate * np.einsum("bk,bkd->bd", g, c), -rate * g[:, :, None] * w[:, None, :]
    if slip == "last write wins":
        W[centres], C[rows] = W[centres] + dw, C[rows] + dc
        return
    np.add.at(W, centres, dw)
    if slip != "W alone":
        np.add.at(C, rows, dc)


def full_batch(data: Data, *, d: int = 12, rate: float = 0.3, steps: int = 600, **_: Any) -> Trained:
    """Gradient descent on the expected loss, from the counts of all pairs at once."""
    sentences, seed = data
    rng, (words, texts) = np.random.RandomState(seed), numbered(sentences)
    V, counts = len(words), np.bincount(np.concatenate(texts)) ** 0.75
    near = np.zeros((V, V))
    np.add.at(near, tuple(np.concatenate([pairs_of(text, 4) for text in texts]).T), 1)
    up, down = near / near.sum(axis=1, keepdims=True), 5 * counts / counts.sum()
    W, C = rng.normal(size=(V, d)) * 0.3, rng.normal(size=(V, d)) * 0.3
    for _ in range(steps):
        s = 1 / (1 + np.exp(-W @ C.T))
        G = (s - 1) * up + s * down
        W, C = W - rate * G @ C, C - rate * G.T @ W
    return words, W, C


def on_means(data: Data, **_: Any) -> Trained:
    """The loss of a batch is a mean, and the rate is no larger for that."""
    return sgns(data, means=True, larger=False)


def shuffled(data: Data, **course: Any) -> Trained:
    """The words come back in another order than the rows."""
    words, W, C = sgns(data, **course)
    return [str(word) for word in np.random.RandomState(data[1]).permutation(words)], W, C


def one_number(data: Data, **_: Any) -> Trained:
    """Nothing is learned but that every product is ln(1 / 5)."""
    words, _ = numbered(data[0])
    return words, np.ones((len(words), 1)), np.full((len(words), 1), np.log(1 / 5))


Way = Callable[..., Trained]

SENSIBLE: dict[str, Way] = {
    "rate 0.05": partial(sgns, rate=0.05),
    "rate 0.025, not falling, 2 epochs": partial(sgns, rate=0.025, falling=False, epochs=2),
    "rate 0.1, not falling": partial(sgns, falling=False),
    "the same, the short last batch left out": partial(sgns, falling=False, whole=True),
    "3 epochs": partial(sgns, epochs=3),
    "batches of 50, rate 0.05": partial(sgns, size=50, rate=0.05),
    "batches of 1000, rate 0.05, 3 epochs": partial(sgns, size=1000, rate=0.05, epochs=3),
    "d = 8": partial(sgns, d=8),
    "d = 50": partial(sgns, d=50),
    "start with sd 0.5": partial(sgns, spread=0.5),
    "L = 2": partial(sgns, L=2, epochs=2),
    "power 1": partial(sgns, power=1.0),
    "own negatives skipped": partial(sgns, skipped=True),
    "all pairs at once": full_batch,
}

HARDLY_TRAINED: dict[str, Way] = {
    "rate 0.01": partial(sgns, rate=0.01),
    "batches of 250, rate 0.1 on means": on_means,
    "K = 10": partial(sgns, K=10),
    "K = 2": partial(sgns, K=2),
    "all pairs at once, 100 steps": partial(full_batch, steps=100),
}

WRONG: dict[str, Way] = {
    "all zeros": partial(sgns, slip="zeros"),
    "nothing trained": partial(sgns, epochs=0),
    "uphill": partial(sgns, rate=-0.1),
    "no negatives": partial(sgns, slip="no negatives"),
    "the -1 of the positive missing": partial(sgns, slip="no -1"),
    "negatives not flipped": partial(sgns, slip="not flipped"),
    "only W moves": partial(sgns, slip="W alone"),
    "the last of repeated rows wins": partial(sgns, slip="last write wins"),
    "the same in batches of 1000": partial(sgns, slip="last write wins", size=1000, epochs=3),
    "words in another order than the rows": shuffled,
    "one number for all products": one_number,
}
