"""Homework 1, sigmoid in logistic.py: what is judged beyond the public part."""

import numpy as np

from autograder.judging import agree, number, parts, require_alive, slip, weight
from autograder.variant import attempts


def slips(z):
    """What known mistakes give for the sigmoid of z."""
    s = 1 / (1 + np.exp(-z))
    return [
        slip("1 + forgotten", "sigmoid(z) is exp(z); it should be 1 / (1 + exp(-z)).", 0.4, np.exp(z)),
        slip("only the exponential", "sigmoid(z) is exp(-z); it should be 1 / (1 + exp(-z)).", 0.3, np.exp(-z)),
        slip("tanh", "sigmoid(z) is tanh(z), which goes from -1 to 1.", 0.3, np.tanh(z)),
        slip("slope", "sigmoid(z) is the slope of the sigmoid, s (1 - s).", 0.3, s * (1 - s)),
        slip("rounded", "sigmoid(z) is rounded to 0 or 1.", 0.2, np.round(s)),
        slip("inverse", "sigmoid(z) is 1 + exp(-z); divide 1 by it.", 0.4, 1 + np.exp(-z)),
    ]


def both_signs(rng, *shape):
    """Logits of which some are clearly positive and some negative: else ones are what rounding gives, or zeros."""
    for _ in attempts(rng):
        z = rng.normal(size=shape) * 2
        if z.min() < -0.5 and z.max() > 0.5:
            return z


@number("B1.4")
@weight(1)
@parts({"one axis": 2, "three axes": 1})
def test_values(student, part, rng):
    """sigmoid is right for every entry of arrays."""
    with part("one axis"):
        z = both_signs(rng, 7)
        agree(student.sigmoid(z), 1 / (1 + np.exp(-z)), "sigmoid(z)", hypotheses=slips(z))
    with part("three axes"):
        z = both_signs(rng, 2, 4, 3)
        agree(student.sigmoid(z), 1 / (1 + np.exp(-z)), "sigmoid(z)", hypotheses=slips(z))


def extreme(student, z, right):
    """Entries whose exponential overflows, and one whose does not."""
    known = [slip("complement", "sigmoid(z) is 1 minus what it should be.", 0.5, 1 - np.array(right))]
    agree(student.sigmoid(np.array(z)), right, "sigmoid(z)", hypotheses=known)


@number("B1.5")
@weight(2)
@parts({"large positive": 1, "large negative": 1})
def test_stable(student, part, rng):
    """sigmoid is right for entries as large as +-1000."""
    require_alive(student.sigmoid, (rng.normal(size=4),), (rng.normal(size=4),), shape=(4,))
    with part("large positive"):
        extreme(student, [1000.0, 1.2, 740.0], [1.0, 1 / (1 + np.exp(-1.2)), 1.0])
    with part("large negative"):
        extreme(student, [-1000.0, -1.5, -720.0], [0.0, 1 / (1 + np.exp(1.5)), 0.0])
