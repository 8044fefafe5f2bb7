"""Multiple choice of the bank, read as a careful student reads it: what is said to be right must be true."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from autograder.exams.bank import bank_of
from autograder.exams.entries import Choose, Item

BANK = bank_of(Path(__file__).parents[2] / "reference" / "bank")
DRAWS = 15


def drawn(name: str) -> list[tuple[Item, Choose]]:
    items = [BANK[name].draw(np.random.RandomState(seed))[0] for seed in range(DRAWS)]
    return [(item, entry) for item in items for entry in item.entries if isinstance(entry, Choose)]


def test_the_vector_that_is_said_to_be_the_softmax_is_the_softmax():
    for item, entry in drawn("M02"):
        z = np.array([float(item.given[f"z{i}"]) for i in (1, 2, 3, 4)])
        p = (np.exp(z) / np.exp(z).sum()).round(2)
        vectors = [[float(x) for x in re.findall(r"-?[0-9.]+", text.replace("−", "-"))] for text in entry.options]
        assert [i for i, vector in enumerate(vectors) if np.allclose(vector, p)] == list(entry.right)


def test_what_follows_from_a_right_statement_is_not_offered_as_wrong():
    """A unit with a negative z on all the data has one on any example; a loss that is never 0 always leaves some."""
    offered = [text for name in ("M06", "M08") for _, entry in drawn(name) for text in entry.options]
    assert "Its $z$ is negative for one example." not in offered
    assert not any("Some of the loss stays" in text for text in offered)


def test_statements_on_a_penalty_speak_of_what_is_minimised_and_not_of_the_loss_alone():
    for item, entry in drawn("M08"):
        assert "minimises the objective: the loss" in item.prompt
        assert not any(re.match("The loss |.* smallest loss", text) for text in entry.options)
