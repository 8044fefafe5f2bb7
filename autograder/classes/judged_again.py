"""Which questions a run judged again, where earlier judgements of the others still hold: a line for staff."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from autograder.classes.results import count as counted

NAME = "judged again"
"""Beside the row of a submission that was judged in part: the numbers of the questions whose tests ran again."""


def in_part(row: Mapping[str, Any], keys: Iterable[str], known: Collection[str]) -> dict[str, Any]:
    """The row, with the questions that were judged again where not all were."""
    return {**row, NAME: [number for number in keys if number not in known]} if known else dict(row)


@dataclass
class JudgedAgain:
    """Counts over the submissions of a run."""

    questions: Counter[str] = field(default_factory=Counter)

    def taken(self, result: Mapping[str, Any]) -> dict[str, Any]:
        """Count one result; returns the row alone."""
        row = dict(result)
        self.questions.update(row.pop(NAME, ()))
        return row

    @property
    def sentence(self) -> str:
        """What to say of the run; empty where every submission was judged whole, or none of its code."""
        each = [f"{number} ({counted(times, 'submission')})" for number, times in self.questions.items()]
        said = "Nothing that other tests of these submissions depend on has changed, so what they gave stands."
        return f"Judged again: {', '.join(each)}. {said}" if each else ""
