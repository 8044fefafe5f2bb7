"""Homework 2, mlp.py: what is judged beyond the public part."""

import functools

import conventions
import numpy as np

from autograder.judging import (
    OwnSlip,
    agree,
    all_show,
    attempt,
    batch_slips,
    entry,
    number,
    parts,
    require_most_alive,
    slip,
    slip_by_some,
    unchanged,
    weight,
)
from autograder.variant import attempts


def away(rng, *shape):
    """Numbers of both signs with sizes from 0.3 to 1.3."""
    return rng.uniform(0.3, 1.3, size=shape) * rng.choice([-1.0, 1.0], size=shape)


ENTROPY = conventions.mlp_loss == "cross-entropy"


def factor(p):
    """What p - y is multiplied by at the output."""
    return np.ones_like(p) if ENTROPY else 2 * p * (1 - p)


def error(p, y):
    """The derivative of each example's loss by z2."""
    return factor(p) * (p - y)


def among(N):
    """What the sum over N examples is divided by."""
    return N if conventions.reduction == "mean" else 1


def on(z):
    """The slope of relu."""
    return z > 0 if conventions.relu_grad_at_zero == 0 else z >= 0


def sizes(rng):
    """N, H and d, all different and none twice another."""
    return (int(n) for n in rng.permutation([5, 7, 9, 11])[:3])


def labels(rng, N):
    """Both classes, not equally often."""
    return rng.permutation((np.arange(N) % 3 == 0).astype(float))


def mlp(rng, alive=False):
    """(P, X, y), off the kinks, every slip shows; units are on for some examples, or with `alive` for all."""
    for _ in attempts(rng):
        P, X, y = any_mlp(rng, alive)
        cache = forward(P, X)
        slips, right = mlp_slips(P, cache, y), backward(P, cache, y)
        if visible(P, cache, y, right) and all(all_show(array, slips[name]) for name, array in right.items()):
            return P, X, y


def visible(P, cache, y, right):
    """Whether no gradient, and none through updated weights, is so small that a factor would hardly change it."""
    moved = backward(P, cache, y, w2=right["w2"])
    arrays = (*right.values(), moved["W1"], moved["b1"])
    return min(np.max(np.abs(array)) for array in arrays) > 5e-3


def any_mlp(rng, alive):
    """One of them, slips or not."""
    for _ in attempts(rng):
        N, H, d = sizes(rng)
        P = {"W1": away(rng, H, d), "b1": away(rng, H), "w2": away(rng, H), "b2": float(away(rng))}
        X = away(rng, N, d)
        if alive:
            P["b1"] = np.abs(P["b1"]) + np.abs(X @ P["W1"].T).max()
            P["w2"] = P["w2"] / 4
        cache = forward(P, X)
        gate = cache["Z1"] > 0
        on, busy = gate.sum(axis=0), gate.sum(axis=1)
        mixed = on.min() > 0 and on.max() < N and busy.min() > 0
        if np.abs(cache["Z1"]).min() > 1e-2 and np.abs(cache["z2"]).max() < 4 and (alive or mixed):
            return P, X, labels(rng, N)


def at_the_kink(rng):
    """(P, X, y) with entries of Z1 at exactly 0, in whatever order they are added up: all numbers are eighths."""
    for _ in attempts(rng):
        P, X, y = mlp(rng)
        P, X = {name: np.round(8 * np.asarray(array)) / 8 for name, array in P.items()}, np.round(8 * X) / 8
        Z1 = X @ P["W1"].T
        still = rng.permutation(len(P["b1"]))[:3]
        P["b1"][still] = -Z1[rng.permutation(len(X))[:3], still]
        P["b2"] = float(P["b2"])
        Z1 = Z1 + P["b1"]
        cache = forward(P, X)
        right, slips = backward(P, cache, y)["W1"], kink_slips(P, cache, y)
        if np.count_nonzero(Z1 == 0) == 3 and all_show(right, slips):
            return P, X, y


def forward(P, X):
    """The right cache."""
    Z1 = X @ P["W1"].T + P["b1"]
    A1 = np.maximum(Z1, 0)
    z2 = A1 @ P["w2"] + P["b2"]
    return {"X": X, "Z1": Z1, "A1": A1, "z2": z2, "p": 1 / (1 + np.exp(-z2))}


def backward(P, c, y, dz2=None, w2=None, gate=None):
    """The right gradients, or those with another first step, other output weights or another slope of relu."""
    dz2 = error(c["p"], y) / among(len(y)) if dz2 is None else dz2
    dZ1 = dz2[:, None] * (P["w2"] if w2 is None else w2) * (on(c["Z1"]) if gate is None else gate)
    return {"W1": dZ1.T @ c["X"], "b1": dZ1.sum(axis=0), "w2": c["A1"].T @ dz2, "b2": dz2.sum()}


