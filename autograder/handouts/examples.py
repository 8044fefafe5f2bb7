"""The numbers in the examples of docstrings, computed anew with the solution of another variant."""

from __future__ import annotations

import ast
import contextlib
import doctest
import io
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder.errors import QuestionError
from autograder.judging.local import importing_from

PARSER = doctest.DocTestParser()


def rerun(source: str, path: Path, given: Mapping[str, ModuleType]) -> str:
    """The source with what its examples print replaced by what they print with this very source.

    path: where it lies; its neighbours, and the modules given, can be imported. Raises QuestionError when an example
    cannot be run.
    """
    if ">>>" not in source:
        return source
    lines = source.splitlines(keepends=True)
    with importing_from(path.parent, given):
        for text in reversed(_docstrings(source)):
            first = text.lineno - 1
            raw = "".join(lines[first : text.end_lineno])
            lines[first : text.end_lineno] = [_rerun(raw, source, f"{path.name}, line {text.lineno}")]
    return "".join(lines)


def _docstrings(source: str) -> list[ast.Constant]:
    """The docstrings in order, as nodes."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(node) is not None:
            text = node.body[0]
            if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
                found.append(text.value)
    return sorted(found, key=lambda node: node.lineno)


def _rerun(raw: str, source: str, where: str) -> str:
    """A docstring's lines with their examples run anew."""
    lines = raw.splitlines(keepends=True)
    closing = [lines.pop()] if lines[-1].strip() == '"""' else []
    names: dict[str, Any] = {"__name__": "examples"}
    examples = PARSER.get_examples("".join(lines))
    if examples:
        exec(compile(source, where, "exec"), names)
    for example, printed in [(example, _printed(example, names, where)) for example in examples][::-1]:
        first = example.lineno + example.source.count("\n")
        last = first + example.want.count("\n")
        if printed != example.want:
            lines[first:last] = [_indented(line, example.indent) for line in printed.splitlines(keepends=True)]
    return "".join(lines + closing)


def _indented(line: str, indent: int) -> str:
    return " " * indent + (line if line.strip() else "<BLANKLINE>\n")


def _printed(example: doctest.Example, names: dict[str, Any], where: str) -> str:
    """What an example prints, as an interactive session would show it."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        try:
            exec(compile(example.source, f"{where}: example", "single"), names)
        except Exception as error:
            raise QuestionError(f"{where}: {example.source.strip()}: {type(error).__name__}: {error}") from error
    return out.getvalue()
