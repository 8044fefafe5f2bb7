"""Homework 1, sentiment.py: the classifier is judged by what it gets right."""

import numpy as np

from autograder.errors import Wrong
from autograder.judging import as_numbers, number, weight


def predicted(student, model, docs):
    """The labels that came back, checked to be a 0 or 1 for each review."""
    labels = as_numbers(student.predict(model, docs), "The labels")
    if labels.size != len(docs):
        raise Wrong(f"predict gave {labels.size} labels for {len(docs)} reviews.", cause="number of labels")
    labels = labels.ravel()
    if np.isin(labels, (-1, 1)).all() and (labels < 0).any():
        raise Wrong("predict should give labels 0 or 1; -1 and 1 came back.", cause="labels -1 and 1")
    if not np.isin(labels, (0, 1)).all():
        raise Wrong("predict should give labels 0 or 1; other numbers came back (probabilities?).", cause="no labels")
    return labels


@number("C.2")
@weight(10)
def test_training(student, drawn, rng):
    """The classifier gets reviews right that it has not seen."""
    (docs, labels), (texts, right) = drawn["reviews"].training, drawn["reviews"].test
    floor, full = drawn["reviews"].band
    model = student.train_sentiment.keep(docs, labels.copy(), int(rng.randint(1, 10**6)))
    labels = predicted(student, model, texts)
    accuracy = float(np.mean(labels == right))
    if len(set(labels)) == 1:
        raise Wrong("predict gives every review the same label.", cause="one label for all")
    if accuracy < 0.3:
        raise Wrong(f"Accuracy {accuracy:.3f}: the labels come out the other way round.", cause="labels swapped")
    share = min(1.0, max(0.0, (accuracy - floor) / (full - floor)))
    if share < 1:
        raise Wrong(f"Accuracy {accuracy:.3f} on hidden reviews; {floor} earns nothing, {full:.3f} everything.", share)
