"""Homework 3, C: both numbers are computed here, from the words and vectors that came back."""

import numpy as np

from autograder.errors import SubmissionError, Wrong
from autograder.judging import as_numbers, number, parts, unpack, weight

WINDOW, NEGATIVES, POWER, PAIRS, NEIGHBOURS = 4, 5, 0.75, 5000, 3
PURITY = (0.20, 0.90)
LOSS = (2.85, 2.55)
"""What earns nothing, and what earns everything."""


def vectors(result, known):
    """(W, C) with a row for each of the known words, zeros for a word that is missing."""
    words, W, C = unpack(result, "words", "W", "C")
    words, W, C = _listed(words), as_numbers(W, "W"), as_numbers(C, "C")
    for name, M in (("W", W), ("C", C)):
        if M.ndim != 2 or len(M) != len(words) or not M.shape[1] or M.shape[1] != W.shape[1]:
            raise Wrong(f"{name} has shape {M.shape} for {len(words)} words; it should be (V, d).", cause="shape")
        if not np.isfinite(M).all():
            raise Wrong(f"{name} has entries that are not finite numbers.", cause="not finite")
    row = {word: i for i, word in enumerate(words)}
    if not set(known) & set(row):
        raise Wrong("None of the words of the sentences is among the words that came back.", cause="words")
    chosen = np.array([row.get(word, len(words)) for word in known])
    return tuple(np.vstack([M, np.zeros((1, M.shape[1]))])[chosen] for M in (W, C))


def _listed(words):
    """The words in the order of the rows; a dict word -> row is taken too."""
    if isinstance(words, dict) and all(isinstance(row, (int, np.integer)) for row in words.values()):
        words = sorted(words, key=words.get)
    words = words.tolist() if isinstance(words, np.ndarray) else words
    if not isinstance(words, (list, tuple)) or not all(isinstance(word, str) for word in words):
        raise Wrong("words should be a list of strings.", cause="words")
    return list(words)


def purity(W, labels):
    """The share of the nearest neighbours of words with a topic that have the same one; labels: "" for no topic."""
    lengths = np.linalg.norm(W, axis=1, keepdims=True)
    unit = W / np.where(lengths > 0, lengths, 1.0)
    near = unit @ unit.T
    np.fill_diagonal(near, -np.inf)
    near = np.where(lengths.T > 0, near, -np.inf)
    labels = np.array(labels)
    shares = []
    for i in np.flatnonzero(labels != ""):
        nearest = np.argsort(-near[i], kind="stable")[:NEIGHBOURS]
        shares.append(np.mean(labels[nearest] == labels[i]) if lengths[i] > 0 else 0.0)
    return float(np.mean(shares))


def pairs(sentences, number_of):
    """(M, 2) centre and context of every pair of the sentences."""
    found = []
    for sentence in sentences:
        ids = [number_of[word] for word in sentence]
        found += [(ids[i], ids[j]) for i in range(len(ids)) for j in range(len(ids)) if 0 < abs(i - j) <= WINDOW]
    return np.array(found)


def mean_loss(W, C, sample, negatives):
    """The mean of sgns_loss over the pairs of `sample`, with a row of negatives each."""
    up = np.einsum("bd,bd->b", W[sample[:, 0]], C[sample[:, 1]])
    down = np.einsum("bd,bkd->bk", W[sample[:, 0]], C[negatives])
    return float(np.mean(np.logaddexp(0.0, -up) + np.logaddexp(0.0, down).sum(axis=1)))


def sampled(rng, sentences, number_of, counts):
    """PAIRS pairs of the sentences and their negatives."""
    every = pairs(sentences, number_of)
    weights = np.asarray(counts, dtype=float) ** POWER
    sample = every[rng.permutation(len(every))[:PAIRS]]
    return sample, rng.choice(len(counts), size=(len(sample), NEGATIVES), p=weights / weights.sum())


def share(value, band):
    """From nothing at the first end of the band to everything at the second, in a straight line."""
    nothing, everything = band
    return float(np.clip((value - nothing) / (everything - nothing), 0.0, 1.0))


def trained(student, sentences, seed, known):
    """The vectors that training gives; code that takes sentences as text gets them so."""
    failure = None
    for form in (sentences, [" ".join(sentence) for sentence in sentences]):
        try:
            return vectors(student.train_w2v(form, seed), known)
        except (SubmissionError, Wrong) as error:
            failure = failure or error
            if type(error).__name__ in ("TimeLimit", "WorkerDied"):
                break
    raise failure


def judge_purity(W, labels):
    found = purity(W, labels)
    if share(found, PURITY) < 1:
        raise Wrong(f"Purity {found:.3f}; {PURITY[0]} earns nothing, {PURITY[1]} everything.", share(found, PURITY))


def judge_loss(W, C, sample, negatives):
    found = mean_loss(W, C, sample, negatives)
    if share(found, LOSS) < 1:
        raise Wrong(f"Loss {found:.3f}; {LOSS[0]} earns nothing, {LOSS[1]} everything.", share(found, LOSS))


@number("C.3")
@weight(12)
@parts({"purity": 1, "loss": 1})
def test_training(student, part, drawn, rng):
    """The vectors know the topics, and their loss on other sentences is low."""
    sentences, topics = drawn["sentences"].training(), drawn["sentences"].topics()
    known = sorted({word for sentence in sentences for word in sentence})
    number_of = {word: i for i, word in enumerate(known)}
    counts = np.bincount([number_of[word] for sentence in sentences for word in sentence], minlength=len(known))
    seed, test = int(rng.randint(1, 10**6)), drawn["sentences"].test(rng)
    test = [[word for word in sentence if word in number_of] for sentence in test]
    try:
        W, C = trained(student, sentences, seed, known)
    except (SubmissionError, Wrong) as error:
        for name in ("purity", "loss"):
            with part(name):
                raise error
        return
    with part("purity"):
        judge_purity(W, [topics.get(word, "") for word in known])
    with part("loss"):
        judge_loss(W, C, *sampled(rng, test, number_of, counts))
