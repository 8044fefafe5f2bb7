"""Planted mistakes in build_vocab and neg_distribution of word2vec.py: what each must earn."""

from collections import Counter

import conventions
import numpy as np

from autograder.proving.planted import mistake


def sorted_by_count(words, counts):
    """As this course sorts them."""
    if conventions.ties == "first occurrence":
        return sorted(words, key=lambda w: -counts[w])
    return sorted(words, key=lambda w: (-counts[w], w))


@mistake(file="word2vec.py", earns={"B1": 3.25}, cause="ties")
def build_vocab(tokens, min_count):
    """The other convention for ties: by the alphabet, or by first occurrence."""
    counts = Counter(tokens)
    words = [w for w in counts if counts[w] >= min_count]
    if conventions.ties == "first occurrence":
        words = sorted(words, key=lambda w: (-counts[w], w))
    else:
        words = sorted(words, key=lambda w: -counts[w])
    return words, np.array([counts[w] for w in words])


@mistake(file="word2vec.py", earns={"B1": 3.25}, cause="ties")
def build_vocab(tokens, min_count):
    """Rising order, turned round: ties stand the wrong way."""
    counts = Counter(tokens)
    words = [w for w in counts if counts[w] >= min_count]
    if conventions.ties == "alphabet":
        words.sort()
    words = sorted(words, key=lambda w: counts[w])[::-1]
    return words, np.array([counts[w] for w in words])


@mistake(file="word2vec.py", earns={"B1": 2.6}, cause="more than")
def build_vocab(tokens, min_count):
    """> for >=."""
    counts = Counter(tokens)
    words = sorted_by_count([w for w in counts if counts[w] > min_count], counts)
    return words, np.array([counts[w] for w in words])


@mistake(file="word2vec.py", earns={"B1": 2.7}, cause="no minimum")
def build_vocab(tokens, min_count):
    """min_count is ignored."""
    counts = Counter(tokens)
    words = sorted_by_count(counts, counts)
    return words, np.array([counts[w] for w in words])


@mistake(file="word2vec.py", earns={"B1": 2.25}, cause="order")
def build_vocab(tokens, min_count):
    """In the order of the text, not sorted."""
    counts = Counter(tokens)
    words = [w for w in counts if counts[w] >= min_count]
    return words, np.array([counts[w] for w in words])


@mistake(file="word2vec.py", earns={"B1": 2.25}, cause="order")
def build_vocab(tokens, min_count):
    """Words in the order of np.unique."""
    words, counts = np.unique(tokens, return_counts=True)
    return [str(w) for w in words[counts >= min_count]], counts[counts >= min_count]


@mistake(file="word2vec.py", earns={"B1": 1.9}, cause="counts apart")
def build_vocab(tokens, min_count):
    """The words are sorted, the counts are not."""
    counts = Counter(tokens)
    words = sorted_by_count([w for w in counts if counts[w] >= min_count], counts)
    return words, np.array([n for n in counts.values() if n >= min_count])


@mistake(file="word2vec.py", earns={"B1": 3.7})
def build_vocab(tokens, min_count):
    """Cannot give an empty vocabulary."""
    counts = Counter(tokens)
    words, counts = zip(*[(w, counts[w]) for w in sorted_by_count(counts, counts) if counts[w] >= min_count])
    return list(words), np.array(counts)


@mistake(file="word2vec.py", earns={"B1": 3.8}, cause="mutation")
def build_vocab(tokens, min_count):
    """Sorts the caller's list when it is done."""
    counts = Counter(tokens)
    words = sorted_by_count([w for w in counts if counts[w] >= min_count], counts)
    tokens.sort()
    return words, np.array([counts[w] for w in words])


@mistake(file="word2vec.py", earns={"B3": 1.08}, cause="not normalised")
def neg_distribution(counts, power):
    """No division by the sum."""
    return np.asarray(counts, dtype=float) ** power


@mistake(file="word2vec.py", earns={"B3": 1.7}, cause="normalised before")
def neg_distribution(counts, power):
    """The power of the shares."""
    return (counts / np.sum(counts)) ** power


@mistake(file="word2vec.py", earns={"B3": 2.7}, cause="power ignored")
def neg_distribution(counts, power):
    """No power."""
    return counts / np.sum(counts)


@mistake(file="word2vec.py", earns={"B3": 1.7}, cause="divided by the sum of counts")
def neg_distribution(counts, power):
    """Divided by the sum of the wrong numbers."""
    return counts**power / np.sum(counts)


@mistake(file="word2vec.py", earns={"B3": 3.24}, cause="fixed power")
def neg_distribution(counts, power):
    """Always 0.75."""
    p = counts**0.75
    return p / p.sum()


@mistake(file="word2vec.py", earns={"B3": 3.8}, cause="mutation")
def neg_distribution(counts, power):
    """Works in place."""
    counts **= 2
    counts[:] = np.sqrt(counts) + 1
    p = (counts - 1.0) ** power
    return p / p.sum()
