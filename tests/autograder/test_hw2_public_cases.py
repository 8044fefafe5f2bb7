"""The numbers that students get with homework 2 are what the reference gives, whatever the draw."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hw2_tools import ROOT, homework

from autograder.reference import reference_functions

SEEDS = ("default", "a", "b", "c")


def arrays(value):
    if isinstance(value, dict):
        return {name: arrays(item) for name, item in value.items()}
    return np.array(value) if isinstance(value, list) else value


def same(got, want):
    assert got.keys() == want.keys()
    for name in want:
        np.testing.assert_allclose(got[name], want[name], rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("seed", SEEDS)
def test_networks(seed):
    public, reference = homework(seed).drawn["public"], reference_functions(homework(seed))
    mlp, tanh3 = arrays(public["mlp"]), arrays(public["tanh3"])
    same(reference["mlp2_forward"](mlp["P"], mlp["X"]), mlp["cache"])
    same(reference["mlp2_backward"](mlp["P"], mlp["cache"], mlp["y"]), mlp["grads"])
    same(reference["tanh3_grads"](tanh3["P"], tanh3["X"], tanh3["y"]), tanh3["grads"])
    assert np.abs(mlp["cache"]["Z1"]).min() > 0.01


@pytest.mark.parametrize("seed", SEEDS)
def test_averaging(seed):
    public, reference = homework(seed).drawn["public"], reference_functions(homework(seed))
    for case in map(arrays, public["dan"]):
        loss, grads = reference["dan_loss_grads"](case["P"], case["ids"], case["mask"], case["y"])
        np.testing.assert_allclose(loss, case["loss"], rtol=1e-12)
        same(grads, case["grads"])
        assert len(set(case["ids"].ravel())) == case["ids"].size


@pytest.mark.parametrize("seed", SEEDS)
def test_each_slip_shows_where_it_is_listed(seed):
    public = homework(seed).drawn["public"]
    for case in map(arrays, (public["mlp"], public["tanh3"], *public["dan"])):
        for title, one in case["slips"].items():
            assert 0 < one["share"] < 1
            for name, wrong in one["grads"].items():
                right = case["loss"] if name == "loss" else case["grads"][name]
                assert np.shape(wrong) != np.shape(right) or np.abs(wrong - right).max() > 1e-5, (title, name)


def test_students_have_these_numbers():
    handed_out = json.loads((ROOT / "assignments" / "hw2" / "public_numbers.json").read_text(encoding="utf-8"))
    assert handed_out == homework().drawn["public"]
