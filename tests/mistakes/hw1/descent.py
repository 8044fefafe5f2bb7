"""Planted mistakes in sgd.py: what each must earn, and the slip that must be recognised."""

import conventions
import numpy as np

from autograder.proving.planted import mistake


def before(alpha):
    """What stands before the squares."""
    return alpha / 2 if conventions.l2_half else alpha


def before_otherwise(alpha):
    """The same in another course."""
    return alpha if conventions.l2_half else alpha / 2


def starts(N, m):
    """Where the batches begin."""
    return range(0, N, m) if conventions.last_batch == "short" else range(0, N - m + 1, m)


def size(lr, t):
    """The size of the step after t others."""
    return {"lr": lr, "lr / (1 + t)": lr / (1 + t), "lr / sqrt(1 + t)": lr / np.sqrt(1 + t)}[conventions.step_size]


OTHER = "doubled" if conventions.l2_half else "halved"
SHORT = conventions.last_batch == "short"

# ---------------------------------------------------------------- B6


@mistake(file="sgd.py", earns={"B6": 4.7}, cause=OTHER)
def l2(w, alpha):
    """The gradient lacks its 2, or has one where the 1/2 cancels it."""
    return before(alpha) * np.sum(w**2), 2 * before_otherwise(alpha) * w


@mistake(file="sgd.py", earns={"B6": 4.4}, cause=OTHER)
def l2(w, alpha):
    """The penalty of another course: with a half where there is none, or without."""
    return before_otherwise(alpha) * np.sum(w**2), 2 * before_otherwise(alpha) * w


@mistake(file="sgd.py", earns={"B6": 4.4}, cause="square root taken")
def l2(w, alpha):
    """The norm, not its square."""
    return before(alpha) * np.linalg.norm(w), 2 * before(alpha) * w


@mistake(file="sgd.py", earns={"B6": 4.3}, cause="not squared")
def l2(w, alpha):
    """sum(w), which may be negative."""
    return before(alpha) * np.sum(w), 2 * before(alpha) * w


@mistake(file="sgd.py", earns={"B6": 4.4}, cause="over weights")
def l2(w, alpha):
    """Means for sums."""
    return before(alpha) * np.mean(w**2), 2 * before(alpha) * w / w.size


@mistake(file="sgd.py", earns={"B6": 4.4})
def l2(w, alpha):
    """w @ w: fails for a matrix."""
    return float(before(alpha) * (w @ w)), 2 * before(alpha) * w


@mistake(file="sgd.py", earns={"B6": 2.9})
def l2(w, alpha):
    """The gradient is not returned."""
    return before(alpha) * np.sum(w**2)


@mistake(file="sgd.py", earns={"B6": 4.2})
def l1(w, alpha):
    """w / |w| is not a number at 0."""
    return alpha * np.sum(np.abs(w)), alpha * w / np.abs(w)


@mistake(file="sgd.py", earns={"B6": 4.2}, cause="slope at 0")
def l1(w, alpha):
    """1 for the slope at 0."""
    return alpha * np.sum(np.abs(w)), alpha * np.where(w >= 0, 1.0, -1.0)


@mistake(file="sgd.py", earns={"B6": 3.92}, cause="size for sign")
def l1(w, alpha):
    """|w| for its derivative."""
    return alpha * np.sum(np.abs(w)), alpha * np.abs(w)


@mistake(file="sgd.py", earns={"B6": 3.92}, cause="sign ignored")
def l1(w, alpha):
    """alpha everywhere."""
    return alpha * np.sum(np.abs(w)), alpha * np.ones_like(w)


@mistake(file="sgd.py", earns={"B6": 4.46}, cause="alpha missing")
def l1(w, alpha):
    """alpha is missing from the gradient."""
    return alpha * np.sum(np.abs(w)), np.sign(w)


@mistake(file="sgd.py", earns={"B6": 4.3}, cause="not absolute")
def l1(w, alpha):
    """sum(w): signs cancel."""
    return alpha * np.sum(w), alpha * np.sign(w)


@mistake(file="sgd.py", earns={"B6": 2.74}, cause="L2")
def l1(w, alpha):
    """l2 once more."""
    return before(alpha) * np.sum(w**2), 2 * before(alpha) * w


# ---------------------------------------------------------------- B7


@mistake(file="sgd.py", earns={"B7": 3}, cause="last batch dropped" if SHORT else "last batch kept")
def minibatches(N, m, perm):
    """The convention of another course: the short last batch is dropped, or kept."""
    return [perm[k : k + m] for k in (range(0, N - m + 1, m) if conventions.last_batch == "short" else range(0, N, m))]


@mistake(file="sgd.py", earns={"B7": 2}, cause="perm not used")
def minibatches(N, m, perm):
    """perm is not used."""
    return [np.arange(start, min(start + m, N)) for start in starts(N, m)]


@mistake(file="sgd.py", earns={"B7": 3 if SHORT else 2})
def minibatches(N, m, perm):
    """An empty batch at the end where m divides N; its mean is not a number."""
    return [perm[k * m : (k + 1) * m] for k in range(N // m + 1)]


@mistake(file="sgd.py", earns={"B7": 3})
def minibatches(N, m, perm):
    """The last batch is filled up from the beginning."""
    return [np.take(perm, np.arange(start, start + m), mode="wrap") for start in range(0, N, m)]


@mistake(file="sgd.py", earns={"B7": 2})
def minibatches(N, m, perm):
    """N // m batches of nearly the same size: right where m divides N."""
    return np.array_split(perm, N // m)


@mistake(file="sgd.py", earns={"B7": 2})
def minibatches(N, m, perm):
    """reshape: fails where m does not divide N."""
    return list(np.asarray(perm).reshape(-1, m))


@mistake(file="sgd.py", earns={"B7": 0})
def minibatches(N, m, perm):
    """The start moves by one."""
    return [perm[start : start + m] for start in range(N)]


@mistake(file="sgd.py", earns={"B7": 0})
def minibatches(N, m, perm):
    """One batch of everything."""
    return [np.asarray(perm)]


@mistake(file="sgd.py", earns={"B7": 3}, cause="order within batches")
def minibatches(N, m, perm):
    """Sorted within the batches."""
    return [np.sort(perm[start : start + m]) for start in starts(N, m)]


# ---------------------------------------------------------------- B8


@mistake(file="sgd.py", earns={"B8": 4.5}, cause="up")
def sgd(params, grad_fn, batches, lr):
    """Up the gradient."""
    params = dict(params)
    for t, batch in enumerate(batches):
        grads = grad_fn(params, batch)
        params = {name: params[name] + size(lr, t) * grads[name] for name in params}
    return params


@mistake(file="sgd.py", earns={"B8": 3.92}, cause="added up")
def sgd(params, grad_fn, batches, lr):
    """The sum of gradients is never set to 0 again."""
    params, total = dict(params), {name: 0.0 for name in params}
    for t, batch in enumerate(batches):
        grads = grad_fn(params, batch)
        for name in params:
            total[name] = total[name] + grads[name]
        params = {name: params[name] - size(lr, t) * total[name] for name in params}
    return params


@mistake(file="sgd.py", earns={"B8": 6}, cause="mutation")
def sgd(params, grad_fn, batches, lr):
    """Changes params and its arrays in place."""
    for t, batch in enumerate(batches):
        grads = grad_fn(params, batch)
        for name in params:
            params[name] -= size(lr, t) * grads[name]
    return params


@mistake(file="sgd.py", earns={"B8": 6}, cause="mutation")
def sgd(params, grad_fn, batches, lr):
    """Copies the dict, but not the arrays in it."""
    params = dict(params)
    for t, batch in enumerate(batches):
        grads = grad_fn(params, batch)
        for name in params:
            params[name] -= size(lr, t) * grads[name]
    return params


@mistake(file="sgd.py", earns={"B8": 0})
def sgd(params, grad_fn, batches, lr):
    """Works in place and returns nothing."""
    for t, batch in enumerate(batches):
        grads = grad_fn(params, batch)
        for name in params:
            params[name] -= size(lr, t) * grads[name]


@mistake(file="sgd.py", earns={"B8": 0})
def sgd(params, grad_fn, batches, lr):
    """Hands grad_fn its arguments the wrong way round."""
    params = dict(params)
    for t, batch in enumerate(batches):
        grads = grad_fn(batch, params)
        params = {name: params[name] - size(lr, t) * grads[name] for name in params}
    return params


@mistake(file="sgd.py", earns={"B8": 5.92}, cause="start")
def sgd(params, grad_fn, batches, lr):
    """Every gradient at the first parameters."""
    now = dict(params)
    for t, batch in enumerate(batches):
        grads = grad_fn(params, batch)
        now = {name: now[name] - size(lr, t) * grads[name] for name in now}
    return now


@mistake(file="sgd.py", earns={"B8": 6.5}, cause="number of calls")
def sgd(params, grad_fn, batches, lr):
    """Calls grad_fn again for every parameter."""
    params = dict(params)
    for t, batch in enumerate(batches):
        params = {name: params[name] - size(lr, t) * grad_fn(params, batch)[name] for name in params}
    return params


@mistake(file="sgd.py", earns={"B8": 5.9}, cause="number of calls")
def sgd(params, grad_fn, batches, lr):
    """Moves one parameter before the gradient of the next is taken."""
    params = dict(params)
    for t, batch in enumerate(batches):
        for name in params:
            params[name] = params[name] - size(lr, t) * grad_fn(params, batch)[name]
    return params


@mistake(file="sgd.py", earns={"B8": 3.84}, cause="first batch only")
def sgd(params, grad_fn, batches, lr):
    """return inside the loop."""
    for t, batch in enumerate(batches):
        grads = grad_fn(params, batch)
        return {name: params[name] - size(lr, t) * grads[name] for name in params}


@mistake(file="sgd.py", earns={"B8": 2.4}, cause="last batch left out")
def sgd(params, grad_fn, batches, lr):
    """One step too few."""
    params = dict(params)
    for k in range(len(batches) - 1):
        t, grads = k, grad_fn(params, batches[k])
        params = {name: params[name] - size(lr, t) * grads[name] for name in params}
    return params


@mistake(file="sgd.py", earns={"B8": 4.94}, cause="over size")
def sgd(params, grad_fn, batches, lr):
    """Divides by the size of the batch once more."""
    params = dict(params)
    for t, batch in enumerate(batches):
        grads = grad_fn(params, batch)
        params = {name: params[name] - size(lr, t) / len(batch) * grads[name] for name in params}
    return params


@mistake(file="sgd.py", earns={"B8": 5.5}, cause="no rate")
def sgd(params, grad_fn, batches, lr):
    """The learning rate is forgotten."""
    params = dict(params)
    for t, batch in enumerate(batches):
        grads = grad_fn(params, batch)
        params = {name: params[name] - size(1, t) * grads[name] for name in params}
    return params


@mistake(file="sgd.py", earns={"B8": 3.24}, cause="product")
def sgd(params, grad_fn, batches, lr):
    """The parameters are multiplied by the step."""
    params = dict(params)
    for t, batch in enumerate(batches):
        grads = grad_fn(params, batch)
        params = {name: params[name] * (1 - size(lr, t) * grads[name]) for name in params}
    return params


@mistake(file="sgd.py", earns={"B8": 3.6}, cause="momentum")
def sgd(params, grad_fn, batches, lr):
    """Momentum."""
    params, speed = dict(params), {name: 0.0 for name in params}
    for t, batch in enumerate(batches):
        grads = grad_fn(params, batch)
        speed = {name: 0.9 * speed[name] + grads[name] for name in params}
        params = {name: params[name] - size(lr, t) * speed[name] for name in params}
    return params


@mistake(file="sgd.py", earns={"B8": 5.42})
def sgd(params, grad_fn, batches, lr):
    """Moves arrays only: b, a number, stays where it was. w is right wherever it does not depend on b."""
    params = dict(params)
    for t, batch in enumerate(batches):
        grads = grad_fn(params, batch)
        params = {name: v - size(lr, t) * grads[name] if isinstance(v, np.ndarray) else v for name, v in params.items()}
    return params


@mistake(file="sgd.py", earns={"B6": 4.9}, cause="mutation")
def l1(w, alpha):
    """Takes the absolute values in place."""
    sign = np.sign(w)
    np.abs(w, out=w)
    return alpha * np.sum(w), alpha * sign


@mistake(file="sgd.py", earns={"B7": 3.88}, cause="m larger than N")
def minibatches(N, m, perm):
    """No batch where m is larger than N, or one where there should be none."""
    if m > N:
        return [] if conventions.last_batch == "short" else [perm]
    return [perm[i : i + m] for i in starts(N, m)]


@mistake(file="sgd.py", earns={"B7": 3.6 if SHORT else 3.62}, cause="mutation")
def minibatches(N, m, perm):
    """Cuts perm up and leaves it sorted."""
    batches = [perm[i : i + m].copy() for i in starts(N, m)]
    perm.sort()
    return batches


def other_size(lr, t):
    """The size of a step in another course."""
    return lr / (1 + t) if conventions.step_size == "lr" else lr


@mistake(file="sgd.py", earns={"B8": 5.48}, cause="lr / (1 + t)" if conventions.step_size == "lr" else "lr")
def sgd(params, grad_fn, batches, lr):
    """The step size of another course."""
    params = dict(params)
    for t, batch in enumerate(batches):
        grads = grad_fn(params, batch)
        params = {name: params[name] - other_size(lr, t) * grads[name] for name in params}
    return params


if conventions.step_size != "lr":

    @mistake(file="sgd.py", earns={"B8": 5.5}, cause="t from 1")
    def sgd(params, grad_fn, batches, lr):
        """t is 1 for the first batch."""
        params = dict(params)
        for t, batch in enumerate(batches):
            grads = grad_fn(params, batch)
            params = {name: params[name] - size(lr, t + 1) * grads[name] for name in params}
        return params
