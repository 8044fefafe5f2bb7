"""Homework 1, question C: sensible and wrong ways to train a classifier of reviews, for benchmarks/bands.py."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

Data = tuple[list[str], Any, list[str], int]
"""(training texts, their labels, texts to label, seed)."""


def features(docs: list[str], kind: str) -> list[Counter[str]]:
    """What is counted in each text: words, words with a mark after `not`, or words and pairs of neighbours."""
    return [Counter(_tokens(doc.split(), kind)) for doc in docs]


def _tokens(words: list[str], kind: str) -> list[str]:
    if kind == "negated":
        return [f"not_{word}" if before == "not" else word for before, word in zip(["", *words], words)]
    if kind == "pairs":
        return words + [f"{a} {b}" for a, b in itertools.pairwise(words)]
    return words


def matrices(train: list[str], test: list[str], kind: str, value: str, at_least: int) -> tuple[Any, Any]:
    """(N, V) of both sets; the vocabulary is that of the training texts."""
    counted = features(train, kind)
    total = Counter(word for text in counted for word in text)
    index = {word: j for j, word in enumerate(w for w, n in total.items() if n >= at_least)}
    idf = np.log(len(train) / np.array([total[word] for word in index]))
    return tuple(_matrix(texts, index, value, idf) for texts in (counted, features(test, kind)))  # type: ignore[return-value]


def _matrix(texts: list[Counter[str]], index: dict[str, int], value: str, idf: Any) -> Any:
    X = np.zeros((len(texts), len(index)))
    for i, text in enumerate(texts):
        for word, count in text.items():
            if word in index:
                X[i, index[word]] = 1.0 if value == "binary" else count
    if value == "mean":
        X /= np.maximum(X.sum(axis=1, keepdims=True), 1.0)
    return X * idf if value == "tf-idf" else X


def logistic(
    data: Data, *, kind: str = "words", value: str = "binary", at_least: int = 1, rate: float = 0.3, epochs: int = 20,
    size: int = 40, l2: float = 0.0005, l1: float = 0.0, bias: bool = True, start: float = 0.0,
    falls: float = 0.0, anew: bool = True, sums: bool = False, slip: str = "",
) -> Any:  # fmt: skip
    """Logistic regression by minibatches; `slip` names a mistake.

    falls: step t has the rate over (1 + t) ** falls, t counted anew in each epoch or through all. sums: the gradient of
    the loss is a sum over the batch; the penalty is added as it is.
    """
    docs, y, texts, seed = data
    X, T = matrices(docs, texts, kind, value, at_least)
    rng = np.random.RandomState(seed)
    if slip == "labels shuffled":
        y = rng.permutation(y)
    w, b = rng.normal(size=X.shape[1]) * start, 0.0
    total_w, total_b = np.zeros_like(w), 0.0
    sign = -1.0 if slip == "ascent" else 1.0
    for epoch in range(epochs):
        order = rng.permutation(len(y))
        for at in range(0, size if slip == "first batch only" else len(y), size):
            batch = np.arange(size) if slip == "first batch only" else order[at : at + size]
            error = 1 / (1 + np.exp(-np.clip(X[batch] @ w + b, -500, 500))) - y[batch]
            penalty = (2 * l2 * w + l1 * np.sign(w)) * (-1.0 if slip == "penalty subtracted" else 1.0)
            total_w, total_b = (total_w, total_b) if slip == "never reset" else (0.0 * w, 0.0)
            n, t = 1 if sums else len(batch), at // size + (0 if anew else epoch * -(-len(y) // size))
            total_w, total_b = total_w + error @ X[batch] / n + penalty, total_b + error.sum() / n
            eta = sign * rate / (1 + t) ** falls
            w, b = w - eta * total_w, b - eta * total_b * bias
    logit = T @ w + b
    if slip == "other word numbers":
        logit = matrices(texts, texts, kind, value, at_least)[0][:, : len(w)] @ w[: len({*" ".join(texts).split()})] + b
    return logit < 0 if slip == "labels swapped" else logit > (0.5 if slip == "0.5 on the logit" else 0.0)


def naive_bayes(data: Data, kind: str = "words") -> Any:
    """Multinomial naive Bayes, one added to every count."""
    docs, y, texts, _ = data
    X, T = matrices(docs, texts, kind, "counts", 1)
    good, bad = (np.log((X[y == k].sum(axis=0) + 1) / (X[y == k].sum() + X.shape[1])) for k in (1, 0))
    return T @ (good - bad) + np.log(np.mean(y == 1) / np.mean(y == 0)) > 0


def lexicon(data: Data) -> Any:
    """Words that stand three times as often in good reviews as in bad ones count 1, the other way round -1."""
    docs, y, texts, _ = data
    X, T = matrices(docs, texts, "words", "counts", 1)
    ratio = (X[y == 1].sum(axis=0) + 1) / (X[y == 0].sum(axis=0) + 1)
    return T @ ((ratio > 2).astype(float) - (ratio < 0.5)) > 0


def perceptron(data: Data, epochs: int = 20) -> Any:
    """The perceptron, one example at a time, with averaged weights."""
    docs, y, texts, seed = data
    X, T = matrices(docs, texts, "words", "binary", 1)
    X, T = np.c_[X, np.ones(len(X))], np.c_[T, np.ones(len(T))]
    rng, w, total = np.random.RandomState(seed), np.zeros(X.shape[1]), np.zeros(X.shape[1])
    for _ in range(epochs):
        for i in rng.permutation(len(y)):
            w = w + (y[i] - (X[i] @ w > 0)) * X[i]
            total += w
    return T @ total > 0


def majority(data: Data) -> Any:
    """The commoner label for every text."""
    return np.full(len(data[2]), np.mean(data[1]) > 0.5)


Way = Callable[[Data], Any]

SENSIBLE: dict[str, Way] = {
    "naive counts": partial(logistic, value="counts"),
    "mean of the words, rate 3, 100 epochs, no penalty": partial(logistic, value="mean", rate=3.0, epochs=100, l2=0.0),
    "tf-idf": partial(logistic, value="tf-idf"),
    "negation as words of their own": partial(logistic, kind="negated"),
    "pairs of words": partial(logistic, kind="pairs"),
    "words seen 5 times": partial(logistic, at_least=5),
    "no penalty": partial(logistic, l2=0.0),
    "L2 with alpha 0.01": partial(logistic, l2=0.01),
    "L1 with alpha 0.001": partial(logistic, l2=0.0, l1=0.001),
    "random start, sd 0.1": partial(logistic, start=0.1),
    "rate 0.1, 5 epochs": partial(logistic, rate=0.1, epochs=5),
    "rate 0.1, 100 epochs": partial(logistic, rate=0.1, epochs=100),
    "rate 1, 50 epochs": partial(logistic, rate=1.0, epochs=50, l2=0.0),
    "rate 0.01, 10 epochs": partial(logistic, rate=0.01, epochs=10),
    "rate 0.5, one epoch": partial(logistic, rate=0.5, epochs=1),
    "single examples, rate 0.05, 5 epochs": partial(logistic, rate=0.05, epochs=5, size=1, l2=0.0),
    "all examples at once, 100 steps": partial(logistic, rate=0.5, epochs=100, size=1600),
    "negation, rate 1, batches of 10": partial(logistic, kind="negated", rate=1.0, size=10),
    "summed gradients, rate 0.3 / 40": partial(logistic, sums=True, rate=0.3 / 40),
    "lr / (1 + t) in each epoch, lr 2": partial(logistic, falls=1.0, rate=2.0),
    "lr / (1 + t) through all epochs, lr 10": partial(logistic, falls=1.0, anew=False, rate=10.0),
    "lr / sqrt(1 + t) in each epoch, lr 1": partial(logistic, falls=0.5, rate=1.0),
    "lr / sqrt(1 + t) through all epochs, lr 1": partial(logistic, falls=0.5, anew=False, rate=1.0),
    "naive Bayes": naive_bayes,
    "a lexicon from counts": lexicon,
    "averaged perceptron": perceptron,
}

HARDLY_TRAINED: dict[str, Way] = {
    "mean of the words": partial(logistic, value="mean"),
    "mean of the words, rate 3, 20 epochs": partial(logistic, value="mean", rate=3.0, l2=0.0),
    "random start, sd 1, rate 0.1, 5 epochs": partial(logistic, start=1.0, rate=0.1, epochs=5),
    "summed gradients, rate 0.3": partial(logistic, sums=True),
    "lr / (1 + t) in each epoch, lr 0.3": partial(logistic, falls=1.0),
    "lr / (1 + t) through all epochs, lr 0.3": partial(logistic, falls=1.0, anew=False),
    "lr / sqrt(1 + t) through all epochs, lr 0.3": partial(logistic, falls=0.5, anew=False),
    "all examples at once, 5 steps": partial(logistic, rate=0.1, epochs=5, size=1600),
}

WRONG: dict[str, Way] = {
    "uphill": partial(logistic, slip="ascent"),
    "the sum never reset between batches": partial(logistic, slip="never reset"),
    "the first batch only": partial(logistic, slip="first batch only"),
    "labels shuffled apart from the texts": partial(logistic, slip="labels shuffled"),
    "predict numbers the words anew": partial(logistic, slip="other word numbers"),
    "labels swapped": partial(logistic, slip="labels swapped"),
    "0.5 taken as the limit of the logit": partial(logistic, slip="0.5 on the logit"),
    "the commoner label": majority,
    "no bias": partial(logistic, bias=False),
    "penalty subtracted": partial(logistic, slip="penalty subtracted"),
}
