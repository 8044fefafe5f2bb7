"""The numbers of the public checks of B5 to B7: what goes in, what must come out, and what known slips give.

Students get them as public_numbers.json. A check with the computation in it would be the answer to the question.
"""

import conventions
import numpy as np
from dan import dan_loss_grads
from mlp import mlp2_backward, mlp2_forward, tanh3_grads

from autograder.judging.hypotheses import ambiguities
from autograder.judging.slips import all_show, slip
from autograder.variant import attempts

APART = 1e-3
"""Relative distance between the right array, and what any two slips give."""


def draw(rng):
    """All cases, from a numpy RandomState: lists and numbers alone, as JSON has them."""
    cases = {"mlp": _clear(rng, _mlp), "tanh3": _clear(rng, _tanh3), "dan": [_clear(rng, _dan) for _ in range(3)]}
    return _plain(cases)


def _clear(rng, make):
    """A case in which each slip shows and is like no other."""
    for _ in attempts(rng):
        case = make(rng)
        if case is not None and not any(_doubtful(case, name) for name in case["grads"]):
            return case


def _doubtful(case, name):
    right = np.asarray(case["grads"][name])
    wrong = [(title, np.asarray(one["grads"][name])) for title, one in case["slips"].items() if name in one["grads"]]
    shown = [slip(title, "", 0, array) for title, array in wrong]
    return not all_show(right, shown) or ambiguities(right, shown, APART if right.size > 1 else 1e-5)


def _mixed(rng, *shape):
    """Numbers of both signs with two decimals, none near 0."""
    return (rng.uniform(0.3, 1.3, size=shape) * rng.choice([-1.0, 1.0], size=shape)).round(2)


def _slip(said, share, grads, *names):
    """A slip; it shows in the gradients that are named, or in all."""
    return {"said": said, "share": share, "grads": {name: grads[name] for name in names or grads}}


def _among(N):
    """What the sum over N examples is divided by."""
    return N if conventions.reduction == "mean" else 1


def _first_steps(p, y, entropy=True):
    """dL/dz with a slip: name -> (sentence, share, dL/dz)."""
    slope = p * (1 - p)
    factor = 1.0 if entropy else 2 * slope
    wrong = {
        "no label": ("the label is missing: p stands where p - y is meant", 0.3, factor * p),
        "labels swapped": ("the labels are swapped: it is p - y that counts", 0.4, factor * (p - 1 + y)),
    }
    if entropy:
        wrong["sigmoid' twice"] = ("p - y is dL/dz2 already; leave the slope of the sigmoid out", 0.4, (p - y) * slope)
        wrong["no sigmoid'"] = ("the chain stops at dL/dp; the slope of the sigmoid is missing", 0.4, (p - y) / slope)
        wrong["squared error"] = ("that is the gradient of the squared error", 0.5, 2 * (p - y) * slope)
    else:
        wrong["no sigmoid'"] = ("the chain stops at dL/dp; the slope of the sigmoid is missing", 0.4, 2 * (p - y))
        wrong["cross-entropy"] = ("that is the gradient of the cross-entropy", 0.5, p - y)
    return {name: (said, share, step / _among(len(y))) for name, (said, share, step) in wrong.items()}


# ---------------------------------------------------------------- B5


def _mlp(rng):
    P = {"W1": _mixed(rng, 4, 3), "b1": _mixed(rng, 4), "w2": _mixed(rng, 4), "b2": float(_mixed(rng))}
    X, y = _mixed(rng, 5, 3), rng.permutation([1.0, 0.0, 1.0, 0.0, 0.0])
    cache = mlp2_forward(P, X)
    on = (cache["Z1"] > 0).sum(axis=0)
    if np.abs(cache["Z1"]).min() < 0.01 or on.min() < 1 or on.max() > 4 or (cache["Z1"] > 0).sum(axis=1).min() < 1:
        return None
    grads, slips = mlp2_backward(P, cache, y), _mlp_slips(P, cache, y)
    arrays = (*grads.values(), *slips["dw2 for w2"]["grads"].values())
    if min(np.max(np.abs(array)) for array in arrays) < 5e-3:  # a factor, or weights updated before, would hardly show
        return None
    return {"P": P, "X": X, "y": y, "cache": cache, "grads": grads, "slips": slips}


