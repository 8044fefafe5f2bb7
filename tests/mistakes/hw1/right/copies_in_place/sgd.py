import conventions
from copy import deepcopy

import numpy as np


def l2(w, alpha):
    if conventions.l2_half:
        alpha = alpha / 2
    g = w.copy()
    g *= 2 * alpha
    return float((g * w).sum() / 2), g


def l1(w, alpha):
    g = np.full(w.shape, alpha)
    g[w < 0] *= -1
    g[w == 0] = 0
    return (g * w).sum(), g


def minibatches(N, m, perm):
    if conventions.last_batch == "dropped":
        N = N - N % m
        perm = perm[:N]
    perm = np.array(perm)
    out = []
    while len(perm) > 0:
        out.append(perm[:m].copy())
        perm = perm[m:]
    return out


def sgd(params, grad_fn, batches, lr):
    batches = list(batches)
    params = deepcopy(params)
    t = 0
    while batches:
        rate = {"lr": lr, "lr / (1 + t)": lr / (1 + t), "lr / sqrt(1 + t)": lr / np.sqrt(1 + t)}[conventions.step_size]
        grads = grad_fn(params, batches.pop(0))
        for name, g in grads.items():
            params[name] -= rate * g
        t += 1
    return params
