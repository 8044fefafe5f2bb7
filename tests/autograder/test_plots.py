"""check.py --plots of homeworks 3 and 4: texts always, pictures where matplotlib is; what is said of missing code."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.assignment import load
from autograder.course import Course
from autograder.gradescope.pack import reference_files

ROOT = Path(__file__).parents[2]
FILES = {"hw3": ["word2vec.py"], "hw4": ["fflm.py", "rnnlm.py"]}
DRAWN = {"hw3": ("neighbours.txt", "vectors.png"), "hw4": ("learning_curve.txt", "learning_curve.png")}


def plotted(name, folder, files=None):
    """The hand-out with these files in the place of its stubs, asked for its plots."""
    shutil.copytree(ROOT / "assignments" / name, folder)
    if files is None:
        solved = reference_files(load(Course.at(ROOT), name))
        files = {file: solved[file].decode() for file in FILES[name]}
    for file, text in files.items():
        (folder / file).write_text(text, encoding="utf-8")
    words = [sys.executable, "-I", str(folder / "check.py"), "--plots"]
    return subprocess.run(words, capture_output=True, text=True, check=False, cwd="/")


@pytest.mark.parametrize("name", FILES)
def test_what_was_learned_is_written(name, tmp_path):
    done = plotted(name, tmp_path / name)
    text, picture = DRAWN[name]
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / name / text).read_text(encoding="utf-8").count("\n") > 5
    there = importlib.util.find_spec("matplotlib") is not None
    assert (tmp_path / name / picture).is_file() == there
    assert ("matplotlib is missing" in done.stdout) == (not there)


def test_the_curve_falls_towards_the_true_chances_and_sentences_are_of_the_language(tmp_path):
    plotted("hw4", tmp_path / "hw4")
    table = (tmp_path / "hw4" / "learning_curve.txt").read_text(encoding="utf-8")
    rows = [[float(v) for v in line.split()] for line in table.splitlines() if line[:1] == " "]
    floor = float(table.split("true chances give ")[1].split()[0])
    sizes, mine, pairs = zip(*rows)
    assert sizes == (2750, 5500, 11000, 22000)
    assert list(mine) == sorted(mine, reverse=True)
    assert floor < mine[-1] < pairs[-1]
    words = set((tmp_path / "hw4" / "data" / "words.txt").read_text(encoding="utf-8").split())
    written = (tmp_path / "hw4" / "sentences.txt").read_text(encoding="utf-8").splitlines()
    lines = [line.split() for line in written if line.startswith("    ")]
    assert len(lines) > 10
    assert all(set(line) <= words for line in lines)


@pytest.mark.parametrize("name", FILES)
def test_stubs_are_told_what_is_missing(name, tmp_path):
    done = plotted(name, tmp_path / name, {})
    assert done.returncode == 1
    assert f"Not written yet: {FILES[name][-1]}, line" in done.stdout
    assert not done.stderr


def test_code_that_stops_is_named_by_its_line(tmp_path):
    wrong = "def nearest(W, i, k):\n    return W\n\n\ndef train_w2v(s, seed):\n    return s[0], s.missing, None\n"
    done = plotted("hw3", tmp_path / "hw3", {"word2vec.py": wrong})
    assert done.returncode == 1
    assert "Stopped at word2vec.py, line 6: AttributeError" in done.stdout
    assert not done.stderr
