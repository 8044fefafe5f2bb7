"""What a host needs to grade the submissions of a class as they would be graded at home."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.classes.overrides import Settled
from autograder.course import Course
from autograder.errors import UsageError
from autograder.grader import Grader
from autograder.keys.question_keys import software
from autograder.people.students import Member, Students

if TYPE_CHECKING:
    from autograder.classes.grade_all import ClassRun


@dataclass(frozen=True)
class Parcel:
    """The parts of a course that judge one assignment, and the facts of a run.

    files: by their path in the course's folder. key: of the assignment's hidden draws; practice: it is nobody's secret.
    digest, software: what a host must come to as well. compared: whose numbers wrong answers are compared with.
    """

    assignment: str
    seed: str
    settings: Mapping[str, Any]
    key: bytes
    practice: bool
    files: Mapping[str, bytes]
    digest: str
    software: str
    overrides: Settled
    students: Students
    compared: tuple[str, ...]
    unconfined: bool

    @classmethod
    def of(cls, run: ClassRun, unconfined: bool) -> Parcel:
        """The parcel of a run."""
        grader, assignment = run.grader, run.grader.assignment
        course = assignment.course
        folders = (*assignment.source_folders, course.folder / "tests" / "hidden" / assignment.name)
        paths = [path for folder in folders for path in sorted(folder.rglob("*")) if _judges(path)]
        return cls(
            assignment.name,
            assignment.variant.seed,
            course.settings,
            assignment.variant.key,
            not course.has_secret,
            {path.relative_to(course.folder).as_posix(): path.read_bytes() for path in paths},
            grader.digest,
            software(),
            run.overrides,
            grader.students,
            grader.keys.ids[: grader.keys.size] if grader.keys else (),
            unconfined,
        )

    def course(self, folder: Path) -> Course:
        """Unpack into a folder, which others must not be able to read."""
        for name, data in self.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        (folder / "course.toml").touch()
        return Course(folder, self.settings, {self.assignment: self.key})

    def fitted(self, grader: Grader) -> Grader:
        """The host's grader as the caller's is; raises UsageError where it would not come to the same results."""
        if software() != self.software:
            raise UsageError(f"it has {software()}, and here is {self.software}: results could differ. Install "
                             "the same everywhere.")  # fmt: skip
        if grader.digest != self.digest:
            raise UsageError("what it made of the course's files is something else; is another course.toml above them?")
        if grader.clean.level == 0 and not self.unconfined:
            raise UsageError("student code cannot be confined there; choose other hosts, or add --unconfined.")
        if self.practice:
            course = replace(grader.assignment.course, keys={})
            grader = replace(grader, assignment=replace(grader.assignment, course=course))
        return grader.with_class([(Member(one, one),) for one in self.compared]) if self.compared else grader


def _judges(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts
