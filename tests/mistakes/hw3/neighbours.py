"""Planted mistakes in cosine and nearest of word2vec.py: what each must earn."""

import conventions
import numpy as np

from autograder.proving.planted import mistake

COSINE, PRODUCT, DISTANCE = (conventions.nearness == name for name in ("cosine", "dot product", "distance"))
ONE, OTHER = {"cosine": ("dot product", "distance"), "dot product": ("cosine", "distance"),
              "distance": ("cosine", "dot product")}[conventions.nearness]  # fmt: skip
"""What `nearest` goes by under other conventions."""


def cosines(W, i):
    """What the rows are sorted by, falling."""
    lengths = np.linalg.norm(W, axis=1)
    return W @ W[i] / np.where(lengths > 0, lengths, 1)


def products(W, i):
    """The same."""
    return W @ W[i]


def distances(W, i):
    """The same, with a minus."""
    return -np.linalg.norm(W - W[i], axis=1)


def scores(W, i):
    """What this course has."""
    lengths = np.linalg.norm(W, axis=1)
    return {
        "cosine": W @ W[i] / np.where(lengths > 0, lengths, 1),
        "dot product": W @ W[i],
        "distance": -np.linalg.norm(W - W[i], axis=1),
    }[conventions.nearness]


@mistake(file="word2vec.py", earns={"B7": 5.65 if COSINE else 6.65}, cause="dot product")
def cosine(u, v):
    """No lengths. The reference's nearest follows it."""
    return float(u @ v)


@mistake(file="word2vec.py", earns={"B7": 7 if COSINE else 7.25})
def cosine(u, v):
    """NaN for a vector of zeros."""
    return float(u @ v / (np.linalg.norm(u) * np.linalg.norm(v)))


@mistake(file="word2vec.py", earns={"B7": 6.88}, cause="squared lengths")
def cosine(u, v):
    """No root. Its nearest follows it."""
    n = (u @ u) * (v @ v)
    return float(u @ v / n) if n else 0.0


@mistake(file="word2vec.py", earns={"B7": 5.45 if COSINE else 6.65}, cause="distance")
def cosine(u, v):
    """1 minus the cosine. Its nearest follows it."""
    n = np.sqrt((u @ u) * (v @ v))
    return 1 - float(u @ v / n) if n else 0.0


@mistake(file="word2vec.py", earns={"B7": 6 if DISTANCE else 5.74}, cause="itself")
def nearest(W, i, k):
    """Word i is its own neighbour."""
    near = scores(W, i)
    return np.argsort(-near, kind='stable')[:k]


@mistake(file="word2vec.py", earns={"B7": 6 if DISTANCE else 6.6}, cause="itself" if DISTANCE else "itself set to 0")
def nearest(W, i, k):
    """Word i gets the cosine, the dot product or the distance 0."""
    near = scores(W, i)
    near[i] = 0
    return np.argsort(-near, kind='stable')[:k]


@mistake(file="word2vec.py", earns={"B7": 5.74}, cause=ONE)
def nearest(W, i, k):
    """Another convention: dot products, or cosines where dot products or distances are asked for."""
    near = {"cosine": products(W, i), "dot product": cosines(W, i), "distance": cosines(W, i)}[conventions.nearness]
    near[i] = -np.inf
    return np.argsort(-near, kind='stable')[:k]


@mistake(file="word2vec.py", earns={"B7": 5.74}, cause=OTHER)
def nearest(W, i, k):
    """Another convention: distances, or dot products where these are asked for."""
    near = {"cosine": distances(W, i), "dot product": distances(W, i), "distance": products(W, i)}[conventions.nearness]
    near[i] = -np.inf
    return np.argsort(-near, kind='stable')[:k]


@mistake(file="word2vec.py", earns={"B7": 6 if DISTANCE else 5.9}, cause="rising")
def nearest(W, i, k):
    """The nearest stands last."""
    near = scores(W, i)
    near[i] = -np.inf
    return np.argsort(-near, kind='stable')[:k][::-1]


@mistake(file="word2vec.py", earns={"B7": 7.62}, cause="ties the other way")
def nearest(W, i, k):
    """A stable rising order, turned round."""
    near = scores(W, i)
    near[i] = -np.inf
    return np.argsort(near, kind='stable')[::-1][:k]


@mistake(file="word2vec.py", earns={"B7": 4.99 if PRODUCT else 7.87},
         cause="first of the list left out")  # fmt: skip
def nearest(W, i, k):
    """Leaves out what stands first."""
    near = scores(W, i)
    return np.argsort(-near, kind='stable')[1 : k + 1]


@mistake(file="word2vec.py", earns={"B7": 6.2}, cause="one too few")
def nearest(W, i, k):
    """Word i takes one of the k places."""
    near = scores(W, i)
    order = np.argsort(-near, kind='stable')[:k]
    return order[order != i]


@mistake(file="word2vec.py", earns={"B7": 5.45 if DISTANCE else 5.5}, cause="farthest")
def nearest(W, i, k):
    """The farthest words."""
    near = scores(W, i)
    near[i] = np.inf
    return np.argsort(near, kind='stable')[:k]


@mistake(file="word2vec.py", earns={"B7": 7.75}, cause="mutation")
def nearest(W, i, k):
    """Normalises W in place."""
    near = scores(W, i)
    lengths = np.linalg.norm(W, axis=1)
    W /= np.where(lengths > 0, lengths, 1)[:, None]
    near[i] = -np.inf
    return np.argsort(-near, kind='stable')[:k]
