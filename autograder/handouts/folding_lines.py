"""The lines of a source: which of them a folded `if` leaves, at what indentation."""

from __future__ import annotations

import ast
import io
import re
import tokenize

from autograder.errors import QuestionError

Span = tuple[int, int]


class Lines:
    """A source by lines, counted from 1 as in a syntax tree, with offsets in bytes."""

    def __init__(self, data: bytes, where: str) -> None:
        self._where = where
        self._lines = data.splitlines(keepends=True)
        self._offsets = [0]
        for line in self._lines:
            self._offsets.append(self._offsets[-1] + len(line))
        self._data, self._held = data, None if b'"""' in data or b"'''" in data else frozenset[int]()

    def offset(self, number: int) -> int:
        """Where a line begins."""
        return self._offsets[number - 1]

    def without(self, first: int, last: int) -> Span:
        """The bytes of these lines, with a blank line after them where one stands before them too."""
        opens = first == 1 or not self._text(first - 1).strip() or self._text(first - 1).rstrip().endswith(b":")
        while opens and last < len(self._lines) and not self._text(last + 1).strip():
            last += 1
        return self.offset(first), self._offsets[last]

    def branch(self, node: ast.If, holds: bool, alone: bool) -> tuple[int, int, bytes]:
        """What becomes of an `if` or `elif` whose condition is known: start, end, and what stands there then.

        alone: the block that it stands in has nothing else.
        """
        first, end = node.lineno, self._end(node)
        start, stop = self.offset(first), self._offsets[end]
        body = (self._opened(node) + 1, self._otherwise(node) - 1 if node.orelse else end)
        if self._text(first).lstrip().startswith(b"elif"):
            if holds:
                return start, stop, self._indent(node) + b"else:\n" + self._plain(*body)
            return start, self.offset(self._otherwise(node)) if node.orelse else stop, b""
        if holds:
            return start, stop, self._dedented(*body, node.body[0], node)
        if not node.orelse and not alone:
            return *self.without(first, end), b""
        if not node.orelse:
            return start, stop, self._indent(node) + b"pass\n"
        other = self._otherwise(node)
        if self._text(other).lstrip().startswith(b"elif"):
            return start, self.offset(other) + node.col_offset + len(b"elif"), self._indent(node) + b"if"
        return start, stop, self._dedented(other + 1, end, node.orelse[0], node)

    def _text(self, number: int) -> bytes:
        return self._lines[number - 1]

    def _indent(self, node: ast.If) -> bytes:
        return b" " * node.col_offset

    def _end(self, node: ast.If) -> int:
        """The last line, with the comments below it that are indented deeper."""
        last = node.end_lineno or node.lineno
        for number in range(last + 1, len(self._lines) + 1):
            text = self._text(number)
            if not text.strip():
                continue
            if not text.strip().startswith(b"#") or len(text) - len(text.lstrip()) <= node.col_offset:
                break
            last = number
        return last

    def _opened(self, node: ast.If) -> int:
        """The line whose colon opens the body."""
        for number in range(node.test.end_lineno or node.lineno, node.body[0].lineno):
            if re.search(rb":\s*(#.*)?$", self._text(number)):
                return number
        raise QuestionError(f"{self._where}, line {node.lineno}: write what follows the colon on a line of its own")

    def _otherwise(self, node: ast.If) -> int:
        """The line of the `else` or `elif` that belongs to the node."""
        for number in range((node.body[-1].end_lineno or 0) + 1, node.orelse[0].lineno + 1):
            if re.match(rb" {%d}(else\s*:|elif\b)" % node.col_offset, self._text(number)):
                return number
        raise QuestionError(f"{self._where}, line {node.lineno}: the `else` of this `if` cannot be found")

    def _plain(self, first: int, last: int) -> bytes:
        while last >= first and not self._text(last).strip():
            last -= 1
        return self._data[self.offset(first) : self._offsets[last]]

    def _dedented(self, first: int, last: int, inner: ast.stmt, outer: ast.If) -> bytes:
        shift = self._column(inner) - outer.col_offset
        while last >= first and not self._text(last).strip():
            last -= 1
        while first < last and not self._text(first).strip():
            first += 1
        held = self._inside_strings()
        return b"".join(
            self._text(number) if number in held else _shifted(self._text(number), shift)
            for number in range(first, last + 1)
        )

    def _column(self, node: ast.stmt) -> int:
        decorators = getattr(node, "decorator_list", [])
        return decorators[0].col_offset - 1 if decorators else node.col_offset

    def _inside_strings(self) -> frozenset[int]:
        """Lines that begin inside of a string which is no docstring: their first blanks belong to it."""
        if self._held is None:
            held: set[int] = set()
            opened: list[int] = []
            for token in tokenize.tokenize(io.BytesIO(self._data).readline):
                kind = tokenize.tok_name[token.type]
                if kind == "STRING":
                    held.update(range(token.start[0] + 1, token.end[0] + 1))
                elif kind == "FSTRING_START":
                    opened.append(token.start[0])
                elif kind == "FSTRING_END":
                    held.update(range(opened.pop() + 1, token.end[0] + 1))
            self._held = frozenset(held - _docstrings(self._data))
        return self._held


def _shifted(line: bytes, shift: int) -> bytes:
    return line[min(shift, len(line) - len(line.lstrip(b" "))) :]


def _docstrings(data: bytes) -> set[int]:
    lines: set[int] = set()
    for node in ast.walk(ast.parse(data)):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and ast.get_docstring(node) is not None:
            text = node.body[0]
            lines.update(range(text.lineno + 1, (text.end_lineno or text.lineno) + 1))
    return lines
