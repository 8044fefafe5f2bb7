"""docs/add-a-question.md, followed as it stands in a copy of the course."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(?:python|sh) (\w+) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks() -> list[tuple[str, str, str]]:
    return BLOCK.findall((REPOSITORY / "docs" / "add-a-question.md").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    for name in ("reference/hw1", "tests/hidden/hw1", "tests/mistakes/hw1"):
        shutil.copytree(REPOSITORY / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "course.toml", folder)
    for how, where, text in blocks():
        if how == "insert":
            path = folder / where
            source = path.read_text(encoding="utf-8")
            head, tail = source.split("    return [", 1)
            path.write_text(f"{head}    return [\n{text}        {tail.lstrip()}", encoding="utf-8")
        elif how == "append":
            with (folder / where).open("a", encoding="utf-8") as file:
                file.write(f"\n\n{text}")
        elif how == "create":
            (folder / where).write_text(text, encoding="utf-8")
    return folder


def command(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *words], cwd=cwd, capture_output=True, text=True, check=False)


def test_the_page_has_the_steps_it_promises():
    assert [how for how, _, _ in blocks()] == ["insert", "append", "create", "create", "run"]


def test_the_reference_earns_everything_and_everything_planted_what_it_should(course):
    done = command("autograder", "check", "hw1", "--question", "B9", cwd=course)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert done.stdout.count("log_softmax: log_softmax") == 2
    assert "B9 zeros of the right shape" in done.stdout


def test_the_new_question_is_handed_out(course, tmp_path):
    done = command("autograder", "handout", "hw1", "--out", str(tmp_path / "hw1"), cwd=course)
    assert done.returncode == 0, done.stderr
    assert "def log_softmax" in (tmp_path / "hw1" / "softmax.py").read_text()
    assert "shifted - np.log" not in (tmp_path / "hw1" / "softmax.py").read_text()
    assert "B9" in (tmp_path / "hw1" / "README.md").read_text()
