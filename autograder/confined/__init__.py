"""The student's process: started clean, confined, called over a pipe, believed in nothing.

with CleanProcess.start() as clean:
    with clean.worker({"logistic.py": source}) as worker:
        worker.call("logistic", "sigmoid", (0.0,)).value
"""

from __future__ import annotations

from autograder.confined.clean import CleanProcess
from autograder.confined.inside.codec import Unreadable
from autograder.confined.outcomes import (
    BadValue,
    BrokenProtocol,
    MissingFunction,
    StudentError,
    TimeLimit,
    WorkerDied,
)  # fmt: skip
from autograder.confined.replies import Kept, Limits, Reply
from autograder.confined.worker import Worker

__all__ = [
    "BadValue", "BrokenProtocol", "CleanProcess", "Kept", "Limits", "MissingFunction", "Reply", "StudentError",
    "TimeLimit", "Unreadable", "Worker", "WorkerDied",
]  # fmt: skip
