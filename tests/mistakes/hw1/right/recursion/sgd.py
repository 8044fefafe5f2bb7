import conventions
import numpy as np


def l2(w, alpha):
    if np.ndim(w) > 1:
        parts = [l2(row, alpha) for row in w]
        return sum(p for p, _ in parts), np.stack([g for _, g in parts])
    if conventions.l2_half:
        alpha = alpha / 2
    return alpha * sum(float(v) ** 2 for v in w), np.array([2 * alpha * v for v in w])


def l1(w, alpha):
    if np.ndim(w) > 1:
        parts = [l1(row, alpha) for row in w]
        return sum(p for p, _ in parts), np.stack([g for _, g in parts])
    return alpha * sum(abs(float(v)) for v in w), np.array([alpha * ((v > 0) - (v < 0)) for v in map(float, w)])


def minibatches(N, m, perm):
    if N < m:
        return [perm[:N]] if conventions.last_batch == "short" else []
    if N == m:
        return [perm]
    return [perm[:m]] + minibatches(N - m, m, perm[m:])


def sgd(params, grad_fn, batches, lr, t=0):
    if len(batches) == 0:
        return params
    grads = grad_fn(params, batches[0])
    rate = {"lr": lr, "lr / (1 + t)": lr / (1 + t), "lr / sqrt(1 + t)": lr / np.sqrt(1 + t)}[conventions.step_size]
    return sgd({k: params[k] - rate * grads[k] for k in params}, grad_fn, batches[1:], lr, t + 1)
