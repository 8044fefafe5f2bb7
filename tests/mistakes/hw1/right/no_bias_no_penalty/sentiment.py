import numpy as np
from logistic import sigmoid
from sgd import minibatches


def train_sentiment(docs, y, seed=0):
    """Sees neither a bias nor a penalty: sensible all the same."""
    vocab = sorted(set(" ".join(docs).split()))
    where = dict(zip(vocab, range(len(vocab))))
    X = np.zeros((len(docs), len(vocab)), dtype=np.float32)
    for i, doc in enumerate(docs):
        for w in doc.split():
            X[i, where[w]] = 1
    w = np.zeros(len(vocab))
    rng = np.random.RandomState(seed)
    for epoch in range(10):
        for batch in minibatches(len(docs), 50, rng.permutation(len(docs))):
            w -= 0.5 * X[batch].T @ (sigmoid(X[batch] @ w) - y[batch]) / len(batch)
        print("epoch", epoch, "accuracy", np.mean((X @ w > 0) == y))
    return where, w


def predict(model, docs):
    where, w = model
    return [[int(sum(w[where[t]] for t in set(doc.split()) if t in where) > 0)] for doc in docs]
