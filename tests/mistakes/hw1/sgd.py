"""Planted mistakes in sgd.py and sentiment.py: what each must earn, and the slip that must be recognised."""

import numpy as np

from autograder.planted import mistake


@mistake(file="sgd.py", earns={"B6": 4.7}, cause="halved")
def l2(w, alpha):
    """The gradient lacks its 2."""
    return alpha * np.sum(np.square(w)), alpha * np.asarray(w, dtype=float)


@mistake(file="sgd.py", earns={"B6": 4.4}, cause="halved")
def l2(w, alpha):
    """A half in the penalty and in its gradient."""
    return alpha / 2 * np.sum(np.square(w)), alpha * np.asarray(w, dtype=float)


@mistake(file="sgd.py", earns={"B6": 4.4}, cause="square root taken")
def l2(w, alpha):
    """The norm itself, not its square."""
    return alpha * np.linalg.norm(w), 2 * alpha * np.asarray(w, dtype=float)


@mistake(file="sgd.py", earns={"B6": 4.3}, cause="not squared")
def l2(w, alpha):
    """sum(w) for sum(w ** 2)."""
    return alpha * np.sum(w), 2 * alpha * np.asarray(w, dtype=float)


@mistake(file="sgd.py", earns={"B6": 4.4}, cause="over weights")
def l2(w, alpha):
    """Means for sums."""
    return alpha * np.mean(np.square(w)), 2 * alpha * np.asarray(w, dtype=float) / np.size(w)


@mistake(file="sgd.py", earns={"B6": 4.5})
def l2(w, alpha):
    """w @ w: vectors only."""
    return alpha * float(w @ w), 2 * alpha * w


@mistake(file="sgd.py", earns={"B6": 4})
def l1(w, alpha):
    """w / |w| is not a number at 0."""
    return alpha * np.abs(w).sum(), alpha * w / np.abs(w)


@mistake(file="sgd.py", earns={"B6": 3.8}, cause="size for sign")
def l1(w, alpha):
    """|w| for its derivative."""
    return alpha * np.abs(w).sum(), alpha * np.abs(w)


@mistake(file="sgd.py", earns={"B6": 4})
def l1(w, alpha):
    """1 for the slope at 0."""
    return alpha * np.abs(w).sum(), alpha * np.where(w >= 0, 1.0, -1.0)


@mistake(file="sgd.py", earns={"B6": 4.4}, cause="alpha missing")
def l1(w, alpha):
    """alpha is missing from the gradient."""
    return alpha * np.abs(w).sum(), np.sign(w)


@mistake(file="sgd.py", earns={"B6": 3.8}, cause="sign ignored")
def l1(w, alpha):
    """The sign of w ignored."""
    return alpha * np.abs(w).sum(), alpha * np.ones_like(w)