def first_step_slips(p, y):
    """What goes wrong at the output: name -> (sentence, share, dL/dz2)."""
    slope = p * (1 - p)
    wrong = {
        "no label": ("the label is missing: p stands where p - y is meant", 0.3, error(p, 0 * y)),
        "labels swapped": ("the labels are swapped: it is p - y that counts", 0.4, error(p, 1 - y)),
        "threshold": ("the class was used in place of the probability p", 0.3, factor(p) * ((p > 0.5) - y)),
    }
    if ENTROPY:
        twice = "p - y is dL/dz2 already; the slope of the sigmoid must not be multiplied on again"
        wrong["sigmoid' twice"] = (twice, 0.4, (p - y) * slope)
        wrong["no sigmoid'"] = ("the chain stops at dL/dp: the slope of the sigmoid is missing", 0.4, (p - y) / slope)
        other = "that is the gradient of the squared error; this course's loss is the cross-entropy"
        wrong["squared error"] = (other, 0.5, 2 * (p - y) * slope)
    else:
        wrong["no sigmoid'"] = ("the chain stops at dL/dp: the slope of the sigmoid is missing", 0.4, 2 * (p - y))
        other = "that is the gradient of the cross-entropy; this course's loss is the squared error"
        wrong["cross-entropy"] = (other, 0.5, p - y)
    return {name: (text, share, step / among(len(y))) for name, (text, share, step) in wrong.items()}


def wrong_slopes(z):
    """What a relu_grad with a slip gives, by the names that the gradients show it under."""
    return {
        "relu for its slope": np.maximum(z, 0),
        "slope turned over": ~on(z),
        "leaky slope": np.where(on(z), 1, 0.01),
    }


def other_slope(z):
    """What a relu_grad of another course gives."""
    there = 1 - conventions.relu_grad_at_zero
    return {f"slope {there} at 0": np.heaviside(z, there)}


def hidden_slips(c, w2, dw2):
    """What goes wrong on the way to the hidden layer: name -> (sentence, how `backward` is changed)."""
    A, gate = c["A1"], on(c["Z1"])
    flat, open_ = f"where Z1 {conventions.below} 0", f"where Z1 {conventions.above} 0"
    return {
        "no relu'": (f"the slope of relu is missing; {flat} nothing may come back", {"gate": 1}),
        "relu for its slope": ("relu itself was taken for its slope, which is 1 or 0", {"gate": A}),
        "slope turned over": (f"the slope of relu is 1 {open_}; here it is the other way round", {"gate": ~gate}),
        "leaky slope": (f"relu is flat {flat}; here a hundredth comes back", {"gate": np.where(gate, 1, 0.01)}),
        "sigmoid's slope": ("a(1 - a) is the slope of a sigmoid; the hidden layer is relu", {"gate": A * (1 - A)}),
        "tanh's slope": ("1 - a^2 is the slope of tanh; the hidden layer is relu", {"gate": 1 - A**2}),
        "no w2": ("the output weights w2 are missing on the way back", {"w2": np.ones_like(w2)}),
        "dw2 for w2": ("the gradient of w2 was used where w2 itself is meant", {"w2": dw2}),
    }


def own_slips(P, c, y, dz2):
    """Slips that reach one gradient alone."""
    dZ1 = dz2[:, None] * P["w2"] * on(c["Z1"])
    return {
        "W1": [
            slip("A1 for X", "dW1 is built from A1; what went into the layer is X.", 0.4, dZ1.T @ c["A1"]),
            *batch_slips("dW1", dZ1[:, :, None] * c["X"][:, None, :]),
        ],
        "b1": batch_slips("db1", dZ1),
        "w2": [
            slip("Z1 for A1", "dw2 is built from Z1; what went into the output is A1.", 0.4, c["Z1"].T @ dz2),
            *broadcast(c["A1"], c["p"], y),
            *batch_slips("dw2", dz2[:, None] * c["A1"]),
        ],
        "b2": batch_slips("db2", dz2),
    }


def broadcast(A1, p, y):
    """dw2 where (N,) and (N, 1) make (N, N), or sums of that."""
    said = "dw2: every prediction was compared with every label; (N,) and (N, 1) broadcast to (N, N)."
    slope, N = factor(p), len(y)
    columns, rows = slope[:, None] * (p[:, None] - y), slope * (p - y[:, None])
    tables = [A1.T @ each / among(N) for each in (columns, rows)]
    wrong = [array for table in tables for array in (table, table.sum(axis=1), table.mean(axis=1))]
    return [slip("broadcast to (N, N)", said, 0.4, array) for array in wrong]


