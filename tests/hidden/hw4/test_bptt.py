"""Homework 4, rnn_backward in rnnlm.py: what is judged beyond the public part."""

import functools
from collections.abc import Mapping

import conventions
import numpy as np
import states
from through_time import BLOCKS, CLEAR, FORWARD, grads_of, shows, slips_of, wrong_ways

from autograder.errors import SubmissionError, Wrong
from autograder.judging import (
    agree,
    as_numbers,
    attempt,
    entry,
    number,
    parts,
    require_alive,
    unchanged,
    unpack,
    weight,
)
from autograder.variant import attempts

SMALLER = 1.0 if conventions.rnn_activation == "tanh" else 0.6
"""Of the weights of a model without bounds, so that its states stay of the size of one."""


def away(rng, *shape):
    """Numbers of both signs with sizes from 0.3 to 1.3."""
    return rng.uniform(0.3, 1.3, size=shape) * rng.choice([-1.0, 1.0], size=shape)


def parameters(rng):
    """Parameters with all sizes different, V = 19."""
    e, H = (int(k) for k in rng.permutation([3, 4, 5])[:2])
    return {"E": away(rng, 19, e), "We": away(rng, H, e) * 0.6, "Wh": away(rng, H, H) * 0.6 * SMALLER,
            "b1": away(rng, H) * 0.6, "U": away(rng, 19, H) * SMALLER, "b2": away(rng, 19)}  # fmt: skip


def plain(rng):
    """(P, ids, targets, h0, mask): h0 = 0, a full mask, no word twice."""
    P = parameters(rng)
    text = rng.permutation(19)[:18].reshape(3, 6)
    return P, text[:, :-1], text[:, 1:], np.zeros((3, len(P["b1"]))), np.ones((3, 5))


def demanding(rng):
    """The same with h0 not 0, holes in the mask, words repeated within a sequence and between sequences."""
    P, N, T = parameters(rng), 6, 7
    text = rng.randint(0, 13, size=(N, T + 1))
    text[:, 2], text[1:4, 5] = text[:, 0], text[0, 1]
    mask = rng.permutation(np.tile([1.0, 1.0, 0.0], N * T)[: N * T]).reshape(N, T)
    mask[:, -1], mask[:, 0] = np.arange(N) % 2, np.arange(N) % 3 > 0
    return P, text[:, :-1], text[:, 1:], away(rng, N, len(P["b1"])) * 0.6, mask


def one_step(rng):
    """T = 1, with one word twice."""
    P, ids, targets, h0, _ = demanding(rng)
    first = ids[:, :1].copy()
    first[-1] = first[0]
    return P, first, targets[:, :1], h0, np.ones((len(ids), 1))


def near(a, b):
    """Whether two arrays are the same but for rounding."""
    return bool(np.allclose(a, b, rtol=1e-5, atol=1e-7))


class OwnForward:
    """The slips that the student's rnn_forward shows on a case, for `agree(..., forgiven=...)`."""

    def __init__(self, student, case):
        self._student, self._case = student, case

    def __contains__(self, name):
        if name not in FORWARD:
            return False
        P, ids, _, h0, _ = self._case
        how = {option: value for option, value in FORWARD[name][2].items() if option != "slope"}
        (_, wrong), (_, right) = states.forward(P, ids, h0, **how), states.forward(P, ids, h0)
        try:
            got = as_numbers(unpack(self._student.rnn_forward(P, ids, h0), "H", "logits")[1], "logits")
        except (SubmissionError, Wrong):
            return False
        return got.shape == wrong.shape and near(got, wrong) and not near(wrong, right)


def outputs_of(function, case):
    """Gradients and dh0."""
    return pair(function(*case))


def pair(result):
    """Gradients and dh0; a dict of gradients alone is one without dh0."""
    return (result, None) if isinstance(result, Mapping) else unpack(result, "grads", "dh0")


def output(grads, dh0, name):
    """One of them by name."""
    return dh0 if name == "dh0" else entry(grads, name, "The dict of gradients")


def showing(draw, rng):
    """A draw on which every slip shows: a unit of relu that is off may hide one."""
    for _ in attempts(rng):
        case = draw(rng)
        if shows(case, [how for _, _, how in _ways(case).values()]) and slopes_apart(case):
            return case


def slopes_apart(case):
    """Whether a slope missing everywhere and one missing between steps differ in dh0: with relu a unit is off."""
    nowhere, between = (grads_of(case, **how)["dh0"] for how in ({"slope": np.ones_like}, {"through_slope": False}))
    return np.max(np.abs(nowhere - between)) > CLEAR


def _ways(case):
    ways = wrong_ways(case)
    return ways if case[3].any() else {name: way for name, way in ways.items() if name != "h0 ignored"}


def judge(student, part, case, label, names=(*BLOCKS, "dh0")):
    """Each output in a part of its own."""
    right, slips = grads_of(case), functools.cache(lambda: slips_of(case))
    counts = {"places that count": float(case[4].sum()), "words": float(len(case[0]["b2"]))}
    others = {f"d{name}": array for name, array in right.items() if name != "dh0"}
    outputs, own = attempt(outputs_of, student.rnn_backward, case), OwnForward(student, case)
    for name in names:
        with part(f"{name}{label}"):
            what = "dh0" if name == "dh0" else f"d{name}"
            agree(output(*outputs(), name), right[name], what, hypotheses=lambda n=name: slips()[n], counts=counts,
                  others=others, forgiven=own, reduction=conventions.reduction)  # fmt: skip


SHARES = {"U": 2, "b2": 1, "Wh": 4, "We": 2, "b1": 2, "E": 2, "dh0": 1}


@number("B6.4")
@weight(10)
@parts(
    {f"{name}{label}": share * part for label, part in ((", plain", 0.5), ("", 0.5)) for name, share in SHARES.items()}
)
def test_gradients(student, part, rng):
    """Each gradient is right: plain with h0 = 0, a full mask and no word twice, and with all of these otherwise."""
    judge(student, part, showing(plain, rng), ", plain")
    judge(student, part, showing(demanding, rng), "")


@number("B6.5")
@weight(1)
@parts({name: share for name, share in SHARES.items()})
def test_one_step(student, part, rng):
    """Each gradient is right for sequences of one word."""
    judge(student, part, showing(one_step, rng), "")


@number("B6.6")
@weight(1)
def test_backward_leaves_its_arguments(student, rng):
    """rnn_backward leaves its arguments as they are."""
    case = demanding(rng)
    require_alive(student.rnn_backward, case, demanding(rng), lambda r: entry(pair(r)[0], "Wh"),
                  shape=case[0]["Wh"].shape)  # fmt: skip
    unchanged(case, student.rnn_backward.observe(*case).arguments, ("P", "ids", "targets", "h0", "mask"))
