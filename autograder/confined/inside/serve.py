"""The worker's loop: read a call, run the student's function, send back plain data."""

from __future__ import annotations

import contextlib
import importlib
import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any

import numpy as np

from . import afresh, codec, downward, loader, wire
from .capture import Capture

RECURSION_LIMIT = 1000


class _MissingError(Exception):
    """The call cannot be made: the function is not there."""


class _GraderError(BaseException):
    """The grader's function failed and the call shall end; no Exception, so that honest code lets it pass."""


class Server:
    """Serves the calls of one question, or of several in turn, until the grader hangs up."""

    def __init__(self, link: wire.Wire, capture: Capture, seed: int, names: list[Any]) -> None:
        self.link, self.capture, self.seed, self.names = link, capture, seed, names
        self.caps = codec.Caps()
        self.kept: dict[int, Any] = {}
        self.functions: dict[int, Callable[..., Any]] = {}
        self.lock = threading.RLock()

    def run(self) -> None:
        """Take the sources, then serve calls for ever."""
        self.finder = loader.install(downward.loads(self.link.receive()[1], self.resolve))
        self.start = afresh.Afresh(self.seed, self.names)
        while True:
            kind, body = self.link.receive()
            if kind == wire.AFRESH:
                self.again()
            else:
                self.answer(body)

    def again(self) -> None:
        """Another question begins; says whether this worker can serve it."""
        self.kept.clear()
        fit = self.start.again(self.finder.sources)
        self.capture.take()
        self.link.send(wire.VALUE, wire.put_together(codec.encode(fit)))

    # -- one call

    def answer(self, body: bytes) -> None:
        """Make one call and send its outcome, whatever happens."""
        self.functions = {}
        seen = b""
        try:
            call = downward.loads(body, self.resolve)
            kind, (content, seen) = wire.VALUE, self.call(*call)
        except codec.Unsendable as refusal:
            kind, content = wire.REFUSED, codec.encode((refusal.reason, refusal.what[:200]))
        except BaseException as error:
            kind, content = wire.ERROR, codec.encode(self.describe(error))
        self.functions = {}
        self.link.send(kind, wire.put_together(content, seen, self.capture.take()))

    def call(
        self,
        module: str,
        name: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        observe: bool,
        keep: int,
        errors: dict[str, Any],
    ) -> tuple[bytes, bytes]:
        """Call the function; its value and, if asked for, the arguments afterwards, as bytes.

        errors: how numpy shall treat floating-point errors meanwhile.
        """
        try:
            function = self.find(module, name)
            with np.errstate(**errors) if errors else contextlib.nullcontext():
                result = function(*args, **kwargs)
        finally:
            sys.setrecursionlimit(max(sys.getrecursionlimit(), RECURSION_LIMIT))
        if keep:
            self.kept[keep] = result
            result = None
        value = self.encode(result, codec.no_handle)
        seen = codec.encode_each(args, self.caps, self.handle_of) if observe else b""
        if len(value) + len(seen) > self.caps.total_bytes - wire.ROOM:
            raise codec.Unsendable("big")
        return value, seen

    def encode(self, value: Any, handle_of: Callable[[Any], Any]) -> bytes:
        """`value` as bytes; whatever goes wrong there is the value's fault."""
        try:
            return codec.encode(value, self.caps, handle_of)
        except (codec.Unsendable, MemoryError):
            raise
        except Exception:  # an object that only looks plain, or one that changes while it is read
            raise codec.Unsendable("type", type(value).__name__) from None

    def find(self, module: str, name: str) -> Callable[..., Any]:
        """The function to call; raises _MissingError."""
        found = getattr(importlib.import_module(module), name, None)
        if not callable(found):
            raise _MissingError("missing")
        return found  # type: ignore[no-any-return]

    # -- functions and kept values

    def resolve(self, handle: codec.Handle) -> Any:
        """What a handle in the arguments stands for."""
        if handle.kind == "h":
            return self.kept[handle.number]
        if handle.number not in self.functions:
            self.functions[handle.number] = self.remote(handle.number)
        return self.functions[handle.number]

    def handle_of(self, value: Any) -> codec.Handle | None:
        """The handle of a value that came in by one."""
        for kind, table in (("h", self.kept), ("c", self.functions)):
            for number, known in table.items():
                if known is value:
                    return codec.Handle(kind, number)
        return None

    def remote(self, number: int) -> Callable[..., Any]:
        """A function that lives in the grader: arguments go up, its answer comes down."""

        def function(*args: Any, **kwargs: Any) -> Any:
            with self.lock:
                if number not in self.functions:
                    raise RuntimeError("this function can only be called while the call that received it is running")
                body = self.encode((number, args, kwargs), codec.no_handle)
                self.link.send(wire.QUERY, body)
                kind, answer = self.link.receive()
                if kind == wire.ABORT:
                    raise _GraderError
                return downward.loads(answer, self.resolve)

        return function

    # -- what went wrong

    def describe(self, error: BaseException) -> tuple[Any, ...]:
        """Type, file, line and text: the grader checks each of them."""
        if isinstance(error, _MissingError):
            return ("", "", 0, "missing", 0)
        file, line = self.place(error.__traceback__)
        offset = 0
        if isinstance(error, SyntaxError) and error.filename in self.finder.files:
            file, line, offset = str(error.filename), error.lineno or 0, error.offset or 0
        try:
            message = error.msg if isinstance(error, SyntaxError) else str(error)
        except BaseException:  # the student's own __str__
            message = ""
        message = message.encode("utf-8", "replace")[:2000].decode("utf-8", "replace")
        return (type(error).__name__[:200], file, int(line), message, int(offset))

    def place(self, trace: TracebackType | None) -> tuple[str, int]:
        """The deepest frame in the student's own files."""
        found = ("", 0)
        while trace is not None:
            name = trace.tb_frame.f_code.co_filename
            if name in self.finder.files:
                found = (name, trace.tb_lineno or 0)
            trace = trace.tb_next
        return found
