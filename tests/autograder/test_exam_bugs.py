"""Find-the-bug items: the words of the question follow the names in the code."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from autograder.exams.bank import bank_of
from autograder.exams.bugs import Program, bug_item
from autograder.exams.draw import Draw

BANK = bank_of(Path(__file__).parents[2] / "reference" / "bank")
PROGRAM = Program(
    ["def f(x, eta):", "    return x + eta"], "    return x + eta", "    return x - eta",
    ["    return x", "    return -x", "    return eta", "    return eta - 2 * x"], lambda rng: (rng.normal(), 0.5),
)  # fmt: skip


@pytest.mark.parametrize("template", [one for one in BANK.values() if one.id.startswith("B")], ids=lambda one: one.id)
def test_every_name_in_the_question_stands_in_its_code(template):
    for seed in range(12):
        item, _ = template.draw(np.random.RandomState(seed))
        named = set(re.findall(r"[A-Za-z_]\w*", " ".join(re.findall("`([^`]*)`", item.prompt)))) - {"i"}
        assert named <= set(re.findall(r"[A-Za-z_]\w*", "\n".join(item.code))), item.prompt


def test_names_are_changed_in_the_question_as_in_the_code():
    names = {"x": ("x", "w"), "eta": ("eta", "rate")}
    drawn = [Draw(np.random.RandomState(seed)) for seed in range(9)]
    items = [bug_item(one, "Moves `x` by `eta`, x times.", PROGRAM, names, "") for one in drawn]
    renamed = [item for item in items if item.code[0] == "def f(w, rate):"]
    assert renamed
    assert all(item.prompt.startswith("Moves `w` by `rate`, x times.") for item in renamed)


def test_a_name_that_the_code_has_not_is_told_to_the_author():
    item = bug_item(Draw(np.random.RandomState(0)), "Moves `y`.", PROGRAM, {}, "")
    assert item.prove is not None
    assert item.prove() == ["the question names y, which is not in its code"]
