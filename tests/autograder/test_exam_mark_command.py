"""The command `mark`: a class from a table, one student at the terminal; versions are settled or a person is told."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from exam_tools import exam_course

from autograder.assignment import load
from autograder.cli import main
from autograder.exams.class_answers import read_class
from autograder.exams.record import record_of
from autograder.reference import typed_answers

HEAD = ["id", "version", "Q1_n", "Q2_g", "Q2_w_new", "Q3_a"]


class Quiz:
    """The exam `quiz` with versions A and B printed, and a paper of Ada's own."""

    def __init__(self, folder: Path, *papers: tuple[str, str | None]) -> None:
        self.folder, self.course = folder, exam_course(folder / "course")
        self.records = folder / "records"
        for seed, student in papers or (("A", None), ("B", None)):
            record_of(load(self.course, "quiz", seed, student)).write(self.records / (student or seed))

    def right(self, seed: str = "A", student: str | None = None) -> dict[str, Any]:
        return typed_answers(load(self.course, "quiz", seed, student))

    def code(self, seed: str, student: str | None = None) -> str:
        return record_of(load(self.course, "quiz", seed, student)).code

    def run(self, *words: str, typed: str = "") -> Any:
        base = ["mark", "quiz", "--course", str(self.course.folder), "--record", str(self.records)]
        return CliRunner().invoke(main, [*base, *words], input=typed)

    def mark(self, *rows: dict[str, Any]) -> dict[str, dict[str, str]]:
        """Mark a table of these rows; the gradebook by id."""
        table, out = self.folder / "class.csv", self.folder / "out"
        with table.open("w", newline="") as file:
            writer = csv.DictWriter(file, HEAD)
            writer.writeheader()
            writer.writerows(rows)
        done = self.run("--answers", str(table), "--out", str(out), "--jobs", "2")
        assert done.exit_code == 0, done.output
        with (out / "gradebook.csv").open(newline="") as file:
            return {row["id"]: row for row in csv.DictReader(file)}


@pytest.fixture
def quiz(tmp_path):
    return Quiz(tmp_path)


def test_a_class_is_marked_each_by_the_version_they_had(quiz):
    code = quiz.code("B").lower().replace("-", " ")
    book = quiz.mark(
        {"id": "ada", **quiz.right("A"), "version": "A"},
        {"id": "bob", **quiz.right("B"), "version": code},
        {"id": "cyd", **quiz.right("B"), "version": "version b", "Q2_g": "1/3", "Q3_a": ""},
        {"id": "dan", "version": "A"},
    )
    assert [book[id]["score"] for id in ("ada", "bob", "cyd", "dan")] == ["10", "10", "6.75", "0"]
    assert book["cyd"]["Q2"] == "3.75"
    report = json.loads((quiz.folder / "out" / "bob" / "report.json").read_text())
    assert report["notes"] == [f"Marked as version B ({quiz.code('B')})."]
    assert report["hashes"]["version"] == quiz.code("B")
    assert len(report["hashes"]["suite"]) == 64
    assert (quiz.folder / "out" / "class.html").is_file()
    assert (quiz.folder / "out" / "cyd" / "report.html").is_file()


def test_an_error_is_carried_forward_in_the_class_too(quiz):
    book = quiz.mark({"id": "ada", **quiz.right(), "version": "A", "Q2_g": "8", "Q2_w_new": str(_w(quiz) - 4)})
    assert book["ada"]["Q2"] == "3.75"
    report = json.loads((quiz.folder / "out" / "ada" / "report.json").read_text())
    assert "Right for your g = 8." in json.dumps(report)


def _w(quiz: Quiz) -> int:
    from autograder.exams.paper import asked

    return int(asked(load(quiz.course, "quiz", "A"))[1].item.given["w"])


def test_answers_of_another_version_are_flagged_and_marked_as_stated(quiz):
    book = quiz.mark({"id": "ada", **quiz.right("B"), "version": "A"})
    assert float(book["ada"]["score"]) < 4
    why = book["ada"]["look at by hand"]
    assert f"wrong version? 3 answers fit version B ({quiz.code('B')}), 0 fit version A" in why


