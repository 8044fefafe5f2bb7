"""Homework 1: a student's own sigmoid, whose slips cost their points in B1 and are forgiven in what is built on it."""

import numpy as np

from autograder.errors import SubmissionError, Wrong
from autograder.judging import agree, as_numbers, slip

OWN = "own sigmoid"


def own_sigmoid(student, rng):
    """The student's sigmoid if it is wrong in a way that is recognised, else None."""
    z = rng.normal(size=6)
    known = [
        slip("1 + forgotten", "", 0.4, np.exp(z)),
        slip("only the exponential", "", 0.3, np.exp(-z)),
        slip("inverse", "", 0.4, 1 + np.exp(-z)),
        slip("tanh", "", 0.3, np.tanh(z)),
        slip("slope", "", 0.3, np.exp(-z) / (1 + np.exp(-z)) ** 2),
    ]
    try:
        agree(student.sigmoid(z), 1 / (1 + np.exp(-z)), "sigmoid(z)", hypotheses=known)
    except SubmissionError:
        return None
    except Wrong as error:
        if error.cause in {"complement", "doubled", "halved", *(h.name for h in known)}:
            return lambda logits: as_numbers(student.sigmoid(logits), "sigmoid(z)")
    return None
