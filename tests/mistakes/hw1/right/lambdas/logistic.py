import numpy as np

sigmoid = lambda z: np.exp(-np.logaddexp(0, -np.asarray(z, dtype=float)))
bce_loss = lambda w, b, X, y: np.mean(np.logaddexp(0, X @ w + b) - y * (X @ w + b))
lr_grad = lambda w, b, X, y: tuple(
    f((sigmoid(X @ w + b) - y)) for f in (lambda e: np.mean(X * e[:, None], axis=0), np.mean)
)