def _mlp_slips(P, c, y):
    entropy, p, on, A1 = conventions.mlp_loss == "cross-entropy", c["p"], c["Z1"] > 0, c["A1"]
    factor = (1 if entropy else 2 * p * (1 - p)) / _among(len(y))
    dz2 = factor * (p - y)

    def grads(dz2=dz2, w2=P["w2"], slope=on):
        dZ1 = dz2[:, None] * w2 * slope
        return {"W1": dZ1.T @ c["X"], "b1": dZ1.sum(axis=0), "w2": A1.T @ dz2, "b2": dz2.sum()}

    right = grads()
    found = {
        name: _slip(said, share, grads(wrong)) for name, (said, share, wrong) in _first_steps(p, y, entropy).items()
    }
    hidden = {
        "no relu'": ("the slope of relu is missing; where Z1 < 0 nothing may come back", {"slope": 1.0}),
        "relu for its slope": ("relu itself was taken for its slope, which is 1 or 0", {"slope": A1}),
        "slope turned over": ("the slope of relu is 1 where Z1 > 0; here it is the other way round", {"slope": ~on}),
        "leaky slope": ("relu is flat where Z1 < 0; here a hundredth comes back", {"slope": np.where(on, 1, 0.01)}),
        "sigmoid's slope": ("a(1 - a) is the slope of a sigmoid; the hidden layer is relu", {"slope": A1 * (1 - A1)}),
        "no w2": ("the output weights w2 are missing on the way back", {"w2": np.ones(len(P["w2"]))}),
        "dw2 for w2": ("the gradient of w2 was used where w2 itself is meant", {"w2": right["w2"]}),
    }
    found |= {name: _slip(said, 0.4, grads(**how), "W1", "b1") for name, (said, how) in hidden.items()}
    last = {
        "W1": np.outer(dz2[-1] * P["w2"] * on[-1], c["X"][-1]),
        "b1": dz2[-1] * P["w2"] * on[-1],
        "w2": A1[-1] * dz2[-1],
    }
    found["last example only"] = _slip("it holds the last example alone; were the others overwritten?", 0.3, last)
    found["wrong axis"] = _slip(
        "it was summed over the wrong axis: one entry for each example", 0.4,
        {"b1": (dz2[:, None] * P["w2"] * on).sum(axis=1)},
    )  # fmt: skip
    every = {"w2": A1.T @ ((factor * np.ones(len(y)))[:, None] * (p[:, None] - y))}
    found["broadcast to (N, N)"] = _slip("every prediction was compared with every label", 0.4, every)
    found["Z1 for A1"] = _slip("it is built from Z1; what went into the output is A1", 0.4, {"w2": c["Z1"].T @ dz2})
    return found


# ---------------------------------------------------------------- B6


def _tanh3(rng):
    P = {
        "W1": _mixed(rng, 4, 3), "b1": _mixed(rng, 4), "W2": _mixed(rng, 2, 4), "b2": _mixed(rng, 2),
        "w": _mixed(rng, 2), "b": float(_mixed(rng)),
    }  # fmt: skip
    X, y = _mixed(rng, 5, 3), rng.permutation([1.0, 0.0, 1.0, 0.0, 0.0])
    return {"P": P, "X": X, "y": y, "grads": tanh3_grads(P, X, y), "slips": _tanh3_slips(P, X, y)}


def _tanh3_slips(P, X, y):
    def grads(Q=P, step=None, first=None, second=None, w=None):
        H1 = np.tanh(X @ Q["W1"].T + Q["b1"])
        H2 = np.tanh(H1 @ Q["W2"].T + Q["b2"])
        p = 1 / (1 + np.exp(-(H2 @ Q["w"] + Q["b"])))
        dz = (p - y) / _among(len(y)) if step is None else _first_steps(p, y)[step][2]
        dZ2 = dz[:, None] * (Q["w"] if w is None else w) * (second or _slope)(H2)
        dZ1 = dZ2 @ Q["W2"] * (first or _slope)(H1)
        return {
            "W1": dZ1.T @ X,
            "b1": dZ1.sum(axis=0),
            "W2": dZ2.T @ H1,
            "b2": dZ2.sum(axis=0),
            "w": H2.T @ dz,
            "b": dz.sum(),
        }

    inner = ("W1", "b1", "W2", "b2")
    found = {name: _slip(said, share, grads(step=name)) for name, (said, share, _) in _first_steps(y + 0.5, y).items()}
    for name, (said, slope) in SLOPES.items():
        found[name] = _slip(said, 0.4, grads(first=slope, second=slope), *inner)
    found["no tanh' in the first layer"] = _slip(
        "the slope of the first tanh is missing", 0.4, grads(first=np.ones_like), "W1", "b1"
    )
    found["no w"] = _slip("the output weights w are missing on the way back", 0.4, grads(w=np.ones(2)), *inner)
    for name in ("b1", "b2", "b"):
        blind = {**P, name: 0 * np.asarray(P[name])}
        found[f"bias {name} left out"] = _slip(f"the forward pass leaves out the bias {name}", 0.6, grads(blind))
    return found


