"""Planted mistakes in sgd.py: what each must earn, and the slip that must be recognised."""

import numpy as np

from autograder.planted import mistake

# ---------------------------------------------------------------- B6


@mistake(file="sgd.py", earns={"B6": 4.7}, cause="halved")
def l2(w, alpha):
    """The gradient lacks its 2."""
    return alpha * np.sum(w**2), alpha * w


@mistake(file="sgd.py", earns={"B6": 4.4}, cause="halved")
def l2(w, alpha):
    """A half in the penalty and in its gradient."""
    return 0.5 * alpha * np.sum(w**2), alpha * w


@mistake(file="sgd.py", earns={"B6": 4.4}, cause="square root taken")
def l2(w, alpha):
    """The norm, not its square."""
    return alpha * np.linalg.norm(w), 2 * alpha * w


@mistake(file="sgd.py", earns={"B6": 4.3}, cause="not squared")
def l2(w, alpha):
    """sum(w), which may be negative."""
    return alpha * np.sum(w), 2 * alpha * w


@mistake(file="sgd.py", earns={"B6": 4.4}, cause="over weights")
def l2(w, alpha):
    """Means for sums."""
    return alpha * np.mean(w**2), 2 * alpha * w / w.size


@mistake(file="sgd.py", earns={"B6": 4.4})
def l2(w, alpha):
    """w @ w: fails for a matrix."""
    return float(alpha * (w @ w)), 2 * alpha * w


@mistake(file="sgd.py", earns={"B6": 2.9})
def l2(w, alpha):
    """The gradient is not returned."""
    return alpha * np.sum(w**2)


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
    return alpha * np.sum(w**2), 2 * alpha * w


# ---------------------------------------------------------------- B7


