import numpy as np


def l2(w, alpha):
    if np.ndim(w) > 1:
        parts = [l2(row, alpha) for row in w]
        return sum(p for p, _ in parts), np.stack([g for _, g in parts])
    return alpha * sum(float(v) ** 2 for v in w), np.array([2 * alpha * v for v in w])


def l1(w, alpha):
    if np.ndim(w) > 1:
        parts = [l1(row, alpha) for row in w]
        return sum(p for p, _ in parts), np.stack([g for _, g in parts])
    return alpha * sum(abs(float(v)) for v in w), np.array([alpha * ((v > 0) - (v < 0)) for v in map(float, w)])


def minibatches(N, m, perm):
    if N <= m:
        return [perm[:N]]
    return [perm[:m]] + minibatches(N - m, m, perm[m:])


def sgd(params, grad_fn, batches, lr):
    if len(batches) == 0:
        return params
    grads = grad_fn(params, batches[0])
    return sgd({k: params[k] - lr * grads[k] for k in params}, grad_fn, batches[1:], lr)
