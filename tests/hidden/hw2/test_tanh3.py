"""Homework 2, tanh3_grads in mlp.py: what is judged beyond the public part."""

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
    outer_difference,
    parts,
    require_most_alive,
    slip,
    unchanged,
    weight,
)
from autograder.variant import attempts


def away(rng, *shape):
    """Numbers of both signs with sizes from 0.3 to 1.3."""
    return rng.uniform(0.3, 1.3, size=shape) * rng.choice([-1.0, 1.0], size=shape)


def labels(rng, N):
    """Both classes, not equally often."""
    return rng.permutation((np.arange(N) % 3 == 0).astype(float))


SLOPES = {
    "no tanh'": ("the slope of tanh is missing", lambda h: np.ones_like(h)),
    "sigmoid's slope": ("h(1 - h) is the slope of a sigmoid; that of tanh is 1 - h^2", lambda h: h * (1 - h)),
    "1 - h": ("the slope of tanh is 1 - h^2, not 1 - h", lambda h: 1 - h),
    "1 + h^2": ("the slope of tanh is 1 - h^2, not 1 + h^2", lambda h: 1 + h**2),
    "tanh taken twice": ("h is tanh(z) already; tanh was taken once more", lambda h: 1 - np.tanh(h) ** 2),
    "1 / (1 - h^2)": ("the slope of tanh is 1 - h^2, not one over it", lambda h: 1 / (1 - h**2)),
    "h^2 - 1": ("the slope of tanh is 1 - h^2; here its sign is wrong", lambda h: h**2 - 1),
    "z for h": ("1 - h^2 takes what comes out of tanh, not what goes in", lambda h: 1 - np.arctanh(h) ** 2),
}


def tanh3(rng, plain=False):
    """(P, X, y) on which every slip shows; plain: no biases in the hidden layers."""
    for _ in attempts(rng):
        case = any_tanh3(rng, plain)
        slips = tanh_slips(*case)
        if all(all_show(array, slips[name]) for name, array in backward3(*case).items()):
            return case


def any_tanh3(rng, plain):
    """One of them, slips or not."""
    N, a, b, d = (int(n) for n in rng.permutation([4, 5, 6, 7]))
    P = {
        "W1": away(rng, a, d) * 0.5,
        "b1": away(rng, a) * (not plain),
        "W2": away(rng, b, a) * 0.5,
        "b2": away(rng, b) * (not plain),
        "w": away(rng, b),
        "b": float(away(rng)),
    }
    return P, away(rng, N, d), labels(rng, N)


def states(P, X):
    """H1, H2 and p."""
    H1 = np.tanh(X @ P["W1"].T + P["b1"])
    H2 = np.tanh(H1 @ P["W2"].T + P["b2"])
    return H1, H2, 1 / (1 + np.exp(-(H2 @ P["w"] + P["b"])))


def among(N):
    """What the sum over N examples is divided by."""
    return N if conventions.reduction == "mean" else 1


def right_slope(h):
    """The slope of tanh from its output."""
    return 1 - h**2


def backward3(P, X, y, dz=None, first=right_slope, second=right_slope, w=None):
    """The right gradients, or those with another first step, other slopes of tanh or other output weights."""
    H1, H2, p = states(P, X)
    dz = (p - y) / among(len(y)) if dz is None else dz
    dZ2 = dz[:, None] * (P["w"] if w is None else w) * second(H2)
    dZ1 = dZ2 @ P["W2"] * first(H1)
    return {
        "W1": dZ1.T @ X,
        "b1": dZ1.sum(axis=0),
        "W2": dZ2.T @ H1,
        "b2": dZ2.sum(axis=0),
        "w": H2.T @ dz,
        "b": dz.sum(),
    }


def first_step_slips(p, y):
    """What goes wrong at the output: name -> (sentence, share, dL/dz2)."""
    N, slope = among(len(y)), p * (1 - p)
    return {
        "sigmoid' twice": (
            "p - y is dL/dz2 already; the slope of the sigmoid must not be multiplied on again",
            0.4,
            (p - y) / N * slope,
        ),
        "no sigmoid'": ("the chain stops at dL/dp: the slope of the sigmoid is missing", 0.4, (p - y) / N / slope),
        "no label": ("the label is missing: dL/dz2 is p - y, not p", 0.3, p / N),
        "labels swapped": ("the labels are swapped: dL/dz2 is p - y", 0.4, (p - (1 - y)) / N),
        "threshold": ("the class was used in place of the probability p", 0.3, ((p > 0.5) - y) / N),
    }


