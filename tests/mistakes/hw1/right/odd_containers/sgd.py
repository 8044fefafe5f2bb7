import conventions
import numpy as np


def l2(w, alpha):
    if conventions.l2_half:
        alpha = alpha / 2
    return [np.array([alpha * (w * w).sum()]), (2 * alpha * w).tolist()]


def l1(w, alpha):
    return np.array(alpha * np.linalg.norm(w.ravel(), 1)), ((w > 0).astype(int) - (w < 0).astype(int)) * alpha


def minibatches(N, m, perm):
    if conventions.last_batch == "dropped":
        return tuple(perm[: N - N % m].astype(np.int32).reshape(-1, m))
    return tuple(np.split(perm.astype(np.int32), np.arange(m, N, m)))


def sgd(params, grad_fn, batches, lr):
    for t, batch in enumerate(batches):
        rate = {"lr": lr, "lr / (1 + t)": lr / (1 + t), "lr / sqrt(1 + t)": lr / np.sqrt(1 + t)}[conventions.step_size]
        g = grad_fn(params, batch.tolist())
        params = dict(zip(params, (params[k] - rate * g[k] for k in params)))
    return params
