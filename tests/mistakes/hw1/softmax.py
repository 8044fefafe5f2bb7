"""Planted mistakes in softmax.py: what each must earn, and the slip that must be recognised."""

import conventions
import numpy as np

from autograder.proving.planted import mistake


def reduced(values, axis=None):
    """The mean or the sum, as the loss has it."""
    return getattr(np, conventions.reduction)(values, axis=axis)


def other(values):
    """The sum where the mean is right, and the other way round."""
    return np.sum(values, axis=0) if conventions.reduction == "mean" else np.mean(values, axis=0)


def among(y):
    """What a sum over the examples is divided by."""
    return len(y) if conventions.reduction == "mean" else 1


def among_otherwise(y):
    """The same where the other reduction is taken."""
    return 1 if conventions.reduction == "mean" else len(y)


OTHER_REDUCTION = "times examples" if conventions.reduction == "mean" else "over examples"

# ---------------------------------------------------------------- B4


@mistake(file="softmax.py", earns={"B4": 3.9, "B5": 0})
def softmax(Z):
    """No keepdims: works for one row only."""
    E = np.exp(Z - np.max(Z))
    return E / E.sum(axis=-1)


@mistake(file="softmax.py", earns={"B4": 4.95}, cause="wrong axis")
def softmax(Z):
    """Over axis 0; B5 uses it and is forgiven."""
    E = np.exp(Z - np.max(Z, axis=0))
    return E / E.sum(axis=0)


@mistake(file="softmax.py", earns={"B4": 5})
def softmax(Z):
    """No maximum taken off."""
    return np.exp(Z) / np.exp(Z).sum(axis=-1, keepdims=True)


@mistake(file="softmax.py", earns={"B4": 6})
def softmax(Z):
    """The maximum of the whole array: a row far below it is 0 / 0."""
    E = np.exp(Z - np.max(Z))
    return E / E.sum(axis=-1, keepdims=True)


@mistake(file="softmax.py", earns={"B4": 2}, cause="one side shifted")
def softmax(Z):
    """Shifted above the fraction bar only."""
    return np.exp(Z - np.max(Z, axis=-1, keepdims=True)) / np.exp(Z).sum(axis=-1, keepdims=True)


@mistake(file="softmax.py", earns={"B4": 3.55}, cause="not normalised")
def softmax(Z):
    """Divided by the largest in place of the sum."""
    E = np.exp(Z - np.max(Z, axis=-1, keepdims=True))
    return E / E.max(axis=-1, keepdims=True)


@mistake(file="softmax.py", earns={"B4": 2.4}, cause="logarithm")
def softmax(Z):
    """The logarithm of the softmax."""
    return Z - np.logaddexp.reduce(Z, axis=-1, keepdims=True)


@mistake(file="softmax.py", earns={"B4": 6.5}, cause="mutation")
def softmax(Z):
    """Works in place."""
    Z -= Z.max(axis=-1, keepdims=True)
    E = np.exp(Z)
    return E / E.sum(axis=-1, keepdims=True)


@mistake(file="softmax.py", earns={"B4": 4.14}, cause="whole array")
def softmax(Z):
    """One sum for all rows; B5 uses it and is forgiven."""
    E = np.exp(Z - np.max(Z))
    return E / E.sum()


@mistake(file="softmax.py", earns={"B4": 5}, cause="wrong axis")
def softmax(Z):
    """Axis 1 of a matrix, and nothing else."""
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


@mistake(file="softmax.py", earns={"B4": 4.5}, cause="sign of the logits")
def softmax(Z):
    """exp(-Z); B5 uses it and is forgiven."""
    E = np.exp(np.min(Z, axis=-1, keepdims=True) - Z)
    return E / E.sum(axis=-1, keepdims=True)


@mistake(file="softmax.py", earns={"B4": 5})
def softmax(Z):
    """A shift by a number that happens to do for the examples."""
    E = np.exp(np.asarray(Z, dtype=float) - 300.0)
    return E / E.sum(axis=-1, keepdims=True)


# ---------------------------------------------------------------- B5


@mistake(file="softmax.py", earns={"B5": 8.5}, cause=OTHER_REDUCTION)
def softmax_ce(W, b, X, y):
    """Sums for means, in loss and gradients."""
    rows, Z = np.arange(len(y)), X @ W.T + b
    Z = Z - Z.max(axis=1, keepdims=True)
    loss = other(np.log(np.exp(Z).sum(axis=1)) - Z[rows, y])
    D = softmax(Z)
    D[rows, y] -= 1
    return loss, D.T @ X / among_otherwise(y), other(D)


@mistake(file="softmax.py", earns={"B5": 10.05}, cause=OTHER_REDUCTION)
def softmax_ce(W, b, X, y):
    """The loss is a mean, the gradients are sums."""
    rows, Z = np.arange(len(y)), X @ W.T + b
    Z = Z - Z.max(axis=1, keepdims=True)
    loss = reduced(np.log(np.exp(Z).sum(axis=1)) - Z[rows, y])
    D = softmax(Z)
    D[rows, y] -= 1
    return loss, D.T @ X / among_otherwise(y), other(D)


