"""A Python file as it leaves the house: folded for the variant, its examples run anew, its phrases filled in."""

from __future__ import annotations

from pathlib import Path

from autograder.assignment import Assignment
from autograder.handouts.examples import rerun
from autograder.handouts.folding import filled, fold


def published(assignment: Assignment, path: Path) -> str:
    """The text of a file of the reference for this variant; the file as it is where no conventions are declared.

    Raises QuestionError when it cannot be folded, when an example fails, or for a {{phrase}} that is not known.
    """
    source = path.read_text(encoding="utf-8")
    if not assignment.words:
        return source
    folded = fold(source, assignment.words, path.name)
    if path.parent == assignment.reference_folder:
        folded = rerun(folded, path, assignment.bound)
    return filled(folded, assignment.words, path.name)
