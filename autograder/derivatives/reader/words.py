"""Names, functions, entries of vectors and sums over an index."""

from __future__ import annotations

import re
from fractions import Fraction

from .cursor import CLOSING, Cursor
from .errors import Unreadable
from .names import Names, canonical, split_glued, unknown
from .tokens import MAX_TOKENS, Token
from .tree import ALIASES, ARITY, Apply, Name, Number, Tree

CONSTANTS = {"e": "e", "pi": "pi"}
MODULES = ("np", "numpy", "math", "torch", "sp", "sympy", "scipy", "F")


class Words(Cursor):
    """What a word stands for: a declared name, else a function, a constant, glued names, or nothing."""

    def __init__(self, tokens: list[Token], names: Names) -> None:
        super().__init__(tokens, names)
        self.spellings, self.entries = names.spellings(), names.entries()

    def comparison(self) -> Tree:
        """The grammar rule for what may stand in brackets."""
        raise NotImplementedError

    def product(self) -> Tree:
        """The grammar rule for factors."""
        raise NotImplementedError

    def power(self) -> Tree:
        """The grammar rule for one factor."""
        raise NotImplementedError

    def primary(self) -> Tree:
        """The grammar rule for a number, a word or something in brackets."""
        raise NotImplementedError

    def braced(self, token: Token) -> Tree:
        """The grammar rule for a LaTeX group."""
        raise NotImplementedError

    def word(self, token: Token) -> Tree:
        """A declared name, else a function, a constant, glued names, or a refusal."""
        key = canonical(token.text)
        found = self._declared(token)
        if found is not None:
            return found
        function = self._function_name(token)
        if function is not None:
            return self._function(function, token)
        if key in CONSTANTS:
            return Apply(CONSTANTS[key], ())
        return self._glued(token, key)

    def _declared(self, token: Token) -> Tree | None:
        key = canonical(token.text)
        if key in self.spellings:
            return Name(self.spellings[key])
        if key in self.entries:
            name, below = self.entries[key]
            place = Number(Fraction(below)) if below.isdigit() else Name(below)
            return Apply("entry", (Name(name), place))
        if re.fullmatch("delta..", key) and all(self._is_index(letter) for letter in key[5:]):
            return Apply("=", (Name(key[5]), Name(key[6])))
        return None

    def _is_index(self, letter: str) -> bool:
        return letter in self.names.indices

    def _function_name(self, token: Token) -> str | None:
        base = token.text.split("_")[0]
        if base == "sum":
            return "sum"
        lower = base.lower()
        name = ALIASES.get(lower, lower)
        if base in ("h", "i"):  # only the capitals H and I are functions
            return None
        return name if name in ARITY else None

    def _glued(self, token: Token, key: str) -> Tree:
        if token.text in MODULES:
            raise Unreadable(f"'{token.text}.' is a programming prefix.", token.column, "Leave it out: exp(z).")
        if self._is_index(key):
            return Name(key) if self.brackets else self._refuse_index(token)
        pieces = split_glued(key, {**self.spellings, **self.entries, **CONSTANTS}) if token.kind == "word" else None
        if not pieces:
            raise self._refuse_word(token)
        if len(self.tokens) + len(pieces) > MAX_TOKENS // 2:
            raise Unreadable("too many names are glued together.", token.column, "Write * between names.")
        self.position -= 1
        self.tokens[self.position : self.position + 1] = [Token("command", piece, token.column) for piece in pieces]
        return self.word(self.take())

    def _refuse_index(self, token: Token) -> Tree:
        raise Unreadable(f"the index {token.text} stands alone.", token.column, "An index belongs below a name: p_i.")

    def _refuse_word(self, token: Token) -> Unreadable:
        for size in range(len(token.text) - 1, 1, -1):
            head, tail = token.text[:size].lower(), canonical(token.text[size:])
            if ALIASES.get(head, head) in ARITY and tail in self.spellings:
                return Unreadable(f"'{token.text[:40]}' is not known.", token.column, f"Write {head}({tail}).")
        return unknown(token.text, self.names, token.column)

    def _function(self, name: str, token: Token) -> Tree:
        below = canonical(token.text.partition("_")[2])
        if name == "sum":
            return self._index_sum(token, below)
        if below and name != "softmax":
            raise Unreadable(
                f"'{token.text[:40]}' has a subscript.",
                token.column,
                "ln is the natural logarithm; write ln(x)/ln(2) for base 2.",
            )
        caret = self.take() if self.at("^") else None
        exponent = self._function_exponent(caret, name) if caret else None
        tree: Tree = self._apply(name, token)
        if below:
            tree = self.entry_of(tree, below, token)
        return tree if exponent is None else Apply("^", (tree, exponent))

    def entry_of(self, tree: Tree, below: str, token: Token) -> Tree:
        """softmax(z)_i: an entry of an expression."""
        if not self._is_index(below):
            raise Unreadable(f"the index {below} is not known.", token.column)
        return Apply("entry", (tree, Name(below)))

    def _function_exponent(self, caret: Token, name: str) -> Tree:
        if self.at("-") or (self.at("{") and self.peek(1).text == "-"):
            raise Unreadable(f"{name}^-1 has two meanings.", caret.column, f"Write 1/{name}(z) or the inverse by name.")
        return self.braced(caret) if self.at("{") else self.primary()

    def _apply(self, name: str, token: Token) -> Tree:
        if self.at("(", "[", "{"):
            return self._called(name, self._arguments(), token)
        if not self.starts_operand():
            raise Unreadable(f"{token.text[:40]} needs its argument.", token.column, f"Write {token.text[:40]}(...).")
        self.deeper()
        argument = self.power()
        self.depth -= 1
        if self.starts_operand():
            raise Unreadable(
                f"it is not clear where the argument of {token.text} ends.",
                self.peek().column,
                f"Write brackets: {token.text}(...).",
            )
        return self._called(name, [argument], token)

    def _arguments(self) -> list[Tree]:
        opened = self.take()
        saved, self.bars = self.bars, 0
        self.brackets += 1
        arguments = [self.comparison()]
        while self.at(","):
            self.take()
            arguments.append(self.comparison())
        self.brackets -= 1
        self.bars = saved
        self.expect(CLOSING[opened.text], opened)
        return arguments

    def _called(self, name: str, arguments: list[Tree], token: Token) -> Tree:
        if len(arguments) not in ARITY[name]:
            wanted = " or ".join(str(count) for count in ARITY[name])
            raise Unreadable(f"{token.text} takes {wanted} argument(s), not {len(arguments)}.", token.column)
        if name == "indicator":
            return arguments[0]
        if name in ("max", "min"):
            tree = arguments[0]
            for argument in arguments[1:]:
                tree = Apply(name, (tree, argument))
            return tree
        if name == "step":
            arguments = arguments[:1]
        return Apply(name, tuple(arguments))

    def _index_sum(self, token: Token, below: str) -> Tree:
        """`sum_j body`, `sum_{j=1}^K body`, `sum(body, j)` or `sum(v)` of a vector's entries."""
        index = below.split("=")[0]
        if not below and self.at("("):
            arguments = self._arguments()
            if len(arguments) == 1:
                return Apply("total", (arguments[0],))
            if len(arguments) == 2 and isinstance(arguments[1], Name) and self._is_index(arguments[1].name):
                return Apply("sum", (arguments[1], arguments[0]))
        if not self._is_index(index):
            declared = ", ".join(self.names.indices)
            hint = f"Write sum_j with one of: {declared}." if declared else "Write every term of the sum."
            raise Unreadable("this sum is not over a declared index.", token.column, hint)
        if self.at("^"):
            self._skip_upper_limit()
        return Apply("sum", (Name(index), self._body(token)))

    def _skip_upper_limit(self) -> None:
        """The K of sum_{j=1}^K says nothing that the declared index does not."""
        self.take()
        closing = CLOSING.get(self.take().text)
        while closing and not self.at(closing) and self.peek().kind != "end":
            self.take()
        if closing and self.at(closing):
            self.take()

    def _body(self, token: Token) -> Tree:
        """All factors that follow; below a fraction line just one, in brackets if more follow."""
        if not self.below:
            return self.product()
        bracketed = self.at("(", "[", "{")
        body = self.power()
        if not bracketed and (self.starts_operand() or self.at("*", "cdot")):
            raise Unreadable("it is not clear where this sum ends.", token.column, f"Write {token.text}(...).")
        return body
