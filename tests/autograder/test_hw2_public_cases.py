"""The numbers that students get with homework 2 are what the reference gives."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from autograder.assignment import load
from autograder.course import Course
from autograder.reference import reference_functions

REPOSITORY = Path(__file__).parents[2]
CASES = json.loads((REPOSITORY / "reference" / "hw2" / "handout" / "public_networks.json").read_text())


@pytest.fixture(scope="module")
def reference():
    return reference_functions(load(Course.at(REPOSITORY), "hw2"))


def arrays(value):
    if isinstance(value, dict):
        return {name: arrays(item) for name, item in value.items()}
    return np.array(value) if isinstance(value, list) else value


def same(got, want):
    assert got.keys() == want.keys()
    for name in want:
        np.testing.assert_allclose(got[name], want[name], rtol=1e-12, atol=1e-15)


def test_networks(reference):
    mlp, tanh3 = arrays(CASES["mlp"]), arrays(CASES["tanh3"])
    same(reference["mlp2_forward"](mlp["P"], mlp["X"]), mlp["cache"])
    same(reference["mlp2_backward"](mlp["P"], mlp["cache"], mlp["y"]), mlp["grads"])
    same(reference["tanh3_grads"](tanh3["P"], tanh3["X"], tanh3["y"]), tanh3["grads"])
    assert np.abs(mlp["cache"]["Z1"]).min() > 0.01


@pytest.mark.parametrize("case", map(arrays, CASES["dan"]))
def test_averaging(reference, case):
    loss, grads = reference["dan_loss_grads"](case["P"], case["ids"], case["mask"], case["y"])
    np.testing.assert_allclose(loss, case["loss"], rtol=1e-12)
    same(grads, case["grads"])
    assert len(set(case["ids"].ravel())) == case["ids"].size
