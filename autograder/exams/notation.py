"""Formulas as prompts write them, in Typst's notation, read into a tree: to be spoken, or written in plain text.

sequence  pieces side by side, among them operators and spaces
attached  base _ sub ^ super, and primes
fraction  over / under; the parentheses around them are only there to group, as Typst has it
call      name(arguments): hat(y), sqrt(x), mat(1, 2; 3, 4), and sigma(z)
group     what stands between brackets
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

TOKEN = re.compile(
    r"""(?P<space>\s+)|(?P<text>"[^"]*")|(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z](?:[A-Za-z0-9]+(?:\.[a-z]+)*)?)"""
    r"""|(?P<operator>->|=>|<=|>=|!=|:=|\.\.\.|<<|>>|.)""",
    re.VERBOSE | re.DOTALL,
)
CLOSES = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True)
class Token:
    """A piece of the source: a number, a name, text in quotes, an operator or a bracket, a space."""

    kind: str
    text: str


@dataclass(frozen=True)
class Atom:
    """A single number, name, text or operator; a space is an atom too."""

    kind: str
    text: str


@dataclass(frozen=True)
class Sequenced:
    """Pieces side by side."""

    pieces: tuple[Tree, ...]


@dataclass(frozen=True)
class Attached:
    """A base with what hangs on it."""

    base: Tree
    sub: Tree | None = None
    sup: Tree | None = None
    primes: int = 0


@dataclass(frozen=True)
class Fraction:
    """One thing over another."""

    over: Tree
    under: Tree


@dataclass(frozen=True)
class Call:
    """A name with arguments in parentheses; rows are parted by semicolons, arguments by commas."""

    name: str
    rows: tuple[tuple[Tree, ...], ...]
    quoted: bool = False


@dataclass(frozen=True)
class Group:
    """What stands between brackets; `close` is empty where it is missing."""

    open: str
    inner: Tree
    close: str


Tree = Atom | Sequenced | Attached | Fraction | Call | Group


def parse(source: str) -> Tree:
    """The tree of a formula. Never fails: what it does not know stays as it is written."""
    return _Reader([Token(m.lastgroup or "operator", m[0]) for m in TOKEN.finditer(source.strip())]).sequence("")


class _Reader:
    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def _peek(self, ahead: int = 0) -> Token:
        at = self._at + ahead
        return self._tokens[at] if at < len(self._tokens) else Token("end", "")

    def _take(self) -> Token:
        token = self._peek()
        self._at += 1
        return token

    def sequence(self, stops: str) -> Tree:
        """Pieces up to one of the stops, which is left, or to the end."""
        pieces: list[Tree] = []
        while self._peek().kind != "end" and not (self._peek().kind == "operator" and self._peek().text in stops):
            if self._peek().text == "/" and pieces:
                self._take()
                self._skip_space()
                pieces.append(Fraction(_last_of(pieces), self._attached()))
            else:
                pieces.append(self._attached())
        while pieces and pieces[-1] == Atom("space", " "):
            pieces.pop()
        return pieces[0] if len(pieces) == 1 else Sequenced(tuple(pieces))

    def _skip_space(self) -> None:
        while self._peek().kind == "space":
            self._take()

    def _attached(self) -> Tree:
        base = self._primary()
        if base == Atom("space", " "):
            return base
        sub = sup = None
        primes = 0
        while self._peek().text in ("_", "^", "'"):
            mark = self._take().text
            if mark == "'":
                primes += 1
            elif mark == "_":
                sub = self._primary()
            else:
                sup = self._primary()
        attached = base if sub is None and sup is None and not primes else Attached(base, sub, sup, primes)
        if self._peek().text == "(" and isinstance(base, Atom) and base.kind in ("name", "text"):
            return Sequenced((attached, self._bracket()))  # f(x), h_1(x), sigma'(z)
        return attached

    def _primary(self) -> Tree:
        token = self._peek()
        if token.kind == "space":
            self._skip_space()
            return Atom("space", " ")
        if token.kind in ("name", "text") and self._peek(1).text == "(" and (len(token.text) > 1):
            return self._call()
        if token.kind == "operator" and token.text in CLOSES:
            return self._bracket()
        self._take()
        if token.text == "-" and self._peek(-2).text in ("_", "^"):
            return Sequenced((Atom("operator", "-"), self._primary()))
        text = token.text[1:-1] if token.kind == "text" else token.text
        return Atom(token.kind, text)

    def _bracket(self) -> Tree:
        opening = self._take().text
        inner = self.sequence(")]}")
        closing = self._take().text if self._peek().kind != "end" else ""
        return Group(opening, inner, closing)

    def _call(self) -> Tree:
        token = self._take()
        self._take()
        rows: list[list[Tree]] = [[]]
        while self._peek().kind != "end":
            self._skip_space()
            rows[-1].append(self.sequence(",;)"))
            stop = self._take().text
            if stop == ";":
                rows.append([])
            elif stop == ")":
                break
        name = token.text.strip('"')
        return Call(name, tuple(map(tuple, rows)), quoted=token.kind == "text")


def _last_of(pieces: list[Tree]) -> Tree:
    """Take the last piece that is not a space."""
    while len(pieces) > 1 and pieces[-1] == Atom("space", " "):
        pieces.pop()
    return pieces.pop()


def ungrouped(tree: Tree) -> Tree:
    """What stands within parentheses that only group: those of a fraction's parts, of subscripts and powers."""
    return tree.inner if isinstance(tree, Group) and tree.open == "(" and tree.close == ")" else tree


def is_signed_number(tree: Tree) -> bool:
    """Whether the tree is a number, perhaps with a minus sign before it."""
    if isinstance(tree, Sequenced) and len(tree.pieces) == 2 and tree.pieces[0] in _MINUSES:
        tree = tree.pieces[1]
    return isinstance(tree, Atom) and tree.kind == "number"


_MINUSES = (Atom("operator", "-"), Atom("operator", "\N{MINUS SIGN}"))
