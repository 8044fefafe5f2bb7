"""Replaying one question: staff see the hidden inputs, what came back and what is right; nothing else is run."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from mini import QUESTIONS, SOLUTION, mini_assignment

from autograder.cli import main

TESTS = '''
@number("B1.1")
def test_double(student, rng):
    """double doubles"""
    agree(student.double(np.array([1.5, 2.5])), [3.0, 5.0], "double(x)",
          hypotheses=[slip("sign", "The sign is turned round.", 0.5, np.array([-3.0, -5.0]))])

@number("B1.2")
def test_called_back(student):
    """double takes a function's word"""
    calls = []
    student.double(4.0)
    assert not calls

@number("B2.1")
def test_triple(student):
    """triple triples"""
    agree(student.triple(2.0), 6.0, "triple(2)")
'''


@pytest.fixture
def course(tmp_path):
    mini_assignment(tmp_path / "course", TESTS, QUESTIONS, SOLUTION)
    return tmp_path / "course"


def explained(course, tmp_path, source: str, question: str = "B1", status: int = 0) -> str:
    folder = tmp_path / "student"
    folder.mkdir(exist_ok=True)
    (folder / "work.py").write_text(source)
    words = ["explain", "mini", str(folder), question, "--course", str(course)]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == status, result.output
    return result.output


def test_every_call_with_its_input_result_and_the_right_one(course, tmp_path):
    source = "def double(x):\n    print('seen', x)\n    return -2 * x\n\n\ndef triple(x):\n    raise SystemExit\n"
    said = explained(course, tmp_path, source)
    assert "B1. double: 4.5 of 6 points" in said
    assert "recognised as: sign" in said
    assert "x: array([1.5, 2.5])" in said
    assert "gave: array([-3., -5.])" in said
    assert "reference: array([3., 5.])" in said
    assert said.index("B1.1 double doubles") < said.index("array([1.5, 2.5])") < said.index("B1.2")
    assert "seen [1.5 2.5]" in said
    assert "triple" not in said


def test_an_error_of_the_student_stands_where_the_result_would(course, tmp_path):
    said = explained(course, tmp_path, "def double(x):\n    return x[7]\n")
    assert "raised: " in said
    assert "IndexError" in said


def test_an_escape_that_the_student_prints_does_not_reach_the_terminal(course, tmp_path):
    assert "\x1b" not in explained(course, tmp_path, "def double(x):\n    print('\\x1b[2J')\n    return 2 * x\n")


def test_a_question_in_small_letters_and_a_test_of_it_are_understood(course, tmp_path):
    assert explained(course, tmp_path, SOLUTION, "b1").startswith("B1. double")
    assert explained(course, tmp_path, SOLUTION, "B2.1").startswith("B2. triple")


def run(course, *words: object, status: int = 0) -> str:
    more = ["--unconfined"] if words[0] == "grade-all" else []
    result = CliRunner().invoke(main, [*map(str, words), "--course", str(course), *more])
    assert result.exit_code == status, result.output
    return result.output


def test_the_folder_that_grade_all_wrote_is_explained_with_what_is_of_record(course, tmp_path):
    (tmp_path / "class" / "ann").mkdir(parents=True)
    (tmp_path / "class" / "ann" / "work.py").write_text(SOLUTION)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "overrides.csv").write_text("submission,question,points,author,reason\nann,B2,1,me,copied\n")
    run(course, "grade-all", "mini", tmp_path / "class", "--out", tmp_path / "out")
    for place in (tmp_path / "out" / "ann", tmp_path / "out" / "ann" / "submitted"):
        assert "of record: 6 of 6 points\n" in run(course, "explain", "mini", place, "B1")
        said = run(course, "explain", "mini", place, "B2")
        assert "B2. triple: 4 of 4 points\nof record: 1 of 4 points; staff set or kept it" in said
        assert "Everything was read from" not in said
    assert "of record" not in run(course, "explain", "mini", tmp_path / "class" / "ann", "B1")
    assert "holds the results of a class; name" in run(course, "explain", "mini", tmp_path / "out", "B1", status=2)


PERSONAL = """
from autograder.question import Question
from autograder.checks import HiddenTests, Choice
TITLE = "Mini"
def questions(variant, drawn):
    right = "b" if variant.student == "ann@x.org" else "a"
    return [Question("B1", "double", 6, ("work.double",), HiddenTests()),
            Question("B2", "triple", 4, ("work.triple",), HiddenTests()),
            Question("D1", "choose", 2, ("answers.D1",), Choice({"a": "yes", "b": "no"}, right), right=right)]
"""


def test_a_personal_question_is_explained_on_the_numbers_of_each_who_handed_it_in(tmp_path):
    toml = "[assignments.mini]\npersonal = true\n"
    mini_assignment(tmp_path / "course", TESTS, PERSONAL, SOLUTION, toml)
    folder = tmp_path / "assignment_7_export" / "submission_1"
    folder.mkdir(parents=True)
    (folder / "answers.toml").write_text('D1 = "b"\n')
    (folder / "work.py").write_text(SOLUTION)
    people = '[{":name": Ann, ":email": ann@x.org}, {":name": Bob, ":email": bob@x.org}]'
    (folder.parent / "submission_metadata.yml").write_text(f'submission_1:\n  ":submitters": {people}\n')
    said = run(tmp_path / "course", "explain", "mini", folder, "D1")
    assert "With the numbers of ann@x.org:\nD1. choose: 2 of 2 points" in said
    assert "With the numbers of bob@x.org:\nD1. choose: 0 of 2 points" in said
    only = run(tmp_path / "course", "explain", "mini", folder, "D1", "--student", "ann@x.org")
    assert "bob" not in only
    assert run(tmp_path / "course", "explain", "mini", folder, "B1").startswith("B1. double")
    (folder.parent / "submission_metadata.yml").unlink()
    said = run(tmp_path / "course", "explain", "mini", folder, "D1")
    assert "for it is not known whose it is:\nD1. choose: 0" in said


def test_an_export_is_not_taken_for_a_submission_without_files(course, tmp_path):
    export = tmp_path / "unpacked" / "assignment_7_export"
    export.mkdir(parents=True)
    (export / "submission_metadata.yml").write_text("submission_1:\n  :submitters: []\n")
    for folder in (export, export.parent):
        assert "is the export of a class; name" in run(course, "explain", "mini", folder, "B1", status=2)


def test_a_missing_file_an_unknown_question_and_an_unknown_place_are_told(course, tmp_path):
    assert "B1 has" not in explained(course, tmp_path, "", "B7", status=2)
    assert "it has B1, B2" in explained(course, tmp_path, "", "B7", status=2)
    result = CliRunner().invoke(main, ["explain", "mini", str(tmp_path / "no"), "B1", "--course", str(course)])
    assert result.exit_code == 2
    assert "does not exist" in result.output