def whole_slips(P, X, y, p):
    """Slips that reach several gradients: name -> (sentence, share, all the gradients)."""
    ones, dw = np.ones_like, backward3(P, X, y)["w"]
    first_step = first_step_slips(p, y)
    found = {name: (text, share, backward3(P, X, y, dz=step)) for name, (text, share, step) in first_step.items()}
    for name, (text, slope) in SLOPES.items():
        found[name] = (text, 0.4, backward3(P, X, y, first=slope, second=slope))
    backwards = {
        "no tanh' in the first layer": ("the slope of the first tanh is missing", {"first": ones}),
        "no tanh' in the second layer": ("the slope of the second tanh is missing", {"second": ones}),
        "no w": ("the output weights w are missing on the way back", {"w": ones(P["w"])}),
        "dw for w": ("the gradient of w was used where w is meant", {"w": dw}),
    }
    for name, (text, how) in backwards.items():
        found[name] = (text, 0.4, backward3(P, X, y, **how))
    for names in (("b1", "b2"), ("b1",), ("b2",), ("b",)):
        blind = {**P, **{name: 0 * np.asarray(P[name]) for name in names}}
        which = "hidden biases" if len(names) == 2 else f"bias {names[0]}"
        found[f"{which} left out"] = (f"the forward pass leaves out the {which}", 0.6, backward3(blind, X, y))
    return found


def pieces(P, X, y, H1, H2, p):
    """What each example adds to each gradient."""
    dz = (p - y) / among(len(y))
    dZ2 = dz[:, None] * P["w"] * right_slope(H2)
    dZ1 = dZ2 @ P["W2"] * right_slope(H1)
    W1, W2 = dZ1[:, :, None] * X[:, None, :], dZ2[:, :, None] * H1[:, None, :]
    return {"W1": W1, "b1": dZ1, "W2": W2, "b2": dZ2, "w": dz[:, None] * H2, "b": dz}


def tanh_slips(P, X, y):
    """Slips of each gradient."""
    H1, H2, p = states(P, X)
    found = {block: batch_slips(f"d{block}", array) for block, array in pieces(P, X, y, H1, H2, p).items()}
    found["w"] += outer_difference("dw", H2, p, y, reduction=conventions.reduction)
    for name, (text, share, wrong) in whole_slips(P, X, y, p).items():
        for block, array in wrong.items():
            if "layer" in name and block not in ("W1", "b1"):
                continue  # these see one layer only, and the same slip has a shorter name there
            if name == "threshold" and block == "b":
                continue  # a single number made of counts may be met by chance
            found[block].append(slip(name, f"d{block}: {text}.", share, array))
    return found


def judge_gradient(grads, name, right, slips, counts, **more):
    """One gradient of a dict of them."""
    others = {f"d{other}": array for other, array in right.items()}
    agree(
        entry(grads, name, "The dict of gradients"),
        right[name],
        f"d{name}",
        hypotheses=lambda: slips()[name],
        counts=counts,
        others=others,
        reduction=conventions.reduction,
        **more,
    )


@number("B6.2")
@weight(5.5)
@parts(
    {
        f"{name}{case}": share
        for case, share in ((" without hidden biases", 0.4), ("", 0.6))
        for name in ("W1", "b1", "W2", "b2", "w", "b")
    }
)
def test_tanh3(student, part, rng):
    """Each gradient of the net with two tanh layers is right."""
    h = np.tanh(away(rng, 6))
    known = {name: slope(h) for name, (_, slope) in SLOPES.items() if name not in ("no tanh'", "z for h")}
    own_slope = OwnSlip(student, "tanh_grad_from_output", (h,), known)
    for plain in (True, False):
        P, X, y = tanh3(rng, plain)
        right = backward3(P, X, y)
        slips = functools.cache(lambda P=P, X=X, y=y: tanh_slips(P, X, y))
        counts = {"examples": len(y), "features": X.shape[1]}
        grads = attempt(student.tanh3_grads, P, X, y)
        for name in P:
            with part(f"{name} without hidden biases" if plain else name):
                judge_gradient(grads(), name, right, slips, counts, forgiven=own_slope)


@number("B6.3")
@weight(0.5)
def test_tanh3_leaves_its_arguments(student, rng):
    """tanh3_grads leaves P, X and y as they are."""
    first, second = tanh3(rng), tanh3(rng)
    require_most_alive(student.tanh3_grads, first, second, first[0])
    unchanged(first, student.tanh3_grads.observe(*first).arguments, ("P", "X", "y"))
