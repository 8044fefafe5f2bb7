"""What goes into a worker and comes out of it, beside values: its limits, the reply to a call, a value left there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.confined.worker import Worker


@dataclass(frozen=True)
class Limits:
    """What one worker may use; times in seconds, sizes in bytes."""

    memory_bytes: int = 2**30
    cpu_seconds: int = 120
    open_files: int = 64

    def __post_init__(self) -> None:
        if self.memory_bytes < 2**29:
            raise ValueError("memory_bytes must be at least 512 MiB: less makes honest numpy code hang")


@dataclass(frozen=True)
class Reply:
    """What one call gave.

    value: plain data, or a Kept; arguments: the positional arguments after the call, if they were asked for, else None;
    printed: at most 4 kB of what the student's code printed, for staff.
    """

    value: Any
    arguments: tuple[Any, ...] | None
    printed: str


class Kept:
    """A result that stayed in its worker; may be passed as an argument of a later call there."""

    def __init__(self, worker: Worker, number: int, generation: int) -> None:
        self.worker, self.number, self.generation = worker, number, generation

    def __repr__(self) -> str:
        return "<a value kept in the student's process>"
