"""Planted mistakes in logistic.py: what each must earn, and the slip that must be recognised.

A slip in sigmoid that is recognised costs points in B1 only, as the hand-out says. Checks of large numbers, of
arguments and of properties are paid by what they check: a wrong formula does not lose them a second time.
"""

import math

import conventions
import numpy as np

from autograder.proving.planted import mistake


def reduced(values, axis=None):
    """The mean or the sum, as the loss has it."""
    return getattr(np, conventions.reduction)(values, axis=axis)


def among(y):
    """What a sum over the examples is divided by."""
    return len(y) if conventions.reduction == "mean" else 1


def other_sum(values):
    """The sum where the mean is right, and the other way round."""
    return np.sum(values) if conventions.reduction == "mean" else np.mean(values)


MEAN = conventions.reduction == "mean"
OTHER_REDUCTION = "times examples" if MEAN else "over examples"
FEATURES = "features for examples" if MEAN else "over features"

# ---------------------------------------------------------------- B1


@mistake(file="logistic.py", earns={"B1": 2.3}, cause="1 + forgotten")
def sigmoid(z):
    """The 1 + below the fraction bar is missing."""
    return 1 / np.exp(-np.asarray(z, dtype=float))


@mistake(file="logistic.py", earns={"B1": 3.5}, cause="complement")
def sigmoid(z):
    """The wrong sign of the exponent; B3 uses it and is forgiven."""
    return 1 / (1 + np.exp(np.asarray(z, dtype=float)))


@mistake(file="logistic.py", earns={"B1": 1.8}, cause="inverse")
def sigmoid(z):
    """1/1 + exp(-z): the brackets are missing."""
    return 1 / 1 + np.exp(-np.asarray(z, dtype=float))


@mistake(file="logistic.py", earns={"B1": 2.1}, cause="tanh")
def sigmoid(z):
    """tanh."""
    return np.tanh(np.asarray(z, dtype=float))


@mistake(file="logistic.py", earns={"B1": 1.6}, cause="slope")
def sigmoid(z):
    """The slope in place of the function."""
    s = 1 / (1 + np.exp(-np.asarray(z, dtype=float)))
    return s * (1 - s)


@mistake(file="logistic.py", earns={"B1": 1.5, "B3": 2})
def sigmoid(z):
    """By way of tanh, without the last 1/2: no slip that is known, so that B3 is judged as it comes."""
    return np.tanh(np.asarray(z, dtype=float) / 2) / 2


@mistake(file="logistic.py", earns={"B1": 5})
def sigmoid(z):
    """exp(z) / (1 + exp(z)) is not a number for large z."""
    return np.exp(z) / (1 + np.exp(z))


@mistake(file="logistic.py", earns={"B1": 5.67})
def sigmoid(z):
    """Takes no numbers, only arrays."""
    out = np.zeros(z.shape)
    out[...] = 1 / (1 + np.exp(-z))
    return out


@mistake(file="logistic.py", earns={"B1": 4.33})
def sigmoid(z):
    """A loop over one axis with math.exp, which raises OverflowError."""
    return np.array([1 / (1 + math.exp(-v)) for v in z])


@mistake(file="logistic.py", earns={"B1": 5.67})
def sigmoid(z):
    """The result has the type of z, so that integers are cut off."""
    out = np.empty_like(z)
    out[...] = 1 / (1 + np.exp(-np.asarray(z, dtype=float)))
    return out


@mistake(file="logistic.py", earns={"B1": 5.67}, cause="mutation")
def sigmoid(z):
    """Changes its argument."""
    z = np.asarray(z, dtype=float)
    np.negative(z, out=z)
    return 1 / (1 + np.exp(z))


# ---------------------------------------------------------------- B2


@mistake(file="logistic.py", earns={"B2": 5}, cause=OTHER_REDUCTION)
def bce_loss(w, b, X, y):
    """Sum for mean, or mean for sum: the convention of another term."""
    z = X @ w + b
    return other_sum(np.logaddexp(0, z) - y * z)


@mistake(file="logistic.py", earns={"B2": 4}, cause="sign")
def bce_loss(w, b, X, y):
    """The minus is missing."""
    z = X @ w + b
    return reduced(y * z - np.logaddexp(0, z))


@mistake(file="logistic.py", earns={"B2": 3.6}, cause="log base 10")
def bce_loss(w, b, X, y):
    """Logarithms of base 10, and infinite ones."""
    p = 1 / (1 + np.exp(-(X @ w + b)))
    return -reduced(y * np.log10(p) + (1 - y) * np.log10(1 - p))


@mistake(file="logistic.py", earns={"B2": 5})
def bce_loss(w, b, X, y):
    """Right on paper, infinite at logit 800."""
    p = 1 / (1 + np.exp(-(X @ w + b)))
    return -reduced(y * np.log(p) + (1 - y) * np.log(1 - p))


