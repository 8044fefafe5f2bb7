import conventions
import numpy as np

sigmoid = lambda z: np.exp(-np.logaddexp(0, -np.asarray(z, dtype=float)))
bce_loss = lambda w, b, X, y: getattr(np, conventions.reduction)(np.logaddexp(0, X @ w + b) - y * (X @ w + b))
lr_grad = lambda w, b, X, y: tuple(
    f((sigmoid(X @ w + b) - y)) for f in (lambda e: getattr(np, conventions.reduction)(X * e[:, None], axis=0), getattr(np, conventions.reduction))
)
