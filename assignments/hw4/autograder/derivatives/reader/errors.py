"""The one exception of the reader."""

from __future__ import annotations


class Unreadable(ValueError):
    """A text that cannot be read; `column` counts from 1, `hint` says what to write instead."""

    def __init__(self, problem: str, column: int = 1, hint: str = "") -> None:
        self.problem, self.column, self.hint = problem, column, hint
        super().__init__(f"column {column}: {problem}" + (f" {hint}" if hint else ""))
