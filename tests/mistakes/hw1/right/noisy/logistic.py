import conventions
import sys
import warnings

import numpy as np

print("loading logistic")


def sigmoid(z):
    print("sigmoid of", z)
    warnings.warn("just so", stacklevel=1)
    z = np.asarray(z, dtype=float)
    return np.exp(-np.logaddexp(0, -z))


def bce_loss(w, b, X, y):
    z = X @ w + b
    print("logits", z, file=sys.stderr)
    return getattr(np, conventions.reduction)(np.logaddexp(0, z) - y * z)


def lr_grad(w, b, X, y):
    e = sigmoid(X @ w + b) - y
    print(e)
    return X.T @ e / (len(e) if conventions.reduction == "mean" else 1), getattr(e, conventions.reduction)()


if __name__ == "__main__":
    raise SystemExit("never run")
