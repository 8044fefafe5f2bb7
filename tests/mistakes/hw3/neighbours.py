"""Planted mistakes in cosine and nearest of word2vec.py: what each must earn."""

import numpy as np

from autograder.planted import mistake


@mistake(file="word2vec.py", earns={"B7": 5.65}, cause="dot product")
def cosine(u, v):
    """No lengths. The reference's nearest follows it."""
    return float(u @ v)


@mistake(file="word2vec.py", earns={"B7": 7})
def cosine(u, v):
    """NaN for a vector of zeros."""
    return float(u @ v / (np.linalg.norm(u) * np.linalg.norm(v)))


@mistake(file="word2vec.py", earns={"B7": 6.88}, cause="squared lengths")
def cosine(u, v):
    """No root. Its nearest follows it."""
    n = (u @ u) * (v @ v)
    return float(u @ v / n) if n else 0.0


@mistake(file="word2vec.py", earns={"B7": 5.45}, cause="distance")
def cosine(u, v):
    """1 minus the cosine. Its nearest follows it."""
    n = np.sqrt((u @ u) * (v @ v))
    return 1 - float(u @ v / n) if n else 0.0


@mistake(file="word2vec.py", earns={"B7": 5.74}, cause="itself")
def nearest(W, i, k):
    """Word i is its own neighbour."""
    lengths = np.linalg.norm(W, axis=1)
    near = W @ W[i] / np.where(lengths > 0, lengths, 1)
    return np.argsort(-near, kind='stable')[:k]


@mistake(file="word2vec.py", earns={"B7": 6.6}, cause="itself set to 0")
def nearest(W, i, k):
    """Word i gets the cosine 0."""
    lengths = np.linalg.norm(W, axis=1)
    near = W @ W[i] / np.where(lengths > 0, lengths, 1)
    near[i] = 0
    return np.argsort(-near, kind='stable')[:k]


@mistake(file="word2vec.py", earns={"B7": 5.74}, cause="dot product")
def nearest(W, i, k):
    """Dot products."""
    near = W @ W[i]
    near[i] = -np.inf
    return np.argsort(-near, kind='stable')[:k]


@mistake(file="word2vec.py", earns={"B7": 5.74}, cause="distance")
def nearest(W, i, k):
    """Distances."""
    far = np.linalg.norm(W - W[i], axis=1)
    far[i] = np.inf
    return np.argsort(far, kind='stable')[:k]


@mistake(file="word2vec.py", earns={"B7": 5.9}, cause="rising")
def nearest(W, i, k):
    """The nearest stands last."""
    lengths = np.linalg.norm(W, axis=1)
    near = W @ W[i] / np.where(lengths > 0, lengths, 1)
    near[i] = -np.inf
    return np.argsort(-near, kind='stable')[:k][::-1]


@mistake(file="word2vec.py", earns={"B7": 7.62}, cause="ties the other way")
def nearest(W, i, k):
    """A stable rising order, turned round."""
    lengths = np.linalg.norm(W, axis=1)
    near = W @ W[i] / np.where(lengths > 0, lengths, 1)
    near[i] = -np.inf
    return np.argsort(near, kind='stable')[::-1][:k]


@mistake(file="word2vec.py", earns={"B7": 7.87}, cause="first of the list left out")
def nearest(W, i, k):
    """Leaves out what stands first."""
    lengths = np.linalg.norm(W, axis=1)
    near = W @ W[i] / np.where(lengths > 0, lengths, 1)
    return np.argsort(-near, kind='stable')[1 : k + 1]


@mistake(file="word2vec.py", earns={"B7": 6.2}, cause="one too few")
def nearest(W, i, k):
    """Word i takes one of the k places."""
    lengths = np.linalg.norm(W, axis=1)
    near = W @ W[i] / np.where(lengths > 0, lengths, 1)
    order = np.argsort(-near, kind='stable')[:k]
    return order[order != i]


@mistake(file="word2vec.py", earns={"B7": 5.5}, cause="farthest")
def nearest(W, i, k):
    """The farthest words."""
    lengths = np.linalg.norm(W, axis=1)
    near = W @ W[i] / np.where(lengths > 0, lengths, 1)
    near[i] = np.inf
    return np.argsort(near, kind='stable')[:k]


@mistake(file="word2vec.py", earns={"B7": 7.75}, cause="mutation")
def nearest(W, i, k):
    """Normalises W in place."""
    lengths = np.linalg.norm(W, axis=1)
    W /= np.where(lengths > 0, lengths, 1)[:, None]
    near = np.round(W @ W[i], 12)
    near[i] = -np.inf
    return np.argsort(-near, kind='stable')[:k]
