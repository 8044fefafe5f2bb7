import numpy as np

VOCAB = {}
weights = None


def featurize(doc):
    x = np.zeros(len(VOCAB) + 1)
    x[-1] = 1
    for token in doc.lower().split(" "):
        if token in VOCAB:
            x[VOCAB[token]] += 1
    return x


def train_sentiment(docs, y, seed):
    global weights
    VOCAB.clear()
    for doc in docs:
        for token in doc.lower().split(" "):
            VOCAB.setdefault(token, len(VOCAB))
    np.random.seed(seed)
    X = np.array([featurize(doc) for doc in docs])
    weights = np.random.randn(X.shape[1]) * 0.01
    for epoch in range(200):
        weights -= 0.1 * X.T @ (1 / (1 + np.exp(-X @ weights)) - y) / len(y)
    return None


def predict(model, docs):
    return np.array([featurize(doc) @ weights > 0 for doc in docs], dtype=float)
