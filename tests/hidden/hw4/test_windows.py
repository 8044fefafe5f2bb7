"""Homework 4, make_windows in fflm.py: what is judged beyond the public part."""

import numpy as np

from autograder.errors import Wrong
from autograder.judging import agree, as_numbers, number, parts, require_alive, slip, unchanged, unpack, weight


def windows(ids, n, shift=0, turned=False, step=1, drop=0):
    """Windows and targets, right unless told otherwise."""
    at = np.arange(0, len(ids) - n - drop, step)
    X = ids[at[:, None] + (np.arange(n)[::-1] if turned else np.arange(n))]
    return X, ids[at + n - shift]


WINDOWS = {
    "last window missing": ("the last window is missing: M = T - n", 0.5, {"drop": 1}),
    "targets unshifted": ("the target is the token after the window, not its last one", 0.5, {"shift": 1}),
    "windows turned over": ("the tokens of a window stand in the order of the text", 0.5, {"turned": True}),
}


def windows_of(student, ids, n):
    """X and y."""
    return dict(zip("Xy", unpack(student.make_windows(ids, n), "X", "y")))


def judge_windows(student, name, ids, n):
    """X or y."""
    right = dict(zip("Xy", windows(ids, n)))
    slips = [slip(s, f"{name}: {text}.", share, dict(zip("Xy", windows(ids, n, **how)))[name])
             for s, (text, share, how) in WINDOWS.items()]  # fmt: skip
    agree(windows_of(student, ids, n)[name], right[name], name, hypotheses=slips, inputs=(ids,))


@number("B1.2")
@weight(1.5)
@parts({"X": 1, "y": 1})
def test_windows(student, part, rng):
    """make_windows is right for windows of several sizes."""
    ids = rng.permutation(17)
    for name in "Xy":
        with part(name):
            for n in (3, 4, 1):
                judge_windows(student, name, ids, n)


@number("B1.3")
@weight(0.5)
def test_number_of_windows(student, rng):
    """T tokens give T - n windows, down to a single one, and ids stay as they are."""
    ids, others = rng.permutation(11), rng.permutation(11)[:9]
    require_alive(student.make_windows, (ids, 3), (others, 3), lambda result: unpack(result, "X", "y")[0], (8, 3))
    for n in (2, 7, 10):
        y = as_numbers(windows_of(student, ids, n)["y"], "y")
        if y.size != 11 - n:
            raise Wrong(f"{y.size} targets for 11 tokens and n = {n}; there are {11 - n}.", cause="count")
    unchanged([ids], student.make_windows.observe(ids, 3).arguments, ["ids"])
