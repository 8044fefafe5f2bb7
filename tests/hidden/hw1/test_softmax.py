"""Homework 1, softmax in softmax.py: what is judged beyond the public part."""

import numpy as np

from autograder.errors import SubmissionError, Wrong
from autograder.judging import agree, as_numbers, number, parts, require_alive, slip, weight


def right(Z, axis=-1):
    """Softmax over one axis, or over all of them (None)."""
    E = np.exp(Z - Z.max(axis=axis, keepdims=True))
    return E / E.sum(axis=axis, keepdims=True)


def slips(Z):
    """What known mistakes give for the softmax of Z."""
    E, p = np.exp(Z), right(Z)
    shifted = np.exp(Z - Z.max(axis=-1, keepdims=True))
    found = [
        slip("not normalised", "The exponentials are not divided by their sum.", 0.4, E),
        slip("not normalised", "The exponentials are not divided by their sum.", 0.4, shifted),
        slip("no exponential", "The entries were divided by their sum without exp.", 0.2, Z / Z.sum(-1, keepdims=True)),
        slip("one side shifted", "The maximum was taken off above the fraction bar but not below.", 0.5,
             shifted / E.sum(axis=-1, keepdims=True)),
        slip("logarithm", "This is the logarithm of the softmax.", 0.4, np.log(p)),
        slip("sigmoid", "This is the sigmoid of each entry.", 0.2, 1 / (1 + np.exp(-Z))),
        slip("slope", "This is p (1 - p), the slope of the softmax.", 0.2, p * (1 - p)),
        slip("sign of the logits", "This is softmax(-Z).", 0.5, right(-Z)),
        slip("one-hot", "The largest entry got 1 and the others 0.", 0.2, np.equal(Z, Z.max(axis=-1, keepdims=True))),
    ]  # fmt: skip
    if Z.ndim > 1:
        found.append(slip("wrong axis", "The sums are over axis 0; softmax is over the last axis.", 0.5, right(Z, 0)))
        if Z.ndim > 2:
            found.append(slip("wrong axis", "The sums are over axis 1, not the last one.", 0.5, right(Z, 1)))
        found.append(slip("whole array", "The sum is over the whole array; each row has its own.", 0.4, right(Z, None)))
    return found


@number("B4.4")
@weight(1)
@parts({"one row": 4, "a batch of rows": 4, "three axes": 2})
def test_values(student, part, rng):
    """softmax is right for arrays of any shape."""
    for name, shape in (("one row", (6,)), ("a batch of rows", (4, 7)), ("three axes", (2, 5, 3))):
        with part(name):
            Z = rng.normal(size=shape) * 1.5
            agree(student.softmax(Z), right(Z), "softmax(Z)", hypotheses=slips(Z))


@number("B4.5")
@weight(1)
@parts({"one row": 1, "each row by a number of its own": 1})
def test_shift(student, part, rng):
    """Adding a number to all logits of a row changes nothing."""
    for name, shape in (("one row", (4,)), ("each row by a number of its own", (5, 3))):
        with part(name):
            Z = rng.normal(size=shape)
            require_alive(student.softmax, (Z,), (rng.normal(size=shape),), shape=shape)
            plain = as_numbers(student.softmax(Z), "softmax(Z)")
            shifted = as_numbers(student.softmax(Z + rng.uniform(1, 3, size=(*shape[:-1], 1))), "softmax(Z)")
            if plain.shape != shifted.shape or not np.allclose(plain, shifted, rtol=1e-5, atol=1e-6):
                raise Wrong("softmax(Z) changes when a row is shifted by a number.", cause="shift")


@number("B4.6")
@weight(2)
@parts({"one row": 1, "rows far apart": 1})
def test_stable(student, part, rng):
    """softmax is right for logits of +-1000, also when they stand in different rows."""
    shape = (4,) if takes(student, rng, (4,)) else (4, 3)
    require_alive(student.softmax, (rng.normal(size=shape),), (rng.normal(size=shape),), shape=shape)
    with part("one row"):
        for Z in (np.array([1000.0, 1001.0, 998.5]), np.array([-1000.0, -999.0, -1001.5, -1000.5])):
            Z = Z if shape == (4,) else Z[None, :]  # a softmax that takes no single row has lost points for that
            agree(student.softmax(Z), right(Z), "softmax(Z)", hypotheses=stable_slips(Z))
    with part("rows far apart"):
        Z = np.array([[1000.0, 1001.0, 999.5], [-1000.0, -1002.0, -999.0]])
        agree(student.softmax(Z), right(Z), "softmax(Z)", hypotheses=stable_slips(Z))


def takes(student, rng, shape):
    """Whether softmax gives numbers of the right shape."""
    try:
        require_alive(student.softmax, (rng.normal(size=shape),), (rng.normal(size=shape),), shape=shape)
    except (SubmissionError, Wrong):
        return False
    return True


def stable_slips(Z):
    """Those slips that stay finite for large entries."""
    shifted = np.exp(Z - Z.max(axis=-1, keepdims=True))
    found = [
        slip("not normalised", "The exponentials are not divided by their sum.", 0.4, shifted),
        slip("sign of the logits", "This is softmax(-Z).", 0.5, right(-Z)),
    ]
    if Z.ndim > 1:
        found.append(slip("wrong axis", "The sums are over axis 0; softmax is over the last axis.", 0.5, right(Z, 0)))
    return found
