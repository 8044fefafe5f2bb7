"""Follow-through: a slip of the student's own helper has cost its points where the helper was asked for."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.errors import SubmissionError, Wrong
from autograder.judging.compare import as_numbers
from autograder.judging.hypotheses import FIT, close
from autograder.judging.student import Student


class OwnSlip(Container[str]):
    """The slips that a helper shows, for `agree(..., forgiven=...)`: a name is in it if the helper has that slip.

    name: of the helper, which the question must ask for too. slips: name -> what the helper with that slip gives on
    the arguments. The helper is called only when a slip of one of these names was recognised; one that is missing or
    fails shows none.
    """

    def __init__(self, student: Student, name: str, arguments: Sequence[Any], slips: Mapping[str, Any]) -> None:
        self._student, self._name, self._arguments, self._slips = student, name, arguments, slips

    def __contains__(self, slip: object) -> bool:
        if slip not in self._slips:
            return False
        try:
            got = as_numbers(getattr(self._student, self._name)(*self._arguments), self._name)
        except (SubmissionError, Wrong):
            return False
        return close(got, np.asarray(self._slips[str(slip)], dtype=np.float64), 10 * FIT)
