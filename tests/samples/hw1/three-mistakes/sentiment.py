import re

import numpy as np
from logistic import lr_grad, sigmoid
from sgd import minibatches, sgd


def words_of(doc):
    """Lower-case words; a word after 'not' or 'never' is a word of its own."""
    out, flip = [], False
    for word in re.findall(r"[a-z']+|[.!?]", doc.lower()):
        if word in ".!?":
            flip = False
        elif word in ("not", "never", "hardly") or word.endswith("n't"):
            flip = True
        else:
            out.append("NOT_" + word if flip else word)
    return out


def features(docs, index):
    X = np.zeros((len(docs), len(index)))
    for row, doc in enumerate(docs):
        for word in words_of(doc):
            if word in index:
                X[row, index[word]] += 1
    return X


def train_sentiment(docs, y, seed):
    rng = np.random.default_rng(seed)
    index = {}
    for doc in docs:
        for word in words_of(doc):
            index.setdefault(word, len(index))
    X, y = features(docs, index), np.asarray(y, dtype=float)
    params = {"w": np.zeros(len(index)), "b": np.array(0.0)}

    def grad(params, batch):
        dw, db = lr_grad(params["w"], params["b"], X[batch], y[batch])
        return {"w": dw + 0.002 * params["w"], "b": np.array(db)}

    for epoch in range(30):
        params = sgd(params, grad, minibatches(len(docs), 32, rng.permutation(len(docs))), 0.5)
    return index, params


def predict(model, docs):
    index, params = model
    return (sigmoid(features(docs, index) @ params["w"] + params["b"]) > 0.5).astype(int)
