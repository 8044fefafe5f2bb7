"""Assignment: a name and its questions, loaded from a course for one variant."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from autograder.authored import authored
from autograder.conventions import bound, names_of
from autograder.errors import QuestionError, UsageError
from autograder.handouts.folding import filled_in
from autograder.question import Question
from autograder.variant import Variant

if TYPE_CHECKING:
    from autograder.course import Course

TEXTS = ("title", "prompt", "checked", "blank")
"""What of a question may hold {{phrases}}."""


@dataclass(frozen=True)
class Assignment:
    """A name and its questions in order, for one variant; points are known before any student is."""

    name: str
    title: str
    questions: tuple[Question, ...]
    variant: Variant
    course: Course
    drawn: Mapping[str, Any] = field(default_factory=dict)
    prepare: Callable[[Mapping[str, Any]], object] | None = None
    bound: Mapping[str, ModuleType] = field(default_factory=dict)

    @property
    def words(self) -> dict[str, Any]:
        """The switches of the variant and the phrases that texts need, by name; empty without conventions."""
        return names_of(self.bound)

    def ready(self) -> None:
        """Compute now what judging will need of the draws (questions.py's `prepare`), once for all submissions."""
        if self.prepare is not None:
            self.prepare(self.drawn)

    @property
    def personal(self) -> bool:
        """Whether each student has typed questions with numbers of their own."""
        return self.course.personal(self.name)

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
    def is_exam(self) -> bool:
        """Whether its questions are drawn from the bank for a paper."""
        return "paper" in self.drawn

    @property
    def source_folders(self) -> tuple[Path, ...]:
        """Every folder that the questions are made from; an exam's are the bank's too."""
        bank = self.course.folder / "reference" / "bank"
        return (self.reference_folder, bank) if self.is_exam else (self.reference_folder,)

    @property
    def suite_folders(self) -> tuple[Path, ...]:
        """Where the tests lie: the hidden ones, and the public ones that students have too."""
        folders = (self.course.folder / "tests" / "hidden" / self.name, self.reference_folder / "handout")
        return tuple(folder for folder in folders if folder.is_dir())

    def question(self, number: str) -> Question:
        """The question of that number, or of a test of it ("b3.5"); raises UsageError with the numbers there are."""
        numbers = {question.number.casefold(): question for question in self.questions}
        for meant in (number.casefold(), number.casefold().rpartition(".")[0]):
            if meant in numbers:
                return numbers[meant]
        raise UsageError(f"{self.name} has no question {number}; it has {', '.join(q.number for q in self.questions)}")


def load(course: Course, name: str, seed: str | None = None, student: str | None = None) -> Assignment:
    """Load an assignment of a course, drawn for one variant; student: an id, whose personal draws are taken.

    Raises UsageError when there is none of that name, QuestionError when its author made a mistake.
    """
    known = names(course)
    if name not in known:
        raise UsageError(f"There is no assignment {name!r}; this course has {', '.join(known) or 'none'}.")
    variant = course.variant(name, seed).for_student(student)
    conventions = bound(course.folder / "reference" / name, variant.conventions)
    module = questions_module(course.folder / "reference" / name, conventions)
    try:
        drawn = module.draw(variant) if hasattr(module, "draw") else {}
        asked = _worded(module.questions(variant, drawn), names_of(conventions))
        questions = tuple(course.adjusted(name, question) for question in asked)
        prepare = getattr(module, "prepare", None)
        assignment = Assignment(name, module.TITLE, questions, variant, course, drawn, prepare, conventions)
    except QuestionError:
        raise
    except Exception as error:
        raise QuestionError(f"reference/{name}/questions.py: {type(error).__name__}: {error}") from error
    _no_duplicates(assignment)
    course.check_settings(name, questions)
    return assignment


def _worded(questions: Iterable[Question], words: Mapping[str, Any]) -> Iterator[Question]:
    """The questions with the phrases of this variant in their texts."""
    for question in questions:
        texts: dict[str, Any] = {name: filled_in(getattr(question, name), words, question.number) for name in TEXTS}
        yield replace(question, **texts)


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


def questions_module(folder: Path, conventions: Mapping[str, ModuleType] | None = None) -> ModuleType:
    """The module of a questions.py; its neighbours can be imported from it by their plain names.

    conventions: the module of that name which they import, as `conventions.bound` gives it; the default's otherwise.
    """
    from autograder.judging.local import importing_from

    path = folder / "questions.py"
    with importing_from(folder, bound(folder) if conventions is None else conventions):
        return authored(path, f"autograder_questions_{folder.name}", f"{path.name} of {folder.name}")