def mlp_slips(P, c, y):
    """Slips of each gradient."""
    right = backward(P, c, y)
    found = own_slips(P, c, y, error(c["p"], y) / among(len(y)))
    for name, (text, share, step) in first_step_slips(c["p"], y).items():
        for block, wrong in backward(P, c, y, dz2=step).items():
            if name != "threshold" or block != "b2":  # a single number made of counts may be met by chance
                found[block].append(slip(name, f"d{block}: {text}.", share, wrong))
    moved = backward(P, c, y, w2=right["w2"])
    for block in ("W1", "b1"):
        for name, (text, how) in hidden_slips(c, P["w2"], right["w2"]).items():
            found[block].append(slip(name, f"d{block}: {text}.", 0.4, backward(P, c, y, **how)[block]))
        text = f"d{block} uses output weights that were updated before; it needs the old ones."
        found[block].append(slip_by_some("updated w2", text, 0.5, right[block], moved[block]))
    return found


def judge_gradient(grads, name, right, slips, counts, forgiven):
    """One gradient of a dict of them."""
    others = {f"d{other}": array for other, array in right.items()}
    agree(
        entry(grads, name, "The dict of gradients"),
        right[name],
        f"d{name}",
        hypotheses=lambda: slips()[name],
        counts=counts,
        others=others,
        forgiven=forgiven,
        reduction=conventions.reduction,
    )


@number("B5.2")
@weight(9)
@parts({"w2": 2, "b2": 1.5, "W1 with all units on": 1.5, "W1": 2.25, "b1 with all units on": 0.5, "b1": 1,
        "Z1 exactly 0": 0.25})  # fmt: skip
def test_backward(student, part, rng):
    """Each gradient is right on other sizes, with the right cache given."""
    for alive, blocks in ((False, ("w2", "b2", "W1", "b1")), (True, ("W1", "b1"))):
        P, X, y = mlp(rng, alive)
        cache = forward(P, X)
        right = backward(P, cache, y)
        slips = functools.cache(lambda P=P, cache=cache, y=y: mlp_slips(P, cache, y))
        counts = {"examples": len(y), "hidden units": len(P["b1"]), "features": X.shape[1]}
        own_slope = OwnSlip(student, "relu_grad", (cache["Z1"],), wrong_slopes(cache["Z1"]))
        grads = attempt(student.mlp2_backward, P, cache, y)
        for name in blocks:
            with part(f"{name} with all units on" if alive else name):
                judge_gradient(grads(), name, right, slips, counts, own_slope)
    with part("Z1 exactly 0"):
        judge_kink(student, *at_the_kink(rng))


def kink_slips(P, cache, y):
    """Slips of W1 where some units are at 0."""
    z, here, there = cache["Z1"], conventions.relu_grad_at_zero, 1 - conventions.relu_grad_at_zero
    said = f"dW1: the slope of relu at 0 is {here} in this course, here it is"
    gates = {there: np.heaviside(z, there), "1/2": np.heaviside(z, 0.5)}
    wrong = {at: backward(P, cache, y, gate=gate)["W1"] for at, gate in gates.items()}
    other = [slip(f"slope {at} at 0", f"{said} {at}.", 0.0, array) for at, array in wrong.items()]
    return [*other, *mlp_slips(P, cache, y)["W1"]]


def judge_kink(student, P, X, y):
    """The gradient of W1 where some units are at 0."""
    cache = forward(P, X)
    z, right = cache["Z1"], backward(P, cache, y)

    def slips():
        return {"W1": kink_slips(P, cache, y)}

    counts = {"examples": len(y), "hidden units": len(P["b1"]), "features": X.shape[1]}
    own_slope = OwnSlip(student, "relu_grad", (z,), other_slope(z) | wrong_slopes(z))
    judge_gradient(student.mlp2_backward(P, cache, y), "W1", right, slips, counts, own_slope)


@number("B5.3")
@weight(1)
def test_backward_leaves_its_arguments(student, rng):
    """mlp2_backward leaves P, the cache and y as they are."""
    (P, X, y), (Q, Y, u) = mlp(rng), mlp(rng)
    first, second = (P, forward(P, X), y), (Q, forward(Q, Y), u)
    require_most_alive(student.mlp2_backward, first, second, P)
    unchanged(first, student.mlp2_backward.observe(*first).arguments, ("P", "cache", "y"))
