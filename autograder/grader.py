"""What a grading run needs once: the clean process, the assignment, the collected suite."""

from __future__ import annotations

import hashlib
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from autograder import __version__
from autograder.answers_file import Answers, read_answers
from autograder.assignment import Assignment, load
from autograder.confined import CleanProcess, Limits
from autograder.course import Course
from autograder.grade import grade
from autograder.intake import Intake, take_in
from autograder.pace import Pace
from autograder.reference import reference_functions
from autograder.report import Report
from autograder.submission import Budget, Submission
from autograder.suite import Suite, with_suite

T = TypeVar("T")
BUDGET_SECONDS = 480.0
"""For one submission: under the platform's ten minutes, after which it would wipe the results."""
CPU_SECONDS = 600
"""For one worker; the limits on its calls are there to end it earlier, however slow the machine is."""


@dataclass(frozen=True)
class Grader:
    """Grades folders of one assignment, one after another; nothing of one submission outlives it."""

    assignment: Assignment
    suite: Suite
    clean: CleanProcess
    digest: str
    budget_seconds: float = BUDGET_SECONDS
    clock: Callable[[], float] = time.monotonic

    def grade(self, path: Path, tell: Callable[[str], None] | None = None) -> Report:
        """Take in a folder or a zip and grade it; raises UsageError when the path is neither.

        tell: called with the number of each question that is done.
        """
        return self.judge(take_in(path, self.assignment.files), tell)

    def judge(self, intake: Intake, tell: Callable[[str], None] | None = None) -> Report:
        """Grade what was taken in."""
        typed = read_answers(intake.answers, self.assignment.questions)
        pace = Pace(lambda: reference_functions(self.assignment))
        budget, limits = Budget(self.clock, self.budget_seconds, pace), Limits(cpu_seconds=CPU_SECONDS)
        submission = Submission(intake, typed, self.clean, budget, limits, tell)
        try:
            report = grade(self.assignment, submission, self.suite)
        finally:
            submission.close()
        return replace(
            report,
            notes=_notes(intake, typed),
            staff=self._staff(submission),
            hashes=self.hashes(intake),
        )

    def after_due(self, now: datetime) -> bool:
        """Whether the due date of course.toml has passed; without one there is nothing to wait for."""
        due = self.assignment.course.due(self.assignment.name)
        return due is None or now > due

    @property
    def failed_probes(self) -> list[str]:
        """What student code could do all the same, a line for each layer that does not hold."""
        return [f"{name}: {note}" for name, refused, note in self.clean.probes if not refused]

    def _staff(self, submission: Submission) -> dict[str, Any]:
        return {
            "confinement": {
                "level": self.clean.level_name,
                "failed probes": self.failed_probes,
                "survivors": self.clean.survivors,
            },
            "practice key": not self.assignment.course.has_secret,
            "time limits scaled by": dict(submission.slower),
            "printed": dict(submission.printed),
        }

    def hashes(self, intake: Intake) -> dict[str, str]:
        """What decides the result: the submission, what judges, the variant, the versions."""
        variant = self.assignment.variant
        key = hashlib.sha256(variant.key).hexdigest()[:12]
        return {
            "submission": intake.digest,
            "suite": self.digest,
            "variant": f"{variant.assignment}/{variant.seed}/{key}",
            "environment": environment(),
        }


def environment() -> str:
    """What may change a result beside the files: the versions."""
    return f"autograder {__version__}, Python {platform.python_version()}, numpy {np.__version__}"


def _notes(intake: Intake, typed: Answers) -> tuple[str, ...]:
    missing = [f"Missing: {name}." for name in intake.missing]
    ignored = [f"Ignored: {name} ({why})." for name, why in intake.ignored]
    return (*missing, *intake.refused.values(), *intake.notes, *typed.notes, *ignored)


def with_grader(
    course: Course, name: str, seed: str | None, then: Callable[[Grader], T], required_level: int = 0
) -> T:
    """Call `then` with a Grader. The clean process is started before any hidden file is read.

    Raises UsageError for an unknown assignment or a confinement level that cannot be had, QuestionError when the
    assignment or its suite is not right.
    """
    with CleanProcess.start(required_level) as clean:
        assignment = load(course, name, seed)

        def collected(suite: Suite) -> T:
            digest = suite_digest(assignment)
            assignment.ready()
            clean.ready()  # it has started meanwhile
            return then(Grader(assignment, suite, clean, digest))

        return with_suite(assignment, collected)


def suite_digest(assignment: Assignment) -> str:
    """A hash over everything that judges: tests, reference, questions."""
    total = hashlib.sha256()
    for folder in (assignment.reference_folder, *assignment.suite_folders):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                total.update(f"{path.relative_to(assignment.course.folder)}\0".encode())
                total.update(path.read_bytes())
    return total.hexdigest()
