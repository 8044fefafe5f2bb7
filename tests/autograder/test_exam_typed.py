"""Typed answers to an exam: answers.toml says which version, or the student has a paper of their own."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from exam_tools import exam_course

from autograder.assignment import load
from autograder.cli import main
from autograder.errors import UsageError
from autograder.exams.record import version_code
from autograder.exams.stated import graded_as_stated, version_stated
from autograder.exams.versions import lettered
from autograder.gradescope.pack import format_answers
from autograder.handouts.handout import blank_answers
from autograder.people.personal import for_student
from autograder.reference import typed_answers


@pytest.fixture
def course(tmp_path):
    return exam_course(tmp_path / "course")


def right(course, seed, student=None):
    return typed_answers(load(course, "quiz", seed, student))


def graded(exam, answers):
    return graded_as_stated(exam, answers, answers)


@pytest.mark.parametrize(("term", "seed"), [(None, "B"), ("spring", "spring/B"), ("spring/A", "spring/B"), ("A", "B")])
def test_a_letter_means_the_version_that_is_printed_for_the_term(course, term, seed):
    exam = load(course, "quiz", term)
    assert seed in [one.seed for one in lettered(2, "spring" if "/" in seed else "default")]
    for stated in ("B", "b ", "version B", version_code("quiz", seed)):
        report = graded(exam, {**right(course, seed), "version": stated})
        assert (report.cents, report.variant) == (1000, seed)
        assert report.staff["flags"] == []


def test_the_note_says_which_version_counted(course):
    report = graded(load(course, "quiz"), {**right(course, "A"), "version": "A"})
    assert report.notes == (f"Graded as version A ({version_code('quiz', 'A')}).",)


def test_the_make_up_is_a_version_too(course):
    report = graded(load(course, "quiz"), {**right(course, "make-up"), "version": "make-up"})
    assert report.cents == 1000


def test_without_a_version_the_packed_one_counts(course):
    answers = {**right(course, "A"), "version": ""}
    assert graded(load(course, "quiz", "A"), answers).cents == 1000
    assert not graded(load(course, "quiz", "A"), answers).staff
    assert graded(load(course, "quiz", "spring"), answers).staff["flags"] == ["no version is stated"]


@pytest.mark.parametrize("stated", ["Z", "AAAA-AAAA", "7"])
def test_a_version_that_does_not_exist_leaves_all_unjudged(course, stated):
    report = graded(load(course, "quiz"), {**right(course, "A"), "version": stated})
    assert len(report.pending) == 3
    assert "is no version of this exam: nothing is graded" in report.notes[0]


def test_answers_of_another_version_are_flagged(course):
    report = graded(load(course, "quiz"), {**right(course, "B"), "version": "A"})
    assert report.cents < 400
    assert report.staff["flags"][0].startswith("wrong version? 3 answers fit version B")


def test_a_packed_version_is_not_one_of_its_own_letters(course):
    assert version_stated(load(course, "quiz", "spring/C"), "C").variant.seed == "spring/C"
    with pytest.raises(UsageError, match="no version code"):
        version_stated(load(course, "quiz", "spring/C"), "spring/C/A")


def test_a_student_has_the_numbers_of_their_own_paper(course):
    own = for_student(load(course, "quiz", "spring"), "ada@u.edu")
    assert typed_answers(own) == right(course, "spring", "ada@u.edu")


def test_the_command_grade_reads_the_version_from_answers_toml(course, tmp_path):
    folder = tmp_path / "ada"
    folder.mkdir()
    answers = {**right(course, "B"), "version": "B", "Q2_g": "many"}
    (folder / "answers.toml").write_text(format_answers(answers))
    words = ["grade", "quiz", str(folder), "--out", str(tmp_path / "out"), "--course", str(course.folder)]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert report["score"] == 8.75
    staff = json.loads((tmp_path / "out" / "staff.json").read_text())
    assert staff["review"] == ["Q2: g: 'many' cannot be read as a number; write it like 0.25, -1/4, 1 1/2 or 2e-3."]
    assert staff["version"].startswith("version B")


def test_the_blank_file_asks_for_the_version_once(course):
    assert blank_answers(load(course, "quiz", "A")).count('version = ""') == 1


def test_a_paper_of_their_own_is_graded_by_whose_it_is(tmp_path):
    course = exam_course(tmp_path / "course", settings="[assignments.quiz]\npersonal = true\n")
    folder = tmp_path / "ada"
    folder.mkdir()
    (folder / "answers.toml").write_text(format_answers(right(course, "default", "ada@u.edu")))
    words = ["grade", "quiz", str(folder), "--course", str(course.folder), "--out", str(tmp_path / "out")]
    assert "10 of 10 points" in CliRunner().invoke(main, [*words, "--student", "Ada@u.edu"]).output
    assert "10 of 10 points" not in CliRunner().invoke(main, [*words, "--student", "bob@u.edu"]).output
