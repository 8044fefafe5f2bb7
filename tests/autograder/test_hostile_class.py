"""Some hostile submissions in a class: nobody else's marks change, and each costs its own deadline at most.

`benchmarks/hostile.py` does the same with all planted attacks among 500.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

from click.testing import CliRunner
from mini import TESTS, mini_assignment

from autograder.cli import main

ATTACKS = Path(__file__).parent / "attacks"
CHOSEN = {
    "crashing": ("endless_loop", "stops_itself", "kills_itself", "exits", "closes_connection", "writes_noise",
                 "spawns_survivors", "leaves_thread", "drips"),
    "lying": ("equal_to_all", "objects"),
    "reaching": ("fork", "become_root"),
}  # fmt: skip
QUESTIONS = """
from autograder.question import Question
from autograder.checks import HiddenTests
TITLE = "Mini"
def questions(variant, drawn):
    return [Question("B1", "double", 6, ("work.double",), HiddenTests(), seconds=0.5),
            Question("B2", "triple", 4, ("work.triple",), HiddenTests(), seconds=0.5)]
"""
RIGHT = "def double(x):\n    return 2 * x\n\n\ndef triple(x):\n    return 3 * x\n"
HONEST = [RIGHT, RIGHT.replace("2 * x", "-2 * x"), RIGHT.replace("3 * x", "x"), "def double(x:\n"]


def graded(course, folder, out):
    words = ["grade-all", "mini", str(folder), "--out", str(out), "--course", str(course), "--jobs", "2"]
    result = CliRunner().invoke(main, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    with (out / "gradebook.csv").open(newline="", encoding="utf-8-sig") as stream:
        return {row.pop("id"): {**row, "seconds": ""} for row in csv.DictReader(stream)}


def write(folder, name, text):
    (folder / name).mkdir(parents=True)
    (folder / name / "work.py").write_text(text)


def test_one_hostile_in_two_changes_nobody_elses_marks(tmp_path):
    mini_assignment(tmp_path / "course", TESTS, QUESTIONS, RIGHT)
    attacks = [(file, name) for file, names in CHOSEN.items() for name in names]
    for at, (file, name) in enumerate(attacks):
        source = (ATTACKS / f"{file}.py").read_text()
        write(tmp_path / "all", f"s{2 * at:02d}", f"{source}\n{RIGHT}\ndef double(x):\n    return {name}()\n")
        for folder in ("all", "honest"):
            write(tmp_path / folder, f"s{2 * at + 1:02d}", HONEST[at % len(HONEST)])
    alone = graded(tmp_path / "course", tmp_path / "honest", tmp_path / "out-honest")
    together = graded(tmp_path / "course", tmp_path / "all", tmp_path / "out-all")
    assert {name: together[name] for name in alone} == alone
    for name in set(together) - set(alone):
        report = json.loads((tmp_path / "out-all" / name / "report.json").read_text())
        assert [question["score"] for question in report["questions"]] == [0, 4], name
