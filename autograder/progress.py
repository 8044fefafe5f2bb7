"""How far a batch is: a bar with the time left on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

EVERY_SECONDS = 5.0
"""How often a line is written where there is no terminal."""


class Tell(Protocol):
    """Called once for each thing that is done."""

    def __call__(self, name: str, *, failed: bool = False) -> None:
        """Say that `name` is done."""


@contextmanager
def progress(total: int, what: str = "graded", trouble: str = "could not be graded") -> Iterator[Tell]:
    """Show progress towards `total` on standard error while the block runs; `trouble` is what is said of a failure."""
    if sys.stderr.isatty():
        yield from _bar(total, what)
    else:
        yield _lines(total, what, trouble, time.monotonic)


def _bar(total: int, what: str) -> Iterator[Tell]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[failed]}"),
               TextColumn("time left"), TimeRemainingColumn())  # fmt: skip
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=total, failed="")
        failures = 0

        def tell(name: str, *, failed: bool = False) -> None:
            nonlocal failures
            failures += failed
            bar.update(task, advance=1, failed=f"{failures} failed" if failures else "")

        yield tell


def _lines(total: int, what: str, trouble: str, clock: Callable[[], float]) -> Tell:
    began = last = clock()
    finished = failures = 0

    def tell(name: str, *, failed: bool = False) -> None:
        nonlocal last, finished, failures
        finished, failures, now = finished + 1, failures + failed, clock()
        if failed:
            print(f"{name}: {trouble}", file=sys.stderr)
        if now - last >= EVERY_SECONDS or (finished == total and now - began >= EVERY_SECONDS):
            last, left = now, (now - began) / finished * (total - finished)
            print(f"{what} {finished} of {total}, {failures} failed, about {left:.0f} s left", file=sys.stderr)

    return tell
