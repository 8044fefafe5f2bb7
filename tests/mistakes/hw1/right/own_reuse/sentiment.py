import conventions
import numpy as np
from logistic import lr_grad
from sgd import l2, minibatches, sgd


def bag(docs, words):
    X = np.zeros((len(docs), len(words)))
    for row, doc in zip(X, docs):
        for word in doc.split():
            if word in words:
                row[words[word]] = 1
    return X


def train_sentiment(docs, y, seed):
    rng = np.random.default_rng(seed)
    words = {word: i for i, word in enumerate(sorted({word for doc in docs for word in doc.split()}))}
    X = bag(docs, words)

    def grad_fn(params, batch):
        dw, db = lr_grad(params["w"], params["b"], X[batch], y[batch])
        return {"w": dw + l2(params["w"], 0.001)[1], "b": db}

    rate = {"lr": 0.2, "lr / (1 + t)": 2.0, "lr / sqrt(1 + t)": 0.8}[conventions.step_size]
    if conventions.reduction == "sum":
        rate = rate / 32
    params = {"w": np.zeros(len(words)), "b": 0.0}
    for _ in range(25):
        params = sgd(params, grad_fn, minibatches(len(y), 32, rng.permutation(len(y))), rate)
    return params["w"], params["b"], words


def predict(model, docs):
    w, b, words = model
    return np.where(bag(docs, words) @ w + b > 0, 1, 0)
