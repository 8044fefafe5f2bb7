"""Notice a submission that was made for another assignment of the course, or that holds nothing of this one."""

from __future__ import annotations

from autograder.assignment import Assignment, names
from autograder.intake.taking import Intake


def meant_for(assignment: Assignment, intake: Intake) -> str | None:
    """The other assignment whose files these are, where none of this one's code is there; mostly None.

    Costs nothing for a submission that has a file of this assignment; for others, the names of solutions are compared.
    """
    wanted = {name for name in assignment.files if name.endswith(".py")}
    if not wanted or wanted & {*intake.sources, *intake.refused}:
        return None
    others = [name for name in names(assignment.course) if name != assignment.name]
    fitting = {other: sum(_is_asked_for(assignment, other, name) for name in intake.sources) for other in others}
    best = max(others, key=lambda other: fitting[other], default=None)
    return best if best is not None and fitting[best] else None


def sentence(assignment: Assignment, intake: Intake) -> tuple[str, ...]:
    """What everybody reads about such a submission; nothing mostly."""
    other = meant_for(assignment, intake)
    return (f"These look like the files of {other}, and were graded as {assignment.name}.",) if other else ()


def nothing_there(assignment: Assignment, intake: Intake) -> tuple[str, ...]:
    """What staff read where not one of the files asked for was handed in; nothing mostly."""
    all_missing = bool(intake.missing) and {*intake.missing} >= {*assignment.files}
    return ("none of the files that are asked for is there",) if all_missing else ()


def _is_asked_for(assignment: Assignment, other: str, name: str) -> bool:
    """Whether students of the other assignment fill in a file of that name."""
    from autograder.handouts.handout import BEGIN  # seldom needed, and grading one student must start fast

    path = assignment.course.folder / "reference" / other / name
    try:
        return BEGIN in path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return False
