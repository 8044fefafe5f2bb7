"""The command: bad input gets one clear line and status 2, good input the files that were promised."""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from mini import QUESTIONS, SOLUTION, TESTS, mini_assignment

from autograder.cli import main


@pytest.fixture
def course(tmp_path):
    mini_assignment(tmp_path / "course", TESTS, QUESTIONS, SOLUTION)
    return tmp_path / "course"


def run(*words: object, status: int = 0):
    result = CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == status, result.output
    return result


def submission(folder: Path, text: str = SOLUTION) -> Path:
    folder.mkdir(parents=True)
    (folder / "work.py").write_text(text)
    return folder


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["grade", "hw9", "{good}"], "no assignment 'hw9'"),
        (["grade", "mini", "{tmp}/nowhere"], "does not exist"),
        (["grade", "mini", "{tmp}/empty"], "is empty"),
        (["grade", "mini", "{tmp}/one.zip"], "is a zip"),
        (["grade", "mini", "{good}/work.py"], "is a file"),
        (["grade", "mini", "{good}", "--out", "{good}/work.py"], "Cannot write"),
        (["grade-all", "mini", "{tmp}/empty", "--out", "{tmp}/out"], ""),
        (["grade-all", "mini", "{good}/work.py", "--out", "{tmp}/out"], ""),
        (["grade-all", "mini", "{tmp}/nowhere", "--out", "{tmp}/out"], ""),
        (["handout", "hw9", "--out", "{tmp}/out"], "no assignment"),
        (["handout", "mini", "--out", "{good}"], "not empty"),
        (["pack", "mini", "--out", "{tmp}/name"], "not the name of a zip"),
        (["grade", "mini", "{good}", "--course", "{tmp}/empty"], "no course.toml"),
    ],
)
def test_bad_input_gets_one_line_and_status_2(course, tmp_path, words, sentence):
    good = submission(tmp_path / "good")
    (tmp_path / "empty").mkdir()
    with zipfile.ZipFile(tmp_path / "one.zip", "w") as archive:
        archive.writestr("work.py", SOLUTION)
    filled = [word.format(good=good, tmp=tmp_path) for word in words]
    if "--course" not in filled:
        filled += ["--course", str(course)]
    result = run(*filled, status=2)
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("autograder: ")
    assert sentence in lines[0]
    assert "Traceback" not in result.output


def test_an_authors_mistake_gets_one_line_and_status_1(course, tmp_path):
    (course / "tests" / "hidden" / "mini" / "test_mini.py").write_text("import nothing_at_all\n")
    result = run("grade", "mini", submission(tmp_path / "good"), "--course", course, status=1)
    assert "nothing_at_all" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_grade_writes_four_files_that_agree(course, tmp_path):
    out = tmp_path / "out"
    wrong = SOLUTION.replace("2 * x", "-2 * x")
    result = run("grade", "mini", submission(tmp_path / "student", wrong), "--out", out, "--course", course)
    report = json.loads((out / "report.json").read_text())
    results = json.loads((out / "results.json").read_text())
    staff = json.loads((out / "staff.json").read_text())
    assert report["score"] == results["score"] == 7.0
    assert report["max_score"] == sum(test["max_score"] for test in results["tests"]) == 10.0
    assert [q["number"] for q in report["questions"]] == ["B1", "B2"]
    assert report["questions"][0]["parts"][0]["explanation"] == "double(x) has the wrong sign everywhere."
    assert "wrong sign" in result.output
    assert "wrong sign" in (out / "report.html").read_text()
    assert "sign" in json.dumps(staff)
    assert (out / "staff.json").stat().st_mode & 0o077 == 0
    assert report["hashes"]["submission"] in json.dumps(staff)


def test_grade_all_grades_everyone_and_goes_on_where_it_was(course, tmp_path):
    everyone = tmp_path / "everyone"
    for name, text in {
        "ada": SOLUTION,
        "bob": SOLUTION.replace("3 * x", "x"),
        "cyd": "def double(x:\n",
        "dee": "import os\nos.kill(os.getpid(), 9)\n",
        "=cmd()": "x = 1\n",
    }.items():
        submission(everyone / name, text)
    with zipfile.ZipFile(everyone / "eve.zip", "w") as archive:
        archive.writestr("hw/work.py", SOLUTION)
    out = tmp_path / "out"
    run("grade-all", "mini", everyone, "--out", out, "--course", course)
    with (out / "gradebook.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = list(csv.reader(file))
    text = (out / "gradebook.csv").read_text()
    assert len(rows) == 7
    assert sum("10" in row or "10.0" in row or "10.00" in row for row in rows) >= 2
    assert not any(line.startswith("=") for line in text.splitlines())
    assert (out / "class.html").is_file()
    folders = sorted(path.name for path in out.iterdir() if path.is_dir())
    assert len(folders) == 6
    assert (out / "bob" / "submitted" / "work.py").read_text() == SOLUTION.replace("3 * x", "x")
    first = {path: path.stat().st_mtime_ns for path in out.glob("*/results.json")}
    (everyone / "bob" / "work.py").write_text(SOLUTION)
    run("grade-all", "mini", everyone, "--out", out, "--course", course)
    changed = [path.parent.name for path, when in first.items() if path.stat().st_mtime_ns != when]
    assert changed == ["bob"]


def test_status_3_says_that_some_were_not_graded(course, tmp_path):
    submission(tmp_path / "class" / "ada")
    (tmp_path / "class" / "bob.zip").write_bytes(b"PK, but no more")
    words = ("grade-all", "mini", tmp_path / "class", "--out", tmp_path / "out", "--course", course)
    result = run(*words, status=3)
    assert "NOT GRADED: bob" in result.output
    assert (tmp_path / "out" / "ada" / "results.json").is_file()
    with (tmp_path / "out" / "gradebook.csv").open(newline="", encoding="utf-8-sig") as file:
        assert [row["id"] for row in csv.DictReader(file)] == ["ada", "bob"]
    with zipfile.ZipFile(tmp_path / "class" / "bob.zip", "w") as archive:
        archive.writestr("work.py", SOLUTION)
    run(*words)


def test_a_hidden_test_is_in_no_file_of_the_students(course, tmp_path):
    suite = course / "tests" / "hidden" / "mini" / "test_mini.py"
    suite.write_text(suite.read_text().replace('@number("B2.1")', '@visibility("hidden")\n@number("B2.1")'))
    run("grade", "mini", submission(tmp_path / "student"), "--out", tmp_path / "out", "--course", course)
    for name in ("report.html", "report.json"):
        assert "triple triples" not in (tmp_path / "out" / name).read_text()
    assert "4 more points come from tests that are not shown here." in (tmp_path / "out" / "report.html").read_text()
    tests = json.loads((tmp_path / "out" / "results.json").read_text())["tests"]
    assert {test["number"]: test["visibility"] for test in tests} == {"B1.1": "visible", "B2.1": "hidden"}


def test_help_lists_every_command():
    words = run("--help").output
    for command in ("demo", "grade", "grade-all", "handout", "check", "pack"):
        assert command in words
        assert run(command, "--help").output.startswith("Usage")
