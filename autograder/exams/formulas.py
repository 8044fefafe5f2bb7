"""Items whose answer is one formula: what they share."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.derivatives import Derivative, Slip
from autograder.exams.draw import Draw
from autograder.exams.entries import Expression, Item

NEAR = 0.4
"""What a listed wrong form keeps, unless it says otherwise."""


def near(text: str, sentence: str, share: float = NEAR) -> Slip:
    """A wrong form that is foreseen."""
    return Slip(text, share, sentence, "listed")


def letters(draw: Draw, *pools: str) -> list[str]:
    """One name from each pool of names parted by blanks, no name twice."""
    chosen: list[str] = []
    for pool in pools:
        chosen.append(draw.choice([name for name in pool.split() if name not in chosen]))
    return chosen


def formula_item(prompt: str, label: str, names: Sequence[str], derivative: Derivative, solution: str) -> Item:
    """An item with one box for a formula. names: those that the answer may use, as they are typed."""
    said = ", ".join(f"`{name}`" for name in names)
    may_use = "You may use the names" if len(names) > 1 else "You may use the name"
    return Item(
        prompt=f"{prompt} {may_use} {said}.",
        given={},
        entries=(Expression("formula", label, derivative),),
        solution=solution,
        prove=derivative.prove,
    )
