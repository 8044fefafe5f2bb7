"""A recursive-descent parser for answers.

comparison := sum (("<" | "<=" | ">" | ">=" | "=" | "!=") sum)*     "=" only inside brackets
sum        := ("+" | "-")* product (("+" | "-") product)*
product    := unary (("*" | "/" | "." | "odot" | nothing) unary)*   so a/b c is (a/b)*c
unary      := "-" unary | "+" unary | power
power      := postfix ("^" exponent)?                               so -x^2 is -(x^2)
"""

from __future__ import annotations

from fractions import Fraction

from .cursor import CLOSING
from .errors import Unreadable
from .names import canonical
from .tokens import Token
from .tree import COMPARISONS, ONE, Apply, Name, Number, Tree
from .words import Words

MAX_EXPONENT = 100


class Parser(Words):
    """Reads one token list, once. Every method raises Unreadable where the text makes no sense."""

    def parse(self) -> Tree:
        """The whole text as one tree."""
        self._refuse_equation()
        tree = self.comparison()
        token = self.peek()
        if token.kind != "end":
            raise self.unexpected(token)
        return tree

    def _refuse_equation(self) -> None:
        depth = 0
        for token in self.tokens:
            if token.kind == "symbol":
                depth += (token.text in CLOSING) - (token.text in CLOSING.values())
                if token.text == "=" and depth <= 0:
                    raise self.unexpected(token)

    def comparison(self) -> Tree:
        """Sums with or without comparisons between them; a chain is the product of its links."""
        self.below = False
        self.deeper()
        left = self.sum()
        result: Tree | None = None
        while self.at(*COMPARISONS):
            token = self.take()
            right = self.sum()
            link = Apply(token.text, (left, right))
            result = link if result is None else Apply("*", (result, link))
            left = right
        self.depth -= 1
        return left if result is None else result

    def sum(self) -> Tree:
        """Terms."""
        tree = self._signed()
        while self.at("+", "-"):
            op = self.take().text
            tree = Apply(op, (tree, self.product()))
        return tree

    def _signed(self) -> Tree:
        """The first term with its signs: -x*y is -(x*y), as in print."""
        negative = self._sign()
        tree = self.product()
        return Apply("neg", (tree,)) if negative else tree

    def product(self) -> Tree:
        """Factors, with or without a sign between them."""
        tree = self.unary()
        while True:
            if self.at("*", "/", "odot", "cdot", "."):
                token = self.take()
                self.below = token.text == "/"
                tree = Apply(self._product_sign(token), (tree, self.unary()))
                self.below = False
            elif self.starts_operand():
                tree = self._beside(tree)
            else:
                return tree

    def _product_sign(self, token: Token) -> str:
        """A centred dot is kept apart where there are vectors: between two of them it is the dot product."""
        if token.text == "." and not self.names.has_vectors:
            raise Unreadable("a '.' between names is not read here.", token.column, "Write * for a product.")
        if token.text in ("cdot", "."):
            return "cdot" if self.names.has_vectors else "*"
        return token.text

    def _beside(self, left: Tree) -> Tree:
        """Juxtaposition. A number on the right is refused: `x 2` may be a lost exponent."""
        token = self.peek()
        if token.kind == "number":
            raise Unreadable(
                f"'{token.text}' stands beside something without an operator.",
                token.column,
                "Write * for a product or ^ for a power.",
            )
        right = self.power()
        if isinstance(right, Apply) and right.op in COMPARISONS:
            if left == ONE:
                return right
            if isinstance(left, Apply) and left.op == "*" and left.args[1] == ONE:
                left = left.args[0]
        return Apply("*", (left, right))

    def unary(self) -> Tree:
        """A factor with signs before it."""
        negative = self._sign()
        tree = self.power()
        return Apply("neg", (tree,)) if negative else tree

    def _sign(self) -> bool:
        """Whether the signs taken here make a minus."""
        negative = False
        while self.at("-", "+"):
            negative ^= self.take().text == "-"
        return negative

    def power(self) -> Tree:
        """A factor with its exponent."""
        base = self.postfix()
        if not self.at("^"):
            return base
        return self._raised(base, self.take())

    def _raised(self, base: Tree, caret: Token) -> Tree:
        if self._at_transpose():
            self.take()
            return Apply("transpose", (base,))
        exponent = self._exponent(caret)
        if isinstance(base, Apply) and base.op == "e":
            return Apply("exp", (exponent,))
        return Apply("^", (base, exponent))

    def _at_transpose(self) -> bool:
        token = self.peek()
        plain = token.text == "T" and "T" not in self.spellings
        return self.names.has_vectors and (plain or self.at("top"))

    def _exponent(self, caret: Token) -> Tree:
        self.deeper()
        exponent = self.unary()
        self.depth -= 1
        inner = exponent.args[0] if isinstance(exponent, Apply) and exponent.op == "neg" else exponent
        if isinstance(inner, Number) and inner.value > MAX_EXPONENT:
            raise Unreadable(f"an exponent above {MAX_EXPONENT} is not read.", caret.column)
        return exponent

    def postfix(self) -> Tree:
        """A primary and an index behind it, as in softmax(z)_i."""
        tree = self.primary()
        if self.peek().kind == "below":
            token = self.take()
            tree = self.entry_of(tree, canonical(token.text), token)
        return tree

    def primary(self) -> Tree:
        """A number, a word, a fraction, or something in brackets or bars."""
        token = self.peek()
        if token.kind == "number":
            self.take()
            return Number(Fraction(token.text if token.text[-1] != "." else token.text[:-1]))
        if token.kind in ("word", "command"):
            return self.word(self.take())
        if token.kind == "frac":
            self.take()
            return Apply("/", (self.braced(token), self.braced(token)))
        if self.at("(", "[", "{"):
            return self.group()
        if self.at("|"):
            return self._absolute()
        raise self.unexpected(token)

    def group(self) -> Tree:
        """Something in brackets."""
        opened = self.take()
        kronecker = self._kronecker(opened)
        if kronecker is not None:
            return kronecker
        saved, self.bars = self.bars, 0
        self.brackets += 1
        tree = self.comparison()
        self.brackets -= 1
        self.bars = saved
        if self.at(","):
            raise self.unexpected(self.peek())
        self.expect(CLOSING[opened.text], opened)
        return tree

    def _kronecker(self, opened: Token) -> Tree | None:
        """`[i = j]` where the question declares delta_ij as a name of its own."""
        left, sign, right, close = (self.peek(k) for k in range(4))
        if sign.text not in ("=", "!=") or close.text != CLOSING[opened.text] or sign.kind != "symbol":
            return None
        name = self.spellings.get(f"delta{left.text}{right.text}")
        if name is None:
            return None
        self.position += 4
        equal = Name(name)
        return equal if sign.text == "=" else Apply("-", (Number(Fraction(1)), equal))

    def braced(self, token: Token) -> Tree:
        """A LaTeX group."""
        if not self.at("{"):
            raise Unreadable("\\frac needs two groups in braces.", token.column, "Write \\frac{a}{b} or a/b.")
        return self.group()

    def _absolute(self) -> Tree:
        opened = self.take()
        self.bars += 1
        tree = self.comparison()
        self.bars -= 1
        self.expect("|", opened)
        return Apply("abs", (tree,))
