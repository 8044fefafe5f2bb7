"""Planted submissions: mistakes that must cost what they say, strange right answers, trivial ones.

They lie under tests/mistakes/<assignment>/: functions marked `@mistake` in Python files, each standing in for the
reference's function of that name, and whole submissions in `right/<name>/`. Trivial ones are made for every question.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from autograder.assignment import Assignment
from autograder.authored import authored
from autograder.errors import QuestionError
from autograder.gradescope.pack import reference_files
from autograder.handouts.folding import fold
from autograder.judging.local import standing_in
from autograder.question import Question

Function = TypeVar("Function", bound=Callable[..., Any])
MARKED = "__planted__"
CLEAR = 1000.0
"""Tolerances between a right array and a mistake's, so that rounding can never look like the mistake."""


@dataclass(frozen=True)
class Planted:
    """A submission and what it must earn.

    earns: points by question number; every question not named must earn everything. only: the single question that
    is looked at, if not all are. cause: the slip that must be recognised in one of the questions named. clear: so
    many tolerances every wrong array must be away from the right one. file: the only file that differs from the
    reference, if it is one.
    """

    name: str
    kind: str
    why: str
    files: Mapping[str, bytes]
    earns: Mapping[str, float]
    cause: str | None = None
    only: str | None = None
    clear: float = CLEAR
    file: str | None = None


@dataclass(frozen=True)
class _Mark:
    function: Callable[..., Any]
    file: str
    earns: Mapping[str, float]
    cause: str | None
    clear: float


def mistake(
    file: str, earns: Mapping[str, float], cause: str | None = None, clear: float = CLEAR
) -> Callable[[Function], Function]:
    """Mark a function as a planted mistake: it takes the place of its namesake in the reference's `file`.

    earns: the points that each question touched must keep; all others keep everything. cause: the slip's name.
    clear: how many tolerances its wrong arrays must be off; less than usual for a mistake that is small by its nature,
    like a constant inside a logarithm.
    """

    def mark(function: Function) -> Function:
        # kept in the module that defines it, so that several functions may have the same name
        function.__globals__.setdefault(MARKED, []).append(_Mark(function, file, dict(earns), cause, clear))
        return function

    return mark


def planted(assignment: Assignment) -> list[Planted]:
    """All planted submissions of an assignment: the reference, mistakes, right ones, trivial ones.

    Raises QuestionError when a mistake names a file or a question that is not there.
    """
    folder = assignment.course.folder / "tests" / "mistakes" / assignment.name
    right = reference_files(assignment)
    found = [Planted("the reference", "right", "", right, {})]
    for path in sorted(folder.glob("*.py")):
        with standing_in(assignment.bound):
            found += _mistakes(assignment, path, right)
    for path in sorted(path for path in (folder / "right").glob("*") if path.is_dir()):
        found.append(_strange(assignment, path, right))
    return [*found, *trivial(assignment, right)]


def _mistakes(assignment: Assignment, path: Path, right: Mapping[str, bytes]) -> Iterator[Planted]:
    module, helpers = authored(path, f"autograder_planted_{path.stem}", path.name), _helpers(path)
    for mark in getattr(module, MARKED, []):
        name = f"{path.stem}: {mark.function.__name__}"
        unknown = set(mark.earns) - {q.number for q in assignment.questions}
        if mark.file not in right or unknown:
            raise QuestionError(f"{path.name}, {name}: there is no {mark.file if mark.file not in right else unknown}")
        text = _with_helpers(_source(mark.function), helpers)
        source = f"\n\n{fold(text, assignment.words, name)}\n".encode()
        why = " ".join((inspect.getdoc(mark.function) or "").split("\n\n")[0].split())
        files = {**right, mark.file: right[mark.file] + source}
        yield Planted(name, "mistake", why, files, mark.earns, mark.cause, clear=mark.clear, file=mark.file)


