"""The places at which submissions are graded at the same time, each with a clean process of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from autograder.classes.batch import Slot
from autograder.confined import CleanProcess
from autograder.early import Started


@contextmanager
def clean_slots(
    first: CleanProcess, count: int, early: Sequence[Started] = ()
) -> Iterator[list[Slot[CleanProcess]]]:
    """`count` slots; the first works with the given clean process, which stays its owner's.

    early: what was started already for the others. Each process is ready before the block runs, because forks share it.
    """
    slots = [Slot(first, renewed)]
    for started in [*early, *[None] * count][: count - 1]:
        slots.append(Slot(CleanProcess.start(first.required_level, started=started), renewed))
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
