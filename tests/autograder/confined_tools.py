"""What the tests of the student's process share: the levels of this machine and the planted submissions."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.confined import CleanProcess, Limits, Worker
from autograder.errors import SubmissionError

USER, FILES, CALLS = "private user", "Landlock", "seccomp"
LAYERS = {"3": (USER, FILES, CALLS), "3u": (FILES, CALLS), "2": (USER,), "1": (CALLS,), "0": ()}
ATTACKS = Path(__file__).parent / "attacks"


@functools.lru_cache(maxsize=1)
def offered() -> tuple[str, ...]:
    """The levels that this machine can reach; one that it cannot is not tested here."""
    names = []
    for name, layers in LAYERS.items():
        with CleanProcess.start(layers=layers) as clean:
            if clean.level_name == name:
                names.append(name)
    return tuple(names)


def start_at(name: str) -> CleanProcess:
    if name not in offered():
        pytest.skip(f"this machine cannot confine at level {name}")
    return CleanProcess.start(layers=LAYERS[name])


def source_of(name: str) -> dict[str, bytes]:
    return {f"{name}.py": (ATTACKS / f"{name}.py").read_bytes()}


@contextlib.contextmanager
def worker_of(clean: CleanProcess, sources: dict[str, bytes], limits: Limits = Limits()) -> Iterator[Worker]:  # noqa: B008
    with clean.worker(sources, limits) as worker:
        yield worker


def outcome(worker: Worker, module: str, function: str, *args: Any, **options: Any) -> Any:
    """The value, or the SubmissionError."""
    try:
        return worker.call(module, function, args, **options).value
    except SubmissionError as error:
        return error
