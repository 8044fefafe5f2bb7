"""Planted mistakes in hw.py: what each must earn."""

import numpy as np

from autograder.proving.planted import mistake

# ---------------------------------------------------------------- B1


@mistake(file="hw.py", earns={"B1": 2.67})
def sigmoid(x):
    """Overflows for large negative numbers."""
    return 1.0 / (1.0 + np.exp(-np.asarray(x, dtype=float)))


@mistake(file="hw.py", earns={"B1": 0, "B3": 0.8, "B4": 1.34, "B5": 1.34})
def sigmoid(x):
    """exp without 1 +."""
    return np.exp(x)


@mistake(file="hw.py", earns={"B1": 1.34, "B3": 1.24, "B4": 1.34, "B5": 1.34})
def sigmoid(x):
    """The sign of x turned."""
    return np.where(np.asarray(x) < 0, 1.0, np.exp(-np.abs(x))) / (1.0 + np.exp(-np.abs(x)))


@mistake(file="hw.py", earns={"B1": 2.67})
def sigmoid(x):
    """Writes into its argument."""
    if isinstance(x, np.ndarray):
        x *= 0.5
        return (1 + np.tanh(x)) / 2
    return (1 + np.tanh(x / 2)) / 2


@mistake(file="hw.py", earns={"B1": 1.34, "B3": 0, "B4": 0, "B5": 0})
def sigmoid(x):
    """Numbers only."""
    return 1 / (1 + np.exp(-x)) if x > 0 else np.exp(x) / (1 + np.exp(x))


# ---------------------------------------------------------------- B2


@mistake(file="hw.py", earns={"B2": 2.67})
def softmax(z):
    """The largest entry is not taken off."""
    return np.exp(z) / np.sum(np.exp(z), axis=-1, keepdims=True)


@mistake(file="hw.py", earns={"B2": 1.34, "B6": 1.33})
def softmax(z):
    """Over everything instead of each row."""
    e = np.exp(z - np.max(z))
    return e / np.sum(e)


@mistake(file="hw.py", earns={"B2": 1.34, "B6": 1.33})
def softmax(z):
    """Over the first axis."""
    e = np.exp(z - np.max(z, axis=0))
    return e / np.sum(e, axis=0)


@mistake(file="hw.py", earns={"B2": 2.67})
def softmax(z):
    """Its argument is changed."""
    z -= np.max(z, axis=-1, keepdims=True)
    np.exp(z, out=z)
    z /= np.sum(z, axis=-1, keepdims=True)
    return z


@mistake(file="hw.py", earns={"B2": 2.67})
def softmax(z):
    """One maximum for all rows: rows far below it are 0 / 0."""
    e = np.exp(z - np.max(z))
    return e / (np.sum(e, axis=-1, keepdims=True) + 1e-9)


# ---------------------------------------------------------------- B3


@mistake(file="hw.py", earns={"B3": 3.11})
def lr_loss_grad(w, b, X, y, lam):
    """The penalty is missing in the gradient."""
    t = X @ w + b
    r = (sigmoid(t) - y) / len(y)
    return np.mean(np.logaddexp(0, t) - y * t) + lam / 2 * w @ w, X.T @ r, r.sum()


@mistake(file="hw.py", earns={"B3": 1.14})
def lr_loss_grad(w, b, X, y, lam):
    """The sum instead of the mean in the gradients."""
    t = X @ w + b
    r = sigmoid(t) - y
    return np.mean(np.logaddexp(0, t) - y * t) + lam / 2 * w @ w, X.T @ r + lam * w, r.sum()


@mistake(file="hw.py", earns={"B3": 2.27})
def lr_loss_grad(w, b, X, y, lam):
    """The bias has a penalty."""
    t = X @ w + b
    r = (sigmoid(t) - y) / len(y)
    return np.mean(np.logaddexp(0, t) - y * t) + lam / 2 * w @ w, X.T @ r + lam * w, r.sum() + lam * b


@mistake(file="hw.py", earns={"B3": 3.14})
def lr_loss_grad(w, b, X, y, lam):
    """The penalty of the loss lacks its half."""
    t = X @ w + b
    r = (sigmoid(t) - y) / len(y)
    return np.mean(np.logaddexp(0, t) - y * t) + lam * w @ w, X.T @ r + lam * w, r.sum()


@mistake(file="hw.py", earns={"B3": 3})
def lr_loss_grad(w, b, X, y, lam):
    """Logarithms of the sigmoid itself: infinite for large logits."""
    p = sigmoid(X @ w + b)
    r = (p - y) / len(y)
    loss = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    return loss + lam / 2 * w @ w, X.T @ r + lam * w, r.sum()


# ---------------------------------------------------------------- B4


@mistake(file="hw.py", earns={"B4": 2.66})
def mlp_backprop(params, X, Y):
    """The derivative of the ReLU is missing."""
    a = X @ params["W1"] + params["b1"]
    h = np.maximum(a, 0)
    t = h @ params["W2"] + params["b2"]
    d2 = (sigmoid(t) - Y) / len(X)
    d1 = d2 @ params["W2"].T
    loss = np.sum(np.logaddexp(0, t) - Y * t) / len(X)
    return loss, {"W1": X.T @ d1, "b1": d1.sum(0), "W2": h.T @ d2, "b2": d2.sum(0)}


