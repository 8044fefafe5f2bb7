"""A question of part A: what students read, and the formulas that it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .question import Derivative


@dataclass(frozen=True)
class Derivation:
    """number: "A5". prompt: the question as students read it, with the names that may be used.

    formulas: name of the answer -> question; one entry named "" if there is just one formula.
    """

    number: str
    title: str
    points: int
    prompt: str
    formulas: Mapping[str, Derivative]

    def prove(self) -> list[str]:
        """What is wrong with the formulas, for the author."""
        return [
            f"{self.number} {name}: {problem}".replace(" :", ":")
            for name, formula in self.formulas.items()
            for problem in formula.prove()
        ]

    def public(self) -> dict[str, Any]:
        """What may travel with the handout: for each formula the names that the reader knows, nothing of the key."""
        return {
            name: {"shapes": dict(formula.names.shapes), "indices": dict(formula.names.indices)}
            for name, formula in self.formulas.items()
        }
