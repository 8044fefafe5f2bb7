"""A template: a question of the bank whose numbers are drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from autograder.errors import QuestionError
from autograder.exams.apart import clashes
from autograder.exams.draw import Draw, Redraw
from autograder.exams.entries import Item

MOST_REDRAWS = 1000


@dataclass(frozen=True)
class Template:
    """A question of the bank.

    id: "N04-LR-STEP". points, minutes: for a student of the course. topic: one of the lectures'. variants: at least so
    many different ones must come in 500 draws.
    """

    id: str
    title: str
    topic: str
    points: float
    minutes: float
    make: Callable[[Draw], Item]
    variants: int = 40

    def draw(self, rng: np.random.RandomState) -> tuple[Item, int]:
        """An item, and how many draws were thrown away before it.

        Thrown away is what the template refuses, and where a modelled error comes too close to the key or to another.
        Raises QuestionError when none of many draws fits.
        """
        found: list[str] = []
        for redraws in range(MOST_REDRAWS):
            try:
                item = self.make(Draw(rng))
            except Redraw:
                continue
            found = clashes(item)
            if not found:
                return item, redraws
        because = f"; too close together: {found[0]}" if found else ""
        raise QuestionError(f"{self.id}: none of {MOST_REDRAWS} draws fits what it requires{because}")


def template(
    id: str, title: str, *, topic: str, points: float, minutes: float, variants: int = 40
) -> Callable[[Callable[[Draw], Item]], Template]:
    """Make a function that draws an item into a Template of the bank."""

    def made(make: Callable[[Draw], Item]) -> Template:
        return Template(id, title, topic, points, minutes, make, variants)

    return made