@mistake(file="logistic.py", earns={"B2": 5})
def bce_loss(w, b, X, y):
    """1e-8 inside the logarithm: 18 at logit 800."""
    p = 1 / (1 + np.exp(-(X @ w + b)))
    return -reduced(y * np.log(p + 1e-8) + (1 - y) * np.log(1 - p + 1e-8))


@mistake(file="logistic.py", earns={"B2": 5})
def bce_loss(w, b, X, y):
    """Probabilities clipped."""
    p = np.clip(1 / (1 + np.exp(-(X @ w + b))), 1e-12, 1 - 1e-12)
    return -reduced(y * np.log(p) + (1 - y) * np.log(1 - p))


@mistake(file="logistic.py", earns={"B2": 6})
def bce_loss(w, b, X, y):
    """Stable on one side: exp(-z) overflows for z = -800."""
    z = X @ w + b
    return reduced(np.log(1 + np.exp(-z)) + (1 - y) * z)


@mistake(file="logistic.py", earns={"B2": 3.5}, cause="labels swapped")
def bce_loss(w, b, X, y):
    """(1 - y) where y is meant."""
    z = X @ w + b
    return reduced(np.logaddexp(0, z) - (1 - y) * z)


@mistake(file="logistic.py", earns={"B2": 2.7}, cause="label 1 only")
def bce_loss(w, b, X, y):
    """The term of label 0 is missing."""
    return -reduced(y * np.log(1 / (1 + np.exp(-(X @ w + b)))))


@mistake(file="logistic.py", earns={"B2": 5.74}, cause="bias ignored")
def bce_loss(w, b, X, y):
    """Without the bias."""
    z = X @ w
    return reduced(np.logaddexp(0, z) - y * z)


@mistake(file="logistic.py", earns={"B2": 5}, cause=FEATURES)
def bce_loss(w, b, X, y):
    """Divided by the number of features."""
    z = X @ w + b
    return np.sum(np.logaddexp(0, z) - y * z) / X.shape[1]


@mistake(file="logistic.py", earns={"B2": 2.7}, cause="no logarithm")
def bce_loss(w, b, X, y):
    """The mean probability of the label: the logarithm is missing."""
    p = 1 / (1 + np.exp(-(X @ w + b)))
    return -reduced(y * p + (1 - y) * (1 - p))


@mistake(file="logistic.py", earns={"B2": 5 if MEAN else 3.9}, cause="broadcast to (N, N)")
def bce_loss(w, b, X, y):
    """(N, 1) against (N,)."""
    z, y = X @ w + b, y.reshape(-1, 1)
    return reduced(np.logaddexp(0, z) - y * z)


@mistake(file="logistic.py", earns={"B2": 1.5}, cause="not reduced")
def bce_loss(w, b, X, y):
    """One loss for each example."""
    z = X @ w + b
    return np.logaddexp(0, z) - y * z


@mistake(file="logistic.py", earns={"B2": 6.5}, cause="mutation")
def bce_loss(w, b, X, y):
    """Labels turned to -1 and 1 in the caller's array."""
    y[y == 0] = -1
    return reduced(np.logaddexp(0, -y * (X @ w + b)))


@mistake(file="logistic.py", earns={"B2": 3.2}, cause="penalty added")
def bce_loss(w, b, X, y):
    """A penalty that nobody asked for."""
    z = X @ w + b
    return reduced(np.logaddexp(0, z) - y * z) + 0.01 * np.sum(w**2)


# ---------------------------------------------------------------- B3


@mistake(file="logistic.py", earns={"B3": 5.9}, cause=OTHER_REDUCTION)
def lr_grad(w, b, X, y):
    """Sums for means, or means for sums: the convention of another term."""
    error = sigmoid(X @ w + b) - y
    return X.T @ error / (1 if conventions.reduction == "mean" else len(y)), other_sum(error)


@mistake(file="logistic.py", earns={"B3": 8.13}, cause=OTHER_REDUCTION)
def lr_grad(w, b, X, y):
    """dw is a mean and db a sum, or the other way round."""
    error = sigmoid(X @ w + b) - y
    return X.T @ error / among(y), other_sum(error)


@mistake(file="logistic.py", earns={"B3": 5.5}, cause="sign")
def lr_grad(w, b, X, y):
    """y - p."""
    error = y - sigmoid(X @ w + b)
    return X.T @ error / among(y), reduced(error)


@mistake(file="logistic.py", earns={"B3": 4.8}, cause="slope multiplied on")
def lr_grad(w, b, X, y):
    """The slope of the sigmoid multiplied on."""
    p = sigmoid(X @ w + b)
    error = (p - y) * p * (1 - p)
    return X.T @ error / among(y), reduced(error)


