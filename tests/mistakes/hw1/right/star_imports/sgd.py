import conventions
from math import *

from numpy import *


def l2(w, alpha):
    if conventions.l2_half:
        alpha = alpha / 2
    return alpha * sum(w**2), 2 * alpha * w


def l1(w, alpha):
    return alpha * abs(w).sum(), alpha * sign(w)


def minibatches(N, m, perm):
    return [perm[k * m : (k + 1) * m] for k in range(int(ceil(N / m)) if conventions.last_batch == "short" else N // m)]


def sgd(params, grad_fn, batches, lr):
    w = {name: array(value, dtype=float) for name, value in params.items()}
    for i in range(len(batches)):
        g = grad_fn(w, batches[i])
        rate = {"lr": lr, "lr / (1 + t)": lr / (1 + i), "lr / sqrt(1 + t)": lr / sqrt(1 + i)}[conventions.step_size]
        w = {name: w[name] - rate * array(g[name]) for name in w}
    return w
