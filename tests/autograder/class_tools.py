"""A small class on a small course: three submissions as an export has them, one by a group, and a suite with a slip."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from mini import HEAD, QUESTIONS, SOLUTION, mini_assignment

from autograder.cli import main

WRONG_SUITE = '''
@number("B1.1")
def test_double(student):
    """double doubles"""
    assert student.double(2) == 5    # the slip in our own suite

@number("B2.1")
def test_triple(student):
    """triple triples"""
    assert student.triple(2) in (6, 7)
'''
MENDED = WRONG_SUITE.replace("== 5    # the slip in our own suite", "== 4").replace("in (6, 7)", "== 6")
ONE_OFF = SOLUTION.replace("3 * x", "3 * x + 1")
NONSENSE = "def double(x):\n    return 5\n\n\ndef triple(x):\n    return None\n"
SOURCES = {"submission_1": SOLUTION, "submission_2": ONE_OFF, "submission_3": NONSENSE}
METADATA = """
submission_1:
  ":submitters": [{":name": Ann Lee, ":sid": "001", ":email": ann@example.org}]
  ":created_at": 2027-02-13 00:10:00 Z
submission_2:
  ":submitters": [{":name": Bob, ":sid": "002"}, {":name": Eve, ":sid": "003"}]
  ":created_at": 2027-02-16 12:00:00 Z
submission_3:
  ":submitters": [{":name": Cid, ":sid": "004"}]
  ":created_at": 2027-02-12 12:00:00 Z
"""
COLUMNS = "submission,question,points,author,reason\n"


def make_course(folder: Path) -> Path:
    """A course whose suite takes a right answer for wrong, and lets one mistake pass."""
    mini_assignment(folder / "course", WRONG_SUITE, QUESTIONS, SOLUTION)
    return folder / "course"


def make_export(folder: Path) -> Path:
    """An export of three submissions."""
    export = folder / "assignment_7_export"
    for name, source in SOURCES.items():
        (export / name).mkdir(parents=True)
        (export / name / "work.py").write_text(source)
    (export / "submission_metadata.yml").write_text(METADATA)
    return export


def judge_by(course: Path, suite: str) -> None:
    """From now on that suite judges."""
    (course / "tests" / "hidden" / "mini" / "test_mini.py").write_text(HEAD + suite)


def run(course: Path, *words: object, status: int = 0) -> str:
    """The command's output."""
    more = ["--unconfined"] if words[0] != "grade" else []
    result = CliRunner().invoke(main, [*map(str, words), "--course", str(course), *more])
    assert result.exit_code == status, result.output
    return result.output


def table(path: Path) -> list[dict[str, Any]]:
    """A CSV by its headings."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def scores(out: Path) -> dict[str, str]:
    """The score of each by name; to the cent what their questions add up to."""
    rows = {row["name"]: row for row in table(out / "gradebook.csv")}
    for row in rows.values():
        assert round(100 * float(row["score"])) == sum(round(100 * float(row[n] or 0)) for n in ("B1", "B2"))
    return {name: row["score"] for name, row in rows.items()}
