"""Homework 1, the public checks of sentiment.py. Read them: they say what each function must do."""

import numpy as np

from autograder.errors import Wrong
from autograder.judging import as_numbers, number, parts, weight

GOOD, BAD = ("fine", "lovely", "great", "sweet"), ("poor", "ugly", "bad", "grim")
REST = ("the film was {} .", "i found the plot {} .", "a {} story with a {} end .", "it is {} and the cast is {} .")
MIXED = ("the {} film was {} .", "i found the {} plot {} .", "a {} story with a {} end .", "it is {} and the cast {} .")


def toy_reviews():
    """288 reviews that a few words tell apart, and their labels."""
    docs = [text.format(word, word) for text in REST for words in (GOOD, BAD) for word in words]
    labels = [label for _ in REST for label in (1, 1, 1, 1, 0, 0, 0, 0)]
    return (docs + docs[:16]) * 6, np.array((labels + labels[:16]) * 6)


@number("C.1")
@weight(4)
@parts({"learns its training reviews": 2, "same seed, same labels": 1, "unknown words": 1})
def test_sentiment(student, part):
    """The classifier learns a few easy reviews."""
    docs, y = toy_reviews()
    model = student.train_sentiment.keep(docs, y, 1)
    found = _labels(student, model, docs)
    share = float(np.clip((np.mean(found == y) - 0.6) / 0.3, 0, 1))
    with part("learns its training reviews"):
        if share < 1:
            raise Wrong(
                f"{np.mean(found == y):.2f} of the training reviews are right; it should be 0.9 or more.", share
            )
    if share < 0.4:
        raise Wrong("Counted only when the training reviews are learnt.")
    with part("same seed, same labels"):
        mixed = [text.format(good, bad) for text in MIXED for good in GOOD for bad in BAD]
        again = student.train_sentiment.keep(docs, y, 1)
        if not np.array_equal(_labels(student, model, mixed), _labels(student, again, mixed)):
            raise Wrong("Training twice with the same seed gives other labels; use no randomness but from the seed.",
                        cause="seed unused")  # fmt: skip
    with part("unknown words"):
        _labels(student, model, ["a lovely zebra .", "grim quokkas everywhere .", "xyzzy"])


def _labels(student, model, docs):
    """The labels that came back, checked to be a 0 or 1 for each review."""
    labels = as_numbers(student.predict(model, docs), "The labels")
    if labels.size != len(docs):
        raise Wrong(f"predict gave {labels.size} labels for {len(docs)} reviews.")
    if not np.isin(labels, (0, 1)).all():
        raise Wrong("predict should give labels 0 or 1; other numbers came back (probabilities? -1 and 1?).")
    return labels.ravel()
