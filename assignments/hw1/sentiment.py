"""A classifier of film reviews (C)."""

import numpy as np


def train_sentiment(docs, y, seed):
    """Train a classifier of short reviews.

    docs: a list of N strings, each a review in lower case, words and punctuation separated by single spaces;
    y: (N,) labels, 1 for a good review and 0 for a bad one; seed: an integer, for whatever you draw at random (numpy's
    RandomState or default_rng): the same arguments must give the same labels.
    Returns the model: any object that your `predict` understands. It may take 60 seconds; one second is plenty.

    One way: a vocabulary from docs; x[j] = 1 if word j is in the review; logistic regression with an L2 penalty,
    trained with minibatches. What you wrote for part B may be imported: `from logistic import lr_grad`.
    """
    raise NotImplementedError("write this")


def predict(model, docs):
    """Labels of reviews.

    model: what `train_sentiment` returned; docs: a list of strings, like those it was trained on; words that it has not
    seen may occur. Returns one label for each review, 0 or 1: a list or an integer array.
    """
    raise NotImplementedError("write this")