def test_right_answers_and_chance_hits_are_not_flagged(quiz):
    other = quiz.right("B")
    book = quiz.mark(
        {"id": "ada", **quiz.right("A"), "version": "A"},
        {"id": "bob", **quiz.right("A"), "version": "A", "Q1_n": other["Q1_n"], "Q2_g": other["Q2_g"]},
    )
    assert book["ada"]["look at by hand"] == book["bob"]["look at by hand"] == ""


@pytest.mark.parametrize(
    ("version", "why"),
    [("", "no version is stated"), ("C", "no version code"), ("AAAA-AAAA", "no version code")],
)
def test_a_version_that_is_not_settled_is_not_marked_and_the_others_are(quiz, version, why):
    book = quiz.mark({"id": "ada", **quiz.right(), "version": version}, {"id": "bob", **quiz.right(), "version": "A"})
    assert book["ada"]["status"] == "not graded"
    assert book["ada"]["score"] == ""
    assert why in book["ada"]["look at by hand"]
    assert book["bob"]["score"] == "10"


def test_a_code_of_no_printed_paper_is_told(quiz):
    book = quiz.mark({"id": "ada", **quiz.right(), "version": quiz.code("C")})
    assert "is the code of no paper in these records" in book["ada"]["look at by hand"]


def test_the_only_version_need_not_be_stated(tmp_path):
    quiz = Quiz(tmp_path, ("A", None))
    assert quiz.mark({"id": "ada", **quiz.right(), "version": ""})["ada"]["score"] == "10"


def test_a_paper_of_their_own_is_found_by_id_and_anothers_is_flagged(tmp_path):
    quiz = Quiz(tmp_path, ("A", "ada@u.edu"), ("A", "bob@u.edu"))
    book = quiz.mark(
        {"id": "Ada@U.edu", **quiz.right("A", "ada@u.edu"), "version": ""},
        {"id": "bob@u.edu", **quiz.right("A", "ada@u.edu"), "version": quiz.code("A", "ada@u.edu")},
    )
    assert [book[id]["score"] for id in ("Ada-at-U.edu", "bob-at-u.edu")] == ["10", "10"]
    assert book["Ada-at-U.edu"]["look at by hand"] == ""
    assert "answered the paper of ada@u.edu" in book["bob-at-u.edu"]["look at by hand"]


def test_a_changed_id_still_has_its_paper(tmp_path):
    quiz = Quiz(tmp_path, ("A", "old@u.edu"))
    (quiz.course.folder / "aliases.csv").write_text("old id,new id\nold@u.edu,new@u.edu\n")
    assert (
        quiz.mark({"id": "new@u.edu", **quiz.right("A", "old@u.edu"), "version": ""})["new-at-u.edu"]["score"] == "10"
    )


def test_what_cannot_be_read_is_listed_with_what_stands_there(quiz):
    book = quiz.mark({"id": "ada", **quiz.right(), "version": "A", "Q1_n": "2-Jan"})
    assert "Q1: n: '2-Jan' cannot be read as a number; has a spreadsheet made a date" in book["ada"]["look at by hand"]


def test_points_set_by_hand_are_taken_over(quiz):
    (quiz.folder / "out").mkdir()
    rows = "submission,question,points,author,reason\nada,Q1,2.5,kim,written beside the box\n"
    (quiz.folder / "out" / "overrides.csv").write_text(rows)
    assert quiz.mark({"id": "ada", **quiz.right(), "version": "A", "Q1_n": "?"})["ada"]["Q1"] == "2.5"


def test_a_bank_that_changed_since_is_not_marked_by(quiz):
    bank = quiz.course.folder / "reference" / "bank" / "toys.py"
    bank.write_text(bank.read_text().replace("draw.integer(11, 99)", "draw.integer(12, 100)"))
    table = quiz.folder / "class.csv"
    table.write_text(f"{','.join(HEAD)}\nada,A,1,1,1,a\n")
    done = quiz.run("--answers", str(table), "--out", str(quiz.folder / "out"))
    assert done.exit_code == 2
    assert "N02-COUNT would not be what was printed" in done.output
    assert not list((quiz.folder / "out").glob("*.csv"))


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ("id,version,Q1_n\nada,A,1\n", "there is no column 'Q2_g'"),
        (f"{','.join(HEAD)},Q9_z\nada,A,1,1,1,a,1\n", "the column 'Q9_z' is not known"),
        (f"{','.join(HEAD)}\n,A,1,1,1,a\n", "line 2: the cell 'id' is empty"),
        (f"{','.join(HEAD)}\nada,A,1,1,1,a\nAda,B,1,1,1,a\n", "line 3: Ada stands in line 2 already"),
        (f"{','.join(HEAD)}\n", "holds no answers"),
    ],
)
def test_a_table_that_cannot_be_meant_is_told_with_its_place(quiz, table, why):
    (quiz.folder / "class.csv").write_text(table)
    done = quiz.run("--answers", str(quiz.folder / "class.csv"), "--out", str(quiz.folder / "out"))
    assert done.exit_code == 2
    assert why in done.output
    assert "Traceback" not in done.output


