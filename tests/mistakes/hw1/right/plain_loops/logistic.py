import conventions
import math


def sigmoid(z):
    try:
        return [sigmoid(one) for one in z]
    except TypeError:
        z = float(z)
        return 1 / (1 + math.exp(-z)) if z > 0 else math.exp(z) / (1 + math.exp(z))


def bce_loss(w, b, X, y):
    total = 0.0
    for x, label in zip(X, y):
        z = sum(wj * xj for wj, xj in zip(w, x)) + b
        total += max(z, 0) + math.log1p(math.exp(-abs(z))) - label * z
    return total / len(y) if conventions.reduction == "mean" else total


def lr_grad(w, b, X, y):
    dw, db = [0.0] * len(w), 0.0
    for x, label in zip(X, y):
        error = sigmoid(sum(wj * xj for wj, xj in zip(w, x)) + b) - label
        for j, xj in enumerate(x):
            dw[j] += error * xj / (len(y) if conventions.reduction == "mean" else 1)
        db += error / (len(y) if conventions.reduction == "mean" else 1)
    return dw, db
