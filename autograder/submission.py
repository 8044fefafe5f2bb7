"""Submission: a folder and a confined process, seen as a mapping from what a question asks to the answer.

The only seam to student code. A question sees its answers through a `View`: functions are called in a worker of
their own, typed answers are plain data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from autograder.confined import CleanProcess, Limits, TimeLimit, Worker, WorkerDied
from autograder.errors import AutograderError, SubmissionError
from autograder.judging.student import Kept, Observation
from autograder.question import Question

if TYPE_CHECKING:
    from autograder.answers_file import Answers
    from autograder.intake.taking import Intake

CALLS_WORTH = 3
"""A question's calls together may take this many times what one of them may."""
BORROWED_SECONDS = 2.0
"""How long a function of another question may take where it is only looked at to tell a slip apart."""
RESTARTS = 30
"""How often a worker that crashes is started again for one question."""


class OutOfTime(AutograderError):
    """The submission's time is used up; what is left is not judged, for staff to grade again with more."""


@dataclass
class Budget:
    """The time left for a whole submission, in seconds of the given clock.

    pace: how many times slower this machine is; asked when a limit has passed, with question, name and arguments.
    """

    clock: Callable[[], float]
    seconds: float = 480.0
    pace: Callable[[Question, str, tuple[Any, ...], Mapping[str, Any]], float] | None = None

    def __post_init__(self) -> None:
        self._end = self.clock() + self.seconds

    def left(self) -> float:
        """Seconds left, possibly below 0."""
        return self._end - self.clock()


class Submission:
    """What one student handed in, ready to be asked; a context manager, with which its last worker ends.

    printed: what the student's code printed, by question (for staff, capped). slower: by question, how many times
    longer its limits became because this machine is slow. tell: called with the number of each question that is done.
    """

    def __init__(
        self, intake: Intake, typed: Answers, clean: CleanProcess, budget: Budget, limits: Limits,
        tell: Callable[[str], None] | None = None,
    ) -> None:  # fmt: skip
        self.intake, self.typed, self._tell = intake, typed, tell
        self._clean, self._budget, self._limits = clean, budget, limits
        self._idle: tuple[frozenset[str], Worker] | None = None
        self.printed: dict[str, str] = {}
        self.slower: dict[str, float] = {}

    def __enter__(self) -> Submission:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @contextmanager
    def question(self, question: Question) -> Iterator[View]:
        """The answers to one question, for as long as the block runs."""
        view = View(self, question, self._budget)
        try:
            yield view
        finally:
            view.close()
            if self._tell is not None:
                self._tell(question.number)


    def take_worker(self, files: frozenset[str]) -> Worker:
        """A worker that is as new: the one of the last question if that asked for the same files, else a fresh one."""
        if self._idle is not None:
            known, worker = self._idle
            if known == files and worker.afresh():
                self._idle = None
                return worker
            self.close()
        return self._clean.worker(self.intake.sources, self._limits)

    def give_back(self, files: frozenset[str], worker: Worker) -> None:
        """Keep it for the next question."""
        self.close()
        self._idle = (files, worker)

    def close(self) -> None:
        """End the last worker; nothing of the submission lives on."""
        if self._idle is not None:
            self._idle[1].close()
            self._idle = None


