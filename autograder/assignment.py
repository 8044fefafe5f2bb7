"""Assignment and Question, and how they are loaded from a course."""

from __future__ import annotations

import importlib.util
import math
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Protocol

from autograder.credit import Credit
from autograder.errors import QuestionError, UsageError

if TYPE_CHECKING:
    from autograder.course import Course
    from autograder.suite import Suite
    from autograder.variant import Variant

FEEDBACK = ("recorded", "property", "cause")
"""How much a student reads of a judgement: only that it was recorded; which property failed; and why."""


@dataclass(frozen=True)
class Key:
    """What a check needs beside the answer: the question, the variant, and the collected hidden suite."""

    question: Question
    variant: Variant
    suite: Suite | None = None


Check = Callable[[Any, Key], Credit]


@dataclass(frozen=True)
class Question:
    """One question: what it asks for and how the answer is checked.

    number: "B3"; its letter is the part of the assignment. points: whole or hundredths. asks: what the answer is
    made of, "logistic.lr_grad" (a function in logistic.py) or "answers.D1" (a key of answers.toml). prompt: what the
    hand-out says. checked: what it says about how it is checked. blank: what stands in the hand-out's answers.toml.
    right: an answer that earns everything (for questions without code). seconds: how long one call may take. uses: what
    other questions ask for and the tests of this one may call, written like `asks`.
    names_known: what the reader of typed formulas knows, by formula, for check.py.
    """

    number: str
    title: str
    points: float
    asks: tuple[str, ...]
    check: Check
    prompt: str = ""
    checked: str = ""
    blank: str = ""
    right: Any = None
    seconds: float = 8.0
    names_known: Mapping[str, Any] = field(default_factory=dict)
    bonus: bool = False
    dropped: str | None = None
    uses: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        cents = self.points * 100
        if not (math.isfinite(self.points) and self.points > 0 and abs(cents - round(cents)) < 1e-9):
            raise QuestionError(f"question {self.number}: points must be above 0, in hundredths; not {self.points!r}")
        if not self.asks or any(ask.count(".") != 1 for ask in self.asks):
            raise QuestionError(f"question {self.number}: asks names a thing as 'file.name', not {self.asks!r}")
        library = [file for file in self.files if file[:-3] in {*sys.stdlib_module_names, "numpy"}]
        if library:
            raise QuestionError(f"question {self.number}: {library[0]} has the name of a library; choose another")

    @property
    def part(self) -> str:
        """The letter that the number begins with."""
        return self.number[:1]

    @property
    def files(self) -> tuple[str, ...]:
        """The Python files that the answer lies in."""
        return tuple(dict.fromkeys(f"{ask.split('.')[0]}.py" for ask in self.asks if not ask.startswith("answers.")))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of what is asked for, without their file."""
        return tuple(ask.split(".")[1] for ask in self.asks)


@dataclass(frozen=True)
class Assignment:
    """A name and its questions in order, for one variant; points are known before any student is."""

    name: str
    title: str
    questions: tuple[Question, ...]
    variant: Variant
    course: Course
    drawn: Mapping[str, Any] = field(default_factory=dict)

    @property
    def points(self) -> float:
        """Points possible: those of every question that counts."""
        return sum(q.points for q in self.questions if not q.bonus and q.dropped != "removed")

    @property
    def files(self) -> tuple[str, ...]:
        """Every file that a submission should hold."""
        code = dict.fromkeys(name for q in self.questions for name in q.files)
        answers = any(ask.startswith("answers.") for q in self.questions for ask in q.asks)
        return (*code, "answers.toml") if answers else tuple(code)

    @property
    def reference_folder(self) -> Path:
        """Where the solutions, the questions and the hand-out's sources lie."""
        return self.course.folder / "reference" / self.name

    @property
    def suite_folders(self) -> tuple[Path, ...]:
        """Where the tests lie: the hidden ones, and the public ones that students have too."""
        folders = (self.course.folder / "tests" / "hidden" / self.name, self.reference_folder / "handout")
        return tuple(folder for folder in folders if folder.is_dir())

    def question(self, number: str) -> Question:
        """The question of that number; raises UsageError with the numbers there are."""
        for question in self.questions:
            if question.number == number:
                return question
        raise UsageError(f"{self.name} has no question {number}; it has {', '.join(q.number for q in self.questions)}")


def load(course: Course, name: str, seed: str | None = None) -> Assignment:
    """Load an assignment of a course, drawn for one variant.

    Raises UsageError when there is none of that name, QuestionError when its author made a mistake.
    """
    known = names(course)
    if name not in known:
        raise UsageError(f"There is no assignment {name!r}; this course has {', '.join(known) or 'none'}.")
    variant = course.variant(name, seed)
    module = questions_module(course.folder / "reference" / name)
    try:
        drawn = module.draw(variant) if hasattr(module, "draw") else {}
        questions = tuple(course.adjusted(name, question) for question in module.questions(variant, drawn))
        assignment = Assignment(name, module.TITLE, questions, variant, course, drawn)
    except QuestionError:
        raise
    except Exception as error:
        raise QuestionError(f"reference/{name}/questions.py: {type(error).__name__}: {error}") from error
    _no_duplicates(assignment)
    course.check_settings(name, questions)
    return assignment


def names(course: Course) -> list[str]:
    """The assignments that a course has."""
    return sorted(path.parent.name for path in course.folder.glob("reference/*/questions.py"))


def _no_duplicates(assignment: Assignment) -> None:
    numbers = [q.number for q in assignment.questions]
    twice = sorted({n for n in numbers if numbers.count(n) > 1})
    if twice:
        raise QuestionError(f"{assignment.name}: the question numbers {', '.join(twice)} are used twice")
    if not numbers:
        raise QuestionError(f"{assignment.name} has no questions")


def questions_module(folder: Path) -> ModuleType:
    """The module of a questions.py; its neighbours can be imported from it by their plain names."""
    from autograder.judging.local import importing_from

    path = folder / "questions.py"
    spec = importlib.util.spec_from_file_location(f"autograder_questions_{folder.name}", path)
    if spec is None or spec.loader is None:
        raise QuestionError(f"{path} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    with importing_from(folder):
        try:
            spec.loader.exec_module(module)
        except Exception as error:
            raise QuestionError(f"{path.name} of {folder.name}: {type(error).__name__}: {error}") from error
    return module


class ByQuestion(Protocol):
    """Answers that are asked for question by question, as a Submission's are."""

    def question(self, question: Question) -> AbstractContextManager[Mapping[str, Any]]:
        """The answers to one question, for as long as the block runs."""


@contextmanager
def opened(answers: Mapping[str, Any] | ByQuestion, question: Question) -> Iterator[Mapping[str, Any]]:
    """The answers to one question: from a Submission a fresh confined process, from a plain mapping itself."""
    if isinstance(answers, Mapping):
        yield answers
    else:
        with answers.question(question) as view:
            yield view


def with_points(question: Question, points: float) -> Question:
    """The same question worth other points."""
    return replace(question, points=points)
