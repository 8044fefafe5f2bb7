"""Call a plain test as pytest would call it, without the machinery that only other tests need.

Plain: a function of a module that asks for our own fixtures alone and carries no pytest mark. For these, the whole of
pytest's protocol comes to one call; it is ten times the work of the test, and touches a thousand pages of memory that a
fork has to copy.
"""

from __future__ import annotations

import inspect
import io
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from typing import Any
from unittest import SkipTest

import pytest

from autograder.judging.session import Outcome

SKIPPED = (pytest.skip.Exception, pytest.xfail.Exception, SkipTest)
ENDING = (KeyboardInterrupt, pytest.exit.Exception)


def needs(item: pytest.Item, known: Sequence[str]) -> tuple[str, ...] | None:
    """The fixtures that a plain test takes as arguments, all of them among the `known`; None for any other test."""
    if type(item) is not pytest.Function or item.cls is not None or any(item.iter_markers()):
        return None
    # Our fixtures ask for `request` themselves; a test that does is not plain.
    if hasattr(item, "callspec") or not set(item.fixturenames) <= {*known, "request"} or _is_unusual(item.obj):
        return None
    parameters = inspect.signature(item.obj).parameters.values()
    names = tuple(p.name for p in parameters if p.default is p.empty)
    usual = all(p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY) for p in parameters)
    return names if usual and set(names) <= set(known) else None


def _is_unusual(function: Any) -> bool:
    return (
        inspect.iscoroutinefunction(function)
        or inspect.isgeneratorfunction(function)
        or inspect.isasyncgenfunction(function)
    )


def call(test: Any, values: Callable[[], Mapping[str, Any]]) -> Outcome:
    """Call the function of a collected test with the values of its fixtures; what it prints is dropped."""
    sink = io.StringIO()
    try:
        with redirect_stdout(sink), redirect_stderr(sink):
            test.obj(**values())
    except ENDING:
        raise
    except SKIPPED:
        return Outcome(None, failed=False, ran=False)
    except BaseException as error:
        return Outcome(error, failed=True, ran=False)
    return Outcome(None, failed=False, ran=True)
