"""Hand-outs of personal variants: what each student gets, what all get, and what nobody gets."""

from __future__ import annotations

import base64
import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.assignment import Assignment, load
from autograder.cli import main
from autograder.commands.shared import REPOSITORY
from autograder.course import Course
from autograder.errors import UsageError
from autograder.handouts.personal import for_everyone, write_folders
from autograder.people.personal import for_student, typed
from autograder.people.roster import Student
from autograder.people.students import Students, folder_name
from autograder.suites.suite import Suite, with_suite

SECRET = "a-long-random-line-of-this-test"
STUDENTS = Students("email", tuple(Student(f"{one}@x.org", one, f"{one}@x.org") for one in ("anna", "ben", "cat")))


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Assignment, Path]]:
    """Homework 3 for three students, from a course with a secret."""
    out = tmp_path_factory.mktemp("hand-outs") / "all"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTOGRADER_SECRET", SECRET)
        hw3 = load(Course.at(REPOSITORY).with_personal("hw3"), "hw3", "spring")
        with_suite(hw3, lambda suite: write_folders(hw3, suite, STUDENTS, out))
        yield hw3, out


def test_each_student_has_the_questions_they_are_judged_on(folders: tuple[Assignment, Path]) -> None:
    """Text, answers to fill in and what check.py knows are theirs; all the rest is the same for all."""
    hw3, out = folders
    places = {one.id: out / folder_name(one.id) for one in STUDENTS.roster}
    texts = {student: (place / "README.md").read_text() for student, place in places.items()}
    for student, text in texts.items():
        assert all(question.prompt.strip() in text for question in typed(for_student(hw3, student)))
        assert f"for {student} alone" in text
        assert f"# For the numbers of {student}." in (places[student] / "answers.toml").read_text()
    assert len(set(texts.values())) == 3
    names = {place: {str(p.relative_to(place)) for p in place.rglob("*") if p.is_file()} for place in places.values()}
    one, other, _ = names
    assert names[one] == names[other]
    different = {name for name in names[one] if (one / name).read_bytes() != (other / name).read_bytes()}
    assert different <= {"README.md", "answers.toml", "handout.json"}


def test_who_has_which_folder(folders: tuple[Assignment, Path]) -> None:
    """For the channel that the folders are sent through."""
    with (folders[1] / "students.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(row["id"], row["name"]) for row in rows] == [(one.id, one.name) for one in STUDENTS.roster]
    assert all((folders[1] / row["folder"] / "check.py").is_file() for row in rows)


def test_the_secret_is_in_no_file(folders: tuple[Assignment, Path]) -> None:
    """Neither itself nor the key of the assignment, from which everybody's draws would follow."""
    hw3, out = folders
    key = hw3.variant.key
    kept = [SECRET.encode(), key, key.hex().encode(), base64.b64encode(key), repr(key).encode()]
    written = [path.read_bytes() for path in out.rglob("*") if path.is_file()]
    assert len(written) > 60
    assert not any(piece in data for data in written for piece in kept)


def test_nobody_reads_anothers_numbers(folders: tuple[Assignment, Path]) -> None:
    """Not an id, not a prompt of another student."""
    hw3, out = folders
    prompts = {q.prompt for q in typed(for_student(hw3, "ben@x.org"))} - {
        q.prompt for q in typed(for_student(hw3, "anna@x.org"))
    }
    assert prompts
    for path in (out / folder_name("anna@x.org")).rglob("*"):
        if path.is_file():
            text = path.read_bytes().decode("utf-8", "replace")
            assert "ben@x.org" not in text
            assert not any(prompt.strip() in text for prompt in prompts)


def test_a_run_over_an_earlier_one(folders: tuple[Assignment, Path], tmp_path: Path) -> None:
    """It goes on where it was stopped; whose folder is no longer on the roster stays; anything else is refused."""
    hw3, _ = folders
    (tmp_path / "thesis.tex").write_text("mine")

    def again(suite: Suite) -> None:
        with pytest.raises(UsageError, match="not empty"):
            write_folders(hw3, suite, STUDENTS, tmp_path)
        (tmp_path / "thesis.tex").rename(tmp_path / "students.csv")
        (tmp_path / "dora").mkdir()
        assert write_folders(hw3, suite, Students("email", STUDENTS.roster[:1]), tmp_path) == 1

    with_suite(hw3, again)
    assert sorted(path.name for path in tmp_path.iterdir()) == [folder_name("anna@x.org"), "dora", "students.csv"]


@pytest.mark.parametrize(("prints", "said"), [(True, "Submit once"), (False, "the folder that you were given")])
def test_what_all_may_read_has_no_numbers(prints: bool, said: str) -> None:
    """Else a student would answer questions that are not theirs."""
    course = Course(REPOSITORY, {"students": {"print_questions": prints}, "assignments": {"hw2": {"personal": True}}})
    hw2 = load(course, "hw2")
    shown = for_everyone(hw2)
    assert all(said in q.prompt and q.names_known == {} for q in typed(shown))
    assert [q.number for q in shown.questions] == [q.number for q in hw2.questions]
    assert [q for q in shown.questions if q.files] == [q for q in hw2.questions if q.files]


def test_the_command(tmp_path: Path) -> None:
    """A course that wants personal variants; without a roster what everybody gets."""
    done = CliRunner().invoke(main, ["handout", "hw4", "--personal", "--out", str(tmp_path / "all")])
    assert done.exit_code == 0, done.output
    assert "course.toml does not say personal = true for hw4" in done.output  # grading must not forget it
    facts = json.loads((tmp_path / "all" / "handout.json").read_text())
    assert not any(question["formulas"] for question in facts["questions"])
    roster = tmp_path / "roster.csv"
    roster.write_text("email\nanna@x.org\nnobody\n")
    done = CliRunner().invoke(main, ["handout", "hw4", "--students", str(roster), "--out", str(tmp_path / "each")])
    assert done.exit_code == 2
    assert "roster.csv line 3, column 1 (email): 'nobody' is not an email." in done.output
    assert not (tmp_path / "each").exists()
