"""Everything by another formula."""

import numpy as np


def sigmoid(x):
    return 0.5 + 0.5 * np.tanh(0.5 * np.asarray(x, dtype=float))


def softmax(z):
    z = np.array(z, dtype=float)
    z -= z.max(axis=-1, keepdims=True)
    return np.exp(z - np.log(np.exp(z).sum(axis=-1, keepdims=True)))


def lr_loss_grad(w, b, X, y, lam):
    signs = 2 * y - 1
    margins = signs * (X.dot(w) + b)
    loss = np.logaddexp(0, -margins).sum() / len(y) + 0.5 * lam * np.linalg.norm(w) ** 2
    pull = -signs * sigmoid(-margins) / len(y)
    return loss, pull.dot(X) + lam * w, pull.sum()


def mlp_backprop(params, X, Y):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    A = X.dot(W1) + b1
    H = A.clip(min=0)
    T = H.dot(W2) + b2
    n = float(X.shape[0])
    loss = (np.maximum(T, 0) - T * Y + np.log1p(np.exp(-abs(T)))).sum() / n
    G = (sigmoid(T) - Y) / n
    B = G.dot(W2.T)
    B[A <= 0] = 0
    return loss, dict(W1=X.T.dot(B), b1=B.sum(axis=0), W2=H.T.dot(G), b2=G.sum(axis=0))


def neg_sampling_loss_grad(vc, U, o, neg):
    counts = np.bincount(np.asarray(neg), minlength=len(U)).astype(float)
    scores = U.dot(vc)
    loss = np.logaddexp(0, -scores[o]) + (counts * np.logaddexp(0, scores)).sum()
    pull = counts * sigmoid(scores)
    pull[o] += sigmoid(scores[o]) - 1
    return loss, pull.dot(U), np.outer(pull, vc)


def rnn_lm_loss(params, ids, h0):
    steps = len(ids) - 1
    into = params["E"][ids[:steps]].dot(params["Wx"]) + params["bh"]
    states = np.empty((steps, len(h0)))
    state = h0
    for step in range(steps):
        state = np.tanh(into[step] + state.dot(params["Wh"]))
        states[step] = state
    chances = softmax(states.dot(params["Wo"]) + params["bo"])
    return -np.log(chances[range(steps), ids[1:]]).mean(), states
