"""Homework 2, train_dan and predict_dan in dan.py: judged by what they get right."""

import numpy as np

from autograder.errors import Wrong
from autograder.judging import as_numbers, number, weight

FLOOR, FULL = 0.55, 0.86
"""Accuracy up to which nothing is earned, and from which everything is."""


def predicted(student, model, docs):
    """The labels that came back, checked to be one 0 or 1 for each text."""
    labels = as_numbers(student.predict_dan(model, docs), "The labels")
    if labels.size != len(docs):
        raise Wrong(f"predict_dan gave {labels.size} labels for {len(docs)} texts.", cause="labels")
    labels = labels.ravel()
    if not np.isin(labels, (0, 1)).all():
        raise Wrong("predict_dan should give labels 0 or 1; other numbers came back.", cause="labels")
    return labels


@number("C.2")
@weight(11)
def test_training(student, drawn, rng):
    """train_dan learns the training texts well enough to classify hidden ones."""
    docs, labels = drawn["texts"].training()
    model = student.train_dan.keep(docs, np.array(labels), int(rng.randint(1, 10**6)))
    texts, right = drawn["texts"].test(rng)
    accuracy = float(np.mean(predicted(student, model, texts) == np.array(right)))
    if accuracy < 0.4:
        raise Wrong(
            f"Accuracy {accuracy:.3f} on hidden texts: are the labels the other way round?", 0.0, "labels swapped"
        )
    share = min(1.0, max(0.0, (accuracy - FLOOR) / (FULL - FLOOR)))
    if share < 1:
        raise Wrong(f"Accuracy {accuracy:.3f} on hidden texts; {FLOOR} earns nothing, {FULL} everything.", share)
