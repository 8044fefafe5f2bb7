"""What TAs read and copy: every command, table and line of it is what the machine takes and says."""

from __future__ import annotations

import re
from datetime import timedelta, timezone
from pathlib import Path

import pytest

from autograder.assignment import load
from autograder.classes.lateness import read_extensions
from autograder.classes.overrides import read_overrides
from autograder.cli import main
from autograder.commands.shared import REPOSITORY
from autograder.course import Course
from autograder.late_policy import LatePolicy

DOCS = REPOSITORY / "docs"
PAGES = ("fix-a-test.md", "late-work.md", "gradescope.md")
COMMANDS = [
    line.strip().split("autograder ", 1)[1]
    for page in PAGES
    for line in (DOCS / page).read_text().splitlines()
    if re.match(r"    (\.venv/bin/)?autograder ", line)
]


def block(page: str, first: str) -> str:
    """The indented block that begins with this."""
    text = (DOCS / page).read_text()
    begin = text.index(f"    {first}")
    return re.sub(r"(?m)^    ", "", re.split(r"\n(?! {4}|\n)", text[begin:])[0]).strip() + "\n"


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_is_taken_as_it_stands(line):
    name, *words = line.split()
    main.commands[name].make_context(name, words)


def test_the_overrides_are_read(tmp_path: Path):
    (tmp_path / "overrides.csv").write_text(block("fix-a-test.md", "submission,question"))
    exact, least = read_overrides(tmp_path, load(Course.at(REPOSITORY), "hw1"))
    assert (exact.question, exact.cents, least.at_least) == ("B3", 950, True)


def test_the_dates_are_read(tmp_path: Path):
    (tmp_path / "extensions.csv").write_text(block("late-work.md", "student,assignment"))
    zone = timezone(timedelta(hours=-5))
    moment, days = read_extensions(tmp_path / "extensions.csv", "hw1", ("hw1",), zone)
    assert moment.until is not None
    assert (moment.until.day, days.days) == (15, 2)
    (tmp_path / "course.toml").write_text(block("late-work.md", "[assignments.hw1]"))
    course = Course.at(tmp_path)
    assert course.late == LatePolicy(5, 2, 10)
    assert str(course.due("hw1")) == "2027-02-12 23:59:00-05:00"


def test_the_lines_in_capitals_are_those_that_are_said():
    said = "".join(path.read_text() for path in (REPOSITORY / "autograder").rglob("*.py"))
    told = re.findall(r"(?m)^\| (`[A-Z].*?) \|", (DOCS / "fix-a-test.md").read_text())
    lines = [line for cell in told for line in re.findall("`(.*?)`", cell)]
    assert len(lines) == 7
    assert all(line in said for line in lines)
