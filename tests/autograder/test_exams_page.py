"""docs/exams.md, followed as it stands in a copy of the course: from the bank to the gradebook, and a new template."""

from __future__ import annotations

import csv
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.assignment import load
from autograder.course import Course
from autograder.reference import typed_answers

REPOSITORY = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(?:python|sh) (\w+) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ROSTER = "Name,Email\nAda L,ada@u.edu\nBob M,bob@u.edu\n"


def blocks(how: str) -> list[tuple[str, str]]:
    page = (REPOSITORY / "docs" / "exams.md").read_text(encoding="utf-8")
    return [(where, text) for kind, where, text in BLOCK.findall(page) if kind == how]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    shutil.copytree(REPOSITORY / "reference" / "bank", folder / "reference" / "bank")
    shutil.copy(REPOSITORY / "course.toml", folder)
    (folder / "roster.csv").write_text(ROSTER)
    for where, text in blocks("create"):
        (folder / where).parent.mkdir(exist_ok=True)
        (folder / where).write_text(text, encoding="utf-8")
    return folder


def run(command: str, cwd: Path) -> str:
    words = shlex.split(command)
    assert words[0] == "autograder"
    done = subprocess.run([sys.executable, "-m", *words], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    return done.stdout


def type_in(course: Path) -> None:
    """What two students wrote on versions A and B; the second leaves a box empty."""
    with (course / "class.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row, version in zip(rows, "AB"):
        row.update(
            {name: str(value) for name, value in typed_answers(load(Course.at(course), "quiz", version)).items()}
        )
    rows[1]["Q4_n"] = ""
    with (course / "class.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def test_the_page_is_followed_from_the_bank_to_the_gradebook(course):
    check, print_papers, blank, mark, prove = (text for _, text in blocks("run"))
    assert "the questions take" in run(check, course)
    assert "2 papers" in run(print_papers, course)
    run(blank, course)
    type_in(course)
    assert "mean 17.5" in run(mark, course)
    with (course / "marks" / "gradebook.csv").open(newline="", encoding="utf-8") as file:
        assert [row["score"] for row in csv.DictReader(file)] == ["20", "15"]
    assert "all as they should be" in run(f"{prove.strip()} --quick", course)


def test_the_new_template_can_be_asked(course):
    paper = course / "reference" / "quiz" / "questions.py"
    again = course / "reference" / "quiz2"
    again.mkdir()
    (again / "questions.py").write_text(paper.read_text(encoding="utf-8").replace('"D14"', '"N47"'), encoding="utf-8")
    exam = load(Course.at(course), "quiz2", "A")
    assert exam.questions[-1].names == ("Q4_dot", "Q4_cos")
