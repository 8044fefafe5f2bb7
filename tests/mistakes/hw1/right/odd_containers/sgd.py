import numpy as np


def l2(w, alpha):
    return [np.array([alpha * (w * w).sum()]), (2 * alpha * w).tolist()]


def l1(w, alpha):
    return np.array(alpha * np.linalg.norm(w.ravel(), 1)), ((w > 0).astype(int) - (w < 0).astype(int)) * alpha


def minibatches(N, m, perm):
    return tuple(np.split(perm.astype(np.int32), np.arange(m, N, m)))


def sgd(params, grad_fn, batches, lr):
    for batch in batches:
        g = grad_fn(params, batch.tolist())
        params = dict(zip(params, (params[k] - lr * g[k] for k in params)))
    return params