def test_columns_in_any_order_and_case_and_semicolons(quiz):
    right = quiz.right()
    table = quiz.folder / "class.csv"
    table.write_text(
        f"q3_A;Q2_W_NEW;ID;Name;q1_n;q2_g;Version\n{right['Q3_a']};7;ada;Ada L;1,5;3;A\n", encoding="utf-8-sig"
    )
    (sheet,) = read_class(table, load(quiz.course, "quiz"))
    assert sheet.answers == {"Q1_n": "1,5", "Q2_g": "3", "Q2_w_new": "7", "Q3_a": right["Q3_a"]}
    assert (sheet.person.name, sheet.version) == ("Ada L", "A")


def test_the_blank_table_names_students_and_is_not_written_over(quiz):
    roster = quiz.folder / "roster.csv"
    roster.write_text("Name,Email\nAda L,ada@u.edu\n=Bob,bob@u.edu\n")
    table = quiz.folder / "class.csv"
    assert quiz.run("--blank", str(table), "--students", str(roster)).exit_code == 0
    lines = table.read_text().splitlines()
    assert lines[0] == "id,name,email,version,Q1_n,Q2_g,Q2_w_new,Q3_a"
    assert lines[1].startswith("ada@u.edu,Ada L,ada@u.edu,,")
    assert "'=Bob" in lines[2]
    done = quiz.run("--blank", str(table))
    assert done.exit_code == 2
    assert "is there already" in done.output


def test_one_student_at_the_terminal(quiz):
    right = quiz.right("B")
    typed = ["Z", "b", right["Q1_n"], "a lot", "1,5", "", right["Q3_a"]]
    done = quiz.run("--one", "--out", str(quiz.folder / "one"), typed="\n".join(typed) + "\n")
    assert done.exit_code == 0, done.output
    assert "'Z' is no version code" in done.output
    assert "'a lot' cannot be read as a number" in done.output
    assert "Read as 1.5 (the comma as a decimal point)." in done.output
    assert "5 of 10 points" in done.output
    assert (quiz.folder / "one" / "report.html").is_file()


def test_what_cannot_be_read_can_be_kept_and_is_told_at_the_end(quiz):
    done = quiz.run("--one", typed="A\na lot\n\n\n\n\n")
    assert done.exit_code == 0, done.output
    assert "To look at by hand: Q1: n: 'a lot' cannot be read" in done.output


@pytest.mark.parametrize("words", [(), ("--one", "--blank", "x.csv"), ("--answers", "class.csv")])
def test_the_command_says_what_it_needs(quiz, words):
    done = quiz.run(*words)
    assert done.exit_code == 2
    assert done.output.startswith("autograder: Say ")


def test_homework_is_no_exam(quiz):
    (quiz.course.folder / "reference" / "hw1").mkdir()
    (quiz.course.folder / "reference" / "hw1" / "questions.py").write_text(
        "from autograder.question import Question\nfrom autograder.checks import Choice\nTITLE = ''\n"
        "def questions(variant, drawn):\n"
        "    return [Question('D1', '', 1, ('answers.D1',), Choice({'a': ''}, 'a'), right='a')]\n"
    )
    base = ["mark", "hw1", "--course", str(quiz.course.folder), "--record", str(quiz.records), "--one"]
    done = CliRunner().invoke(main, base)
    assert done.exit_code == 2
    assert "hw1 is not an exam" in done.output


def test_a_paper_of_somebodys_own_can_be_marked_at_the_terminal(tmp_path):
    quiz = Quiz(tmp_path, ("A", "ada@u.edu"))
    done = quiz.run("--one", typed="\n" * 4)
    assert "the paper of ada@u.edu" in done.output
    assert "0 of 10 points" in done.output
    assert "To look at by hand" not in done.output
