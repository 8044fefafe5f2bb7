import conventions
import functools

import numpy as np


class Penalty:
    def __init__(self, value, slope):
        self.value, self.slope = value, slope

    def __call__(self, w, alpha):
        return alpha * self.value(w).sum(), alpha * self.slope(w)


if conventions.l2_half:
    l2 = Penalty(lambda w: np.square(w) / 2, lambda w: w)
else:
    l2 = Penalty(np.square, lambda w: 2 * w)
l1 = Penalty(np.abs, np.sign)


def _cut(m_first, N, m, perm):
    del m_first
    if conventions.last_batch == "dropped":
        N = N - N % m
        perm = perm[:N]
    return list(map(np.asarray, (perm[i : i + m] for i in range(0, N, m))))


minibatches = functools.partial(_cut, None)


class Descent:
    def __init__(self, lr):
        self.lr, self.t = lr, 0

    def step(self, params, grads):
        lr, t = self.lr, self.t
        self.t += 1
        rate = {"lr": lr, "lr / (1 + t)": lr / (1 + t), "lr / sqrt(1 + t)": lr / np.sqrt(1 + t)}[conventions.step_size]
        return {name: np.subtract(params[name], np.multiply(rate, grads[name])) for name in params}


def sgd(params, grad_fn, batches, lr):
    descent = Descent(lr)
    return functools.reduce(lambda at, batch: descent.step(at, grad_fn(at, batch)), batches, params)
