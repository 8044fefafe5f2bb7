"""The public tests on a student's own machine: the same tests, numbers, names and points as in grading."""

from __future__ import annotations

import hashlib
import json
import os
import re
import traceback
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.credit import Credit
from autograder.derivatives.reader import Names, Unreadable, read
from autograder.errors import SubmissionError
from autograder.judging.collecting import with_collected
from autograder.judging.local import load_modules
from autograder.judging.recorder import Parts
from autograder.judging.session import Test, credit_of, in_order
from autograder.judging.student import LocalFunction, Student
from autograder.judging.watcher import Watcher


def run_public(folder: Path, facts: Mapping[str, Any], wanted: Sequence[str]) -> int:
    """Run the public tests of the wanted questions (all, if none is named) and print a table; 0 when all is right.

    facts: the hand-out's handout.json.
    """
    wanted = [word.upper() for word in wanted]
    known = [question["number"] for question in facts["questions"]]
    strange = [word for word in wanted if word not in known]
    if strange:
        print(f"There is no question {strange[0]}; there are {', '.join(known)}.")
        return 2
    print(f"{facts['title']}: public checks, graded by the same names and numbers\n")
    home = Home(folder, facts)
    for line in (*home.problems(), *typed_answers(folder / "answers.toml", facts, wanted)):
        print(line)
    watcher = Watcher()
    return with_collected(
        sorted(folder.glob("test_*.py")), folder, [home, watcher], lambda items: _run(items, watcher, facts, wanted)
    )


def _run(items: Sequence[pytest.Item], watcher: Watcher, facts: Mapping[str, Any], wanted: Sequence[str]) -> int:
    earned = possible = 0.0
    worth = {number: points for q in facts["questions"] for number, points in q["tests"].items()}
    for test in in_order(items):
        if wanted and test.question not in wanted:
            continue
        parts = Parts(test.parts)
        with np.errstate(all="ignore"):  # a setting of the student's code must not turn our warnings into errors
            credit = credit_of(test, watcher.run(test, None, parts), parts)
        points = worth.get(test.number, test.weight)
        share = credit.share or 0.0
        earned, possible = earned + share * points, possible + points
        for line in _lines(test, credit, share * points, points):
            print(line)
    print(f"\n{earned:.2f} of the {possible:g} points that are checked here; the others are checked when you submit.")
    return 0 if abs(earned - possible) < 0.005 else 1


def _lines(test: Test, credit: Credit, points: float, possible: float) -> Iterator[str]:
    mark = "ok  " if credit.share == 1 else "part" if credit.share else "NO  "
    yield f"{mark} {points:5.2f} of {possible:<4g} {test.number:6} {test.name}"
    lost = [(part.name, _said(part.credit)) for part in credit.parts if part.credit.share != 1]
    if len(lost) > 1 and len({said for _, said in lost}) == 1:
        lost = [("", lost[0][1])]
    for name, said in [("", _said(credit)), *lost]:
        if said:
            yield f"{' ' * 25}{name}{': ' if name else ''}{said}"


def _said(credit: Credit) -> str:
    return f"{credit.feedback} {credit.staff}".strip()


def typed_answers(path: Path, facts: Mapping[str, Any], wanted: Sequence[str]) -> Iterator[str]:
    """How each typed formula is read; whether it is right is only told after the due date."""
    asked = {
        name: known
        for question in facts["questions"]
        if not wanted or question["number"] in wanted
        for name, known in question.get("formulas", {}).items()
    }
    if not asked or not path.is_file():
        return
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    for name, known in asked.items():
        yield f"read {name:10} {_read(text, name, known)}"
    yield ""


def _read(text: str, name: str, known: Mapping[str, Any]) -> str:
    line = re.search(rf"""^\s*{name}\s*=\s*(?:"(.*)"|'(.*)')\s*(?:\#.*)?$""", text, re.MULTILINE)
    answer = (line[1] or line[2] or "").replace("\\\\", "\\") if line else ""
    if not answer.strip():
        return "not answered yet"
    try:
        return f"as {read(answer, Names(known['shapes'], known['indices'])).plain}"
    except Unreadable as error:
        return f"cannot be read: {error}"


class Home:
    """A pytest plugin: the fixtures of public tests, on the files of one folder."""

    def __init__(self, folder: Path, facts: Mapping[str, Any]) -> None:
        self._folder = folder
        self._files = {
            ask.split(".")[1]: f"{ask.split('.')[0]}.py"
            for question in facts["questions"]
            for ask in question["asks"]
            if not ask.startswith("answers.")
        }
        there = tuple(f for f in dict.fromkeys(self._files.values()) if (folder / f).is_file())
        os.chdir(folder)
        self._modules = load_modules(folder, there)

    def problems(self) -> Iterator[str]:
        """What is wrong with whole files."""
        for file in dict.fromkeys(self._files.values()):
            module = self._modules.get(file)
            if module is None:
                yield f"{file} is missing: its questions get nothing.\n"
            elif isinstance(module, BaseException):
                yield f"{file} cannot be run: {self.explained(module)}\n"

    @pytest.fixture
    def student(self) -> Student:
        """Your functions."""
        return Student({name: self._function(name, file) for name, file in self._files.items()})

    @pytest.fixture
    def reference(self, student: Student) -> Student:
        """In the place of the solution's functions, which are not here: your own."""
        return student

    @pytest.fixture
    def rng(self, request: pytest.FixtureRequest) -> np.random.RandomState:
        """Numbers that are the same at every run."""
        digest = hashlib.sha256(request.node.name.encode()).digest()
        return np.random.RandomState(np.frombuffer(digest, dtype=">u4").astype(np.uint32))

    @pytest.fixture
    def public(self) -> Any:
        """The numbers of public_numbers.json."""
        return json.loads((self._folder / "public_numbers.json").read_text(encoding="utf-8"))

    def _function(self, name: str, file: str) -> LocalFunction:
        module = self._modules.get(file)

        def absent(*_: Any, **__: Any) -> Any:
            raise SubmissionError(f"{file} defines no function {name}." if module else f"{file} is missing.")

        if isinstance(module, BaseException) or module is None:
            return LocalFunction(absent if module is None else _raising(module), self.explained)
        return LocalFunction(getattr(module, name, absent), self.explained)

    def explained(self, error: BaseException) -> SubmissionError:
        """An exception in the student's own code, with its place in their file."""
        if isinstance(error, SubmissionError):
            return error
        if isinstance(error, SyntaxError):
            return SubmissionError(f"SyntaxError: {error.msg} ({Path(error.filename or '').name}, line {error.lineno})")
        if isinstance(error, NotImplementedError):
            return SubmissionError("Not written yet.")
        own = [f for f in traceback.extract_tb(error.__traceback__) if Path(f.filename).parent == self._folder]
        place = f" ({Path(own[-1].filename).name}, line {own[-1].lineno})" if own else ""
        return SubmissionError(f"{type(error).__name__}: {error}{place}")


def _raising(error: BaseException) -> Any:
    def function(*_: Any, **__: Any) -> Any:
        raise error

    return function