def _slope(h):
    return 1 - h**2


SLOPES = {
    "no tanh'": ("the slope of tanh is missing", np.ones_like),
    "sigmoid's slope": ("h(1 - h) is the slope of a sigmoid", lambda h: h * (1 - h)),
    "1 - h": ("the slope of tanh is not 1 - h", lambda h: 1 - h),
    "1 + h^2": ("the slope of tanh is not 1 + h^2", lambda h: 1 + h**2),
    "tanh taken twice": ("h is tanh(z) already; tanh was taken once more", lambda h: 1 - np.tanh(h) ** 2),
    "1 / (1 - h^2)": ("the slope of tanh is one over what was used", lambda h: 1 / (1 - h**2)),
}


# ---------------------------------------------------------------- B7

HIDDEN = {
    "tanh": (np.tanh, lambda a: 1 - a**2),
    "relu": (lambda z: np.maximum(z, 0), lambda a: a > 0),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda a: a * (1 - a)),
}


def _dan(rng):
    """Four texts of three words each, no word twice, no pads."""
    P = {
        "E": _mixed(rng, 13, 2), "W": _mixed(rng, 5, 2), "b": _mixed(rng, 5), "U": _mixed(rng, 3, 5),
        "c": _mixed(rng, 3),
    }  # fmt: skip
    ids, mask, y = rng.permutation(12).reshape(4, 3), np.ones((4, 3)), rng.permutation([0, 1, 2, 2])
    if np.abs(P["E"][ids].mean(axis=1) @ P["W"].T + P["b"]).min() < 0.01:
        return None
    loss, grads = dan_loss_grads(P, ids, mask, y)
    return {"P": P, "ids": ids, "mask": mask, "y": y, "loss": loss, "grads": grads, "slips": _dan_slips(P, ids, y)}


def _dan_slips(P, ids, y):
    def wrong(Q=P, words=3, onehot=1, slope=None, hidden=conventions.dan_activation):
        x = Q["E"][ids].sum(axis=1) / words
        A = HIDDEN[hidden][0](x @ Q["W"].T + Q["b"])
        Z = A @ Q["U"].T + Q["c"]
        p = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
        dZ = (p - onehot * np.eye(3)[y]) / _among(len(y))
        dH = dZ @ Q["U"] * (slope or HIDDEN[hidden][1])(A)
        dE = np.zeros_like(Q["E"])
        dE[ids] = (dH @ Q["W"])[:, None, :] / words
        grads = {"U": dZ.T @ A, "c": dZ.sum(axis=0), "W": dH.T @ x, "b": dH.sum(axis=0), "E": dE}
        return {"loss": -getattr(np, conventions.reduction)(np.log(p[np.arange(len(y)), y])), **grads}

    hidden, own = ("W", "b", "E"), conventions.dan_activation
    every = ("loss", "U", "c", *hidden)
    found = {
        "sum for mean": _slip("the embeddings are summed; their mean is asked for", 0.5, wrong(words=1), *every),
        "no one-hot": _slip("the label is missing: dL/dz is softmax(z) - onehot(y)", 0.4, wrong(onehot=0), *every[1:]),
        f"no {own}'": _slip(f"the slope of {own} is missing", 0.4, wrong(slope=np.ones_like), *hidden),
        "1 - a": _slip(f"the slope of {own} is not 1 - a", 0.4, wrong(slope=lambda a: 1 - a), *hidden),
    }
    for other, (_, slope) in HIDDEN.items():
        if other != own:
            said = f"that is the slope of {other}; the hidden layer is {own}"
            if (own, other) != ("sigmoid", "relu"):  # a sigmoid is above 0 everywhere: that is no slope at all
                found[f"{other}'s slope"] = _slip(said, 0.4, wrong(slope=slope), *hidden)
            said = f"the hidden layer is {own}; here it is {other}"
            found[f"{other} for {own}"] = _slip(said, 0.5, wrong(hidden=other), *every)
    for name in ("b", "c"):
        blind = wrong({**P, name: 0 * P[name]})
        found[f"no bias {name}"] = _slip(f"the bias {name} is left out", 0.6, blind, *every)
    return found


def _plain(value):
    """Arrays as lists, numbers of numpy as Python's."""
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value
