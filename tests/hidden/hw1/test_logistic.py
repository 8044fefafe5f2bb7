"""Homework 1, logistic.py: what is judged beyond the public part."""

import numpy as np

from autograder.judging import agree, number, parts, require_alive, unpack, weight


def regression(rng, examples, features):
    """Arguments of lr_grad: standardised inputs, no weight or bias near zero, both labels present."""
    w = rng.normal(size=features) + np.sign(rng.normal(size=features))
    y = (np.arange(examples) % 3 == 0).astype(float)
    return w, float(rng.uniform(0.5, 1.5)), rng.normal(size=(examples, features)), y


@number("B1.5")
@weight(2)
@parts({"large positive": 1, "large negative": 1})
def test_sigmoid_is_stable(student, part, rng):
    """sigmoid is right at +-1000."""
    require_alive(student.sigmoid, (rng.normal(size=4),), (rng.normal(size=4),))
    with part("large positive"):
        agree(student.sigmoid(np.array([1000.0, 30.0])), [1.0, 1 / (1 + np.exp(-30.0))], "sigmoid(z)")
    with part("large negative"):
        agree(student.sigmoid(np.array([-1000.0, -700.0])), [0.0, 0.0], "sigmoid(z)")


@number("B3.3")
@weight(6)
@parts({"dw, zero bias": 2, "dw": 2, "db": 2})
def test_gradient(student, reference, part, rng):
    """lr_grad gives the right dw and db."""
    with part("dw, zero bias"):
        w, _, X, y = regression(rng, 7, 4)
        dw, _ = unpack(student.lr_grad(w, 0.0, X, y), "dw", "db")
        agree(dw, reference.lr_grad(w, 0.0, X, y)[0], "dw", counts={"examples": 7, "features": 4})
    case = regression(rng, 11, 3)
    dw, db = unpack(student.lr_grad(*case), "dw", "db")
    with part("dw"):
        agree(dw, reference.lr_grad(*case)[0], "dw", counts={"examples": 11, "features": 3})
    with part("db"):
        agree(db, reference.lr_grad(*case)[1], "db", counts={"examples": 11, "features": 3})
