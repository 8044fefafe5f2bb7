"""Hand-outs of personal variants: one for everybody without the numbers, or a folder for each student."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from autograder.assignment import Assignment
from autograder.errors import UsageError
from autograder.handouts.handout import write_handout, write_texts
from autograder.people.personal import for_student
from autograder.people.roster import Student
from autograder.people.students import Students, folder_name
from autograder.plain_text import cell
from autograder.progress import progress
from autograder.suites.suite import Suite
from autograder.writing import write_text

INDEX = "students.csv"
"""Which folder is whose; a folder with this file is an earlier hand-out for students."""
HEADER = ("folder", "id", "email", "name")
PRINTED = (
    "This question has numbers of your own. Submit once, with as much of your code as you have: the results on "
    "Gradescope begin with your questions. Then answer in `answers.toml` and submit again, as often as you like."
)
GIVEN = "This question has numbers of your own; it stands in the folder that you were given."


def for_everyone(assignment: Assignment) -> Assignment:
    """The assignment as all may read it: typed questions say where each student finds their own numbers."""
    where = PRINTED if assignment.course.prints_questions else GIVEN
    questions = (q if q.files else replace(q, prompt=where, names_known={}) for q in assignment.questions)
    return replace(assignment, questions=tuple(questions))


def write_folders(assignment: Assignment, suite: Suite, students: Students, out: Path) -> int:
    """Write a folder for each student of the roster, with a progress bar, and who has which; returns how many.

    A run that was stopped is started again over what it wrote; folders of students who have left the roster stay as
    they are. Raises UsageError when `out` holds something else.
    """
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file; name a folder for the hand-outs.")
    if out.is_dir() and any(out.iterdir()) and not (out / INDEX).is_file():
        raise UsageError(f"{out} is not empty and holds no earlier hand-outs for students; name another folder.")
    write_text(out / INDEX, _index(students.roster), private=True)
    with tempfile.TemporaryDirectory() as place, progress(len(students.roster), "folders") as tell:
        common = Path(place) / assignment.name
        write_handout(for_everyone(assignment), suite, common)
        for student in students.roster:
            own = for_student(assignment, students.draws(student.id))
            _write_folder(own, suite, common, out / folder_name(student.id), student.id)
            tell(student.id)
    return len(students.roster)


def _write_folder(own: Assignment, suite: Suite, common: Path, folder: Path, student: str) -> None:
    if folder.exists():
        shutil.rmtree(folder)
    shutil.copytree(common, folder)
    write_texts(own, suite, folder)
    text = (folder / "README.md").read_text(encoding="utf-8")
    title, _, rest = text.partition("\n")
    owner = f"The typed questions in this folder have numbers of their own, for {student} alone.\n"
    (folder / "README.md").write_text(f"{title}\n\n{owner}{rest}", encoding="utf-8")
    if (folder / "answers.toml").is_file():
        first, _, blank = (folder / "answers.toml").read_text(encoding="utf-8").partition("\n")
        (folder / "answers.toml").write_text(f"{first}\n# For the numbers of {student}.\n{blank}", encoding="utf-8")


def _index(students: Sequence[Student]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    for one in students:
        writer.writerow([folder_name(one.id), *map(cell, (one.id, one.email, one.name))])
    return text.getvalue()
