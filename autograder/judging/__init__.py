"""What the author of a suite writes with; a copy of this package travels to students with check.py."""

from autograder.errors import Wrong
from autograder.judging.compare import TOLERANCE, agree, agree_exactly, as_numbers, unchanged, unpack
from autograder.judging.guards import require_alive
from autograder.judging.hypotheses import Hypothesis
from autograder.judging.marks import (
    hide_errors,
    leaderboard,
    number,
    partial_credit,
    parts,
    tags,
    visibility,
    weight,
)
from autograder.judging.student import Kept, LocalFunction, Observation, Student

__all__ = [
    "TOLERANCE",
    "Hypothesis",
    "Kept",
    "LocalFunction",
    "Observation",
    "Student",
    "Wrong",
    "agree",
    "agree_exactly",
    "as_numbers",
    "hide_errors",
    "leaderboard",
    "number",
    "partial_credit",
    "parts",
    "require_alive",
    "tags",
    "unchanged",
    "unpack",
    "visibility",
    "weight",
]
