"""Slips that a question declares, in one line each.

    slip("no tanh'", "dW1 lacks the derivative of tanh.", 0.4, wrong_dW1)

The wrong array is computed by the suite from what the reference knows; the sentence is for the student; the share is
what the question lets such an answer keep. The other helpers here make the slips of common patterns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from autograder.judging.arrays import Array
from autograder.judging.compare import tolerances
from autograder.judging.hypotheses import Hypothesis

PENALTY = MappingProxyType(
    {"missing": 0.6, "halved": 0.7, "doubled": 0.7, "subtracted": 0.5, "not scaled": 0.6, "alone": 0.3}
)
"""What an answer keeps when only its penalty is wrong."""
BATCH = MappingProxyType({"last example only": 0.3, "first example only": 0.3, "last example dropped": 0.5})
"""What it keeps when examples were lost."""
UNCHANGED = 1e-3
"""Tolerances: a slip that changes less leaves this output as it is."""


def slip(name: str, sentence: str, share: float, wrong: Any) -> Hypothesis:
    """The slip that leaves the array `wrong`."""
    array = np.asarray(wrong, dtype=np.float64)
    return Hypothesis(name, sentence, share, lambda want: array)


def all_show(right: Any, slips: Sequence[Hypothesis], away: float = 1000.0, each: bool = False) -> bool:
    """Whether a draw shows every slip: each that changes the right array changes it by so many tolerances.

    each: none may leave the array as it is, or nothing but zeros, which count as no attempt. For the loops in which a
    suite draws its cases: by chance a sum of few numbers is what a slip makes of it, and one that turns all units of
    relu off leaves nothing.
    """
    want = np.asarray(right, dtype=np.float64)
    predicted = [one.predict(want) for one in slips if one.along is None]
    wrong = [np.asarray(array, dtype=np.float64) for array in predicted if array is not None]
    if each and want.any() and not all(array.any() for array in wrong):
        return False
    distances = [tolerances(array, want) for array in wrong]
    same = 0.0 if each else UNCHANGED
    return all(distance is None or distance < same or distance >= away for distance in distances)


def slip_by_some(name: str, sentence: str, share: float, start: Any, along: Any) -> Hypothesis:
    """The slip that leaves `start` and an unknown multiple of `along`: a learning rate, a leak, a weight.

    Applies where at least three entries of `along` are not zero.
    """
    array = np.asarray(start, dtype=np.float64)
    return Hypothesis(name, sentence, share, lambda want: array, np.asarray(along, dtype=np.float64))


def penalty_slips(
    what: str, data: Any, penalty: Any, alpha: float, shares: Mapping[str, float] = PENALTY
) -> list[Hypothesis]:
    """Slips of a loss or gradient that is data term + penalty; the two terms are given apart, alpha is in `penalty`."""
    data, penalty = np.asarray(data, dtype=np.float64), np.asarray(penalty, dtype=np.float64)
    said = {
        "missing": (data, "the penalty is missing."),
        "halved": (data + penalty / 2, "its penalty is half of what it should be."),
        "doubled": (data + 2 * penalty, "its penalty is twice what it should be."),
        "subtracted": (data - penalty, "the penalty is subtracted; it should be added."),
        "not scaled": (data + penalty / alpha, "its penalty is not multiplied by alpha."),
        "alone": (penalty, "only the penalty is there; the data term is missing."),
    }
    return [slip(f"penalty {name}", f"{what}: {text}", shares[name], wrong) for name, (wrong, text) in said.items()]


def bias_penalised(what: str, data: Any, penalty: Any, share: float = 0.8) -> Hypothesis:
    """The bias was given a penalty of its own; `penalty` is what that adds."""
    return slip("bias penalised", f"{what}: the bias is not regularised.", share, np.asarray(data) + penalty)


def batch_slips(what: str, pieces: Array, shares: Mapping[str, float] = BATCH) -> list[Hypothesis]:
    """Slips of a gradient that adds up one piece for each example.

    pieces: (N, ...) such that pieces.sum(axis=0) is the right array; a lost example is not divided out again.
    """
    wrong = {
        "last example only": pieces[-1],
        "first example only": pieces[0],
        "last example dropped": pieces[:-1].sum(axis=0),
    }
    said = {
        "last example only": "holds the last example alone; were the others overwritten?",
        "first example only": "holds the first example alone; did the loop end after one turn?",
        "last example dropped": "leaves the last example out.",
    }
    slips = [slip(name, f"{what} {said[name]}", shares[name], array) for name, array in wrong.items()]
    return slips + ([wrong_axis(what, pieces)] if pieces.ndim == 2 else [])


def wrong_axis(what: str, pieces: Array, share: float = 0.4) -> Hypothesis:
    """Summed along a row of each example instead of over the examples; pieces: (N, K)."""
    sentence = f"{what} was summed over the wrong axis: it has one entry for each example."
    return slip("wrong axis", sentence, share, pieces.sum(axis=1))


def outer_difference(
    what: str, X: Array, p: Array, y: Array, share: float = 0.4, reduction: str = "mean"
) -> list[Hypothesis]:
    """(N,) minus (N, 1): every prediction against every label.

    X: (N, d), p and y: (N,). The right array is X.T @ (p - y) / N, or without / N where reduction is "sum"; the
    differences are (N, N), and the wrong one has a column for each example, or their sum, or their mean.
    """
    N = len(y) if reduction == "mean" else 1
    every = X.T @ (p[:, None] - y[None, :]) / N
    sentence = f"{what}: every prediction was compared with every label; (N,) and (N, 1) broadcast to (N, N)."
    turned = X.T @ (p[None, :] - y[:, None]) / N
    wrong = [table for one in (every, turned) for table in (one, one.sum(axis=1), one.mean(axis=1))]
    return [slip("broadcast to (N, N)", sentence, share, array) for array in wrong]


def last_write_wins(what: str, ids: Array, rows: Array, height: int, share: float = 0.4) -> Hypothesis:
    """`G[ids] = rows` or `G[ids] += rows`: a row whose index is repeated holds its last piece, not their sum.

    ids: (M,) row numbers, rows: (M, e) the pieces; the right array has `height` rows, each the sum of its pieces.
    """
    wrong = np.zeros((height, rows.shape[1]))
    wrong[np.asarray(ids)] = rows
    sentence = f"{what}: where an index is repeated only one piece was kept; they add up (np.add.at)."
    return slip("last write wins", sentence, share, wrong)