@mistake(file="softmax.py", earns={"B5": 11.25}, cause=OTHER_REDUCTION)
def softmax_ce(W, b, X, y):
    """Only db is a sum."""
    rows, Z = np.arange(len(y)), X @ W.T + b
    Z = Z - Z.max(axis=1, keepdims=True)
    loss = reduced(np.log(np.exp(Z).sum(axis=1)) - Z[rows, y])
    D = softmax(Z)
    D[rows, y] -= 1
    return loss, D.T @ X / among(y), other(D)


@mistake(file="softmax.py", earns={"B5": 7.4}, cause="no one-hot")
def softmax_ce(W, b, X, y):
    """1 is not taken off at the right class."""
    rows, Z = np.arange(len(y)), X @ W.T + b
    Z = Z - Z.max(axis=1, keepdims=True)
    loss = reduced(np.log(np.exp(Z).sum(axis=1)) - Z[rows, y])
    D = softmax(Z)
    return loss, D.T @ X / among(y), reduced(D, axis=0)


@mistake(file="softmax.py", earns={"B5": 8.75}, cause="sign")
def softmax_ce(W, b, X, y):
    """Gradients with the wrong sign."""
    rows, Z = np.arange(len(y)), X @ W.T + b
    Z = Z - Z.max(axis=1, keepdims=True)
    loss = reduced(np.log(np.exp(Z).sum(axis=1)) - Z[rows, y])
    D = np.eye(len(b))[y] - softmax(Z)
    return loss, D.T @ X / among(y), reduced(D, axis=0)


@mistake(file="softmax.py", earns={"B5": 6.5}, cause="sign")
def softmax_ce(W, b, X, y):
    """The minus is missing in the loss, and its gradients fit: a check against one's own loss passes."""
    rows, Z = np.arange(len(y)), X @ W.T + b
    Z = Z - Z.max(axis=1, keepdims=True)
    loss = reduced(Z[rows, y] - np.log(np.exp(Z).sum(axis=1)))
    D = np.eye(len(b))[y] - softmax(Z)
    return loss, D.T @ X / among(y), reduced(D, axis=0)


@mistake(file="softmax.py", earns={"B5": 9.75}, cause="transposed")
def softmax_ce(W, b, X, y):
    """dW is (d, K)."""
    rows, Z = np.arange(len(y)), X @ W.T + b
    Z = Z - Z.max(axis=1, keepdims=True)
    loss = reduced(np.log(np.exp(Z).sum(axis=1)) - Z[rows, y])
    D = softmax(Z) - np.eye(len(b))[y]
    return loss, X.T @ D / among(y), reduced(D, axis=0)


@mistake(file="softmax.py", earns={"B5": 10.45}, cause="log base 2")
def softmax_ce(W, b, X, y):
    """The loss in bits."""
    rows, Z = np.arange(len(y)), X @ W.T + b
    Z = Z - Z.max(axis=1, keepdims=True)
    loss = reduced(np.log(np.exp(Z).sum(axis=1)) - Z[rows, y]) / np.log(2)
    D = softmax(Z) - np.eye(len(b))[y]
    return loss, D.T @ X / among(y), reduced(D, axis=0)


@mistake(file="softmax.py", earns={"B5": 9.2}, cause="no logarithm")
def softmax_ce(W, b, X, y):
    """The mean probability of the right class: the logarithm is missing."""
    P = softmax(X @ W.T + b)
    D = P - np.eye(len(b))[y]
    return -reduced(P[np.arange(len(y)), y]), D.T @ X / among(y), reduced(D, axis=0)


@mistake(file="softmax.py", earns={"B5": 10.45}, cause="over classes")
def softmax_ce(W, b, X, y):
    """The mean over all N K cells of Y log P: divided by the number of classes too."""
    Z = X @ W.T + b
    log_p = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    Y = np.eye(len(b))[y]
    D = np.exp(log_p) - Y
    return -reduced(np.sum(Y * log_p, axis=1)) / len(b), D.T @ X / among(y), reduced(D, axis=0)


@mistake(file="softmax.py", earns={"B5": 9.2}, cause="binary terms added")
def softmax_ce(W, b, X, y):
    """The loss of logistic regression on one-hot rows."""
    P, Y = softmax(X @ W.T + b), np.eye(len(b))[y]
    loss = -reduced(np.sum(Y * np.log(P) + (1 - Y) * np.log(1 - P), axis=1))
    return loss, (P - Y).T @ X / among(y), reduced(P - Y, axis=0)


@mistake(file="softmax.py", earns={"B5": 11.5})
def softmax_ce(W, b, X, y):
    """A small constant inside the logarithm: loses the stable loss only."""
    P, Y = softmax(X @ W.T + b), np.eye(len(b))[y]
    loss = -reduced(np.log(P[np.arange(len(y)), y] + 1e-8))
    return loss, (P - Y).T @ X / among(y), reduced(P - Y, axis=0)


