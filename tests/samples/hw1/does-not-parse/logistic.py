import numpy as np


def sigmoid(z):
    z = np.array(z, dtype=float)
    out = np.empty_like(z)
    pos = z >= 0
    out[pos] = 1 / (1 + np.exp(-z[pos]))
    ez = np.exp(z[~pos])
    out[~pos] = ez / (1 + ez)
    return out


def bce_loss(w, b, X, y):
    # max(z,0) - z*y + log(1 + exp(-|z|)) never overflows
    z = np.dot(X, w) + b
    losses = np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z)))
    return losses.mean()


def lr_grad(w, b, X, y):
    N = X.shape[0]
    err = sigmoid(np.dot(X, w) + b) - y
    dw = np.dot(X.T, err) / N
    db = err.sum() / N
    return dw, db


if __name__ == "__main__":
    print(sigmoid(np.array([0.0, 1.0])))