@mistake(file="logistic.py", earns={"B3": 5.85}, cause="bias ignored")
def lr_grad(w, b, X, y):
    """Without the bias."""
    error = sigmoid(X @ w) - y
    return X.T @ error / among(y), reduced(error)


@mistake(file="logistic.py", earns={"B3": 7.25})
def lr_grad(w, b, X, y):
    """db is 0."""
    return X.T @ (sigmoid(X @ w + b) - y) / among(y), 0.0


@mistake(file="logistic.py", earns={"B3": 5.9 if MEAN else 6.9}, cause=FEATURES)
def lr_grad(w, b, X, y):
    """Divided by the number of features."""
    error = sigmoid(X @ w + b) - y
    return X.T @ error / X.shape[1], error.sum() / X.shape[1]


@mistake(file="logistic.py", earns={"B3": 8.13 if MEAN else 8.63}, cause=FEATURES)
def lr_grad(w, b, X, y):
    """Only db is divided by the number of features."""
    error = sigmoid(X @ w + b) - y
    return X.T @ error / among(y), error.sum() / len(w)


@mistake(file="logistic.py", earns={"B3": 4.75 if MEAN else 3.88}, cause="broadcast to (N, N)")
def lr_grad(w, b, X, y):
    """(N, 1) minus (N,)."""
    error = sigmoid(X @ w.reshape(-1, 1) + b) - y
    return X.T @ error / among(y), reduced(error)


@mistake(file="logistic.py", earns={"B3": 3.1}, cause="last example only")
def lr_grad(w, b, X, y):
    """= where += is meant."""
    for x, label in zip(X, y):
        error = sigmoid(x @ w + b) - label
        dw, db = error * x, error
    return dw / among(y), db / among(y)


@mistake(file="logistic.py", earns={"B3": 4}, cause="last example dropped")
def lr_grad(w, b, X, y):
    """The loop ends one example early."""
    dw, db = np.zeros(len(w)), 0.0
    for i in range(len(y) - 1):
        error = sigmoid(X[i] @ w + b) - y[i]
        dw, db = dw + error * X[i], db + error
    return dw / among(y), db / among(y)


@mistake(file="logistic.py", earns={"B3": 4.1}, cause="sigmoid forgotten")
def lr_grad(w, b, X, y):
    """The gradient of linear regression."""
    error = X @ w + b - y
    return X.T @ error / among(y), reduced(error)


@mistake(file="logistic.py", earns={"B3": 3.8}, cause="threshold")
def lr_grad(w, b, X, y):
    """The perceptron's rule."""
    error = (sigmoid(X @ w + b) > 0.5).astype(float) - y
    return X.T @ error / among(y), reduced(error)


@mistake(file="logistic.py", earns={"B3": 6.9}, cause="doubled")
def lr_grad(w, b, X, y):
    """A 2 from a square that is not there."""
    error = sigmoid(X @ w + b) - y
    return 2 * X.T @ error / among(y), 2 * reduced(error)


@mistake(file="logistic.py", earns={"B3": 9}, cause="mutation")
def lr_grad(w, b, X, y):
    """Subtracts the labels in place and scales X in place."""
    error = sigmoid(X @ w + b) - y
    X *= error.reshape(-1, 1)
    return reduced(X, axis=0), reduced(error)


@mistake(file="logistic.py", earns={"B3": 2.8})
def lr_grad(w, b, X, y):
    """db before dw."""
    error = sigmoid(X @ w + b) - y
    return reduced(error), X.T @ error / among(y)


@mistake(file="logistic.py", earns={"B3": 0})
def lr_grad(w, b, X, y):
    """db is not returned."""
    return X.T @ (sigmoid(X @ w + b) - y) / among(y)


@mistake(file="logistic.py", earns={"B3": 9.43}, cause="shape")
def lr_grad(w, b, X, y):
    """dw is a column."""
    error = sigmoid(X @ w + b) - y
    return X.T @ error.reshape(-1, 1) / among(y), reduced(error)


@mistake(file="logistic.py", earns={"B3": 7.88}, cause="not reduced")
def lr_grad(w, b, X, y):
    """db has one entry for each example."""
    error = sigmoid(X @ w + b) - y
    return X.T @ error / among(y), error


@mistake(file="logistic.py", earns={"B3": 8.05}, cause="sum of dw")
def lr_grad(w, b, X, y):
    """db is the sum of dw."""
    dw = X.T @ (sigmoid(X @ w + b) - y) / among(y)
    return dw, dw.sum()


@mistake(file="logistic.py", earns={"B3": 6.25 if MEAN else 5.75}, cause="penalty added")
def lr_grad(w, b, X, y):
    """A penalty that nobody asked for."""
    error = sigmoid(X @ w + b) - y
    return X.T @ error / among(y) + 2 * 0.01 * w, reduced(error)
