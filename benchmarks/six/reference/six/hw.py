"""Six functions that a first course on neural networks for language asks for."""

import numpy as np


def sigmoid(x):
    """1 / (1 + exp(-x)) of a number or an array of any shape, without overflow for large |x|."""
    # BEGIN SOLUTION
    small = np.exp(-np.abs(x))
    return np.where(np.asarray(x) < 0, small, 1.0) / (1.0 + small)
    # END SOLUTION


def softmax(z):
    """Softmax over the last axis of a vector or a matrix, without overflow; z stays as it is."""
    # BEGIN SOLUTION
    shifted = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return shifted / np.sum(shifted, axis=-1, keepdims=True)
    # END SOLUTION


def lr_loss_grad(w, b, X, y, lam):
    """Logistic regression: (loss, dw, db).

    The loss is the mean cross-entropy of the N rows of X (N, D) with labels y (N,), plus lam / 2 times the sum of
    w ** 2; the bias has no penalty. Large logits must not overflow.
    """
    # BEGIN SOLUTION
    logits = X @ w + b
    loss = np.mean(np.logaddexp(0, logits) - y * logits) + lam / 2 * w @ w
    error = sigmoid(logits) - y
    return loss, X.T @ error / len(y) + lam * w, np.mean(error)
    # END SOLUTION


def mlp_backprop(params, X, Y):
    """A hidden layer of ReLUs and sigmoid outputs: (loss, gradients under the names of the parameters).

    params: W1 (D, H), b1 (H,), W2 (H, K), b2 (K,); X: (N, D); Y: (N, K) of 0 and 1. The loss is the cross-entropy,
    summed over the K outputs, averaged over the N rows.
    """
    # BEGIN SOLUTION
    hidden_in = X @ params["W1"] + params["b1"]
    hidden = np.maximum(hidden_in, 0)
    logits = hidden @ params["W2"] + params["b2"]
    loss = np.sum(np.logaddexp(0, logits) - Y * logits) / len(X)
    d_out = (sigmoid(logits) - Y) / len(X)
    d_hidden = np.where(hidden_in > 0, d_out @ params["W2"].T, 0.0)
    return loss, {"W1": X.T @ d_hidden, "b1": d_hidden.sum(0), "W2": hidden.T @ d_out, "b2": d_out.sum(0)}
    # END SOLUTION


def neg_sampling_loss_grad(vc, U, o, neg):
    """word2vec with negative sampling: (loss, dvc, dU).

    vc: (D,) the centre word; U: (V, D) the outside words; o: the right one's row; neg: the rows of the negatives, which
    may repeat. The loss is -log sigmoid(U[o] @ vc) - sum over neg of log sigmoid(-U[k] @ vc).
    """
    # BEGIN SOLUTION
    rows = np.array([o, *neg])
    target = np.zeros(len(rows))
    target[0] = 1.0
    scores = U[rows] @ vc
    loss = np.sum(np.logaddexp(0, scores)) - scores[0]
    error = sigmoid(scores) - target
    dU = np.zeros(U.shape)
    np.add.at(dU, rows, np.outer(error, vc))
    return loss, error @ U[rows], dU
    # END SOLUTION


def rnn_lm_loss(params, ids, h0):
    """A recurrent language model: (loss, the T - 1 hidden states).

    h_t = tanh(E[x_t] Wx + h_{t-1} Wh + bh), logits h_t Wo + bo; the loss is the mean cross-entropy of each next word of
    ids (T,). params: E (V, D), Wx (D, H), Wh (H, H), bh (H,), Wo (H, V), bo (V,); h0: (H,).
    """
    # BEGIN SOLUTION
    states, state = [], h0
    for word in ids[:-1]:
        state = np.tanh(params["E"][word] @ params["Wx"] + state @ params["Wh"] + params["bh"])
        states.append(state)
    chances = softmax(np.array(states) @ params["Wo"] + params["bo"])
    return -np.mean(np.log(chances[np.arange(len(states)), ids[1:]])), np.array(states)
    # END SOLUTION
