from math import *

from numpy import *


def l2(w, alpha):
    return alpha * sum(w**2), 2 * alpha * w


def l1(w, alpha):
    return alpha * abs(w).sum(), alpha * sign(w)


def minibatches(N, m, perm):
    return [perm[k * m : (k + 1) * m] for k in range(int(ceil(N / m)))]


def sgd(params, grad_fn, batches, lr):
    w = {name: array(value, dtype=float) for name, value in params.items()}
    for i in range(len(batches)):
        g = grad_fn(w, batches[i])
        w = {name: w[name] - lr * array(g[name]) for name in w}
    return w
