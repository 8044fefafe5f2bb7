"""Homework 2, question C: sensible and wrong ways to train a deep averaging network, for benchmarks/bands.py."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

Data = tuple[list[str], Any, list[str], int]
"""(training texts, their labels, texts to label, seed)."""


def network(
    data: Data, *, activation: str = "tanh", sums: bool = False, e: int = 16, h: int = 32, spread: float = 0.1,
    first: float = 0.0, step: str = "adam", rate: float = 0.03, epochs: int = 25, size: int = 50, stop: float = 2.0,
    l2: float = 0.0, slip: str = "",
) -> Any:  # fmt: skip
    """Train the network by minibatches; `slip` names a mistake.

    sums: gradients are those of a summed loss, and the rate of a descent without Adam is that much smaller.
    spread, first: deviations of E and of W at the start (0 for 1 / sqrt(e)). stop: the accuracy on the training texts
    from which on nothing more is trained, looked at after each epoch.
    """
    docs, y, texts, seed = data
    words = {word: i + 1 for i, word in enumerate(sorted({word for doc in docs for word in doc.split()}))}
    X, T = (shares(some, words, slip) for some in (docs, texts))
    rng = np.random.RandomState(seed)
    P, moments = start(rng, (len(words) + 1, e, h), spread, first or 1 / np.sqrt(e), slip), {}
    rate, count = rate / size if sums and step != "adam" else rate, 0
    for _ in range(epochs):
        for batch in np.split(rng.permutation(len(y)), range(size, len(y), size)):
            count += 1
            for name, grad in gradients(P, X[batch], y[batch], activation, sums, slip).items():
                grad = grad + 2 * l2 * P[name]
                P[name] = P[name] - rate * direction(step, grad, moments.setdefault(name, [0.0, 0.0]), count)
        if np.mean(labels(P, X, activation) == y) >= stop:
            break
    return labels(P, T, activation) == 1


def shares(docs: list[str], words: dict[str, int], slip: str) -> Any:
    """(N, V): the share of each known word in each text; word 0 is the pad."""
    rows = [[words[word] for word in doc.split() if word in words] for doc in docs]
    if slip == "mask ignored":
        longest = max(map(len, rows))
        rows = [row + [0] * (longest - len(row)) for row in rows]
    X = np.zeros((len(rows), len(words) + 1))
    for i, row in enumerate(rows):
        np.add.at(X[i], row, 1.0)
    return X / np.maximum(X.sum(axis=1, keepdims=True), 1.0)


def start(
    rng: np.random.RandomState, sizes: tuple[int, int, int], spread: float, first: float, slip: str
) -> dict[str, Any]:
    """Small random numbers (all parameters zero for the slip `zeros`)."""
    V, e, h = sizes
    shapes = {"E": (V, e), "W": (h, e), "b": (h,), "U": (2, h), "c": (2,)}
    deviations = {"E": spread, "W": first, "b": 0.0, "U": 1 / np.sqrt(h), "c": 0.0}
    return {name: rng.normal(size=shape) * deviations[name] * (slip != "zeros") for name, shape in shapes.items()}


def forward(P: dict[str, Any], X: Any, activation: str) -> tuple[Any, Any, Any]:
    """Mean of the words, hidden layer, logits."""
    x = X @ P["E"]
    Z = x @ P["W"].T + P["b"]
    A = np.tanh(Z) if activation == "tanh" else np.maximum(Z, 0) if activation == "relu" else 1 / (1 + np.exp(-Z))
    return x, A, A @ P["U"].T + P["c"]


def labels(P: dict[str, Any], X: Any, activation: str) -> Any:
    return np.argmax(forward(P, X, activation)[2], axis=1)


def gradients(P: dict[str, Any], X: Any, y: Any, activation: str, sums: bool, slip: str) -> dict[str, Any]:
    """Of the mean loss, or of the sum."""
    x, A, Z = forward(P, X, activation)
    dZ = (np.exp(Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)) - np.eye(2)[y]) / (1 if sums else len(y))
    slope = 1 - A**2 if activation == "tanh" else A > 0 if activation == "relu" else A * (1 - A)
    dH = dZ @ P["U"] * (1.0 if slip == "no slope" else slope)
    dX = dH @ P["W"]
    dE = X.T @ dX * (slip != "E frozen")
    if slip == "last write wins":
        there = X > 0
        last = len(y) - 1 - np.argmax(there[::-1], axis=0)
        once = np.min(X, axis=1, initial=1.0, where=there)[last]  # what one occurrence among the words of a text gets
        dE = (there.any(axis=0) * once)[:, None] * dX[last]
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


def linear(data: Data, **_: Any) -> Any:
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


Way = Callable[..., Any]

ADAM: dict[str, Any] = {"size": 25, "first": 1.0, "epochs": 30}
DESCENT: dict[str, Any] = {"step": "sgd", "rate": 0.5, "first": 2.0, "epochs": 200}
"""What the hint of the hand-out says."""

SENSIBLE: dict[str, Way] = {
    "Adam by the hint, 30 epochs": partial(network, **ADAM),
    "Adam by the hint, 15 epochs": partial(network, **{**ADAM, "epochs": 15}),
    "Adam by the hint, until 97 in 100 are right": partial(network, **ADAM, stop=0.97),
    "the same, start of W with sd 2": partial(network, **{**ADAM, "first": 2.0}, stop=0.97),
    "the same, start of E with sd 1": partial(network, **ADAM, stop=0.97, spread=1.0),
    "the same, h = 128": partial(network, **ADAM, stop=0.97, h=128),
    "SGD by the hint, 200 epochs": partial(network, **DESCENT),
    "SGD by the hint, until 97 in 100 are right": partial(network, **DESCENT, stop=0.97),
    "SGD by the hint, e = 32": partial(network, **DESCENT, e=32),
    "SGD by the hint, h = 64": partial(network, **DESCENT, h=64),
    "SGD by the hint, rate 1": partial(network, **{**DESCENT, "rate": 1.0}),
    "Adam 0.03, 50 epochs": partial(network, epochs=50),
    "Adam 0.01, 100 epochs": partial(network, rate=0.01, epochs=100),
    "Adam 0.03, narrow: e = 8, h = 8": partial(network, e=8, h=8),
    "Adam 0.03, wide: e = 50, h = 50": partial(network, e=50, h=50),
    "Adam 0.03, start of E with sd 1": partial(network, spread=1.0),
    "SGD, rate 1, start of E with sd 1, 200 epochs": partial(network, step="sgd", rate=1.0, epochs=200, spread=1.0),
    "SGD, rate 0.3, start of E with sd 1, batches of 10, 100 epochs": partial(
        network, step="sgd", rate=0.3, epochs=100, spread=1.0, size=10
    ),
    "momentum 0.9, rate 0.1, start of E with sd 1, 100 epochs": partial(
        network, step="momentum", rate=0.1, epochs=100, spread=1.0
    ),
}

HARDLY_TRAINED: dict[str, Way] = {
    "Adam 0.01, 25 epochs": partial(network, rate=0.01),
    "Adam 0.01, 50 epochs": partial(network, rate=0.01, epochs=50),
    "Adam 0.03, 8 epochs": partial(network, epochs=8),
    "Adam 0.03, L2 with alpha 0.0005": partial(network, l2=0.0005),
    "SGD, rate 0.1, 20 epochs": partial(network, step="sgd", rate=0.1, epochs=20),
    "SGD, rate 1, 60 epochs": partial(network, step="sgd", rate=1.0, epochs=60),
    "SGD, rate 1, 200 epochs": partial(network, step="sgd", rate=1.0, epochs=200),
    "SGD, rate 1, start of E with sd 1, 30 epochs": partial(network, step="sgd", rate=1.0, epochs=30, spread=1.0),
    "SGD by the hint, a rate 50 times as large": partial(network, **{**DESCENT, "rate": 25.0}),
}

WRONG: dict[str, Way] = {
    "embeddings frozen": partial(network, **ADAM, slip="E frozen"),
    "the pad is a word": partial(network, **ADAM, slip="mask ignored"),
    "all parameters start at zero": partial(network, **ADAM, slip="zeros"),
    "the last of repeated rows wins": partial(network, **ADAM, slip="last write wins"),
    "uphill": partial(network, **ADAM, rate=-0.03),
    "a linear model": linear,
    "no slope of the activation": partial(network, **ADAM, slip="no slope"),
}