def _helpers(path: Path) -> dict[str, str]:
    """What the functions of a file of mistakes may use wherever they are put: its imports, without our own, and the
    functions that are not marked; by name.
    """
    helpers = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, (ast.Import, ast.ImportFrom)) and "autograder" not in ast.unparse(node):
            helpers[ast.unparse(node)] = ast.unparse(node)
        elif isinstance(node, ast.FunctionDef) and not node.decorator_list:
            helpers[node.name] = ast.unparse(node)
    return helpers


def _with_helpers(source: str, helpers: Mapping[str, str]) -> str:
    """The source below all imports and those of the functions that it names."""
    needed = [text for name, text in helpers.items() if name == text or re.search(rf"\b{name}\(", source)]
    return "\n\n".join([*needed, source])


def _source(function: Callable[..., Any]) -> str:
    """The function's text without its decorators."""
    text = textwrap.dedent(inspect.getsource(function))
    return "\n".join(text.splitlines()[ast.parse(text).body[0].lineno - 1 :])


def _strange(assignment: Assignment, folder: Path, right: Mapping[str, bytes]) -> Planted:
    """A right submission: the files of the folder, the reference's for the rest.

    A function that a file of the folder does not speak of, because its question is younger, is the reference's.
    """
    own = {path.name: _folded(path, assignment) for path in sorted(folder.iterdir()) if path.is_file()}
    files = {**right, **own}
    for question in assignment.questions:
        for file, names in _by_file(question).items():
            missing = [name for name in names if file in own and name.encode() not in own[file]]
            if missing:
                files[f"right_{file}"] = right[file]
                files[file] += f"\n\nfrom right_{file[:-3]} import {', '.join(missing)}\n".encode()
    return Planted(folder.name.replace("_", " "), "right", "", files, {})


def _folded(path: Path, assignment: Assignment) -> bytes:
    """The file as it is, but for the conventions where it is a Python file that speaks of them."""
    data, mark = path.read_bytes(), b"import conventions"
    if path.suffix != ".py" or mark not in data:
        return data
    text = fold(data.decode().replace("\r\n", "\n").removeprefix("\ufeff"), assignment.words, path.name)
    text = text.replace("\n", "\r\n") if b"\r\n" in data else text
    return text.encode("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8")


TRIVIAL: Mapping[str, str] = {
    "returns nothing": "return None",
    "returns text": "return 'right'",
    "returns an empty list": "return []",
    "returns its first argument": "return args[0] if args else None",
    "zeros of the right shape": "return _like(right(*args, **more), lambda a: a * 0)",
    "ones of the right shape": "return _like(right(*args, **more), lambda a: a * 0 + 1)",
    "NaN of the right shape": "return _like(right(*args, **more), lambda a: a * np.nan)",
    "noise of the right shape": "return _like(right(*args, **more), lambda a: np.random.normal(size=np.shape(a)))",
    "raises": "raise ValueError('not today')",
}
"""Bodies that must earn nothing, whatever they are asked."""

_HELPERS = '''

import numpy as np


def _like(value, change):
    if isinstance(value, dict):
        return {name: _like(item, change) for name, item in value.items()}
    if isinstance(value, (tuple, list)):
        return type(value)(_like(item, change) for item in value)
    return change(np.asarray(value, dtype=float)) if isinstance(value, (int, float, np.generic, np.ndarray)) else value


def _trivial(right):
    def function(*args, **more):
        {body}
    return function
'''


def trivial(assignment: Assignment, right: Mapping[str, bytes]) -> Iterator[Planted]:
    """For every code question, submissions whose functions for it do nothing; each must earn exactly 0."""
    for question in assignment.questions:
        if question.files:
            for name, body in TRIVIAL.items():
                files = dict(right)
                for file, functions in _by_file(question).items():
                    lines = "".join(f"\n\n{f} = _trivial({f})" for f in functions)
                    files[file] = right[file] + (_HELPERS.replace("{body}", body) + lines + "\n").encode()
                earns, what = {question.number: 0.0}, ", ".join(question.names)
                yield Planted(f"{question.number} {name}", "trivial", what, files, earns, only=question.number)


def _by_file(question: Question) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for ask in question.asks:
        file, name = ask.split(".")
        if file == "answers":
            continue
        found.setdefault(f"{file}.py", []).append(name)
    return found
