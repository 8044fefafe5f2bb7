"""Homework 3, the public checks of C. Read them: they say what training must do."""

import numpy as np

from autograder.errors import SubmissionError, Wrong
from autograder.judging import as_numbers, number, parts, unpack, weight

TOPICS, WORDS, LENGTH, SENTENCES = "pqrstuvx", 10, 8, 800


def made_up(rng):
    """Sentences of a language with eight topics of ten words; all words of a sentence are of one topic."""
    draws = rng.randint(WORDS, size=(SENTENCES, LENGTH))
    return [[f"{TOPICS[at % len(TOPICS)]}{i}" for i in row] for at, row in enumerate(draws)]


@number("C.1")
@weight(4)
@parts({"topics": 1, "products": 1})
def test_training(student, part, rng):
    """On made-up sentences of eight topics, vectors know the topics, and their products are what they should be."""
    words, W, C = _trained(student, made_up(rng))
    with part("topics"):
        near, same = _by_topic(words, W, W)
        near = near / np.sqrt(np.outer(np.diag(near), np.diag(near)))
        right = np.mean([row[own].mean() > row[~own].max() for row, own in zip(near, same)])
        share = float(np.clip((right - 0.5) / 0.4, 0, 1))
        if not share >= 1:
            raise Wrong(f"{right:.2f} of the words are nearer to their own topic than to any other word; 0.5 earns "
                        "nothing, 0.9 everything.", share if share > 0 else 0.0)  # fmt: skip
    with part("products"):
        products, same = _by_topic(words, W, C)
        inside, outside = products[same].mean(), products[~same].mean()
        share = float(np.clip(inside - outside - 1, 0, 1) * np.clip((1.4 - abs(inside - np.log(8 / 5))) / 0.7, 0, 1))
        if not share >= 1:
            raise Wrong(f"Products w . c are {inside:.2f} on average within topics and {outside:.2f} between them. "
                        "With 5 negatives the first should be near ln(8 / 5) = 0.47 (off by 0.7 at most), and the "
                        "second at least 2 lower.", share if share > 0 else 0.0)  # fmt: skip


def _trained(student, sentences):
    """(words, W, C); code that takes a sentence as one string gets it so."""
    try:
        return unpack(student.train_w2v(sentences, 7), "words", "W", "C")
    except SubmissionError as error:
        if "AttributeError" not in str(error):
            raise
    return unpack(student.train_w2v([" ".join(sentence) for sentence in sentences], 7), "words", "W", "C")


def _by_topic(words, A, B):
    """The products of rows of A and B, and which of them belong to one topic; Wrong where something is missing."""
    if isinstance(words, dict):  # word -> row
        words = sorted(words, key=words.get)
    known = sorted(f"{topic}{i}" for topic in TOPICS for i in range(WORDS))
    if not isinstance(words, (list, tuple, np.ndarray)) or sorted(map(str, words)) != known:
        raise Wrong("words should be a list of the different words of the sentences.", cause="words")
    A, B = as_numbers(A, "W"), as_numbers(B, "C")
    if A.ndim != 2 or A.shape != B.shape or len(A) != len(words) or not np.isfinite([A, B]).all():
        raise Wrong("W and C should be finite, of shape (V, d), with a row for each word.", cause="shape")
    if not A.any(axis=1).all() or not B.any():
        raise Wrong("W or C is zero.", cause="zero")
    topic = np.array([word[0] for word in words])
    return A @ B.T, topic[:, None] == topic[None]