class View(Mapping[str, Any]):
    """The answers to one question: functions by name, typed answers by key.

    Looking up what is missing or was refused raises SubmissionError with the reason. stopped: the time limit that ended
    the question, if one did.
    """

    def __init__(
        self, submission: Submission, question: Question, budget: Budget
    ) -> None:
        self._submission, self._question, self._budget = submission, question, budget
        self._worker: Worker | None = None
        self._restarts = 0
        self._used = 0.0
        self._slower, self._asked = 1.0, set[str]()
        self.stopped: SubmissionError | None = None
        self._borrowed = {a.split(".")[1] for a in question.uses}
        self._given_up: set[str] = set()
        self._files = {a.split(".")[1]: a.split(".")[0] for a in (*question.asks, *question.uses)}
        self._own_files = frozenset(self._files.values())

    def __getitem__(self, name: str) -> Any:
        if name not in self._files:
            raise KeyError(name)
        file = self._files[name]
        if file == "answers":
            return self._typed(name)
        refused = self._submission.intake.refused.get(f"{file}.py")
        if refused:
            raise SubmissionError(refused)
        if f"{file}.py" not in self._submission.intake.sources:
            raise SubmissionError(f"{file}.py is not in the submission.")
        return ConfinedFunction(self, file, name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def _typed(self, name: str) -> Any:
        typed = self._submission.typed
        if name in typed.problems:
            raise SubmissionError(typed.problems[name])
        return typed.values.get(name)

    def call(self, file: str, name: str, args: Any, kwargs: Any, observe: bool, keep: bool) -> Observation:
        """Call a function in the question's worker.

        Raises a SubmissionError as `autograder.confined` has them, OutOfTime when the submission's budget is used up.
        """
        if self.stopped is not None:
            raise self.stopped
        if name in self._given_up:
            raise SubmissionError(f"{name} took too long before.")
        seconds, began = self._seconds(name), self._budget.clock()
        longer = partial(self._longer, name, args, kwargs) if self._budget.pace and name not in self._asked else None
        try:
            reply = self._alive().call(file, name, args, kwargs, seconds, observe, keep, longer)
        except TimeLimit as error:
            self._after_time_limit(error, name)
            raise
        except WorkerDied:
            self._dispose()
            raise
        finally:
            self._used += self._budget.clock() - began
        self._note(reply.printed)
        value = Kept(reply.value) if keep else reply.value
        return Observation(value, reply.arguments or ())

    def _longer(self, name: str, args: Any, kwargs: Any) -> float:
        """How long this call may take where the machine turns out to be slow."""
        assert self._budget.pace is not None
        began = self._budget.clock()
        self._asked.add(name)
        self._slower = max(self._slower, self._budget.pace(self._question, name, args, kwargs))
        self._used -= self._budget.clock() - began  # not the student's
        if self._slower > 1:
            self._submission.slower[self._question.number] = round(self._slower, 2)
        return self._seconds(name)

    def _limit(self) -> float:
        return self._question.seconds * self._slower

    def _seconds(self, name: str) -> float:
        left = self._budget.left()
        if left <= 0:
            raise OutOfTime("the time for the whole submission is used up")
        if name in self._borrowed:
            return min(BORROWED_SECONDS * self._slower, left)
        return max(0.001, min(self._limit(), CALLS_WORTH * self._limit() - self._used, left))

    def _after_time_limit(self, error: TimeLimit, name: str) -> None:
        """Stop the question, unless it was only a function borrowed from another one."""
        if self._budget.left() <= 0:
            raise OutOfTime("the time for the whole submission is used up") from error
        if name in self._borrowed:
            self._given_up.add(name)
            self._dispose()
            return
        self.stopped = error
        if self._seconds(name) < self._limit():
            total = f"{CALLS_WORTH * self._limit():.3g} s"
            self.stopped = TimeLimit(f"The calls of this question together took longer than {total} and were stopped.")
            raise self.stopped

    def _alive(self) -> Worker:
        if self._worker is None:
            if self._restarts > RESTARTS:
                raise SubmissionError("Your code ended its process too often; the question was given up.")
            self._restarts += 1
            self._worker = self._submission.take_worker(self._own_files)
        return self._worker

    def _note(self, printed: str) -> None:
        if printed:
            notes = self._submission.printed
            notes[self._question.number] = (notes.get(self._question.number, "") + printed)[:4096]

    def _dispose(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def close(self) -> None:
        """End the worker, or leave it to the next question."""
        if self._worker is not None and self.stopped is None:
            self._submission.give_back(self._own_files, self._worker)
            self._worker = None
        self._dispose()


@dataclass(frozen=True)
class ConfinedFunction:
    """A function that runs in the student's process; see `autograder.judging.student.Function`."""

    view: View
    file: str
    name: str

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it for its result."""
        return self._call(args, kwargs).result

    def observe(self, *args: Any, **kwargs: Any) -> Observation:
        """Call and see the arguments as they are afterwards."""
        return self._call(args, kwargs, observe=True)

    def keep(self, *args: Any, **kwargs: Any) -> Kept:
        """Call and leave the result where it is."""
        kept: Kept = self._call(args, kwargs, keep=True).result
        return kept

    def _call(self, args: Any, kwargs: Any, observe: bool = False, keep: bool = False) -> Observation:
        plain = tuple(a.value if isinstance(a, Kept) else a for a in args)
        return self.view.call(self.file, self.name, plain, kwargs, observe, keep)
