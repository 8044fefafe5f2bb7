"""Homework 2, mlp2_forward in mlp.py: what is judged beyond the public part."""

import numpy as np

from autograder.errors import Wrong
from autograder.judging import OwnSlip, agree, as_numbers, entry, number, parts, require_alive, slip, unchanged, weight
from autograder.variant import attempts


def away(rng, *shape):
    """Numbers of both signs with sizes from 0.3 to 1.3."""
    return rng.uniform(0.3, 1.3, size=shape) * rng.choice([-1.0, 1.0], size=shape)


def sizes(rng):
    """N, H and d, all different and none twice another."""
    return (int(n) for n in rng.permutation([5, 7, 9, 11])[:3])


def mlp(rng):
    """(P, X), off the kinks; each unit is on for some examples and off for others, and z2 has both signs."""
    for _ in attempts(rng):
        N, H, d = sizes(rng)
        P = {"W1": away(rng, H, d), "b1": away(rng, H), "w2": away(rng, H), "b2": float(away(rng))}
        X = away(rng, N, d)
        cache = forward(P, X)
        gate, positive = cache["Z1"] > 0, cache["z2"] > 0
        on, busy = gate.sum(axis=0), gate.sum(axis=1)
        mixed = on.min() > 0 and on.max() < N and busy.min() > 0 and 0 < positive.sum() < N
        if np.abs(cache["Z1"]).min() > 1e-2 and np.abs(cache["z2"]).max() < 4 and mixed:
            return P, X


def forward(P, X):
    """The right cache."""
    Z1 = X @ P["W1"].T + P["b1"]
    A1 = np.maximum(Z1, 0)
    z2 = A1 @ P["w2"] + P["b2"]
    return {"X": X, "Z1": Z1, "A1": A1, "z2": z2, "p": 1 / (1 + np.exp(-z2))}


def forward_slips(P, X):
    """Slips of each entry of the cache."""
    c = forward(P, X)
    sigmoid = 1 / (1 + np.exp(-c["Z1"]))
    return {
        "Z1": [
            slip("no bias", "Z1 lacks the bias b1.", 0.5, X @ P["W1"].T),
            slip("bias twice", "Z1 has the bias b1 twice.", 0.5, c["Z1"] + P["b1"]),
        ],
        "A1": [
            slip("no relu", "A1 is Z1: relu is missing.", 0.3, c["Z1"]),
            slip("mask for relu", "A1 holds the slope of relu, not relu.", 0.4, (c["Z1"] > 0).astype(float)),
            slip("sigmoid for relu", "A1 is a sigmoid; relu is asked for.", 0.4, sigmoid),
            slip("tanh for relu", "A1 is a tanh; relu is asked for.", 0.4, np.tanh(c["Z1"])),
            slip(
                "leaky relu",
                "A1 lets a hundredth of negative entries through; relu is asked for.",
                0.5,
                np.where(c["Z1"] > 0, c["Z1"], 0.01 * c["Z1"]),
            ),
            slip("absolute value", "A1 is the absolute value of Z1.", 0.3, np.abs(c["Z1"])),
        ],
        "z2": [
            slip("no bias", "z2 lacks the bias b2.", 0.5, c["A1"] @ P["w2"]),
            slip("Z1 for A1", "z2 is computed from Z1, before relu.", 0.4, c["Z1"] @ P["w2"] + P["b2"]),
        ],
        "p": [
            slip("no sigmoid", "p is z2: the sigmoid is missing.", 0.3, c["z2"]),
            slip("1 + missing", "p is exp(z2); it should be 1 / (1 + exp(-z2)).", 0.4, np.exp(c["z2"])),
            slip("tanh for sigmoid", "p is a tanh; a sigmoid is asked for.", 0.4, np.tanh(c["z2"])),
            slip("threshold", "p is 0 or 1; the probability is asked for.", 0.3, (c["z2"] > 0).astype(float)),
        ],
    }


NEXT = {
    "A1": ("Z1", lambda P, Z1: np.maximum(Z1, 0)),
    "z2": ("A1", lambda P, A1: A1 @ P["w2"] + P["b2"]),
    "p": ("z2", lambda P, z2: 1 / (1 + np.exp(-z2))),
}


def judge_entry(cache, name, P, X, forgiven=()):
    """An entry of the cache: right, or right for the entry before it where that shows a slip that we know."""
    right, known = forward(P, X), forward_slips(P, X)
    try:
        agree(
            entry(cache, name, "The cache"), right[name], name, hypotheses=known[name], others=right, forgiven=forgiven
        )
    except Wrong as wrong:
        if name == "X" or name not in NEXT or not _follows(cache, name, P, right, known):
            raise
        before = NEXT[name][0]
        raise Wrong(
            f"{name} is not right, but follows from your {before}; its points are kept.", 1.0, "follows"
        ) from wrong


def _follows(cache, name, P, right, known):
    before, step = NEXT[name]
    try:
        given = as_numbers(entry(cache, before), before)
        if given.shape != right[before].shape or not np.all(np.abs(given) < 1e6):
            return False
        agree(entry(cache, name), step(P, given), name)
    except Wrong:
        return False
    try:
        agree(given, right[before], before, hypotheses=known[before])
    except Wrong as slipped:
        return (slipped.cause is not None and slipped.share > 0) or _follows_too(cache, before, P, right, known)
    return False


def _follows_too(cache, name, P, right, known):
    return name in NEXT and _follows(cache, name, P, right, known)


@number("B4.3")
@weight(2)
@parts({"Z1": 1, "A1": 1, "z2": 1, "p": 1})
def test_forward(student, part, rng):
    """Each entry of the cache is right on other sizes."""
    P, X = mlp(rng)
    cache = student.mlp2_forward(P, X)
    z = forward(P, X)["Z1"]
    wrong = {"mask for relu": z > 0, "leaky relu": np.where(z > 0, z, 0.01 * z), "absolute value": np.abs(z)}
    for name in ("Z1", "A1", "z2", "p"):
        with part(name):
            judge_entry(cache, name, P, X, OwnSlip(student, "relu", (z,), wrong))


@number("B4.4")
@weight(1)
def test_forward_leaves_its_arguments(student, rng):
    """mlp2_forward leaves P and X as they are, and the cache holds X."""
    (P, X), (Q, Y) = mlp(rng), mlp(rng)
    require_alive(student.mlp2_forward, (P, X), (Q, Y), lambda cache: entry(cache, "p", "The cache"), shape=(len(X),))
    seen = student.mlp2_forward.observe(P, X)
    unchanged((P, X), seen.arguments, ("P", "X"))
    agree(entry(seen.result, "X", "The cache"), X, "X")
