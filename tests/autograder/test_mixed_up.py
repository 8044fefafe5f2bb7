"""The wrong folder, or the wrong name of an assignment: it is said, and nothing else changes."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from class_tools import MENDED, run
from mini import QUESTIONS, SOLUTION, mini_assignment

from autograder.assignment import Assignment
from autograder.intake.mixed_up import meant_for
from autograder.intake.taking import take_in

OTHER = "# BEGIN SOLUTION\nx = 1\n# END SOLUTION\n"


@pytest.fixture
def mini(tmp_path) -> Assignment:
    """A course with mini (work.py), and two others: dan (dan.py, and a plot.py that students do not write) and rnn."""
    loaded = mini_assignment(tmp_path / "course", MENDED, QUESTIONS, f"# BEGIN SOLUTION\n{SOLUTION}\n# END SOLUTION\n")
    for name, files in {"dan": ("dan", "more"), "rnn": ("rnn", "more")}.items():
        folder = tmp_path / "course" / "reference" / name
        folder.mkdir()
        (folder / "questions.py").write_text(QUESTIONS)
        for file in files:
            (folder / f"{file}.py").write_text(OTHER)
        (folder / "plot.py").write_text("x = 1\n")
    return loaded


def handed_in(folder: Path, *names: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_text(SOLUTION)
    return folder


@pytest.mark.parametrize(
    ("files", "meant"),
    [
        (("dan.py",), "dan"),
        (("rnn.py", "more.py", "answers.toml"), "rnn"),
        (("work.py", "dan.py"), None),
        (("helper.py",), None),
        (("plot.py",), None),
        (("answers.toml",), None),
    ],
)
def test_whose_files_these_are(mini, tmp_path, files, meant):
    assert meant_for(mini, take_in(handed_in(tmp_path / "ann", *files), mini.files)) == meant


def test_grade_and_grade_all_say_so(mini, tmp_path):
    course, said = tmp_path / "course", "These look like the files of dan, and were graded as mini."
    ann = handed_in(tmp_path / "class" / "ann", "dan.py")
    handed_in(tmp_path / "class" / "bob", "work.py")
    run(course, "grade-all", "mini", tmp_path / "class", "--out", tmp_path / "out")
    with (tmp_path / "out" / "gradebook.csv").open(newline="") as file:
        ann_row, bob_row = csv.DictReader(file)
    assert said in ann_row["look at by hand"]
    assert said not in bob_row["look at by hand"]
    assert said in run(course, "grade", "mini", ann, "--out", tmp_path / "one")


def test_a_single_grade_keeps_what_was_graded_and_nothing_of_the_time_before(mini, tmp_path):
    course, out = tmp_path / "course", tmp_path / "one"
    ann = handed_in(tmp_path / "ann", "work.py", "helper.py", "notes.txt")
    run(course, "grade", "mini", ann, "--out", out)
    (ann / "helper.py").unlink()
    run(course, "grade", "mini", ann, "--out", out)
    assert [path.name for path in (out / "submitted").iterdir()] == ["work.py"]
    assert (out / "submitted" / "work.py").read_text() == SOLUTION


def test_a_folder_that_is_itself_called_submitted_loses_nothing(mini, tmp_path):
    ann = handed_in(tmp_path / "ann" / "submitted", "work.py", "__init__.py")
    run(tmp_path / "course", "grade", "mini", ann, "--out", tmp_path / "ann")
    assert sorted(path.name for path in ann.iterdir()) == ["__init__.py", "work.py"]
