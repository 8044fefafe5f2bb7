"""Homework 3, B6, sgns_batch_step in word2vec.py: what must not move, beyond the public part."""

import numpy as np

from autograder.errors import Wrong
from autograder.judging import as_numbers, attempt, number, parts, require_alive, unchanged, unpack, weight
from autograder.variant import attempts

SAME = 1e-6
"""How far a row that nothing moves may be from where it was: single precision is no slip."""


def away(rng, *shape):
    """Numbers of both signs with sizes from 0.3 to 1.3."""
    return rng.uniform(0.3, 1.3, size=shape) * rng.choice([-1.0, 1.0], size=shape)


def batch(rng, repeats):
    """(W, C, centres, pos, neg, lr) with V, d, B and K different; no row number twice, unless it is asked for."""
    (V, B), d, K = ((29, 5), 4, 3) if not repeats else ((13, 7), 4, 3)
    W, C, lr = away(rng, V, d), away(rng, V, d), float(rng.uniform(0.2, 0.4))
    rows = rng.permutation(V - 2)[: B * (K + 1)] if not repeats else rng.randint(0, 8, size=B * (K + 1))
    centres, ctx = rng.permutation(V - 2)[:B], rows.reshape(B, K + 1)
    if repeats:
        centres = centres[[0, 1, 0, 2, 3, 1, 0]]  # one word three times, one twice
        ctx[2, 0] = ctx[0, 0]  # a positive twice
        ctx[3, 2] = ctx[3, 1]  # a negative twice in one pair
        ctx[4, 1], ctx[5, 3] = ctx[1, 0], ctx[5, 0]  # negatives that are positives, of another pair and of their own
    return W, C, centres.astype(np.int64), ctx[:, 0].astype(np.int64), ctx[:, 1:].astype(np.int64), lr


def scattered(rng):
    """A batch with a centre that is no context and a positive that is no centre: exchanging them moves other rows."""
    for _ in attempts(rng):
        case = batch(rng, repeats=True)
        _, _, centres, pos, neg, _ = case
        if set(centres) - {*pos, *neg.ravel()} and set(pos) - set(centres):
            return case


@number("B6.5")
@weight(1)
@parts({"W": 1, "C": 1})
def test_other_rows(student, part, rng):
    """Rows that are not in the batch stay exactly as they are, and some of the others move."""
    case = scattered(rng)
    _, _, centres, pos, neg, _ = case
    result = attempt(student.sgns_batch_step, *case)
    for side, ids in enumerate((centres, np.column_stack([pos, neg]))):
        with part("WC"[side]):
            _judge_rest(unpack(result(), "W2", "C2")[side], case[side], np.unique(ids), "WC"[side])


def _judge_rest(got, old, ids, name):
    numbers = as_numbers(got, f"{name}2")
    if numbers.shape != old.shape or not np.isfinite(numbers).all():
        raise Wrong(f"{name}2 should be finite and have the shape of {name}.")
    rest = np.setdiff1d(np.arange(len(old)), ids)
    moved = np.abs(numbers - old).max(axis=1) > SAME
    if not moved[ids].any():
        raise Wrong(f"Nothing of {name} has moved.")
    if moved[rest].any():
        count = np.count_nonzero(moved[rest])
        raise Wrong(f"{count} rows of {name} that are not in the batch have moved.", cause="rest")


@number("B6.6")
@weight(2)
@parts({"W and C": 3, "the row numbers": 1})
def test_arguments_stay(student, part, rng):
    """sgns_batch_step returns new arrays and leaves its arguments as they are."""
    case, other = batch(rng, repeats=False), batch(rng, repeats=False)
    names = ("W", "C", "centres", "pos", "neg", "lr")
    for name, some in {"W and C": (0, 1), "the row numbers": (2, 3, 4)}.items():
        with part(name):
            require_alive(student.sgns_batch_step, case, other, lambda result: unpack(result, "W2", "C2")[0],
                          shape=case[0].shape)  # fmt: skip
            after = student.sgns_batch_step.observe(*case).arguments
            unchanged([case[i] for i in some], [after[i] for i in some], [names[i] for i in some])
