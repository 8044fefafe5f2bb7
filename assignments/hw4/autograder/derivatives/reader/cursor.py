"""Walking along tokens, and the refusals that any grammar rule may need."""

from __future__ import annotations

from .errors import Unreadable
from .names import Names
from .tokens import Token

MAX_DEPTH = 60
CLOSING = {"(": ")", "[": "]", "{": "}"}
HINTS = {
    ",": "Write decimals with a point: 0.5.",
    "=": "Type only what stands right of the equals sign.",
    ")": "There is one bracket too many.",
    "]": "There is one bracket too many.",
    "}": "There is one bracket too many.",
    "top": "Write a dot product as dot(w, c).",
}


class Cursor:
    """A position in a token list, and how many brackets and bars are open there."""

    def __init__(self, tokens: list[Token], names: Names) -> None:
        self.tokens, self.names = tokens, names
        self.position = self.depth = self.bars = self.brackets = 0
        self.below = False  # whether the operand being read stands right of a "/"

    def peek(self, ahead: int = 0) -> Token:
        """The next token, or one further ahead."""
        return self.tokens[min(self.position + ahead, len(self.tokens) - 1)]

    def take(self) -> Token:
        """The next token, passed."""
        token = self.peek()
        self.position += 1
        return token

    def at(self, *texts: str) -> bool:
        """Whether the next token is one of these symbols."""
        return self.peek().kind == "symbol" and self.peek().text in texts

    def deeper(self) -> None:
        """Note one more level of nesting; the caller takes it back when the level ends."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Unreadable(f"it is nested deeper than {MAX_DEPTH}.", self.peek().column)

    def expect(self, closing: str, opened: Token) -> None:
        """Pass the closing bracket, or say where it was opened."""
        if not self.at(closing):
            token = self.peek()
            if token.kind != "end" and not self.at(")", "]", "}", "|"):
                raise self.unexpected(token)
            raise Unreadable(
                f"the '{opened.text}' opened here is not closed by '{closing}'.", opened.column, "Count the brackets."
            )
        self.take()

    def starts_operand(self) -> bool:
        """Whether what comes next could be multiplied without a sign."""
        token = self.peek()
        if token.kind in ("number", "word", "command", "frac"):
            return True
        return self.at("(", "[", "{") or (self.at("|") and not self.bars)

    def unexpected(self, token: Token) -> Unreadable:
        """The refusal of a token that cannot stand here."""
        if token.kind == "end":
            return Unreadable("the expression stops too early.", token.column, "Something is missing at the end.")
        return Unreadable(f"'{token.text}' is not expected here.", token.column, HINTS.get(token.text, ""))
