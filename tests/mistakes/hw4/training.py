"""Planted mistakes in train_rnnlm: what each must earn."""

import numpy as np

from autograder.proving.planted import mistake


@mistake(file="rnnlm.py", earns={"C": 0})
def _start(rng, V, e, H):
    """All parameters start at zero: only b2 ever moves."""
    return {"E": np.zeros((V, e)), "We": np.zeros((H, e)), "Wh": np.zeros((H, H)), "b1": np.zeros(H), "U": np.zeros((V, H)), "b2": np.zeros(V)}


@mistake(file="rnnlm.py", earns={"C": 0})
def train_rnnlm(ids, V, seed):
    """Nothing is trained."""
    return _start(np.random.RandomState(seed), V, 10, 20)


@mistake(file="rnnlm.py", earns={"C": 0})
def _adam(value, grad, moments, step, rate):
    """Uphill."""
    return value + 0.1 * grad


@mistake(file="rnnlm.py", earns={"C": 0})
def train_rnnlm(ids, V, seed):
    """The frequencies of the words, in b2 alone."""
    P = _start(np.random.RandomState(seed), V, 2, 3)
    return {**{name: 0 * value for name, value in P.items()}, "b2": np.log(np.bincount(ids, minlength=V) + 1.0)}


@mistake(file="rnnlm.py", earns={"C": 0})
def train_rnnlm(ids, V, seed):
    """Counts of pairs, written into the output layer: as good as any model that sees the last word alone."""
    counts = np.full((V, V), 0.1)
    np.add.at(counts, (ids[:-1], ids[1:]), 1.0)
    log_p = np.log(counts / counts.sum(axis=1, keepdims=True))
    return {"E": np.eye(V), "We": 20 * np.eye(V), "Wh": np.zeros((V, V)), "b1": np.zeros(V), "U": log_p.T.copy(), "b2": np.zeros(V)}


@mistake(file="rnnlm.py", earns={"C": 0}, cause="missing entry")
def train_rnnlm(ids, V, seed):
    """A loss in place of the parameters."""
    return {"loss": 3.1}


@mistake(file="rnnlm.py", earns={"C": 0}, cause="shape")
def train_rnnlm(ids, V, seed):
    """The vocabulary of another text."""
    return _start(np.random.RandomState(seed), V + 1, 12, 24)


@mistake(file="rnnlm.py", earns={"C": 0}, cause="not finite")
def _adam(value, grad, moments, step, rate):
    """Diverges."""
    return value - np.inf * grad


@mistake(file="rnnlm.py", earns={"C": 0})
def train_rnnlm(ids, V, seed):
    """No recurrence: Wh never moves from zero, so the model sees the last word alone."""
    rng = np.random.RandomState(seed)
    P, N, T, step = _start(rng, V, 10, 20), 60, 12, 0
    P["Wh"] *= 0
    moments = {name: [0.0, 0.0] for name in P}
    steps = (len(ids) - 1) // N
    inputs, targets = ids[: N * steps].reshape(N, steps), ids[1 : N * steps + 1].reshape(N, steps)
    for _ in range(12):
        for at in range(0, steps, T):
            x, y, step = inputs[:, at : at + T], targets[:, at : at + T], step + 1
            grads, _, _ = _backward(P, x, y, np.zeros((N, 20)), np.ones(x.shape))
            P = {name: P[name] if name == "Wh" else _adam(P[name], grads[name], moments[name], step, 0.02) for name in P}
    return P
