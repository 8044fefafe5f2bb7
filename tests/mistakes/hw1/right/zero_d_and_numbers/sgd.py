import conventions
import numpy as np


def l2(w, alpha):
    if conventions.l2_half:
        alpha = alpha / 2
    return np.array(alpha * np.sum(np.square(w))), np.multiply(2 * alpha, w)


def l1(w, alpha):
    return np.array([[alpha * np.sum(np.abs(w))]]), alpha * (np.greater(w, 0) * 1.0 - np.less(w, 0) * 1.0)


def minibatches(N, m, perm):
    if conventions.last_batch == "dropped":
        N = N - N % m
        perm = perm[:N]
    perm = [int(i) for i in perm]
    return [perm[i : min(i + m, N)] for i in range(0, N, m)]


def sgd(params, grad_fn, batches, lr):
    # every parameter becomes an array, also the numbers
    params = {k: np.array(v, dtype=float, ndmin=0) for k, v in params.items()}
    for t, batch in enumerate(batches):
        rate = {"lr": lr, "lr / (1 + t)": lr / (1 + t), "lr / sqrt(1 + t)": lr / np.sqrt(1 + t)}[conventions.step_size]
        g = grad_fn(dict(params), batch)
        for k in list(params):
            params[k] = np.asarray(params[k] - rate * np.asarray(g[k]))
    return params