@mistake(file="softmax.py", earns={"B5": 11})
def softmax_ce(W, b, X, y):
    """exp of the logits as they are."""
    E = np.exp(X @ W.T + b)
    P = E / E.sum(axis=1, keepdims=True)
    loss = -reduced(np.log(P[np.arange(len(y)), y]))
    D = P - np.eye(len(b))[y]
    return loss, D.T @ X / among(y), reduced(D, axis=0)


@mistake(file="softmax.py", earns={"B5": 9.5})
def softmax_ce(W, b, X, y):
    """db is one number: no axis given."""
    rows, Z = np.arange(len(y)), X @ W.T + b
    Z = Z - Z.max(axis=1, keepdims=True)
    loss = reduced(np.log(np.exp(Z).sum(axis=1)) - Z[rows, y])
    D = softmax(Z) - np.eye(len(b))[y]
    return loss, D.T @ X / among(y), np.sum(D) / among(y)


@mistake(file="softmax.py", earns={"B5": 9.5})
def softmax_ce(W, b, X, y):
    """db is 0."""
    rows, Z = np.arange(len(y)), X @ W.T + b
    Z = Z - Z.max(axis=1, keepdims=True)
    loss = reduced(np.log(np.exp(Z).sum(axis=1)) - Z[rows, y])
    D = softmax(Z) - np.eye(len(b))[y]
    return loss, D.T @ X / among(y), np.zeros(len(b))


@mistake(file="softmax.py", earns={"B5": 8.22}, cause="bias ignored")
def softmax_ce(W, b, X, y):
    """One bias for all classes, which changes nothing."""
    rows, Z = np.arange(len(y)), X @ W.T + b[0]
    Z = Z - Z.max(axis=1, keepdims=True)
    loss = reduced(np.log(np.exp(Z).sum(axis=1)) - Z[rows, y])
    D = softmax(Z) - np.eye(len(b))[y]
    return loss, D.T @ X / among(y), reduced(D, axis=0)


@mistake(file="softmax.py", earns={"B5": 4.6}, cause="classes from 1")
def softmax_ce(W, b, X, y):
    """Classes counted from 1."""
    rows, Z, y = np.arange(len(y)), X @ W.T + b, y - 1
    Z = Z - Z.max(axis=1, keepdims=True)
    loss = reduced(np.log(np.exp(Z).sum(axis=1)) - Z[rows, y])
    D = softmax(Z) - np.eye(len(b))[y]
    return loss, D.T @ X / among(y), reduced(D, axis=0)


@mistake(file="softmax.py", earns={"B5": 10.65}, cause="halved")
def softmax_ce(W, b, X, y):
    """Only dW is halved."""
    rows, Z = np.arange(len(y)), X @ W.T + b
    Z = Z - Z.max(axis=1, keepdims=True)
    loss = reduced(np.log(np.exp(Z).sum(axis=1)) - Z[rows, y])
    D = softmax(Z) - np.eye(len(b))[y]
    return loss, D.T @ X / among(y) / 2, reduced(D, axis=0)


@mistake(file="softmax.py", earns={"B5": 11}, cause="mutation")
def softmax_ce(W, b, X, y):
    """Takes the step itself."""
    rows, Z = np.arange(len(y)), X @ W.T + b
    Z = Z - Z.max(axis=1, keepdims=True)
    loss = reduced(np.log(np.exp(Z).sum(axis=1)) - Z[rows, y])
    D = softmax(Z) - np.eye(len(b))[y]
    dW, db = D.T @ X / among(y), reduced(D, axis=0)
    W -= 0.1 * dW
    return loss, dW, db


@mistake(file="softmax.py", earns={"B5": 11.4})
def softmax_ce(W, b, X, y):
    """The number of classes taken from the labels: fails where the last class does not occur."""
    rows, Z = np.arange(len(y)), X @ W.T + b
    Z = Z - Z.max(axis=1, keepdims=True)
    loss = reduced(np.log(np.exp(Z).sum(axis=1)) - Z[rows, y])
    D = softmax(Z) - np.eye(np.max(y) + 1)[y]
    return loss, D.T @ X / among(y), reduced(D, axis=0)


@mistake(file="softmax.py", earns={"B5": 3.6}, cause="wrong axis")
def softmax_ce(W, b, X, y):
    """Softmax over the examples."""
    Z = X @ W.T + b
    P = np.exp(Z - Z.max(axis=0)) / np.exp(Z - Z.max(axis=0)).sum(axis=0)
    D = P - np.eye(len(b))[y]
    return -reduced(np.log(P[np.arange(len(y)), y])), D.T @ X / among(y), reduced(D, axis=0)


@mistake(file="softmax.py", earns={"B5": 6.8}, cause="right class only")
def softmax_ce(W, b, X, y):
    """The gradient of the right class alone; stable all the same."""
    rows, Z = np.arange(len(y)), X @ W.T + b
    Z = Z - Z.max(axis=1, keepdims=True)
    loss = reduced(np.log(np.exp(Z).sum(axis=1)) - Z[rows, y])
    Y = np.eye(len(b))[y]
    D = (softmax(Z) - 1) * Y
    return loss, D.T @ X / among(y), reduced(D, axis=0)