@mistake(file="hw.py", earns={"B4": 1.34})
def mlp_backprop(params, X, Y):
    """The slope of the sigmoid multiplied on once too often."""
    a = X @ params["W1"] + params["b1"]
    h = np.maximum(a, 0)
    t = h @ params["W2"] + params["b2"]
    d2 = (sigmoid(t) - Y) * sigmoid(t) * (1 - sigmoid(t)) / len(X)
    d1 = d2 @ params["W2"].T * (a > 0)
    loss = np.sum(np.logaddexp(0, t) - Y * t) / len(X)
    return loss, {"W1": X.T @ d1, "b1": d1.sum(0), "W2": h.T @ d2, "b2": d2.sum(0)}


@mistake(file="hw.py", earns={"B4": 3.66})
def mlp_backprop(params, X, Y):
    """dW1 is transposed."""
    a = X @ params["W1"] + params["b1"]
    h = np.maximum(a, 0)
    t = h @ params["W2"] + params["b2"]
    d2 = (sigmoid(t) - Y) / len(X)
    d1 = d2 @ params["W2"].T * (a > 0)
    loss = np.sum(np.logaddexp(0, t) - Y * t) / len(X)
    return loss, {"W1": (X.T @ d1).T, "b1": d1.sum(0), "W2": h.T @ d2, "b2": d2.sum(0)}


@mistake(file="hw.py", earns={"B4": 3.34})
def mlp_backprop(params, X, Y):
    """db1 is summed over the units."""
    a = X @ params["W1"] + params["b1"]
    h = np.maximum(a, 0)
    t = h @ params["W2"] + params["b2"]
    d2 = (sigmoid(t) - Y) / len(X)
    d1 = d2 @ params["W2"].T * (a > 0)
    loss = np.sum(np.logaddexp(0, t) - Y * t) / len(X)
    return loss, {"W1": X.T @ d1, "b1": d1.sum(1), "W2": h.T @ d2, "b2": d2.sum(0)}


# ---------------------------------------------------------------- B5


@mistake(file="hw.py", earns={"B5": 3.34})
def neg_sampling_loss_grad(vc, U, o, neg):
    """A negative that comes twice counts once in dU."""
    s, t = sigmoid(U[o] @ vc), sigmoid(U[neg] @ vc)
    loss = -np.log(s) - np.sum(np.log(1 - t))
    dU = np.zeros_like(U)
    dU[o] = (s - 1) * vc
    dU[neg] += t[:, None] * vc
    return loss, (s - 1) * U[o] + t @ U[neg], dU


@mistake(file="hw.py", earns={"B5": 2.66})
def neg_sampling_loss_grad(vc, U, o, neg):
    """The wrong sign at the right word."""
    s, t = sigmoid(U[o] @ vc), sigmoid(U[neg] @ vc)
    loss = -np.log(s) - np.sum(np.log(1 - t))
    dU = np.zeros_like(U)
    dU[o] = (s - 1) * vc
    np.add.at(dU, neg, t[:, None] * vc)
    return loss, (1 - s) * U[o] + t @ U[neg], dU


@mistake(file="hw.py", earns={"B5": 2.66})
def neg_sampling_loss_grad(vc, U, o, neg):
    """The mean over the negatives in the loss."""
    s, t = sigmoid(U[o] @ vc), sigmoid(U[neg] @ vc)
    loss = -np.log(s) - np.mean(np.log(1 - t))
    dU = np.zeros_like(U)
    dU[o] = (s - 1) * vc
    np.add.at(dU, neg, t[:, None] * vc)
    return loss, (s - 1) * U[o] + t @ U[neg], dU


# ---------------------------------------------------------------- B6


@mistake(file="hw.py", earns={"B6": 2.66})
def rnn_lm_loss(params, ids, h0):
    """Each word predicts itself."""
    h, loss, states = h0, 0.0, []
    for word in ids[:-1]:
        h = np.tanh(params["E"][word] @ params["Wx"] + h @ params["Wh"] + params["bh"])
        loss -= np.log(softmax(h @ params["Wo"] + params["bo"])[word])
        states.append(h)
    return loss / len(states), np.array(states)


@mistake(file="hw.py", earns={"B6": 1.33})
def rnn_lm_loss(params, ids, h0):
    """The sum of the losses."""
    h, loss, states = h0, 0.0, []
    for word, following in zip(ids[:-1], ids[1:]):
        h = np.tanh(params["E"][word] @ params["Wx"] + h @ params["Wh"] + params["bh"])
        loss -= np.log(softmax(h @ params["Wo"] + params["bo"])[following])
        states.append(h)
    return loss, np.array(states)


@mistake(file="hw.py", earns={"B6": 1.33})
def rnn_lm_loss(params, ids, h0):
    """The first state at every step."""
    loss, states = 0.0, []
    for word, following in zip(ids[:-1], ids[1:]):
        h = np.tanh(params["E"][word] @ params["Wx"] + h0 @ params["Wh"] + params["bh"])
        loss -= np.log(softmax(h @ params["Wo"] + params["bo"])[following])
        states.append(h)
    return loss / len(states), np.array(states)


@mistake(file="hw.py", earns={"B6": 2.66})
def rnn_lm_loss(params, ids, h0):
    """No bias of the outputs."""
    h, loss, states = h0, 0.0, []
    for word, following in zip(ids[:-1], ids[1:]):
        h = np.tanh(params["E"][word] @ params["Wx"] + h @ params["Wh"] + params["bh"])
        loss -= np.log(softmax(h @ params["Wo"])[following])
        states.append(h)
    return loss / len(states), np.array(states)
