"""What the proofs of the numeric templates are made with: the models' functions, and derivatives by differences."""

from collections.abc import Callable
from types import SimpleNamespace

import numpy as np

Given = SimpleNamespace
Values = dict[str, float]


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def logit(p):
    return np.log(p / (1 - p))


def cross_entropy(p, y):
    return -y * np.log(p) - (1 - y) * np.log(1 - p)


def slope(f: Callable, *at: float, h: float = 1e-5) -> list[float]:
    """The derivative of f with respect to each of its arguments, by central differences."""
    found = []
    for i in range(len(at)):
        up, down = list(at), list(at)
        up[i] += h
        down[i] -= h
        found.append((f(*up) - f(*down)) / (2 * h))
    return found


def series(g: Given, name: str) -> np.ndarray:
    """name1, name2 ... of what is given."""
    count = next(n for n in range(1, 99) if not hasattr(g, f"{name}{n}"))
    return np.array([getattr(g, f"{name}{n}") for n in range(1, count)])


def sizes(*shapes: tuple[float, ...]) -> float:
    """How many numbers arrays of these shapes hold."""
    return float(sum(np.zeros([int(n) for n in shape]).size for shape in shapes))
