"""Every assignment is proved as its author would prove it: in the confined process, with everything that is planted."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
LEAST = {"hw1": (30, 12), "hw2": (40, 12), "hw3": (40, 12), "hw4": (40, 12)}
"""How many mistakes and strange right submissions each homework has at least."""
WHOLE = ("hw1", "hw2")
"""Those that are proved whole here; the others train longer, and only where a mistake in the training is planted."""


def check(assignment: str, cwd: Path = REPOSITORY, *more: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "autograder", "check", assignment, *more]
    return subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", LEAST)
def test_everything_planted_earns_what_it_should(name):
    done = check(name, REPOSITORY, *([] if name in WHOLE else ["--quick"]))
    assert done.returncode == 0, "\n".join(line for line in done.stdout.splitlines() if not line.startswith("ok "))
    lines = done.stdout.splitlines()
    mistakes, right = (sum(line.startswith(f"ok  {kind}") for line in lines) for kind in ("mistake", "right"))
    assert mistakes >= LEAST[name][0]
    assert right >= LEAST[name][1]


def test_a_suite_that_lets_a_mistake_through_is_told(tmp_path):
    for name in ("reference/hw1", "tests/hidden/hw1", "tests/mistakes/hw1"):
        shutil.copytree(REPOSITORY / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "course.toml", tmp_path)
    weak = tmp_path / "tests" / "hidden" / "hw1" / "test_sgd.py"
    source = weak.read_text(encoding="utf-8")
    blind = source.replace("    agree(", "    print(").replace("    require_alive(", "    print(")
    assert blind != source
    weak.write_text(blind, encoding="utf-8")
    done = check("hw1", tmp_path, "--question", "B8")
    assert done.returncode == 1
    assert "BAD" in done.stdout
    assert "gives points for nothing" in done.stdout or "keeps everything" in done.stdout or "earned" in done.stdout
