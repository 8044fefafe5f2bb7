"""Which files of a course a question's tests can depend on, read from the files themselves.

A file is reached from another that imports it, and a solution from a test that names one of its functions. Where a
file could reach others in ways that cannot be read from it, nothing is known: to judge a question once more costs
seconds, to keep what a mended test would change costs a student points.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.conventions import NAME as CONVENTIONS

if TYPE_CHECKING:
    from autograder.assignment import Assignment
    from autograder.question import Question
    from autograder.suites.suite import Suite

CLOSED = frozenset("""
    __future__ abc array bisect cmath collections contextlib copy dataclasses datetime decimal enum fractions functools
    heapq itertools json math numbers operator random re statistics string textwrap time types typing warnings
""".split())  # noqa: SIM905
"""Modules of the standard library by which no file is read."""
OPENING = frozenset("""
    open exec eval compile __import__ __file__ __loader__ __spec__ __builtins__ globals fromfile fromregex genfromtxt
    load loadtxt memmap DataSource load_functions load_modules questions_module reference_functions reference_answers
    reference_folder suite_folders source_folders
""".split())  # noqa: SIM905
"""Names by which a file may be reached unseen."""
FIXTURES = frozenset({"request", "fixturenames", "getfixturevalue", "usefixtures"})
"""Names by which a test can ask for more than its arguments are called."""
DRAWS = FIXTURES | {"drawn", "public"}
"""Names by which a test gets at what questions.py draws."""
SOLUTION = FIXTURES | {"reference"}
"""Names by which a test gets at the solution."""


@dataclass(frozen=True)
class Words:
    """What a file says: its identifiers, the words in its texts, every name in its imports, the packages of these."""

    names: frozenset[str]
    texts: frozenset[str]
    imports: frozenset[str]
    packages: frozenset[str]

    @classmethod
    def of(cls, source: bytes) -> Words:
        """Read a Python file; raises SyntaxError or ValueError for what is none."""
        names, texts, modules = set[str](), list[str](), list[str]()
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Import):
                modules += [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                modules += [f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names]
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.append(node.value)
            names |= {vars(node)[field] for field in ("id", "attr", "arg") if isinstance(vars(node).get(field), str)}
        pieces = frozenset(piece for module in modules for piece in module.split("."))
        packages = frozenset(module.split(".")[0] for module in modules) - {""}
        return cls(frozenset(names), frozenset(re.findall(r"\w+", " ".join(texts))), pieces, packages)

    @property
    def may_open(self) -> bool:
        """Whether other files could be reached unseen."""
        library = self.packages & sys.stdlib_module_names
        return bool((self.names | self.imports) & OPENING or library - CLOSED)


@dataclass(frozen=True)
class SuiteFiles:
    """The files that judge one assignment: hidden and public tests, the reference, what lies beside them."""

    assignment: Assignment
    suite: Suite

    @cached_property
    def all(self) -> Mapping[Path, bytes]:
        """Every file with its bytes, in order."""
        folders = (*self.assignment.source_folders, *self.assignment.suite_folders)
        paths = {path.absolute() for folder in folders for path in folder.rglob("*") if path.is_file()}
        return {path: path.read_bytes() for path in sorted(paths) if "__pycache__" not in path.parts}

    def of(self, question: Question) -> frozenset[Path] | None:
        """The files that the judgement of a question may depend on; None where that cannot be told."""
        reached, said, texts = set[Path](), set[str](), set[str]()
        waiting = [*self._first(question)]
        while waiting:
            path = waiting.pop()
            if path in reached:
                continue
            words = self._words.get(path)
            if words is None or words.may_open:
                return None
            reached.add(path)
            said, texts = said | words.names, texts | words.texts
            waiting += [one for one in self.all if one.suffix == ".py" and one.stem in words.imports]
            waiting += self._given(said, texts)
        return frozenset(reached)

    def packages(self, paths: Iterable[Path]) -> set[str]:
        """What these files import beside the standard library, the course and this package."""
        found = {name for path in paths if path in self._words for name in self._words[path].packages}
        return found - sys.stdlib_module_names - {path.stem for path in self.all} - {"autograder"}

    @cached_property
    def _words(self) -> dict[Path, Words]:
        words = {}
        for path, data in self.all.items():
            if path.suffix == ".py":
                try:
                    words[path] = Words.of(data)
                except (SyntaxError, ValueError):  # whoever reaches it depends on everything
                    continue
        return words

    @cached_property
    def _solutions(self) -> dict[str, Path]:
        """The reference's file of each function that is asked for."""
        asks = (ask.split(".") for question in self.assignment.questions for ask in question.asks)
        folder = self.assignment.reference_folder.absolute()
        return {name: folder / f"{file}.py" for file, name in asks if file != "answers"}

    def _first(self, question: Question) -> Iterable[Path]:
        """The question's tests, the packages they lie in, the solutions of what it asks for, the conventions."""
        yield from {Path(test.item.path).absolute() for test in self.suite.of(question.number)}
        yield from (path for path in self.all if path.name == "__init__.py")
        folder = self.assignment.reference_folder.absolute()
        files = {ask.split(".")[0] for ask in (*question.asks, *question.uses)}
        yield from (folder / f"{file}.py" for file in (*files, CONVENTIONS) if folder / f"{file}.py" in self.all)

    def _given(self, said: set[str], texts: set[str]) -> Iterable[Path]:
        """The files behind what the machine gives to tests in which these names and texts stand."""
        if said & SOLUTION:
            yield from (path for name, path in self._solutions.items() if name in said | texts or "getattr" in said)
        if said & DRAWS:
            yield self.assignment.reference_folder.absolute() / "questions.py"
