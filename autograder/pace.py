"""How much slower this machine is, at this moment, than the one where the time limits were chosen."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from autograder.confined import Kept
from autograder.question import Question

MOST = 20.0
"""No limit grows beyond this many times what is printed."""
NOISE = 1.25
"""Below this, a difference is not the machine's."""
LOOPS, LOOP_SECONDS = 100_000, 0.005
"""A small loop and how long it takes where the limits were chosen."""
LONG_ENOUGH = 0.3
"""Seconds to measure for: where a container's share of a processor is cut, it is cut in pieces of a tenth."""


@dataclass(frozen=True)
class Pace:
    """Asked only when a call of the student's has passed its limit, so it costs the others nothing.

    reference: gives the solution's functions by name; called when they are first needed.
    """

    reference: Callable[[], Mapping[str, Callable[..., Any]]]
    clock: Callable[[], float] = time.perf_counter

    def __call__(self, question: Question, name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> float:
        """How many times slower it is here, from 1 to MOST.

        By the solution's own time for the very call, if the question says how long that takes where its limit was
        chosen; by a small loop otherwise, and where the call cannot be repeated.
        """
        usual = question.solution_seconds if name in question.names else None
        slower = None
        if usual is not None and not any(callable(v) or isinstance(v, Kept) for v in (*args, *kwargs.values())):
            slower = self._by_solution(name, args, kwargs, usual)
        if slower is None:
            slower = self._measured(lambda: sum(i * i for i in range(LOOPS))) / LOOP_SECONDS
        return min(slower, MOST) if slower > NOISE else 1.0

    def _by_solution(self, name: str, args: Any, kwargs: Mapping[str, Any], usual: float) -> float | None:
        try:
            function = self.reference()[name]
            return self._measured(lambda: function(*args, **kwargs)) / usual
        except Exception:  # a call that the solution does not take either says nothing about the machine
            return None

    def _measured(self, work: Callable[[], object]) -> float:
        """Seconds that the work takes, on average over a while."""
        began, times = self.clock(), 0
        while times == 0 or self.clock() - began < LONG_ENOUGH:
            work()
            times += 1
        return (self.clock() - began) / times
