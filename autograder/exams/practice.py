"""Practice sets: papers with numbers of their own, worked solutions, and the marking, for students to keep."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograder.assignment import load
from autograder.course import Course
from autograder.errors import UsageError
from autograder.exams.at_home import ANSWERS, FACTS, blank
from autograder.exams.freezing import frozen
from autograder.exams.questions import as_question
from autograder.exams.record import FILE as RECORD
from autograder.exams.typeset.key import key_data
from autograder.exams.typeset.papers import Edition, common_data, paper_data, planned, tables_of
from autograder.exams.typeset.press import Document, Job, Press
from autograder.exams.versions import PRACTICE, Drawn, Version, drawn
from autograder.progress import progress
from autograder.writing import write_json, write_text

MOST = 50
MACHINE = Path(__file__).parents[1]
TRAVELS = (
    "__init__.py", "errors.py", "credit.py", "checks.py", "question.py", "report.py", "reports/view.py",
    "reports/shown.py", "reports/as_text.py", "reports/wording.py", "plain_text.py", "derivatives",
    "exams/at_home.py", "exams/carried.py", "exams/entries.py", "exams/formula_marking.py", "exams/marking.py",
    "exams/notation.py", "exams/plain.py", "exams/questions.py", "exams/reading.py",
    "exams/thawed.py", "exams/ticks.py",
)  # fmt: skip
"""The parts of the machine that mark.py needs: numpy is all they import. No template is among them."""


def write_practice(course: Course, exam: str, count: int, edition: Edition, out: Path) -> list[Path]:
    """Write so many practice sets, each in a folder that a student can be given; gives the folders.

    Their seeds are those of no paper that is printed for an exam. Raises UsageError and QuestionError.
    """
    if not 1 <= count <= MOST:
        raise UsageError(f"--practice is a number from 1 to {MOST}, not {count}.")
    if any(out.glob(f"*/{RECORD}")):
        raise UsageError(f"{out} holds papers of an exam, with their keys; name another folder for what students get.")
    folders = [out / f"{PRACTICE}-{number}" for number in range(1, count + 1)]
    for folder in folders:
        _make_room(folder)
    loaded = load(course, exam)
    sets = [drawn(loaded, Version(f"{PRACTICE} {n}", f"{PRACTICE}/{n}")) for n in range(1, count + 1)]
    sheets = [one.sheet for one in sets]
    press = Press(None)
    common = common_data(sheets, planned(sheets, edition, press), edition, tables_of(sheets))
    jobs = [Job(_documents(one, common, edition, folder)) for one, folder in zip(sets, folders)]
    with progress(count, "practice sets") as tell:
        for index, _ in press.write(jobs):
            _write_marking(sets[index], folders[index])
            tell(sets[index].version.name)
    return folders


def _make_room(folder: Path) -> None:
    """Take away an earlier practice set; raises UsageError when the folder holds something else."""
    if folder.exists() and not (folder / FACTS).is_file():
        raise UsageError(f"{folder} is there and holds no practice set; name another folder with --out.")
    if folder.exists():
        shutil.rmtree(folder)


def _documents(one: Drawn, common: dict[str, Any], edition: Edition, folder: Path) -> list[Document]:
    key = {**key_data(one.sheet, edition.look), "title": f"{one.sheet.title}: solutions to {one.version.name}"}
    return [
        Document("paper", paper_data(one.sheet, common), folder / "paper.pdf"),
        Document("key", key, folder / "solutions.pdf"),
    ]


def _write_marking(one: Drawn, folder: Path) -> None:
    """What mark.py works with: the questions as data, and the machine's parts that mark."""
    questions = [
        {"number": asked.number, "title": asked.template.title, "points": asked.points, "item": frozen(asked.item)}
        for asked in one.sheet.questions
    ]
    write_json(folder / FACTS, {"exam": one.record.exam, "title": f"{one.sheet.title}, {one.version.name}",
                                "questions": questions})  # fmt: skip
    asked = [as_question(a.number, a.template.title, a.points, a.item) for a in one.sheet.questions]
    write_text(folder / ANSWERS, blank(asked))
    shutil.copy(MACHINE / "handout_files" / "mark.py", folder / "mark.py")
    copy_machine(TRAVELS, folder / "autograder")


def copy_machine(names: Sequence[str], folder: Path) -> None:
    """Copy parts of this package; folders that have no __init__.py of their own among them get an empty one."""
    for name in names:
        source, target = MACHINE / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    for inner in {(folder / name).parent for name in names}:
        if not (inner / "__init__.py").exists():
            (inner / "__init__.py").write_text('"""The parts that mark a practice set."""\n', "utf-8")
