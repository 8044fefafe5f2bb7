"""The places at which submissions are graded at the same time, each with a clean process of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from autograder.classes.batch import Slot
from autograder.confined import CleanProcess


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def clean_slots(first: CleanProcess, count: int) -> Iterator[list[Slot[CleanProcess]]]:
    """`count` slots; the first works with the given clean process, which stays its owner's.

    Each process is ready before the block runs, because forks share it.
    """
    slots = [Slot(first, renewed)]
    slots += [Slot(CleanProcess.start(first.required_level), renewed) for _ in range(count - 1)]
    try:
        for slot in slots:
            slot.tool.ready()
        yield slots
    finally:
        for slot in slots:
            if slot.tool is not first:
                slot.tool.close()


def renewed(old: CleanProcess) -> CleanProcess:
    """Another clean process in the place of one that was left in the middle of a conversation."""
    old.close()
    fresh = CleanProcess.start(old.required_level)
    fresh.ready()
    return fresh
