"""Fold the course conventions into a source text: what students get reads as if written for their variant.

`if conventions.l2_half:` keeps the branch that holds, `a if conventions.reduction == "sum" else b` the value that
holds, `{"tanh": a, "relu": b}[conventions.activation]` the entry; `getattr(np, conventions.reduction)` is np.sum; every
other use becomes the literal, and `import conventions` goes. The text is changed by positions of its syntax tree, so
that comments and layout stay.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any, NamedTuple

from autograder.conventions import NAME
from autograder.errors import QuestionError
from autograder.handouts.folding_lines import Lines

STATIC = (ast.Attribute, ast.Name, ast.Constant, ast.Compare, ast.BoolOp, ast.UnaryOp, ast.Not, ast.Tuple, ast.List,
          ast.Set, ast.cmpop, ast.boolop, ast.expr_context)  # fmt: skip
"""What a condition on conventions may be made of."""
SETTLED = (ast.Attribute, ast.Compare, ast.BoolOp, ast.UnaryOp)
"""What becomes a literal when it is made of conventions and literals alone."""
ATOMS = (ast.Constant, ast.Name, ast.Call, ast.Attribute, ast.Subscript)
OPERATORS = (ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.Starred, ast.Await)
FREE = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Return, ast.keyword, ast.Expr, ast.Dict)
"""Where any expression may stand without brackets of its own."""


class Edit(NamedTuple):
    """The bytes from start to end give way to others."""

    start: int
    end: int
    text: bytes


def fold(source: str, names: Mapping[str, Any], where: str) -> str:
    """The source for one variant; names: the value of each switch and phrase, where: what the source is called.

    Raises QuestionError for a use that cannot be folded.
    """
    if NAME not in source:
        return source
    data = source.encode()
    while True:
        folding = _Folding(data, names, where)
        edits = list(folding.edits())
        if not edits:
            return folding.without_import().decode()
        data = _applied(data, edits)


def filled(text: str, values: Mapping[str, Any], where: str) -> str:
    """The text with every {{name}} replaced; raises QuestionError for a name that has no value."""

    def value(match: re.Match[str]) -> str:
        if match[1] not in values:
            raise QuestionError(f"{where}: {{{{{match[1]}}}}} is not one of {', '.join(sorted(values))}")
        return str(values[match[1]])

    return re.sub(r"\{\{\s*(\w+)\s*\}\}", value, text)


def filled_in(text: str, words: Mapping[str, Any], where: str) -> str:
    """The same; the text as it is where the homework declares no conventions."""
    return filled(text, words, where) if words else text


def _applied(data: bytes, edits: list[Edit]) -> bytes:
    for edit in sorted(edits, reverse=True):
        data = data[: edit.start] + edit.text + data[edit.end :]
    return data


class _Folding:
    """One pass over a source: the outermost places that can be folded."""

    def __init__(self, data: bytes, names: Mapping[str, Any], where: str) -> None:
        self._data, self._names, self._where = data, names, where
        try:
            self._tree = ast.parse(data)
        except SyntaxError as error:
            raise QuestionError(f"{where} cannot be read, line {error.lineno}: {error.msg}") from error
        self._lines = Lines(data, where)

    def edits(self) -> Iterator[Edit]:
        """Edits that do not overlap."""
        yield from self._inside(self._tree)

    def without_import(self) -> bytes:
        """The source without `import conventions`, once nothing uses it any more."""
        imports = [node for node in self._tree.body if _is_import(node)]
        edits = [Edit(*self._lines.without(node.lineno, node.end_lineno or node.lineno), b"") for node in imports]
        return _applied(self._data, edits)

    def _inside(self, node: ast.AST) -> Iterator[Edit]:
        for _, value in ast.iter_fields(node):
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from self._at(child, node, alone=isinstance(value, list) and len(value) == 1)

    def _at(self, node: ast.AST, parent: ast.AST, alone: bool) -> Iterator[Edit]:
        if not _uses(node):
            return
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            if not _is_import(node) or not isinstance(parent, ast.Module):
                raise self._error(node, f"write `import {NAME}` on a line of its own at the top")
        elif isinstance(node, ast.Name):
            raise self._error(node, f"only {NAME}.NAME can be folded")
        elif isinstance(node, ast.If) and self._decides(node.test):
            yield Edit(*self._lines.branch(node, bool(self._value(node.test)), alone))
        elif isinstance(node, ast.expr) and (edit := self._folded(node, parent)):
            yield edit
        else:
            yield from self._inside(node)

    def _folded(self, node: ast.expr, parent: ast.AST) -> Edit | None:
        """What becomes of a whole expression; None where only something inside of it can be folded."""
        if isinstance(node, ast.IfExp) and self._decides(node.test):
            return self._kept(node, node.body if self._value(node.test) else node.orelse, parent)
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Dict) and _uses(node.slice):
            return self._kept(node, self._entry(node.value, self._value(node.slice)), parent)
        if isinstance(node, ast.Call) and _is_getattr(node):
            return self._attribute(node, self._value(node.args[1]))
        if isinstance(node, ast.JoinedStr):
            return self._in_string(node)
        if isinstance(node, SETTLED) and _static(node):
            return Edit(*self._span(node), _literal(self._value(node)))
        return None

    def _decides(self, test: ast.expr) -> bool:
        """Whether conventions alone decide a condition; raises QuestionError where they do together with others."""
        if isinstance(test, (ast.BoolOp, ast.UnaryOp)) and not _static(test):
            for operand in test.values if isinstance(test, ast.BoolOp) else [test.operand]:
                if self._decides(operand):
                    raise self._error(test, "conventions and other things in one condition; nest one in the other")
        return _uses(test) and _static(test)

    def _value(self, node: ast.expr) -> Any:
        """What an expression of conventions and literals is."""
        if not _static(node):
            raise self._error(node, "what is looked up must be of conventions alone")
        code = compile(ast.fix_missing_locations(ast.Expression(node)), self._where, "eval")
        try:
            return eval(code, {"__builtins__": {}, NAME: SimpleNamespace(**self._names)})
        except AttributeError as error:
            raise self._error(node, f"{error}; there are {', '.join(self._names)}") from None

    def _entry(self, table: ast.Dict, key: Any) -> ast.expr:
        for name, value in zip(table.keys, table.values):
            if isinstance(name, ast.Constant) and name.value == key:
                return value
        raise self._error(table, f"the table has no entry {key!r}")

    def _kept(self, node: ast.expr, kept: ast.expr, parent: ast.AST) -> Edit:
        """The node gives way to a part of it, without brackets that are needed no longer."""
        start, end = self._span(node)
        first, last = self._span(kept)
        if b"\n" in self._data[first:last]:
            first, last = self._brackets(first, last, start, end)
        text = self._data[first:last]
        bare = (first, last) == self._span(kept) and (start, end) == self._brackets(start, end, 0, len(self._data))
        if bare and isinstance(node, ast.Subscript) and _binds(parent, node) and not isinstance(kept, ATOMS):
            text = b"(" + text + b")"  # the entry of a table had none
        argument = isinstance(parent, (ast.Call, ast.ClassDef)) and getattr(parent, "func", None) is not node
        if b"\n" not in text and not argument and isinstance(kept, ATOMS if not isinstance(parent, FREE) else ast.expr):
            start, end = self._brackets(start, end, 0, len(self._data))
        return Edit(start, end, text)

    def _attribute(self, node: ast.Call, name: Any) -> Edit:
        """`getattr(np, conventions.reduction)` is np.sum."""
        first, last = self._span(node.args[0])
        text = self._data[first:last] if isinstance(node.args[0], ATOMS) else b"(" + self._data[first:last] + b")"
        return Edit(*self._span(node), text + f".{name}".encode())

    def _brackets(self, start: int, end: int, least: int, most: int) -> tuple[int, int]:
        """The span with the brackets that stand around it, if any do between least and most."""
        before, after = self._data[least:start].rstrip(), self._data[end:most].lstrip()
        if before.endswith(b"(") and after.startswith(b")"):
            return least + len(before) - 1, most - len(after) + 1
        return start, end

    def _in_string(self, node: ast.JoinedStr) -> Edit:
        """`{conventions.NAME}` in an f-string; positions inside of f-strings differ between versions of Python."""
        start, end = self._span(node)
        text = re.sub(rf"\{{{NAME}\.(\w+)\}}", lambda match: self._word(node, match[1]), self._data[start:end].decode())
        if f"{NAME}." in text:
            raise self._error(node, f"an f-string may hold {{{NAME}.NAME}} and nothing else of conventions")
        plain = re.fullmatch(r"""[fF](("|')[^"'{}\\\n]*\2)""", text)
        return Edit(start, end, (plain[1] if plain else text).encode())

    def _word(self, node: ast.expr, name: str) -> str:
        word = str(self._names.get(name, ""))
        if name not in self._names or re.search(r'["\\\n{}]', word):
            raise self._error(node, f"{NAME}.{name} cannot stand in an f-string: it is {self._names.get(name)!r}")
        return word

    def _span(self, node: ast.expr) -> tuple[int, int]:
        if node.end_lineno is None or node.end_col_offset is None:
            raise self._error(node, "its place is not known")
        return (self._lines.offset(node.lineno) + node.col_offset,
                self._lines.offset(node.end_lineno) + node.end_col_offset)  # fmt: skip

    def _error(self, node: ast.AST, why: str) -> QuestionError:
        return QuestionError(f"{self._where}, line {getattr(node, 'lineno', '?')}: {why}")


def _binds(parent: ast.AST, node: ast.expr) -> bool:
    """Whether an operator or the like stands beside the node, which would take the node apart."""
    owner = getattr(parent, "func", getattr(parent, "value", None)) is node
    return isinstance(parent, OPERATORS) or (owner and isinstance(parent, (ast.Call, ast.Attribute, ast.Subscript)))


def _uses(node: ast.AST) -> bool:
    return any((isinstance(inner, ast.Name) and inner.id == NAME) or _imports(inner) for inner in ast.walk(node))


def _imports(node: ast.AST) -> bool:
    named = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
    return NAME in named or (isinstance(node, ast.ImportFrom) and node.module == NAME)


def _is_import(node: ast.AST) -> bool:
    return isinstance(node, ast.Import) and [(alias.name, alias.asname) for alias in node.names] == [(NAME, None)]


def _is_getattr(node: ast.Call) -> bool:
    named = isinstance(node.func, ast.Name) and node.func.id == "getattr" and len(node.args) == 2
    return named and _uses(node.args[1]) and not _uses(node.args[0])


def _static(node: ast.expr) -> bool:
    """Whether the expression is made of conventions and literals alone."""
    allowed = all(isinstance(inner, STATIC) for inner in ast.walk(node))
    bases = {id(inner.value) for inner in ast.walk(node) if isinstance(inner, ast.Attribute)}
    names = [inner for inner in ast.walk(node) if isinstance(inner, ast.Name)]
    return allowed and all(name.id == NAME and id(name) in bases for name in names)


def _literal(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
    return text.encode()
