"""A course: a folder with course.toml, and the assignments under it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.conventions import choices, draw
from autograder.course_settings import check_kinds, known
from autograder.errors import QuestionError, UsageError
from autograder.question import FEEDBACK, Question
from autograder.variant import DEFAULT, PRACTICE_KEY, Variant, assignment_key

if TYPE_CHECKING:
    from autograder.late_policy import LatePolicy

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

LONGEST_SEED = 200
CODE_FEEDBACK = {"before": "cause", "after": "cause"}
TYPED_FEEDBACK = {"before": "recorded", "after": "cause"}


@dataclass(frozen=True)
class Course:
    """Where the course lies and what course.toml says; `keys` stand for the secret (inside a packed zip)."""

    folder: Path
    settings: Mapping[str, Any] = field(default_factory=dict)
    keys: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @classmethod
    def at(cls, folder: Path, keys: Mapping[str, bytes] | None = None) -> Course:
        """The course in a folder; raises UsageError without course.toml, QuestionError when it is not right."""
        path = folder / "course.toml"
        if not path.is_file():
            raise UsageError(f"{folder} is not a course: it has no course.toml.")
        try:
            settings = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise QuestionError(f"course.toml cannot be read: {error}") from error
        check_kinds(settings)
        return cls(folder, settings, keys or {})

    @property
    def has_secret(self) -> bool:
        """Whether hidden draws are really hidden: a secret or a packed key is there."""
        return bool(self.keys) or self._secret() is not None

    def variant(self, assignment: str, seed: str | None = None) -> Variant:
        """The variant of a seed; without one (or with an empty one), this term's from course.toml, or the default.

        Any text is a seed; raises UsageError for bytes that are none.
        """
        chosen = (seed or "").strip() or str(self._section(assignment).get("variant", "")).strip() or DEFAULT
        if not chosen.isprintable() or len(chosen) > LONGEST_SEED:
            raise UsageError(f"{chosen[:40]!r} is not the name of a variant: write a line of printable letters.")
        secret = self._secret()
        key = self.keys.get(assignment) or (assignment_key(secret, assignment) if secret else PRACTICE_KEY)
        variant = Variant(assignment, chosen, key=key)
        return replace(variant, conventions=draw(self._reference(assignment), variant, self._pinned))

    def personal(self, assignment: str) -> bool:
        """Whether each student has typed questions with numbers of their own."""
        chosen = self._section(assignment).get("personal", False)
        if not isinstance(chosen, bool):
            raise QuestionError(f"course.toml [assignments.{assignment}] personal: true or false, not {chosen!r}")
        return chosen

    def with_personal(self, assignment: str, on: bool = True) -> Course:
        """The same course with personal variants of one assignment, whatever course.toml says."""
        sections = self.settings.get("assignments", {})
        section = {**self._section(assignment), "personal": on}
        return replace(self, settings={**self.settings, "assignments": {**sections, assignment: section}})

    @property
    def student_id(self) -> str:
        """What the course takes as a student's id: "email" or "sid", the number that the school gives."""
        chosen = self.settings.get("students", {}).get("id", "email")
        if chosen not in ("email", "sid"):
            raise QuestionError(f'course.toml [students] id: "email" or "sid", not {chosen!r}')
        return str(chosen)

    @property
    def prints_questions(self) -> bool:
        """Whether Gradescope prints personal questions; off where a course gives them out by itself."""
        return bool(self.settings.get("students", {}).get("print_questions", True))

    def due(self, assignment: str) -> datetime | None:
        """When the assignment is due, if course.toml says so; a time without zone is UTC."""
        due = self._section(assignment).get("due")
        if due is None:
            return None
        if not isinstance(due, datetime):
            meant = repr(due) if isinstance(due, str) else due
            raise QuestionError(f"course.toml [assignments.{assignment}] due: a date and time without quotes, like "
                                f"2027-02-12T23:59:00Z, not {meant}")  # fmt: skip
        return due if due.tzinfo else due.replace(tzinfo=timezone.utc)

    @property
    def late(self) -> LatePolicy:
        """What lateness costs; nothing unless course.toml says so."""
        from autograder.late_policy import LatePolicy

        return LatePolicy.of(self.settings.get("late", {}))

    def feedback(self, question: Question, after_due: bool) -> str:
        """How much the student reads of this question's judgement, one of FEEDBACK."""
        typed = not question.files
        chosen = dict(TYPED_FEEDBACK if typed else CODE_FEEDBACK)
        chosen.update(self.settings.get("feedback", {}).get(question.part, {}))
        mode = str(chosen["after" if after_due else "before"])
        if mode not in FEEDBACK:
            raise QuestionError(f"course.toml [feedback.{question.part}]: {mode!r} is none of {', '.join(FEEDBACK)}")
        return mode

    def leaderboard(self, assignment: str) -> bool:
        """Whether the course asks for a leaderboard."""
        return bool(self._section(assignment).get("leaderboard", False))

    def adjusted(self, assignment: str, question: Question) -> Question:
        """The question with the points, the drop or the bonus that course.toml gives it."""
        section = self._section(assignment)
        if question.number in section.get("points", {}):
            question = replace(question, points=section["points"][question.number])
        how = section.get("drop", {}).get(question.number)
        if how not in (None, "removed", "full credit"):
            raise QuestionError(f"course.toml: drop {question.number} as 'removed' or 'full credit', not {how!r}")
        return replace(question, dropped=how, bonus=question.number in section.get("bonus", []))

    def check_settings(self, assignment: str, questions: Iterable[Question]) -> None:
        """Raise QuestionError when course.toml speaks of a question, feedback or convention that is not there."""
        section = self._section(assignment)
        spoken = {*section.get("points", {}), *section.get("drop", {}), *section.get("bonus", [])}
        strange = sorted(spoken - {question.number for question in questions})
        if strange:
            raise QuestionError(f"course.toml [assignments.{assignment}]: there is no question {', '.join(strange)}")
        for question in questions:
            self.feedback(question, after_due=False)
            self.feedback(question, after_due=True)
        self.due(assignment)
        if "late" in self.settings:
            from autograder.late_policy import LatePolicy  # a course without it need not load this

            LatePolicy.of(self.settings["late"])
        if not self.keys:  # a packed course lacks the other homeworks, of which it may speak
            self._check_names()

    def _check_names(self) -> None:
        folders = [path.parent for path in self.folder.glob("reference/*/questions.py")]
        conventions = {name for folder in folders for name in choices(folder)} if self._pinned else set()
        known(self._pinned, conventions, "course.toml [conventions]")
        there = {folder.name for folder in folders}
        strange = sorted(set(self.settings.get("assignments", {})) - there)
        if strange:
            raise QuestionError(f"course.toml [assignments.{strange[0]}]: there is no assignment {strange[0]}; this "
                                f"course has {', '.join(sorted(there))}")  # fmt: skip

    @property
    def _pinned(self) -> Mapping[str, Any]:
        pinned: Mapping[str, Any] = self.settings.get("conventions", {})
        return pinned

    def _reference(self, assignment: str) -> Path:
        return self.folder / "reference" / assignment

    def _section(self, assignment: str) -> Mapping[str, Any]:
        section: Mapping[str, Any] = self.settings.get("assignments", {}).get(assignment, {})
        return section

    def _secret(self) -> bytes | None:
        places = self.settings.get("secret", {})
        from_environment = os.environ.get(str(places.get("environment", "AUTOGRADER_SECRET")))
        if from_environment:
            return from_environment.encode()
        path = self.folder / str(places.get("file", ".course-secret"))
        return path.read_bytes().strip() or None if path.is_file() else None