@mistake(file="sgd.py", earns={"B7": 3}, cause="last batch dropped")
def minibatches(N, m, perm):
    """The short last batch is dropped."""
    return [perm[k * m : (k + 1) * m] for k in range(N // m)]


@mistake(file="sgd.py", earns={"B7": 2}, cause="perm not used")
def minibatches(N, m, perm):
    """perm is not used."""
    return [np.arange(start, min(start + m, N)) for start in range(0, N, m)]


@mistake(file="sgd.py", earns={"B7": 3})
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
    return [np.sort(perm[start : start + m]) for start in range(0, N, m)]


# ---------------------------------------------------------------- B8


@mistake(file="sgd.py", earns={"B8": 4.5}, cause="up")
def sgd(params, grad_fn, batches, lr):
    """Up the gradient."""
    params = dict(params)
    for batch in batches:
        grads = grad_fn(params, batch)
        params = {name: params[name] + lr * grads[name] for name in params}
    return params


@mistake(file="sgd.py", earns={"B8": 3.92}, cause="added up")
def sgd(params, grad_fn, batches, lr):
    """The sum of gradients is never set to 0 again."""
    params, total = dict(params), {name: 0.0 for name in params}
    for batch in batches:
        grads = grad_fn(params, batch)
        for name in params:
            total[name] = total[name] + grads[name]
        params = {name: params[name] - lr * total[name] for name in params}
    return params


@mistake(file="sgd.py", earns={"B8": 6}, cause="mutation")
def sgd(params, grad_fn, batches, lr):
    """Changes params and its arrays in place."""
    for batch in batches:
        grads = grad_fn(params, batch)
        for name in params:
            params[name] -= lr * grads[name]
    return params


@mistake(file="sgd.py", earns={"B8": 6}, cause="mutation")
def sgd(params, grad_fn, batches, lr):
    """Copies the dict, but not the arrays in it."""
    params = dict(params)
    for batch in batches:
        grads = grad_fn(params, batch)
        for name in params:
            params[name] -= lr * grads[name]
    return params


@mistake(file="sgd.py", earns={"B8": 0})
def sgd(params, grad_fn, batches, lr):
    """Works in place and returns nothing."""
    for batch in batches:
        grads = grad_fn(params, batch)
        for name in params:
            params[name] -= lr * grads[name]


@mistake(file="sgd.py", earns={"B8": 0})
def sgd(params, grad_fn, batches, lr):
    """Hands grad_fn its arguments the wrong way round."""
    params = dict(params)
    for batch in batches:
        grads = grad_fn(batch, params)
        params = {name: params[name] - lr * grads[name] for name in params}
    return params


@mistake(file="sgd.py", earns={"B8": 5.92}, cause="start")
def sgd(params, grad_fn, batches, lr):
    """Every gradient at the first parameters."""
    now = dict(params)
    for batch in batches:
        grads = grad_fn(params, batch)
        now = {name: now[name] - lr * grads[name] for name in now}
    return now


@mistake(file="sgd.py", earns={"B8": 6.5}, cause="number of calls")
def sgd(params, grad_fn, batches, lr):
    """Calls grad_fn again for every parameter."""
    params = dict(params)
    for batch in batches:
        params = {name: params[name] - lr * grad_fn(params, batch)[name] for name in params}
    return params


@mistake(file="sgd.py", earns={"B8": 5.5}, cause="number of calls")
def sgd(params, grad_fn, batches, lr):
    """Moves one parameter before the gradient of the next is taken."""
    params = dict(params)
    for batch in batches:
        for name in params:
            params[name] = params[name] - lr * grad_fn(params, batch)[name]
    return params


@mistake(file="sgd.py", earns={"B8": 3.84}, cause="first batch only")
def sgd(params, grad_fn, batches, lr):
    """return inside the loop."""
    for batch in batches:
        grads = grad_fn(params, batch)
        return {name: params[name] - lr * grads[name] for name in params}


@mistake(file="sgd.py", earns={"B8": 2.4}, cause="last batch left out")
def sgd(params, grad_fn, batches, lr):
    """One step too few."""
    params = dict(params)
    for k in range(len(batches) - 1):
        grads = grad_fn(params, batches[k])
        params = {name: params[name] - lr * grads[name] for name in params}
    return params


@mistake(file="sgd.py", earns={"B8": 4.94}, cause="over size")
def sgd(params, grad_fn, batches, lr):
    """Divides by the size of the batch once more."""
    params = dict(params)
    for batch in batches:
        grads = grad_fn(params, batch)
        params = {name: params[name] - lr / len(batch) * grads[name] for name in params}
    return params


@mistake(file="sgd.py", earns={"B8": 5.5}, cause="no rate")
def sgd(params, grad_fn, batches, lr):
    """The learning rate is forgotten."""
    params = dict(params)
    for batch in batches:
        grads = grad_fn(params, batch)
        params = {name: params[name] - grads[name] for name in params}
    return params


@mistake(file="sgd.py", earns={"B8": 3.24}, cause="product")
def sgd(params, grad_fn, batches, lr):
    """The parameters are multiplied by the step."""
    params = dict(params)
    for batch in batches:
        grads = grad_fn(params, batch)
        params = {name: params[name] * (1 - lr * grads[name]) for name in params}
    return params


@mistake(file="sgd.py", earns={"B8": 3.6}, cause="momentum")
def sgd(params, grad_fn, batches, lr):
    """Momentum."""
    params, speed = dict(params), {name: 0.0 for name in params}
    for batch in batches:
        grads = grad_fn(params, batch)
        speed = {name: 0.9 * speed[name] + grads[name] for name in params}
        params = {name: params[name] - lr * speed[name] for name in params}
    return params


@mistake(file="sgd.py", earns={"B8": 5.42})
def sgd(params, grad_fn, batches, lr):
    """Moves arrays only: b, a number, stays where it was. w is right wherever it does not depend on b."""
    params = dict(params)
    for batch in batches:
        grads = grad_fn(params, batch)
        params = {name: v - lr * grads[name] if isinstance(v, np.ndarray) else v for name, v in params.items()}
    return params


@mistake(file="sgd.py", earns={"B6": 4.9}, cause="mutation")
def l1(w, alpha):
    """Takes the absolute values in place."""
    sign = np.sign(w)
    np.abs(w, out=w)
    return alpha * np.sum(w), alpha * sign


@mistake(file="sgd.py", earns={"B7": 3.88}, cause="m larger than N")
def minibatches(N, m, perm):
    """No batch where m is larger than N."""
    return [perm[i : i + m] for i in range(0, N, m)] if m <= N else []


@mistake(file="sgd.py", earns={"B7": 3.6}, cause="mutation")
def minibatches(N, m, perm):
    """Cuts perm up and leaves it sorted."""
    batches = [perm[i : i + m].copy() for i in range(0, N, m)]
    perm.sort()
    return batches
