"""What can come back from the student's process instead of a value; every text is a sentence for the student."""

from __future__ import annotations

import signal
import sys

from autograder.errors import SubmissionError

_SIGNALS: dict[int, str] = {  # by name, because systems number some of them differently
    signal.SIGILL: "illegal instruction", signal.SIGABRT: "abort", signal.SIGBUS: "bus error",
    signal.SIGFPE: "arithmetic error", signal.SIGSEGV: "segmentation fault",
    signal.SIGSYS: "a system call that is not allowed",
}  # fmt: skip


class StudentError(SubmissionError):
    """The student's code raised an exception. Text that could carry hidden inputs has been removed.

    type_name: name of the exception; file, line: the deepest place in the student's own files ("" and 0 if unknown);
    message: checked text, "" if it was dropped; text_line, offset: of a SyntaxError, the line and the column from 1.
    """

    def __init__(
        self, type_name: str, file: str = "", line: int = 0, message: str = "", text_line: str = "", offset: int = 0
    ) -> None:
        self.type_name, self.file, self.line, self.message = type_name, file, line, message
        self.text_line, self.offset = text_line, offset
        super().__init__(self._sentence())

    def _sentence(self) -> str:
        place = f" in {self.file}" if self.file else ""
        place += f", line {self.line}" if self.line else ""
        if self.type_name == "SystemExit":
            return f"Your code left the program with sys.exit{place}."
        if self.type_name == "NotImplementedError":
            return f"Not written yet{place}."
        what = self.type_name + (f": {self.message}" if self.message else "")
        if self.text_line:
            version = ".".join(map(str, sys.version_info[:2]))
            return f"Python {version} cannot read your code: {what}{place}\n    {self.text_line}"
        hint = " Only numpy and the standard library are there." if self.type_name == "ModuleNotFoundError" else ""
        return f"Your code raised {what}{place}.{hint}"


class MissingFunction(SubmissionError):
    """The file or the function that a question asks for is not there."""


class TimeLimit(SubmissionError):
    """A deadline passed; the worker was ended."""


class WorkerDied(SubmissionError):
    """The student's process ended by itself."""


class BrokenProtocol(SubmissionError):
    """The student's process sent something that is no answer; the worker was ended."""


class BadValue(SubmissionError):
    """The value cannot be accepted; the worker goes on."""


def took_too_long(seconds: float) -> TimeLimit:
    """The sentence for a deadline of `seconds`."""
    return TimeLimit(f"Your code took longer than {seconds:g} s and was stopped.")


def from_wait_status(status: int | None) -> SubmissionError:
    """How a worker died, from its wait status (None if it could not be learned)."""
    number = -1 if status is None else status & 0x7F
    if number == -1:
        return WorkerDied("Your code ended the process that it ran in.")
    if number == 0:
        code = (status or 0) >> 8 & 0xFF
        return WorkerDied(f"Your code left the program by exit (status {code}) instead of returning a value.")
    if number in (signal.SIGXCPU, signal.SIGALRM):
        return TimeLimit("Your code used more processor time than is allowed and was stopped.")
    if number == signal.SIGKILL:
        return WorkerDied("Your code was killed (signal 9), most likely because it passed the memory limit.")
    return WorkerDied(f"Your code crashed (signal {number}: {_SIGNALS.get(number, 'no normal end')}).")


_KINDS = {
    "deep": "a value that is nested too deeply",
    "big": "a value that is too large",
    "integer": "an integer with too many digits",
    "text": "text with characters that cannot be written",
    "masked": "a masked array with masked entries",
}
ACCEPTED = (
    "numbers, text, True, False, None, lists, tuples, dicts and plain numpy arrays of numbers or booleans are accepted"
)


def bad_value(reason: str, what: str) -> BadValue:
    """`reason`: a word of codec.REASONS; `what`: the name of a type, already checked, or ""."""
    shown = {
        "type": f"an object of type {what}" if what else "an object of another type",
        "dtype": f"a numpy value with dtype {what}" if what else "a numpy value with another dtype",
        "key": f"a dict with a key of type {what}" if what else "a dict with keys of another kind",
        **_KINDS,
    }.get(reason, "a value of another kind")
    return BadValue(f"Your code returned {shown}; {ACCEPTED}.")
