"""Personal variants inside Gradescope: whose submission it is, the questions printed once, what the zip holds."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.assignment import Assignment, load
from autograder.commands.shared import REPOSITORY
from autograder.course import Course
from autograder.gradescope.container import people_of, run
from autograder.gradescope.pack import format_answers, pack, reference_files
from autograder.gradescope.printed_questions import MOST, printed_questions
from autograder.people.personal import for_student, typed
from autograder.people.roster import Student
from autograder.people.students import Member, Students
from autograder.reference import typed_answers
from autograder.suites.suite import with_suite

SECRET = "a-long-random-line-of-this-test"
ANNA, BEN = "anna@x.org", "ben@x.org"
STUDENTS = Students("email", (Student(ANNA, "Anna Lee", ANNA, "007"),), {"anna.lee@x.org": ANNA})
Container = tuple[Assignment, Path]
PAST = {"due_date": "2020-01-01T00:00:00Z"}


@pytest.fixture(scope="module")
def container(tmp_path_factory: pytest.TempPathFactory) -> Container:
    """The packed zip of homework 3 laid out as on the platform; the secret is gone when it runs."""
    root = tmp_path_factory.mktemp("gradescope")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTOGRADER_SECRET", SECRET)
        hw3 = load(Course.at(REPOSITORY).with_personal("hw3"), "hw3", "spring")
        with_suite(hw3, lambda suite: pack(hw3, suite, root / "hw3.zip", 0, STUDENTS, Member(BEN, BEN)))
    with zipfile.ZipFile(root / "hw3.zip") as archive:
        archive.extractall(root / "source")
    return hw3, root


def submitted(root: Path, answers: str, users: object, **more: Any) -> tuple[dict[str, Any], str]:
    """Run on typed answers alone; the results, and what staff read."""
    for name in ("submission", "results"):
        shutil.rmtree(root / name, ignore_errors=True)
    (root / "submission").mkdir()
    (root / "submission" / "answers.toml").write_text(answers)
    (root / "submission_metadata.json").write_text(json.dumps({"users": users, "assignment": PAST, **more}))
    said: list[str] = []
    run(root, said.append)
    results: dict[str, Any] = json.loads((root / "results" / "results.json").read_text())
    return results, "\n".join(said)


def user(email: str) -> dict[str, object]:
    """As the platform writes it."""
    return {"id": 1, "email": email, "name": "Somebody"}


def right(assignment: Assignment, student: str | None) -> str:
    """A student's right answers as a file."""
    return format_answers(typed_answers(for_student(assignment, student)))


def typed_score(results: Mapping[str, Any]) -> float:
    """Points of part A and D."""
    return float(sum(t["score"] for t in results["tests"] if t["number"][0] in "AD"))


def test_the_first_submission_prints_the_questions(container: Container) -> None:
    """Nothing is handed out: a student uploads once, reads, answers, submits again."""
    hw3, root = container
    results, said = submitted(root, "", [user(BEN)])
    assert "look at this by hand: ben@x.org is not on the roster" in said  # perhaps a folder went to another id
    own = typed(for_student(hw3, BEN))
    words = " ".join(results["output"].split())
    assert "YOUR QUESTIONS with the numbers of ben@x.org." in words
    assert all(" ".join(question.prompt.split()) in words for question in own)
    assert typed_score(results) == 0
    some = {**typed_answers(for_student(hw3, BEN)), "D2_pairs": 0}
    results, _ = submitted(root, format_answers(some), [user(BEN)], previous_submissions=[{"score": "0.0"}])
    assert "D2  how many?" in results["output"]
    assert "D1  starting" not in results["output"]
    results, _ = submitted(root, right(hw3, BEN), [user(BEN)], previous_submissions=[{"score": "0.0"}])
    assert "YOUR QUESTIONS" not in results["output"]
    assert typed_score(results) == sum(question.points for question in own)


def test_a_first_submission_prints_even_what_is_answered(container: Container) -> None:
    """It may be answered on somebody else's numbers; a run that failed is no submission."""
    hw3, root = container
    results, _ = submitted(root, right(hw3, ANNA), [user(BEN)], previous_submissions=[{"autograder_error": True}])
    assert "D1  starting" in results["output"]
    assert typed_score(results) < sum(question.points for question in typed(hw3))


def test_a_group_and_a_changed_id(container: Container) -> None:
    """Each member's numbers will do, also those drawn for an id of before."""
    hw3, root = container
    everything = sum(question.points for question in typed(hw3))
    for student in (ANNA, BEN):
        results, _ = submitted(root, right(hw3, student), [user(BEN), user("Anna.Lee@x.org")])
        assert typed_score(results) == everything
        assert f"Counted on the numbers of {'anna.lee@x.org' if student == ANNA else BEN}." in str(results["tests"])


