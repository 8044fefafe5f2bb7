"""Personal draws: each student's own numbers, the same whenever they are drawn, and nobody else's to compute."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from autograder.assignment import load, questions_module
from autograder.commands.shared import REPOSITORY, whose
from autograder.course import Course
from autograder.errors import QuestionError, UsageError
from autograder.grade import judge
from autograder.question import Key, Question
from autograder.variant import Variant, assignment_key, canonical_id

STUDENTS = 60
"""Of each homework; more of them prove the same questions again and again."""
KEY = assignment_key(b"a secret of the tests", "hw1")
ANNA = Variant("hw1", "spring", key=KEY).for_student("anna@school.edu")


def numbers(variant: Variant, label: str = "D1") -> list[int]:
    """The first numbers of a personal draw."""
    return [int(n) for n in variant.personal_rng(label).randint(1000, size=6)]


def test_a_personal_draw_is_pinned() -> None:
    """These numbers must come out on every version for ever: a grade of last year is given again from them."""
    assert numbers(ANNA) == [457, 113, 904, 637, 452, 705]


def test_without_a_student_it_is_the_public_draw() -> None:
    """So the default hand-out does not change."""
    course = Variant("hw1", "spring", key=KEY)
    assert numbers(course) == [int(n) for n in course.public_rng("D1").randint(1000, size=6)]


def test_a_draw_depends_on_all_that_it_is_made_of() -> None:
    """Another student, label, seed, assignment or key gives another draw."""
    others = [
        ANNA.for_student("ben@school.edu"), ANNA.for_student(None),
        Variant("hw1", "autumn", key=KEY, student=ANNA.student),
        Variant("hw2", "spring", key=KEY, student=ANNA.student), Variant("hw1", "spring", student=ANNA.student),
    ]  # fmt: skip
    draws = [numbers(ANNA), numbers(ANNA, "D2"), *map(numbers, others)]
    assert len({tuple(draw) for draw in draws}) == len(draws)


def test_an_id_cannot_be_taken_for_a_part_of_a_label() -> None:
    """Joined with slashes these two would have the same seed."""
    one, other = (Variant("hw1", "s", key=KEY, student=student) for student in ("a", "a/b"))
    assert numbers(one, "b/c") != numbers(other, "c")
    hidden = Variant("hw1", "s", key=KEY).hidden_rng("a/D1").randint(1000, size=6)
    assert numbers(one) != [int(n) for n in hidden]


@pytest.mark.parametrize("text", ["S007", " s007", "s007\n", "\uff53007"])
def test_one_student_however_the_id_is_written(text: str) -> None:
    """Exports differ in capitals, spaces and forms of letters."""
    assert canonical_id(text) == "s007"


def test_ids_that_differ_stay_apart() -> None:
    """Leading zeros are a part of the id."""
    assert len({canonical_id(text) for text in ("007", "7", "o07", "a.b@c.d", "ab@c.d")}) == 5


@pytest.mark.parametrize("text", ["", "  ", "--", "@"])
def test_what_is_no_id_is_refused(text: str) -> None:
    """An empty cell of a spreadsheet must not become a student."""
    with pytest.raises(UsageError, match="not the id of a student"):
        ANNA.for_student(text)


def test_code_questions_and_points_are_the_same_for_all(repository: Course) -> None:
    """Typed questions alone are personal."""
    for name in ("hw1", "hw2", "hw3", "hw4"):
        common = load(repository, name)
        one, other = (load(repository, name, student=student) for student in ("anna", "ben"))
        assert common.points == one.points
        assert [q.number for q in common.questions] == [q.number for q in one.questions]
        assert [q.prompt for q in one.questions if not q.files] != [q.prompt for q in other.questions if not q.files]
        assert [q.prompt for q in one.questions if q.files] == [q.prompt for q in common.questions if q.files]


@pytest.fixture(scope="module")
def repository() -> Course:
    """This repository's course."""
    return Course.at(REPOSITORY)


@pytest.mark.parametrize("name", ["hw1", "hw2", "hw3", "hw4"])
def test_a_large_class(repository: Course, name: str) -> None:
    """Each draw can be proved, its right answers earn everything, and hardly two students have the same."""
    drawn = [typed_questions(repository, name, f"student {n}") for n in range(STUDENTS)]
    once = {(q.number, q.prompt, repr(q.right)): q for questions in drawn for q in questions}
    for question in once.values():
        right = question.right if len(question.names) > 1 else {question.names[0]: question.right}
        assert judge(question, right, Key(question, repository.variant(name))).share == 1.0, question.prompt
        assert getattr(question.check, "prove", list)() == []
    texts = {tuple(q.prompt for q in questions) for questions in drawn}
    keys = {repr([q.right for q in questions]) for questions in drawn}
    assert len(texts) == STUDENTS
    assert len(keys) >= 0.95 * STUDENTS


def typed_questions(course: Course, name: str, student: str) -> list[Question]:
    """A student's typed questions, from a module that is loaded once and builds equal formulas once."""
    module = homework(name)
    variant = course.variant(name).for_student(student)
    return [question for question in module.questions(variant, module.draw(variant)) if not question.files]


@cache
def homework(name: str) -> ModuleType:
    """The questions of a homework; equal names give the same derivations."""
    module = questions_module(REPOSITORY / "reference" / name)
    slow = module.derivations.derivations
    build = cache(lambda names: slow(dict(names)))
    module.derivations = SimpleNamespace(
        **{**vars(module.derivations), "derivations": lambda names: build(tuple(names.items()))}
    )
    return module


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('[students]\nid = "name"', r'course\.toml \[students\] id: "email" or "sid"'),
        ('[students]\nids = "sid"', r"course\.toml \[students\]: ids is not a setting"),
        ('[assignments.hw1]\npersonal = "yes"', r"\[assignments\.hw1\] personal: true or false, not 'yes'"),
    ],
)
def test_settings_that_cannot_be_meant(tmp_path: Path, settings: str, said: str) -> None:
    """A slip in course.toml is not passed over."""
    (tmp_path / "course.toml").write_text(settings)
    with pytest.raises(QuestionError, match=said):
        whose(Course.at(tmp_path), "hw1", None, personal="id" in settings)
