"""Reads a typed derivative into a tree; nothing of the text is ever evaluated.

This package needs nothing but the standard library and imports nothing from outside itself, so that a copy of it
can travel with a handout.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .characters import translate
from .dots import resolve
from .echo import latex, plain
from .errors import Unreadable
from .names import Names
from .parser import Parser
from .shapes import shape_of
from .tokens import tokenize
from .tree import Apply, Name, Number, Tree

__all__ = ["Apply", "Name", "Names", "Number", "Reading", "Tree", "Unreadable", "read", "spoken"]


@dataclass(frozen=True)
class Reading:
    """How a text was understood: the tree, its echo, and its shape (None, or the dimension of a vector)."""

    tree: Tree
    plain: str
    latex: str
    shape: str | None = None


def read(text: str, names: Names | Iterable[str]) -> Reading:
    """Read one answer over declared names. Raises Unreadable, and nothing else, for any text."""
    declared = names if isinstance(names, Names) else Names.of(names)
    if not isinstance(text, str):
        raise Unreadable("the answer is not a text.", 1, 'Put it in quotation marks: "2*x".')
    tree = resolve(Parser(tokenize(translate(text)), declared).parse(), declared)
    shape = shape_of(tree, declared)
    return Reading(tree, plain(tree), latex(tree), shape)


def spoken(text: str, names: Names | Iterable[str]) -> tuple[bool, str]:
    """For a public check: (whether the text can be read, how it is read or why it cannot be).

    Says nothing about right or wrong.
    """
    try:
        reading = read(text, names)
    except Unreadable as error:
        return False, str(error)
    return True, f"read as {reading.plain}"
