"""Homework 1, sentiment.py: the classifier is judged by what it gets right."""

import numpy as np

from autograder.errors import Wrong
from autograder.judging import as_numbers, number, weight


def predicted(student, model, docs):
    """The labels that came back, checked to be a 0 or 1 for each review."""
    labels = as_numbers(student.predict(model, docs), "The labels")
    if labels.size != len(docs):
        raise Wrong(f"predict gave {labels.size} labels for {len(docs)} reviews.")
    labels = labels.ravel()
    if not np.isin(labels, (0, 1)).all():
        raise Wrong("predict should give labels 0 or 1; other numbers came back (probabilities? -1 and 1?).")
    return labels


@number("C.2")
@weight(10)
def test_training(student, drawn, rng):
    """The classifier gets reviews right that it has not seen."""
    (docs, labels), (texts, right) = drawn["reviews"].training, drawn["reviews"].test
    floor, full = drawn["reviews"].band
    model = student.train_sentiment.keep(docs, labels.copy(), int(rng.randint(1, 10**6)))
    accuracy = float(np.mean(predicted(student, model, texts) == right))
    share = min(1.0, max(0.0, (accuracy - floor) / (full - floor)))
    if share < 1:
        raise Wrong(f"Accuracy {accuracy:.3f} on hidden reviews; {floor} earns nothing, {full:.3f} everything.", share)
