"""One worker: the student's functions for one question, called from the grader."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import struct
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.confined import messages, outcomes
from autograder.confined.channel import Channel, Deadline, DeadlineError, HungUpError
from autograder.confined.inside import codec, downward, wire
from autograder.confined.replies import Kept, Limits, Reply
from autograder.errors import SubmissionError

if TYPE_CHECKING:
    from autograder.confined.clean import CleanProcess

_REAP_SECONDS = 10.0
_START_SECONDS = 30.0
_AFRESH_SECONDS = 2.0
_USUAL = {"divide": "warn", "over": "warn", "under": "ignore", "invalid": "warn"}
_UP = codec.Caps()


class Worker:
    """A fork of the clean process for one question, or for several in turn (see `afresh`); a context manager.

    After TimeLimit, WorkerDied or BrokenProtocol the worker has ended: each further call raises the same error again.
    """

    def __init__(self, clean: CleanProcess, sources: Mapping[str, bytes], limits: Limits, seed: int) -> None:
        self.clean, self.sources, self.limits, self.seed = clean, dict(sources), limits, seed
        self.generation = 0
        self._channel: Channel | None = None
        self._control: socket.socket | None = None
        self._ended: SubmissionError | None = None
        self._pid = 0
        self._kept = 0
        self._functions: dict[int, Callable[..., Any]] = {}

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    # -- calls

    def call(
        self,
        module: str,
        function: str,
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
        deadline_seconds: float = 10.0,
        observe: bool = False,
        keep: bool = False,
        longer: Callable[[], float] | None = None,
    ) -> Reply:
        """Call `function` of `module` ("logistic"); one deadline holds for everything but the time spent in callbacks.

        numpy treats floating-point errors there as it does here: inside `np.errstate(over="raise")` an overflow raises.
        longer: asked once when the deadline has passed, with the worker stopped: how many seconds there are instead.
        Raises a SubmissionError (see outcomes). An exception of a callback ends the call and comes out unchanged; the
        worker goes on.
        """
        if module + ".py" not in self.sources:
            raise outcomes.MissingFunction(f"The file {module}.py was not handed in.")
        if self._ended is not None:
            raise self._ended
        channel = self._ready()
        self._functions = {}
        self._kept += 1
        number = self._kept if keep else 0
        body = downward.dumps(
            (module, function, tuple(args), dict(kwargs or {}), observe, number, _error_state()), self._handle_of
        )
        deadline = Deadline(deadline_seconds, longer=longer and partial(self._while_stopped, longer))
        try:
            kind, parts = self._exchange(channel, body, deadline)
            if kind == wire.VALUE:
                return self._reply(parts, number)
            error = self._refusal(kind, codec.decode(parts[0], _UP), module, function)
        except _CallbackError as failed:
            raise failed.cause  # noqa: B904
        except BaseException as broken:
            raise self._end_of(broken, deadline.seconds) from None
        raise error

    def _exchange(
        self, channel: Channel, body: bytes, deadline: Deadline, what: bytes = wire.CALL
    ) -> tuple[bytes, tuple[bytes, bytes, str]]:
        """Send a call, answer the student's calls of the grader's functions, and return the outcome."""
        if not channel.is_silent():
            raise outcomes.BrokenProtocol("Your code wrote to the grader's own connection between two calls.")
        channel.send(what, body, deadline)
        while True:
            kind, reply = channel.receive(_UP.total_bytes, deadline)
            if kind != wire.QUERY:
                return kind, self._parts(reply)
            began = time.monotonic()
            try:
                answer = self._answer(codec.decode(reply, _UP))
            except _CallbackError:
                deadline.put_off(time.monotonic() - began)
                self._unwind(channel, deadline)
                raise
            deadline.put_off(time.monotonic() - began)
            channel.send(wire.ANSWER, downward.dumps(answer), deadline)

    def _unwind(self, channel: Channel, deadline: Deadline) -> None:
        """Have the call ended whose callback failed, and forget its outcome; what goes wrong now ends the worker."""
        try:
            kind = wire.QUERY
            while kind == wire.QUERY:
                channel.send(wire.ABORT, b"", deadline)
                kind, _ = channel.receive(_UP.total_bytes, deadline)
        except (DeadlineError, HungUpError, outcomes.BrokenProtocol) as error:
            self._end_of(error, deadline.seconds)

    def _while_stopped(self, longer: Callable[[], float]) -> float:
        """Ask with the worker stopped: it must not take the processor from what is measured then."""
        with contextlib.suppress(OSError):
            os.kill(self._pid, signal.SIGSTOP)
        try:
            return longer()
        finally:
            with contextlib.suppress(OSError):
                os.kill(self._pid, signal.SIGCONT)

    def _answer(self, query: Any) -> Any:
        if not (type(query) is tuple and [type(part) for part in query] == [int, tuple, dict]):
            raise codec.CodecError("a query has another form")
        number, args, kwargs = query
        if number not in self._functions or not all(type(name) is str for name in kwargs):
            raise codec.CodecError("a query for no function")
        try:
            return self._functions[number](*args, **kwargs)
        except BaseException as error:
            raise _CallbackError(error) from error

    def _parts(self, reply: bytes) -> tuple[bytes, bytes, str]:
        """Content, arguments afterwards, printed text."""
        parts = wire.taken_apart(reply)
        if parts is None:
            raise codec.CodecError("a reply has another form")
        return parts

    def _reply(self, parts: tuple[bytes, bytes, str], number: int) -> Reply:
        # Handles may stand among the arguments, where the grader put them, but never in an answer.
        value = Kept(self, number, self.generation) if number else codec.decode(parts[0], _UP)
        seen = codec.decode(parts[1], _UP, self._resolve) if parts[1] else None
        if type(seen) not in (tuple, type(None)):
            raise codec.CodecError("arguments of another form")
        return Reply(value, seen, parts[2])

    def _refusal(self, kind: bytes, content: Any, module: str, function: str) -> SubmissionError:
        form = list(map(type, content)) if type(content) is tuple else []
        if kind == wire.REFUSED and form == [str, str]:
            return outcomes.bad_value(content[0], messages.known_word(content[1], self.sources))
        if kind == wire.ERROR and form == [str, str, int, str, int]:
            if content[3] == "missing" and not content[0]:
                return outcomes.MissingFunction(f"{module}.py defines no function named {function}.")
            return messages.student_error(content, self.sources)
        raise codec.CodecError("a refusal has another form")

    # -- handles

    def _handle_of(self, value: Any) -> codec.Handle | None:
        if isinstance(value, Kept):
            if value.worker is not self or value.generation != self.generation:
                raise ValueError("a kept value can only go back to the worker that holds it")
            return codec.Handle("h", value.number)
        if callable(value):
            number = len(self._functions) + 1
            self._functions[number] = value
            return codec.Handle("c", number)
        return None

    def _resolve(self, handle: codec.Handle) -> Any:
        if handle.kind == "c" and handle.number in self._functions:
            return self._functions[handle.number]
        if handle.kind == "h" and 0 < handle.number <= self._kept:
            return Kept(self, handle.number, self.generation)
        raise codec.CodecError("an unknown handle")

    # -- life

    def afresh(self) -> bool:
        """Begin another question: with all modules, settings and seeds as they were. False: take another worker."""
        if self._channel is None or self._ended is not None:
            return False
        self.generation += 1
        self._kept = 0
        try:
            kind, (content, _, _) = self._exchange(self._channel, b"", Deadline(_AFRESH_SECONDS), wire.AFRESH)
            return kind == wire.VALUE and codec.decode(content, _UP) is True
        except (SubmissionError, DeadlineError, HungUpError, codec.CodecError, _CallbackError):
            return False

    def _ready(self) -> Channel:
        if self._channel is None:
            self._channel, self._control, self._pid = self.clean._fork(self.limits, self.seed, self.sources)
            self.generation += 1
            own = {name: data for name, data in self.sources.items() if re.fullmatch(r"\w+\.py", name)}
            try:
                self._channel.send(wire.LOAD, downward.dumps(own), Deadline(_START_SECONDS))
            except (DeadlineError, HungUpError) as error:
                raise self._end_of(error, 0.0) from None
        return self._channel

    def _end_of(self, error: BaseException, seconds: float) -> BaseException:
        """End the worker because of `error`; what the caller shall see."""
        status = self._finish(b"W" if isinstance(error, HungUpError) else b"K")
        if isinstance(error, DeadlineError):
            error = outcomes.took_too_long(seconds)
        elif isinstance(error, HungUpError):
            error = outcomes.from_wait_status(status)
        elif isinstance(error, codec.CodecError):
            error = outcomes.BrokenProtocol("Your code sent the grader something that is not an answer.")
        if isinstance(error, SubmissionError):
            self._ended = error
        return error

    def close(self) -> None:
        """Kill and reap the process; safe to call twice."""
        self._finish(b"K")

    def _finish(self, word: bytes) -> int | None:
        if self._channel is None or self._control is None:
            return None
        channel, control, self._channel, self._control = self._channel, self._control, None, None
        try:
            control.settimeout(_REAP_SECONDS)
            control.sendall(word)
            data = control.recv(8, socket.MSG_WAITALL)
            status, survivors = struct.unpack("<ii", data)
            self.clean.survivors += survivors
            return int(status)
        except (OSError, struct.error):
            _kill_orphan(self._pid)
            return None
        finally:
            control.close()
            channel.close()


def _error_state() -> dict[str, str]:
    """How numpy treats floating-point errors now, if not as it usually does."""
    state = {name: str(treated) for name, treated in np.geterr().items()}
    return {} if state == _USUAL else state


class _CallbackError(Exception):
    """Carries an exception of a grader's function through the conversation."""

    def __init__(self, cause: BaseException) -> None:
        self.cause = cause


def _kill_orphan(pid: int) -> None:
    """The clean process is gone and cannot end its child: possible only where nothing protects it (level 0)."""
    with contextlib.suppress(OSError):
        os.kill(pid, signal.SIGKILL)
