"""Plain loops wherever they are bearable."""

import math

import numpy as np


def one(t):
    if t >= 0:
        return 1.0 / (1.0 + math.exp(-t))
    return math.exp(t) / (1.0 + math.exp(t))


def sigmoid(x):
    if np.ndim(x) == 0:
        return one(float(x))
    return np.array([one(t) for t in np.ravel(x)]).reshape(np.shape(x))


def softmax(z):
    if np.ndim(z) == 1:
        top = max(z)
        e = [math.exp(t - top) for t in z]
        return np.array(e) / sum(e)
    return np.array([softmax(row) for row in z])


def lr_loss_grad(w, b, X, y, lam):
    loss, dw, db = 0.0, np.zeros(len(w)), 0.0
    for x, label in zip(X, y):
        t = float(x @ w) + b
        loss += (max(t, 0) - t * label + math.log1p(math.exp(-abs(t)))) / len(y)
        error = (one(t) - label) / len(y)
        dw += error * x
        db += error
    return loss + lam / 2 * sum(v * v for v in w), dw + lam * w, db


def mlp_backprop(params, X, Y):
    grads = {name: np.zeros_like(value) for name, value in params.items()}
    loss = 0.0
    for x, labels in zip(X, Y):
        into = x @ params["W1"] + params["b1"]
        hidden = [max(value, 0.0) for value in into]
        logits = hidden @ params["W2"] + params["b2"]
        loss += sum(max(t, 0) - t * y + math.log1p(math.exp(-abs(t))) for t, y in zip(logits, labels)) / len(X)
        error = np.array([(one(t) - y) / len(X) for t, y in zip(logits, labels)])
        back = (params["W2"] @ error) * (into > 0)
        grads["W2"] += np.outer(hidden, error)
        grads["b2"] += error
        grads["W1"] += np.outer(x, back)
        grads["b1"] += back
    return loss, grads


def neg_sampling_loss_grad(vc, U, o, neg):
    loss, dvc, dU = 0.0, np.zeros(len(vc)), np.zeros(U.shape)
    for row, label in [(o, 1.0)] + [(row, 0.0) for row in neg]:
        score = float(U[row] @ vc)
        loss += math.log1p(math.exp(-score if label else score))
        error = one(score) - label
        dvc += error * U[row]
        dU[row] += error * vc
    return loss, dvc, dU


def rnn_lm_loss(params, ids, h0):
    states, loss = [h0], 0.0
    for now, following in zip(ids, ids[1:]):
        states.append(np.tanh(params["E"][now] @ params["Wx"] + states[-1] @ params["Wh"] + params["bh"]))
        loss -= math.log(softmax(states[-1] @ params["Wo"] + params["bo"])[following])
    return loss / (len(ids) - 1), np.array(states[1:])
