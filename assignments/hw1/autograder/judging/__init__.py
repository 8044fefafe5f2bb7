"""What the author of a suite writes with; a copy of this package travels to students with check.py."""

from autograder.errors import Wrong
from autograder.judging.attempts import attempt
from autograder.judging.callbacks import taking_array
from autograder.judging.compare import TOLERANCE, agree, agree_exactly, as_numbers, entry, unchanged, unpack
from autograder.judging.guards import alike, require_alive, require_most_alive
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
from autograder.judging.own_loss import agree_with_own_loss
from autograder.judging.own_slip import OwnSlip
from autograder.judging.slips import (
    all_show,
    batch_slips,
    bias_penalised,
    last_write_wins,
    outer_difference,
    penalty_slips,
    slip,
    slip_by_some,
    wrong_axis,
)
from autograder.judging.student import Kept, LocalFunction, Observation, Student

__all__ = [
    "TOLERANCE",
    "Hypothesis",
    "Kept",
    "LocalFunction",
    "Observation",
    "OwnSlip",
    "Student",
    "Wrong",
    "agree",
    "agree_exactly",
    "agree_with_own_loss",
    "alike",
    "all_show",
    "as_numbers",
    "attempt",
    "batch_slips",
    "bias_penalised",
    "entry",
    "hide_errors",
    "last_write_wins",
    "leaderboard",
    "number",
    "outer_difference",
    "partial_credit",
    "parts",
    "penalty_slips",
    "require_alive",
    "require_most_alive",
    "slip",
    "slip_by_some",
    "tags",
    "taking_array",
    "unchanged",
    "unpack",
    "visibility",
    "weight",
    "wrong_axis",
]
