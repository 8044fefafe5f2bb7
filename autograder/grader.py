"""What a grading run needs once: the clean process, the assignment, the collected suite."""

from __future__ import annotations

import hashlib
import platform
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from autograder import __version__
from autograder.answers_file import Answers, read_answers
from autograder.assignment import Assignment, load
from autograder.confined import CleanProcess, Limits
from autograder.course import Course
from autograder.grade import grade
from autograder.intake.mixed_up import nothing_there, sentence
from autograder.intake.taking import Intake, take_in
from autograder.pace import Pace
from autograder.people.person import Person
from autograder.people.students import Member, Students
from autograder.reference import reference_functions
from autograder.report import Report
from autograder.submission import Budget, Submission
from autograder.suites.suite import Suite, with_suite

if TYPE_CHECKING:
    from autograder.early import Started
    from autograder.keys.stored_credits import Known
    from autograder.people.coincidences import Keys

T = TypeVar("T")
BUDGET_SECONDS = 480.0
"""For one submission: under the platform's ten minutes, after which it would wipe the results."""
NOTHING: Mapping[str, Any] = MappingProxyType({})
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
    students: Students = field(default_factory=Students)
    keys: Keys | None = None

    def grade(
        self, path: Path, tell: Callable[[str], None] | None = None, members: Sequence[Member] = ()
    ) -> Report:
        """Take in a folder or a zip and grade it; raises UsageError when the path is neither.

        tell: called with the number of each question that is done. members: whose submission it is, where the
        assignment is personal.
        """
        return self.judge(take_in(path, self.assignment.files), tell, members)

    def judge(
        self, intake: Intake, tell: Callable[[str], None] | None = None, members: Sequence[Member] = (),
        known: Mapping[str, Known] = NOTHING,
    ) -> Report:  # fmt: skip
        """Grade what was taken in; known: the questions whose earlier judgement still holds, by number."""
        survivors = self.clean.survivors
        credits = {number: one.credit for number, one in known.items()}
        with self.submission(intake, tell) as submission:
            _remember(submission, known)
            if self.assignment.personal:
                from autograder.people.personal import judged  # and this one seldom

                report = judged(self.assignment, submission, self.suite, members, credits)
                report = self._flagged(report, submission, members)
            elif self.assignment.is_exam:
                from autograder.exams.stated import graded_as_stated  # an import that homework need not wait for

                report = graded_as_stated(self.assignment, submission, submission.typed.values)
            else:
                report = grade(self.assignment, submission, self.suite, credits)
        mixed_up = sentence(self.assignment, intake)
        doubts = mixed_up or nothing_there(self.assignment, intake)
        flags = {"flags": [*report.staff.get("flags", ()), *doubts]} if doubts else {}
        return replace(
            report,
            notes=(*mixed_up, *report.notes, *_notes(intake, submission.typed)),
            staff={**self._staff(submission, survivors), **report.staff, **flags},
            hashes=self.hashes(intake, members),
        )

    def members(self, people: Sequence[Person], place: str = "") -> tuple[Member, ...]:
        """Whose numbers a submission is judged on; nobody's where the assignment is not personal.

        place: the name of its folder, for classes without metadata.
        """
        return self.students.submitters(people, place) if self.assignment.personal else ()

    def with_class(self, groups: Iterable[Sequence[Member]]) -> Grader:
        """The same grader that compares wrong typed answers with the numbers of the roster and of these members."""
        if not self.assignment.personal:
            return self
        from autograder.people.coincidences import drawn_keys

        known = {self.students.draws(student.id) for student in self.students.roster}
        met = {member.draws for members in groups for member in members if member.draws is not None}
        return replace(self, keys=drawn_keys(self.assignment, known | met))

    def _flagged(self, report: Report, submission: Submission, members: Sequence[Member]) -> Report:
        if self.keys is None:
            return report
        found = self.keys.flags(self.assignment, report, submission.typed.values, members)
        return replace(report, staff={**report.staff, "flags": [*report.staff["flags"], *found]})

    def submission(self, intake: Intake, tell: Callable[[str], None] | None = None) -> Submission:
        """What was taken in, ready to be asked."""
        typed = read_answers(intake.answers, self.assignment.questions)
        pace = Pace(lambda: reference_functions(self.assignment))
        budget, limits = Budget(self.clock, self.budget_seconds, pace), Limits(cpu_seconds=CPU_SECONDS)
        return Submission(intake, typed, self.clean, budget, limits, tell)

    def after_due(self, now: datetime) -> bool:
        """Whether the due date of course.toml has passed; without one there is nothing to wait for."""
        due = self.assignment.course.due(self.assignment.name)
        return due is None or now > due

    @property
    def failed_probes(self) -> list[str]:
        """What student code could do all the same, a line for each layer that does not hold."""
        return [f"{name}: {note}" for name, refused, note in self.clean.probes if not refused]

    def _staff(self, submission: Submission, survivors: int) -> dict[str, Any]:
        """survivors: how many processes had been found alive before this submission."""
        return {
            "confinement": {
                "level": self.clean.level_name,
                "what holds": self.clean.text,
                "failed probes": self.failed_probes,
                "survivors": self.clean.survivors - survivors,
            },
            "practice key": not self.assignment.course.has_secret,
            "time limits scaled by": self._in_order(submission.slower),
            "printed": self._in_order(submission.printed),
        }

    def _in_order(self, by_question: Mapping[str, T]) -> dict[str, T]:
        return {q.number: by_question[q.number] for q in self.assignment.questions if q.number in by_question}

    def hashes(self, intake: Intake, members: Sequence[Member] = ()) -> dict[str, str]:
        """What decides the result: the submission, what judges, the variant and whose it is, the versions."""
        variant = self.assignment.variant
        key = hashlib.sha256(variant.key).hexdigest()[:12]
        return {
            "submission": intake.digest,
            "suite": self.digest,
            "variant": f"{variant.assignment}/{variant.seed}/{key}",
            "environment": environment(),
            **({"members": _digest(members)} if self.assignment.personal else {}),
            **({"compared with": self.keys.digest} if self.keys else {}),
        }


