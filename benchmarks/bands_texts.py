"""Homework 2, question C: sensible and wrong ways to train a deep averaging network, for benchmarks/bands.py."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

Data = tuple[list[str], Any, list[str], int]
"""(training texts, their labels, texts to label, seed)."""


def network(
    data: Data, *, e: int = 16, h: int = 32, spread: float = 0.1, step: str = "adam", rate: float = 0.03,
    epochs: int = 25, size: int = 50, l2: float = 0.0, slip: str = "",
) -> Any:  # fmt: skip
    """Train the network by minibatches; `slip` names a mistake."""
    docs, y, texts, seed = data
    words = {word: i + 1 for i, word in enumerate(sorted({word for doc in docs for word in doc.split()}))}
    (ids, mask), test = padded(docs, words, slip), padded(texts, words, slip)
    rng = np.random.RandomState(seed)
    P, moments = start(rng, len(words) + 1, e, h, spread, slip), {}
    count = 0
    for _ in range(epochs):
        for batch in np.split(rng.permutation(len(y)), range(size, len(y), size)):
            count += 1
            for name, grad in gradients(P, ids[batch], mask[batch], y[batch], slip).items():
                grad = grad + 2 * l2 * P[name]
                P[name] = P[name] - rate * direction(step, grad, moments.setdefault(name, [0.0, 0.0]), count)
    return np.argmax(forward(P, *test)[2], axis=1) == 1


def padded(docs: list[str], words: dict[str, int], slip: str) -> tuple[Any, Any]:
    """(ids, mask), both (N, L)."""
    rows = [[words[word] for word in doc.split() if word in words] for doc in docs]
    ids = np.zeros((len(rows), max(map(len, rows))), dtype=np.int64)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = row
    return ids, (ids >= 0 if slip == "mask ignored" else ids > 0).astype(float)


def start(rng: np.random.RandomState, V: int, e: int, h: int, spread: float, slip: str) -> dict[str, Any]:
    """Small random numbers (all parameters zero for the slip `zeros`)."""
    shapes = {"E": (V, e), "W": (h, e), "b": (h,), "U": (2, h), "c": (2,)}
    deviations = {"E": spread, "W": 1 / np.sqrt(e), "b": 0.0, "U": 1 / np.sqrt(h), "c": 0.0}
    return {name: rng.normal(size=shape) * deviations[name] * (slip != "zeros") for name, shape in shapes.items()}


def forward(P: dict[str, Any], ids: Any, mask: Any) -> tuple[Any, Any, Any]:
    """Shares of the words, hidden layer, logits."""
    share = mask / np.maximum(mask.sum(axis=1, keepdims=True), 1.0)
    A = np.tanh(np.einsum("nl,nle->ne", share, P["E"][ids]) @ P["W"].T + P["b"])
    return share, A, A @ P["U"].T + P["c"]


def gradients(P: dict[str, Any], ids: Any, mask: Any, y: Any, slip: str) -> dict[str, Any]:
    """Of the mean loss."""
    share, A, Z = forward(P, ids, mask)
    dZ = (np.exp(Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)) - np.eye(2)[y]) / len(y)
    dH = dZ @ P["U"] * (1.0 if slip == "no tanh'" else 1 - A**2)
    pieces = share[:, :, None] * (dH @ P["W"])[:, None, :]
    dE = np.zeros_like(P["E"])
    if slip == "last write wins":
        dE[ids] = pieces
    elif slip != "E frozen":
        np.add.at(dE, ids, pieces)
    x = np.einsum("nl,nle->ne", share, P["E"][ids])
    return {"E": dE, "W": dH.T @ x, "b": dH.sum(axis=0), "U": dZ.T @ A, "c": dZ.sum(axis=0)}


def direction(step: str, grad: Any, moments: list[Any], count: int) -> Any:
    """What the rate is multiplied by."""
    if step == "sgd":
        return grad
    if step == "momentum":
        moments[0] = 0.9 * moments[0] + grad
        return moments[0]
    moments[0], moments[1] = 0.9 * moments[0] + 0.1 * grad, 0.999 * moments[1] + 0.001 * grad**2
    return moments[0] / (1 - 0.9**count) / (np.sqrt(moments[1] / (1 - 0.999**count)) + 1e-8)


def linear(data: Data) -> Any:
    """Logistic regression on the words: no linear model can do it."""
    docs, y, texts, seed = data
    index = {word: j for j, word in enumerate(sorted({word for doc in docs for word in doc.split()}))}
    X, T = (np.array([[word in doc.split() for word in index] for doc in some], float) for some in (docs, texts))
    rng, w, b = np.random.RandomState(seed), np.zeros(len(index)), 0.0
    for _ in range(10):
        for batch in np.split(rng.permutation(len(y)), range(50, len(y), 50)):
            error = 1 / (1 + np.exp(-(X[batch] @ w + b))) - y[batch]
            w, b = w - 0.3 * error @ X[batch] / len(batch), b - 0.3 * error.mean()
    return T @ w + b > 0


Way = Callable[[Data], Any]

SENSIBLE: dict[str, Way] = {
    "Adam 0.03, 50 epochs": partial(network, epochs=50),
    "Adam 0.01, 50 epochs": partial(network, rate=0.01, epochs=50),
    "Adam 0.01, 100 epochs": partial(network, rate=0.01, epochs=100),
    "Adam 0.03, narrow: e = 8, h = 8": partial(network, e=8, h=8),
    "Adam 0.03, wide: e = 50, h = 50": partial(network, e=50, h=50),
    "Adam 0.03, start with sd 1": partial(network, spread=1.0),
    "SGD, rate 1, start with sd 1, 200 epochs": partial(network, step="sgd", rate=1.0, epochs=200, spread=1.0),
    "SGD, rate 0.3, start with sd 1, batches of 10, 100 epochs": partial(
        network, step="sgd", rate=0.3, epochs=100, spread=1.0, size=10
    ),
    "SGD, rate 1, start with sd 0.1, 200 epochs": partial(network, step="sgd", rate=1.0, epochs=200),
    "momentum 0.9, rate 0.1, start with sd 1, 100 epochs": partial(
        network, step="momentum", rate=0.1, epochs=100, spread=1.0
    ),
}

HARDLY_TRAINED: dict[str, Way] = {
    "Adam 0.01, 25 epochs": partial(network, rate=0.01),
    "Adam 0.03, 8 epochs": partial(network, epochs=8),
    "Adam 0.03, L2 with alpha 0.0005": partial(network, l2=0.0005),
    "SGD, rate 0.1, 20 epochs": partial(network, step="sgd", rate=0.1, epochs=20),
    "SGD, rate 1, 60 epochs": partial(network, step="sgd", rate=1.0, epochs=60),
    "SGD, rate 1, start with sd 1, 30 epochs": partial(network, step="sgd", rate=1.0, epochs=30, spread=1.0),
}

WRONG: dict[str, Way] = {
    "embeddings frozen": partial(network, slip="E frozen"),
    "the pad is a word": partial(network, slip="mask ignored"),
    "all parameters start at zero": partial(network, slip="zeros"),
    "the last of repeated rows wins": partial(network, slip="last write wins"),
    "uphill": partial(network, rate=-0.03),
    "a linear model": linear,
    "no tanh'": partial(network, slip="no tanh'"),
}
