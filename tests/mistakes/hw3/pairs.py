"""Planted mistakes in skipgram_pairs of word2vec.py: what each must earn."""

import numpy as np

from autograder.proving.planted import mistake


@mistake(file="word2vec.py", earns={"B2": 4.25}, cause="last of the window")
def skipgram_pairs(ids, L):
    """The window ends one word too early on the right."""
    n = len(ids)
    at = [(ids[i], ids[j]) for i in range(n) for j in range(max(0, i - L), min(n, i + L)) if i != j]
    a = np.array(at, dtype=np.int64).reshape(-1, 2)
    return a[:, 0], a[:, 1]


@mistake(file="word2vec.py", earns={"B2": 4.28}, cause="right side only")
def skipgram_pairs(ids, L):
    """Words to the right alone."""
    n = len(ids)
    at = [(ids[i], ids[j]) for i in range(n) for j in range(i + 1, min(n, i + L + 1)) if i != j]
    a = np.array(at, dtype=np.int64).reshape(-1, 2)
    return a[:, 0], a[:, 1]


@mistake(file="word2vec.py", earns={"B2": 4.28}, cause="left side only")
def skipgram_pairs(ids, L):
    """Words to the left alone."""
    n = len(ids)
    at = [(ids[i], ids[j]) for i in range(n) for j in range(max(0, i - L), i) if i != j]
    a = np.array(at, dtype=np.int64).reshape(-1, 2)
    return a[:, 0], a[:, 1]


@mistake(file="word2vec.py", earns={"B2": 4.11}, cause="own context")
def skipgram_pairs(ids, L):
    """A word is its own context."""
    n = len(ids)
    at = [(ids[i], ids[j]) for i in range(n) for j in range(max(0, i - L), min(n, i + L + 1)) if True]
    a = np.array(at, dtype=np.int64).reshape(-1, 2)
    return a[:, 0], a[:, 1]


@mistake(file="word2vec.py", earns={"B2": 6.7}, cause="equal words left out")
def skipgram_pairs(ids, L):
    """Compares words where positions are meant."""
    n = len(ids)
    at = [(ids[i], ids[j]) for i in range(n) for j in range(max(0, i - L), min(n, i + L + 1)) if ids[i] != ids[j]]
    a = np.array(at, dtype=np.int64).reshape(-1, 2)
    return a[:, 0], a[:, 1]


@mistake(file="word2vec.py", earns={"B2": 2.18}, cause="ends left out")
def skipgram_pairs(ids, L):
    """Only words with a whole window."""
    n = len(ids)
    at = [(ids[i], ids[j]) for i in range(n) for j in range(i - L, i + L + 1) if i != j and L <= i < n - L]
    a = np.array(at, dtype=np.int64).reshape(-1, 2)
    return a[:, 0], a[:, 1]


@mistake(file="word2vec.py", earns={"B2": 3.61}, cause="wraps")
def skipgram_pairs(ids, L):
    """The text is a ring."""
    n = len(ids)
    at = [(ids[i], ids[j % n]) for i in range(n) for j in range(i - L, i + L + 1) if i != j]
    a = np.array(at, dtype=np.int64).reshape(-1, 2)
    return a[:, 0], a[:, 1]


@mistake(file="word2vec.py", earns={"B2": 2.42}, cause="left wraps")
def skipgram_pairs(ids, L):
    """Negative indices come back in."""
    n = len(ids)
    at = [(ids[i], ids[j]) for i in range(n) for j in range(i - L, min(n, i + L + 1)) if i != j]
    a = np.array(at, dtype=np.int64).reshape(-1, 2)
    return a[:, 0], a[:, 1]


@mistake(file="word2vec.py", earns={"B2": 3.91}, cause="start left out")
def skipgram_pairs(ids, L):
    """A slice with a negative start is empty."""
    pairs = []
    for i, centre in enumerate(ids):
        pairs += [(centre, c) for c in ids[i - L : i]] if i >= L else []
        pairs += [(centre, c) for c in ids[i + 1 : i + L + 1]]
    a = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return a[:, 0], a[:, 1]


@mistake(file="word2vec.py", earns={"B2": 6.4}, cause="each pair once")
def skipgram_pairs(ids, L):
    """A set of pairs."""
    n = len(ids)
    at = {(int(ids[i]), int(ids[j])) for i in range(n) for j in range(max(0, i - L), min(n, i + L + 1)) if i != j}
    a = np.array(sorted(at), dtype=np.int64).reshape(-1, 2)
    return a[:, 0], a[:, 1]


@mistake(file="word2vec.py", earns={"B2": 6.37}, cause="one list")
def skipgram_pairs(ids, L):
    """A list of pairs."""
    n = len(ids)
    return [(ids[i], ids[j]) for i in range(n) for j in range(max(0, i - L), min(n, i + L + 1)) if i != j]


@mistake(file="word2vec.py", earns={"B2": 2.45}, cause="positions")
def skipgram_pairs(ids, L):
    """Positions for words."""
    n = len(ids)
    at = [(i, j) for i in range(n) for j in range(max(0, i - L), min(n, i + L + 1)) if i != j]
    a = np.array(at, dtype=np.int64).reshape(-1, 2)
    return a[:, 0], a[:, 1]


@mistake(file="word2vec.py", earns={"B2": 4.25}, cause="window too large")
def skipgram_pairs(ids, L):
    """One word too far."""
    n = len(ids)
    at = [(ids[i], ids[j]) for i in range(n) for j in range(max(0, i - L - 1), min(n, i + L + 2)) if i != j]
    a = np.array(at, dtype=np.int64).reshape(-1, 2)
    return a[:, 0], a[:, 1]


@mistake(file="word2vec.py", earns={"B2": 3.08}, cause="half the window")
def skipgram_pairs(ids, L):
    """L is taken for the width of the whole window."""
    n = len(ids)
    at = [(ids[i], ids[j]) for i in range(n) for j in range(max(0, i - L // 2), min(n, i + L // 2 + 1)) if i != j]
    a = np.array(at, dtype=np.int64).reshape(-1, 2)
    return a[:, 0], a[:, 1]


@mistake(file="word2vec.py", earns={"B2": 7.67})
def skipgram_pairs(ids, L):
    """Fails on texts without pairs."""
    n = len(ids)
    at = [(ids[i], ids[j]) for i in range(n) for j in range(max(0, i - L), min(n, i + L + 1)) if i != j]
    a = np.array(at)
    return a[:, 0], a[:, 1]