def _remember(submission: Submission, known: Mapping[str, Known]) -> None:
    """What is told of questions that are not judged again."""
    submission.printed.update({number: one.printed for number, one in known.items() if one.printed})
    submission.slower.update({number: one.slower for number, one in known.items() if one.slower is not None})


def _digest(members: Sequence[Member]) -> str:
    return hashlib.sha256(repr(sorted((m.draws or "", m.shown, m.doubt) for m in members)).encode()).hexdigest()[:12]


def environment() -> str:
    """What may change a result beside the files: the versions."""
    return f"autograder {__version__}, Python {platform.python_version()}, numpy {np.__version__}"


def _notes(intake: Intake, typed: Answers) -> tuple[str, ...]:
    missing = [f"Missing: {name}." for name in intake.missing]
    ignored = [f"Ignored: {name} ({why})." for name, why in intake.ignored]
    return (*missing, *intake.refused.values(), *intake.notes, *typed.notes, *ignored)


def with_grader(
    course: Course, name: str, seed: str | None, then: Callable[[Grader], T], required_level: int = 0,
    students: Students | None = None, early: Started | None = None,
) -> T:  # fmt: skip
    """Call `then` with a Grader. The clean process is started before any hidden file is read.

    early: a clean process that is starting already. students: what is known of ids, for personal variants; what the
    course's folder says otherwise. Raises UsageError for an unknown assignment or a confinement level that cannot be
    had, QuestionError when the assignment or its suite is not right.
    """
    with CleanProcess.start(required_level, started=early) as clean:
        assignment = load(course, name, seed)
        known = students or (Students.of(course) if assignment.personal else Students())

        def collected(suite: Suite) -> T:
            digest = suite_digest(assignment)
            clean.ready()  # it has started meanwhile
            return then(Grader(assignment, suite, clean, digest, students=known))

        return with_suite(assignment, collected)


def suite_digest(assignment: Assignment) -> str:
    """A hash over everything that judges: tests, reference, questions, and what course.toml says of them."""
    settings = [(q.number, q.points, q.dropped, q.bonus) for q in assignment.questions]
    total = hashlib.sha256(repr((settings, sorted(assignment.variant.conventions.items()))).encode())
    for folder in (*assignment.source_folders, *assignment.suite_folders):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                total.update(f"{path.relative_to(assignment.course.folder)}\0".encode())
                total.update(path.read_bytes())
    return total.hexdigest()
