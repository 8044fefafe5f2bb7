"""Planted mistakes in sentiment.py: what each must earn."""

import numpy as np

from autograder.proving.planted import mistake


@mistake(file="sentiment.py", earns={"C": 0})
def predict(model, docs):
    """Probabilities in place of labels."""
    return 1 / (1 + np.exp(-(_features(docs, model["words"]) @ model["w"] + model["b"])))


@mistake(file="sentiment.py", earns={"C": 0})
def predict(model, docs):
    """-1 and 1 in place of 0 and 1."""
    return np.where(_features(docs, model["words"]) @ model["w"] + model["b"] > 0, 1, -1)


@mistake(file="sentiment.py", earns={"C": 0})
def predict(model, docs):
    """Good and bad the other way round."""
    return (_features(docs, model["words"]) @ model["w"] + model["b"] < 0).astype(int)


@mistake(file="sentiment.py", earns={"C": 0})
def predict(model, docs):
    """Always the same label."""
    return np.ones(len(docs), dtype=int)


@mistake(file="sentiment.py", earns={"C": 13})
def predict(model, docs):
    """Raises on words that it has not seen: the hidden reviews happen to have none."""
    X = np.zeros((len(docs), len(model["words"])))
    for i, doc in enumerate(docs):
        for word in doc.split():
            X[i, model["words"][word]] = 1.0
    return (X @ model["w"] + model["b"] > 0).astype(int)


@mistake(file="sentiment.py", earns={"C": 0})
def predict(model, docs):
    """A label for each different review only."""
    docs = sorted(set(docs))[1:]
    return (_features(docs, model["words"]) @ model["w"] + model["b"] > 0).astype(int)


@mistake(file="sentiment.py", earns={"C": 0})
def train_sentiment(docs, y, seed):
    """Goes up the gradient."""
    words = {word: j for j, word in enumerate(dict.fromkeys(word for doc in docs for word in doc.split()))}
    X, w, b = _features(docs, words), np.zeros(len(words)), 0.0
    for _ in range(100):
        error = 1 / (1 + np.exp(-np.clip(X @ w + b, -500, 500))) - y
        w, b = w + 0.1 * error @ X / len(y), b + 0.1 * error.mean()
    return {"words": words, "w": w, "b": b}


@mistake(file="sentiment.py", earns={"C": 0})
def train_sentiment(docs, y, seed):
    """Nothing is trained."""
    words = {word: j for j, word in enumerate(dict.fromkeys(word for doc in docs for word in doc.split()))}
    return {"words": words, "w": np.zeros(len(words)), "b": 0.0}


@mistake(file="sentiment.py", earns={"C": 0})
def train_sentiment(docs, y, seed):
    """Features by a running number of the review: every text looks alike afterwards."""
    return {"words": {doc: j for j, doc in enumerate(docs)}, "w": np.asarray(y) - 0.5, "b": 0.0}


@mistake(file="sentiment.py", earns={"C": 13}, cause="seed unused")
def train_sentiment(docs, y, seed, calls=[]):  # noqa: B006
    """Draws at random without the seed, and stops early: another model each time, and the same ones in each proof."""
    calls.append(seed)
    words = {word: j for j, word in enumerate(dict.fromkeys(word for doc in docs for word in doc.split()))}
    X, rng = _features(docs, words), np.random.default_rng(len(calls))
    w, b = rng.normal(size=len(words)) * 0.2, 0.0
    for _ in range(6):
        for batch in np.split(rng.permutation(len(y)), range(40, len(y), 40)):
            error = 1 / (1 + np.exp(-(X[batch] @ w + b))) - y[batch]
            w, b = w - 0.3 * error @ X[batch] / len(batch), b - 0.3 * error.mean()
    return {"words": words, "w": w, "b": b}
