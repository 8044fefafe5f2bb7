"""Personal draws: each student's own numbers, the same whenever they are drawn, and nobody else's to compute."""

from __future__ import annotations

import pytest

from autograder.assignment import load
from autograder.course import Course
from autograder.errors import UsageError
from autograder.variant import Variant, assignment_key, canonical_id

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
    from autograder.commands import REPOSITORY

    return Course.at(REPOSITORY)
