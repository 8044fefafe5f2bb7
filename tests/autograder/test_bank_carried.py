"""A student who makes one modelled mistake and goes on rightly loses nothing after it, in any template of the bank."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.exams import Item, Number, Slip
from autograder.exams.bank import bank_of
from autograder.exams.carried import exact
from autograder.exams.entries import names_in, value_of
from autograder.exams.marking import mark
from autograder.question import Key, Question
from autograder.variant import Variant

BANK = bank_of(Path(__file__).parents[2] / "reference" / "bank")
KEY: Any = Key(Question("Q1", "", 1, ("answers.Q1_g",), lambda answer, key: None), Variant("midterm"))  # type: ignore
DRAWS = 12


def chained() -> list[str]:
    drawn = {id: template.draw(np.random.RandomState(0))[0] for id, template in BANK.items()}
    return [id for id, item in drawn.items() if any(names_in(entry.key) for entry in item.numbers)]


def students(item: Item) -> Iterator[tuple[Number, Slip, dict[str, Fraction]]]:
    """For each modelled mistake, what a student writes who makes it alone; none where there is no such number."""
    for wrong in item.numbers:
        for slip in wrong.slips:
            own: dict[str, Fraction] = {}
            try:
                for entry in item.numbers:
                    own[entry.name] = exact(value_of(slip.value if entry is wrong else entry.key, own))
            except (KeyError, ValueError):  # not in a printed table, or outside what is possible: a person looks
                continue
            if wrong.between is None or wrong.between[0] <= own[wrong.name] <= wrong.between[1]:
                yield wrong, slip, own


@pytest.mark.parametrize("id", chained())
def test_one_modelled_mistake_costs_its_own_box_alone(id):
    for seed in range(DRAWS):
        item, _ = BANK[id].draw(np.random.RandomState(seed))
        for wrong, slip, own in students(item):
            parts = mark(item, {name: str(number) for name, number in own.items()}, KEY).parts
            lost = [entry.name for entry, part in zip(item.entries, parts) if part.credit.share != 1]
            assert [name for name in lost if name in own] == [wrong.name], (seed, slip.name, own)


def test_one_mistake_in_every_box_is_never_taken_for_a_guess():
    """Without the factor x, both derivatives of the weights are that of the bias."""
    for seed in range(DRAWS):
        item, _ = BANK["N03"].draw(np.random.RandomState(seed))
        error = str(exact(item.keys()["gb"]))
        shares = [part.credit.share for part in mark(item, {"g1": error, "g2": error, "gb": error}, KEY).parts]
        assert shares == [0.3, 0.3, 1]