@mistake(file="sgd.py", earns={"B7": 3}, cause="last batch dropped")
def minibatches(N, m, perm):
    """The short last batch is dropped."""
    return [perm[k * m : (k + 1) * m] for k in range(N // m)]


@mistake(file="sgd.py", earns={"B7": 2}, cause="perm not used")
def minibatches(N, m, perm):
    """perm ignored."""
    return [np.arange(N)[start : start + m] for start in range(0, N, m)]


@mistake(file="sgd.py", earns={"B7": 0.5})
def minibatches(N, m, perm):
    """m batches instead of batches of m."""
    return np.array_split(perm, m)


@mistake(file="sgd.py", earns={"B7": 0})
def minibatches(N, m, perm):
    """Batches overlap: the start moves by one."""
    return [perm[start : start + m] for start in range(N - m + 1)]


@mistake(file="sgd.py", earns={"B7": 0})
def minibatches(N, m, perm):
    """One batch of everything."""
    return [np.array(perm)]


@mistake(file="sgd.py", earns={"B7": 3}, cause="order within batches")
def minibatches(N, m, perm):
    """Sorted within the batches."""
    return [np.sort(perm[start : start + m]) for start in range(0, N, m)]


@mistake(file="sgd.py", earns={"B8": 4.5}, cause="up")
def sgd(params, grad_fn, batches, lr):
    """Up the gradient."""
    params = dict(params)
    for batch in batches:
        grads = grad_fn(params, batch)
        params = {name: value + lr * grads[name] for name, value in params.items()}
    return params


@mistake(file="sgd.py", earns={"B8": 3.92}, cause="added up")
def sgd(params, grad_fn, batches, lr):
    """The lecture's slip: the sum of gradients is never reset."""
    params = dict(params)
    total = {name: 0.0 for name in params}
    for batch in batches:
        grads = grad_fn(params, batch)
        total = {name: total[name] + grads[name] for name in params}
        params = {name: value - lr * total[name] for name, value in params.items()}
    return params


@mistake(file="sgd.py", earns={"B8": 6}, cause="mutation")
def sgd(params, grad_fn, batches, lr):
    """Changes the arrays of params in place."""
    for batch in batches:
        grads = grad_fn(params, batch)
        for name in params:
            params[name] -= lr * grads[name]
    return params


@mistake(file="sgd.py", earns={"B8": 5.92}, cause="start")
def sgd(params, grad_fn, batches, lr):
    """Every gradient at the first parameters."""
    new = dict(params)
    for batch in batches:
        grads = grad_fn(params, batch)
        new = {name: value - lr * grads[name] for name, value in new.items()}
    return new


@mistake(file="sgd.py", earns={"B8": 6.5}, cause="number of calls")
def sgd(params, grad_fn, batches, lr):
    """grad_fn is called again for every parameter, at the same point: twice for each batch."""
    for batch in batches:
        params = {name: value - lr * grad_fn(params, batch)[name] for name, value in params.items()}
    return dict(params)


@mistake(file="sgd.py", earns={"B8": 3.84})
def sgd(params, grad_fn, batches, lr):
    """Returns after the first batch."""
    for batch in batches:
        grads = grad_fn(params, batch)
        return {name: value - lr * grads[name] for name, value in params.items()}


@mistake(file="sgd.py", earns={"B8": 4.94})
def sgd(params, grad_fn, batches, lr):
    """Divides by the size of the batch once more."""
    params = dict(params)
    for batch in batches:
        grads = grad_fn(params, batch)
        params = {name: value - lr * grads[name] / len(batch) for name, value in params.items()}
    return params


@mistake(file="sgd.py", earns={"B8": 3.94}, cause="no rate")
def sgd(params, grad_fn, batches, lr):
    """The learning rate is forgotten."""
    params = dict(params)
    for batch in batches:
        grads = grad_fn(params, batch)
        params = {name: value - grads[name] for name, value in params.items()}
    return params


@mistake(file="sgd.py", earns={"B8": 2.74}, cause="product")
def sgd(params, grad_fn, batches, lr):
    """The lecture's slip: w times (1 - step)."""
    params = dict(params)
    for batch in batches:
        grads = grad_fn(params, batch)
        params = {name: value * (1 - lr * grads[name]) for name, value in params.items()}
    return params


@mistake(file="sgd.py", earns={"B8": 5.5})
def sgd(params, grad_fn, batches, lr):
    """Updates one parameter before the gradient of the other is taken."""
    params = dict(params)
    for batch in batches:
        for name in params:
            params[name] = params[name] - lr * grad_fn(params, batch)[name]
    return params


@mistake(file="sentiment.py", earns={"C": 0})
def predict(model, docs):
    """Probabilities in place of labels."""
    return 1 / (1 + np.exp(-(_features(docs, model["words"]) @ model["w"] + model["b"])))


@mistake(file="sentiment.py", earns={"C": 0})
def predict(model, docs):
    """The wrong sign: good reviews are called bad."""
    return (_features(docs, model["words"]) @ model["w"] + model["b"] < 0).astype(int)


@mistake(file="sentiment.py", earns={"C": 0})
def predict(model, docs):
    """Always 1."""
    return np.ones(len(docs), dtype=int)


@mistake(file="sentiment.py", earns={"C": 13})
def predict(model, docs):
    """Raises on words that it has not seen."""
    return np.array([sum(model["w"][model["words"][word]] for word in doc.split()) > 0 for doc in docs]).astype(int)
