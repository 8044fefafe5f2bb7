"""A recursive-descent parser for answers.

    comparison := sum (("<" | "<=" | ">" | ">=" | "=" | "!=") sum)*     "=" only inside brackets
    sum        := ("+" | "-")* product (("+" | "-") product)*
    product    := unary (("*" | "/" | "." | "odot" | nothing) unary)*   so a/b c is (a/b)*c
    unary      := "-" unary | "+" unary | power
    power      := postfix ("^" exponent)?                               so -x^2 is -(x^2)
"""

from __future__ import annotations

from fractions import Fraction

from .errors import Unreadable
from .names import Names, canonical, split_glued, unknown
from .tokens import MAX_TOKENS, Token
from .tree import ALIASES, ARITY, COMPARISONS, ONE, Apply, Name, Number, Tree

MAX_DEPTH = 60
MAX_EXPONENT = 100
CLOSING = {"(": ")", "[": "]", "{": "}"}
CONSTANTS = {"e": "e", "pi": "pi"}
MODULES = ("np", "numpy", "math", "torch", "sp", "sympy", "scipy", "F")


class Parser:
    """Reads one token list, once. Every method raises Unreadable where the text makes no sense."""

    def __init__(self, tokens: list[Token], names: Names) -> None:
        self.tokens, self.names = tokens, names
        self.spellings = names.spellings()
        self.position = self.depth = self.bars = 0
        self.brackets = 0

    def parse(self) -> Tree:
        self._refuse_equation()
        tree = self.comparison()
        token = self.peek()
        if token.kind != "end":
            raise self._unexpected(token)
        return tree

    def _refuse_equation(self) -> None:
        depth = 0
        for token in self.tokens:
            if token.kind == "symbol":
                depth += (token.text in CLOSING) - (token.text in CLOSING.values())
                if token.text == "=" and depth <= 0:
                    raise self._unexpected(token)

    # -- tokens ---------------------------------------------------------------------------------------------------

    def peek(self, ahead: int = 0) -> Token:
        return self.tokens[min(self.position + ahead, len(self.tokens) - 1)]

    def take(self) -> Token:
        token = self.peek()
        self.position += 1
        return token

    def at(self, *texts: str) -> bool:
        return self.peek().kind == "symbol" and self.peek().text in texts

    def expect(self, closing: str, opened: Token) -> None:
        if not self.at(closing):
            token = self.peek()
            if token.kind != "end" and not self.at(")", "]", "}", "|"):
                raise self._unexpected(token)
            raise Unreadable(f"the '{opened.text}' opened here is not closed by '{closing}'.", opened.column,
                             "Count the brackets.")
        self.take()

    def _unexpected(self, token: Token) -> Unreadable:
        hints = {
            ",": "Write decimals with a point: 0.5.", "=": "Type only what stands right of the equals sign.",
            ")": "There is one bracket too many.", "]": "There is one bracket too many.",
            "}": "There is one bracket too many.", "top": "Write a dot product as dot(w, c).",
        }
        if token.kind == "end":
            return Unreadable("the expression stops too early.", token.column, "Something is missing at the end.")
        return Unreadable(f"'{token.text}' is not expected here.", token.column, hints.get(token.text, ""))

    # -- grammar --------------------------------------------------------------------------------------------------

    def comparison(self) -> Tree:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Unreadable(f"brackets are nested deeper than {MAX_DEPTH}.", self.peek().column)
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
        tree = self.unary()
        while True:
            if self.at("*", "/", "odot", "cdot", "."):
                token = self.take()
                tree = Apply(self._product_sign(token), (tree, self.unary()))
            elif self._starts_operand():
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
            raise Unreadable(f"'{token.text}' stands beside something without an operator.", token.column,
                             "Write * for a product or ^ for a power.")
        right = self.power()
        if left == ONE and isinstance(right, Apply) and right.op in COMPARISONS:
            return right
        return Apply("*", (left, right))

    def _starts_operand(self) -> bool:
        token = self.peek()
        if token.kind in ("number", "word", "command", "frac"):
            return True
        return self.at("(", "[", "{") or (self.at("|") and not self.bars)

    def unary(self) -> Tree:
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
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Unreadable(f"powers are nested deeper than {MAX_DEPTH}.", caret.column)
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
            tree = self._entry_of(tree, canonical(token.text), token)
        return tree

    def primary(self) -> Tree:
        token = self.peek()
        if token.kind == "number":
            self.take()
            return Number(Fraction(token.text if token.text[-1] != "." else token.text[:-1]))
        if token.kind in ("word", "command"):
            return self.word(self.take())
        if token.kind == "frac":
            self.take()
            return Apply("/", (self._braced(token), self._braced(token)))
        if self.at("(", "[", "{"):
            return self.group()
        if self.at("|"):
            return self._absolute()
        raise self._unexpected(token)

    def group(self) -> Tree:
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
            raise self._unexpected(self.peek())
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

    def _braced(self, token: Token) -> Tree:
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

    # -- words ----------------------------------------------------------------------------------------------------

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
        return self._entry(token)

    def _entry(self, token: Token) -> Tree | None:
        """`p_i` or `p_2` where p is a vector; `delta_ij` where i and j are indices."""
        base, mark, below = token.text.partition("_")
        below = canonical(below)
        if not mark:
            return None
        if base == "delta" and len(below) == 2 and all(self._is_index(letter) for letter in below):
            return Apply("=", (Name(below[0]), Name(below[1])))
        name = self.spellings.get(canonical(base))
        if name is None or self.names.shapes[name] is None:
            return None
        if below.isdigit() and below != "0" and len(below) < 3:
            return Apply("entry", (Name(name), Number(Fraction(below))))
        return Apply("entry", (Name(name), Name(below))) if self._is_index(below) else None

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
        pieces = split_glued(key, [*self.spellings, *CONSTANTS]) if token.kind == "word" else None
        if not pieces:
            raise self._refuse_word(token)
        if len(self.tokens) + len(pieces) > 2 * MAX_TOKENS:
            raise Unreadable("too many names are glued together.", token.column, "Write * between names.")
        self.position -= 1
        self.tokens[self.position:self.position + 1] = [Token("command", piece, token.column) for piece in pieces]
        return self.word(self.take())

    def _refuse_index(self, token: Token) -> Tree:
        raise Unreadable(f"the index {token.text} stands alone.", token.column, "An index belongs below a name: p_i.")

    def _refuse_word(self, token: Token) -> Unreadable:
        for size in range(len(token.text) - 1, 1, -1):
            head, tail = token.text[:size].lower(), canonical(token.text[size:])
            if ALIASES.get(head, head) in ARITY and tail in self.spellings:
                return Unreadable(f"'{token.text[:40]}' is not known.", token.column, f"Write {head}({tail}).")
        return unknown(token.text, self.names, token.column)

    # -- functions ------------------------------------------------------------------------------------------------

    def _function(self, name: str, token: Token) -> Tree:
        below = canonical(token.text.partition("_")[2])
        if name == "sum":
            return self._index_sum(token, below)
        if below and name != "softmax":
            raise Unreadable(f"'{token.text[:40]}' has a subscript.", token.column,
                             "ln is the natural logarithm; write ln(x)/ln(2) for base 2.")
        caret = self.take() if self.at("^") else None
        exponent = self._function_exponent(caret, name) if caret else None
        tree: Tree = self._apply(name, token)
        if below:
            tree = self._entry_of(tree, below, token)
        return tree if exponent is None else Apply("^", (tree, exponent))

    def _entry_of(self, tree: Tree, below: str, token: Token) -> Tree:
        if not self._is_index(below):
            raise Unreadable(f"the index {below} is not known.", token.column)
        return Apply("entry", (tree, Name(below)))

    def _function_exponent(self, caret: Token, name: str) -> Tree:
        if self.at("-") or (self.at("{") and self.peek(1).text == "-"):
            raise Unreadable(f"{name}^-1 has two meanings.", caret.column, f"Write 1/{name}(z) or the inverse by name.")
        return self._braced(caret) if self.at("{") else self.primary()

    def _apply(self, name: str, token: Token) -> Tree:
        if self.at("(", "[", "{"):
            return self._called(name, self._arguments(), token)
        if not (self._starts_operand() and self.peek().kind != "number") and self.peek().kind != "number":
            raise Unreadable(f"{token.text[:40]} needs its argument.", token.column, f"Write {token.text[:40]}(...).")
        argument = self.power()
        if self._starts_operand():
            raise Unreadable(f"it is not clear where the argument of {token.text} ends.", self.peek().column,
                             f"Write brackets: {token.text}(...).")
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
            self.take()
            self.group() if self.at("{") else self.take()
        return Apply("sum", (Name(index), self.product()))
