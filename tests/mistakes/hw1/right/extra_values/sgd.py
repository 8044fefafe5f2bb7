import numpy as np

calls = []  # state of the module's own does no harm


def l2(w, alpha, half=False):
    w = np.asarray(w)
    return float(alpha * np.vdot(w, w)), alpha * (w + w)


def l1(w, alpha, at_zero=0.0):
    grad = np.where(w == 0, at_zero, np.copysign(alpha, w))
    return float(np.dot(np.abs(w).ravel(), np.full(np.size(w), alpha))), grad


def minibatches(N, m, perm, drop_last=False):
    rows = [list(perm[i::1][:m]) for i in range(0, N, m)]
    calls.append(len(rows))
    return [np.array(row) for row in rows]


def sgd(params, grad_fn, batches, lr, momentum=0.0):
    velocity = {name: np.zeros_like(np.asarray(value, dtype=float)) for name, value in params.items()}
    new = {name: np.array(value, dtype=float, copy=True) for name, value in params.items()}
    for batch in batches:
        grads = grad_fn({name: value.copy() for name, value in new.items()}, batch)
        for name in new:
            velocity[name] = momentum * velocity[name] - lr * grads[name]
            new[name] += velocity[name]
    return new
