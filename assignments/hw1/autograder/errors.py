"""Everything that can go wrong, and whose mistake it is.

    AutograderError
    ├── UsageError         the command was used wrongly; one line, exit status 2
    │   └── DiskFull       no room for a file; a batch stops
    ├── QuestionError      the author's mistake, raised before any student is judged
    └── SubmissionError    the student's; its text is a sentence for the student: no points, and why
        └── (autograder.confined adds StudentError, TimeLimit, WorkerDied, BrokenProtocol, BadValue)

    Wrong                  an answer that was judged and found wrong; carries the share it keeps

Any other exception while judging is ours: the question is *not judged*, and staff read the cause.
"""

from __future__ import annotations


class AutograderError(Exception):
    """Root of the errors that the machine raises on purpose."""


class UsageError(AutograderError):
    """The command cannot do what was asked; the text says what to change."""


class DiskFull(UsageError):
    """There is no room for a file, and there will be none for the next."""


class QuestionError(AutograderError):
    """The author's mistake in an assignment, a suite or a course file."""


class SubmissionError(AutograderError):
    """The student's code or answer cannot be judged; the text is written for the student."""


class Wrong(AutograderError):
    """A judged answer that is not right.

    share: what it keeps of its points, 0 to 1; the text is one or two sentences for the student, without
    hidden numbers. cause: the short name of the recognised slip, if one was. grid: which entries are wrong,
    rows of levels (see `autograder.credit.Credit.grid`). away: how far off an array was, in tolerances, where that
    was measured.
    """

    def __init__(
        self,
        sentence: str,
        share: float = 0.0,
        cause: str | None = None,
        grid: tuple[tuple[int, ...], ...] | None = None,
    ) -> None:
        super().__init__(sentence)
        self.share = share
        self.cause = cause
        self.grid = grid
        self.away: float | None = None
