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
    # BEGIN SOLUTION
    words = {word: j for j, word in enumerate(dict.fromkeys(word for doc in docs for word in doc.split()))}
    X, y = _features(docs, words), np.asarray(y, dtype=np.float64)
    rng = np.random.RandomState(seed)
    w, b, alpha, rate, size = np.zeros(len(words)), 0.0, 0.0005, 0.3, 40
    for _ in range(20):
        order = rng.permutation(len(docs))
        for start in range(0, len(docs), size):
            batch = order[start : start + size]
            error = 1.0 / (1.0 + np.exp(-(X[batch] @ w + b))) - y[batch]
            w = w - rate * (error @ X[batch] / len(batch) + 2 * alpha * w)
            b = b - rate * error.mean()
    return {"words": words, "w": w, "b": b}
    # END SOLUTION


def predict(model, docs):
    """Labels of reviews.

    model: what `train_sentiment` returned; docs: a list of strings, like those it was trained on; words that it has not
    seen may occur. Returns one label for each review, 0 or 1: a list or an integer array.
    """
    # BEGIN SOLUTION
    return (_features(docs, model["words"]) @ model["w"] + model["b"] > 0).astype(int)
    # END SOLUTION


# BEGIN SOLUTION
def _features(docs, words):
    """(N, V): 1 where the word occurs in the text."""
    X = np.zeros((len(docs), len(words)))
    for i, doc in enumerate(docs):
        X[i, [words[word] for word in doc.split() if word in words]] = 1.0
    return X


# END SOLUTION
