import numpy as np


def l2(w, alpha):
    return alpha * np.sum(w ** 2), 2 * alpha * w


def l1(w, alpha):
    return alpha * np.sum(np.abs(w)), alpha * np.sign(w)


def minibatches(N, m, perm):
    return [perm[i:i + m] for i in range(0, N, m)]


def sgd(params, grad_fn, batches, lr):
    new = {name: np.array(value, dtype=float) for name, value in params.items()}
    for batch in batches:
        grads = grad_fn(new, batch)
        for name in new:
            new[name] = new[name] - lr * grads[name]
    return new