def test_somebody_who_is_not_known(container: Container) -> None:
    """The course's own variant, printed and judged, and a line for staff."""
    hw3, root = container
    for users in ("nobody", [None, {"id": 3}]):
        results, said = submitted(root, right(hw3, None), users)
        assert typed_score(results) == sum(question.points for question in typed(hw3))
        assert "YOUR QUESTIONS. Answer" in results["output"]
        assert "look at this by hand" in said
        assert "judged on the course's own variant" in said


def test_what_the_zip_holds(container: Container) -> None:
    """The key of this assignment, ids and changes for root alone; no secret, no names."""
    hw3, root = container
    with zipfile.ZipFile(root / "hw3.zip") as archive:
        contents = b"".join(archive.read(name) for name in archive.namelist())
        info = archive.getinfo("packed.json")
        manifest = json.loads(archive.read("packed.json"))
    assert info.external_attr >> 16 & 0o077 == 0
    assert SECRET.encode() not in contents
    assert b"Anna Lee" not in contents
    assert Students.from_json(manifest["students"]).roster[0].id == ANNA
    checklist = (root / "hw3-checklist.md").read_text()
    assert "Upload try-reference as ben@x.org" in checklist
    with zipfile.ZipFile(root / "hw3-try-reference.zip") as archive:
        assert archive.read("answers.toml") == reference_files(for_student(hw3, BEN))["answers.toml"]


def test_without_personal_variants_nothing_changes(tmp_path: Path) -> None:
    """No ids in the zip, no questions in the results, whoever submits."""
    hw3 = load(Course.at(REPOSITORY), "hw3")
    with_suite(hw3, lambda suite: pack(hw3, suite, tmp_path / "hw3.zip", 0))
    with zipfile.ZipFile(tmp_path / "hw3.zip") as archive:
        archive.extractall(tmp_path / "source")
        assert "students" not in json.loads(archive.read("packed.json"))
    results, said = submitted(tmp_path, right(hw3, None), [user(BEN)])
    assert "YOUR QUESTIONS" not in results["output"]
    assert typed_score(results) == sum(question.points for question in typed(hw3))
    assert "by hand" not in said


def test_a_course_that_gives_them_out_itself(container: Container) -> None:
    """Nothing is printed; the numbers count all the same."""
    hw3, root = container
    toml = root / "source" / "course.toml"
    kept = toml.read_text()
    toml.write_text(f"{kept}\n[students]\nprint_questions = false\n")
    results, said = submitted(root, right(hw3, ANNA), [user(ANNA)])
    toml.write_text(kept)
    assert "by hand" not in said
    assert "YOUR QUESTIONS" not in results["output"]
    assert typed_score(results) == sum(question.points for question in typed(hw3))


@pytest.mark.parametrize("change", [lambda m: m["students"].pop("by"), lambda m: m.update(students=[1])])
def test_a_damaged_list_of_students(container: Container, tmp_path: Path, change: Callable[[Any], Any]) -> None:
    """Pending, not zero for good."""
    _, root = container
    shutil.copytree(root / "source", tmp_path / "source")
    manifest = json.loads((tmp_path / "source" / "packed.json").read_text())
    change(manifest)
    (tmp_path / "source" / "packed.json").write_text(json.dumps(manifest))
    results, said = submitted(tmp_path, "", [user(BEN)])
    assert "Pending" in results["output"]
    assert "damaged" in said


def test_people_of_any_metadata() -> None:
    """Numbers as numbers, fields that are missing, things that are nobody."""
    users = [{"sid": 7, "email": None, "name": "A\nB"}, {"id": 1}, 5, {"email": "a@x.org"}]
    (one, other) = people_of({"users": users})
    assert (one.sid, one.name, one.email, other.email) == ("7", "A B", "", "a@x.org")


def test_what_does_not_fit_follows_later() -> None:
    """No question is cut in its middle."""
    hw3 = load(Course.at(REPOSITORY).with_personal("hw3"), "hw3")
    long = replace(hw3, questions=tuple(replace(q, prompt=q.prompt + " and so on" * 400) for q in typed(hw3)))
    text = printed_questions(long, [Member(None, "somebody")], {}, first=True)
    assert len(text) < MOST + 200
    assert text.endswith("More questions follow when these are answered.")
    assert text.count("In answers.toml:") == text.count("-----\n") >= 2


def test_programs_keep_their_lines_and_text_is_wrapped() -> None:
    """As it stands in the box at the top of the results."""
    hw3 = load(Course.at(REPOSITORY).with_personal("hw3"), "hw3")
    text = printed_questions(hw3, [Member(ANNA, ANNA)], {}, first=True)
    program = [line for line in for_student(hw3, ANNA).question("D3").prompt.splitlines() if line.startswith("    ")]
    assert all(line in text.splitlines() for line in program)
    assert max(len(line) for line in text.splitlines() if line not in program) <= 100
