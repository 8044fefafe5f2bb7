import conventions
import numpy as np

calls = []  # state of the module's own does no harm


def l2(w, alpha, half=False):
    if conventions.l2_half:
        alpha = alpha / 2
    w = np.asarray(w)
    return float(alpha * np.vdot(w, w)), alpha * (w + w)


def l1(w, alpha, at_zero=0.0):
    grad = np.where(w == 0, at_zero, np.copysign(alpha, w))
    return float(np.dot(np.abs(w).ravel(), np.full(np.size(w), alpha))), grad


def minibatches(N, m, perm, drop_last=False):
    if conventions.last_batch == "dropped":
        N = N - N % m
        perm = perm[:N]
    rows = [list(perm[i::1][:m]) for i in range(0, N, m)]
    calls.append(len(rows))
    return [np.array(row) for row in rows]


def sgd(params, grad_fn, batches, lr, momentum=0.0):
    velocity = {name: np.zeros_like(np.asarray(value, dtype=float)) for name, value in params.items()}
    new = {name: np.array(value, dtype=float, copy=True) for name, value in params.items()}
    for t, batch in enumerate(batches):
        rate = {"lr": lr, "lr / (1 + t)": lr / (1 + t), "lr / sqrt(1 + t)": lr / np.sqrt(1 + t)}[conventions.step_size]
        grads = grad_fn({name: value.copy() for name, value in new.items()}, batch)
        for name in new:
            velocity[name] = momentum * velocity[name] - rate * grads[name]
            new[name] += velocity[name]
    return new
