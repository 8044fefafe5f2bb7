"""Cutting a text into tokens; every refusal says what to write instead."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .characters import GREEK, Text
from .errors import Unreadable
from .tree import ALIASES, ARITY

MAX_TOKENS = 400
MAX_DIGITS = 25

NUMBER = re.compile(r"\d+\.\d+|\d+\.(?![A-Za-z_\\ ])|\.\d+|\d+")
SUBSCRIPTS = r"(?:_\s?\{[^{}]*\}|_[A-Za-z0-9]+)*"
WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*" + SUBSCRIPTS)
COMMAND = re.compile(r"\\([A-Za-z]+|.)")
ACCENTED = re.compile(r"\s*(?:\{\s*([A-Za-z])\s*\}|([A-Za-z]))(" + SUBSCRIPTS + ")")
LOWER = re.compile(r"\s?" + SUBSCRIPTS)
SYMBOL = re.compile(r"\*\*|<=|>=|==|!=|[-+*/^()\[\]{}|,<>=.]")

SIZES = "left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr displaystyle textstyle limits"
SPACING = {*SIZES.split(), "quad", "qquad", *",;:! "}
SYMBOLS = {
    "cdot": "cdot",
    "times": "*",
    "ast": "*",
    "div": "/",
    "le": "<=",
    "leq": "<=",
    "ge": ">=",
    "geq": ">=",
    "lt": "<",
    "gt": ">",
    "ne": "!=",
    "neq": "!=",
    "odot": "odot",
    "circ": "odot",
    "lvert": "|",
    "rvert": "|",
    "vert": "|",
    "mid": "|",
    "{": "(",
    "}": ")",
    "lbrace": "(",
    "rbrace": ")",
    "lbrack": "[",
    "rbrack": "]",
    "top": "top",
}
ACCENT_COMMANDS = {
    "hat": "hat",
    "widehat": "hat",
    "bar": "bar",
    "overline": "bar",
    "tilde": "tilde",
    "widetilde": "tilde",
}
FRACTIONS = ("frac", "dfrac", "tfrac")
WORDS = {*ARITY, *ALIASES, *GREEK, "ReLU", "sum"}
REFUSED = {
    "partial": "Type only the derivative itself, for example 2*x.",
    "begin": "For cases write where(condition, value, otherwise), for example where(z>0, 1, 0).",
    "prod": "Write the product out.",
    "int": "Type the derivative without an integral.",
    "infty": "Infinity is not a value here.",
    "|": "For a norm write sqrt(dot(w, w)).",
    "Vert": "For a norm write sqrt(dot(w, w)).",
    "cdots": "Write every term.",
    "ldots": "Write every term.",
    "dots": "Write every term.",
    "nabla": "Type only the derivative.",
    "mathbb": "For an indicator write 1[z>0].",
    "varepsilon": "Use the name as the question prints it.",
    "pm": "Write one sign.",
    "\\": "Write it on one line.",
}
CHARACTER_HINTS = {
    "'": "Write the derivative out, for example sigma(z)*(1-sigma(z)).",
    "&": "For both conditions multiply: 1[x>0]*1[y>0].",
    "!": "Factorials are not read.",
    "%": "Write a fraction: 1/100.",
    ";": "Type one expression.",
    ":": "Type only the expression.",
    "?": "",
    "_": "A subscript follows a name: x_1.",
    "~": "Write ==, or leave it out.",
    "@": "For a dot product write dot(w, c).",
    "\\": "A backslash needs a command: \\sigma.",
    '"': "Leave the quotation marks out.",
    "`": "Leave the quotation marks out.",
    "#": "Comments are not read.",
    "$": "",
}


@dataclass(frozen=True)
class Token:
    """kind: number, word, command (a word that never glues to its neighbours), below (an index behind a bracket),
    symbol, frac, end."""

    kind: str
    text: str
    column: int


def tokenize(text: Text) -> list[Token]:
    """Tokens of the text, an `end` token last. Raises Unreadable."""
    source = _without_dollars(text.ascii)
    tokens: list[Token] = []
    position = 0
    while position < len(source):
        if source[position] == " ":
            position += 1
            continue
        token, position = _next(source, position, text)
        if token is not None:
            tokens.append(token)
        if len(tokens) > MAX_TOKENS:
            raise Unreadable(f"the answer has more than {MAX_TOKENS} parts.", text.column(position))
    return [*tokens, Token("end", "", text.column(len(text.ascii)))]


def _without_dollars(source: str) -> str:
    """Blank out the marks around a formula; columns stay."""
    for opening, closing in (("$$", "$$"), ("$", "$"), ("\\(", "\\)"), ("\\[", "\\]")):
        size = len(opening)
        if len(source) >= 2 * size and source.startswith(opening) and source.endswith(closing):
            return " " * size + source[size:-size] + " " * size
    return source


def _next(source: str, position: int, text: Text) -> tuple[Token | None, int]:
    column = text.column(position)
    if source[position] == "_" and position and source[position - 1] in ")]}":
        lower = LOWER.match(source, position)
        if lower and lower[0]:
            return Token("below", lower[0], column), lower.end()
    if source[position] == "\\":
        return _command(source, position, column)
    number = NUMBER.match(source, position)
    if number:
        indicator = number[0] == "1" and re.match(r"_\s*\{", source[number.end() : number.end() + 4])
        return _number(source, number, column), number.end() + (1 if indicator else 0)
    word = WORD.match(source, position)
    if word:
        _refuse_prime(source, word.end(), text)
        return Token("word", word[0], column), word.end()
    symbol = SYMBOL.match(source, position)
    if symbol:
        shown = {"**": "^", "==": "="}.get(symbol[0], symbol[0])
        return Token("symbol", shown, column), symbol.end()
    char = source[position]
    raise Unreadable(f"the character '{char}' is not read here.", column, CHARACTER_HINTS.get(char, ""))


def _refuse_prime(source: str, end: int, text: Text) -> None:
    if source[end : end + 1] == "'":
        raise Unreadable("a prime is not read.", text.column(end), CHARACTER_HINTS["'"])


def _number(source: str, match: re.Match[str], column: int) -> Token:
    if sum(char.isdigit() for char in match[0]) > MAX_DIGITS:
        raise Unreadable(f"the number has more than {MAX_DIGITS} digits.", column)
    if re.match(r"[eE][-+]?\d", source[match.end() : match.end() + 3]):
        raise Unreadable("numbers such as 1e-3 are not read.", column, "Write 0.001, or 2*e-3 if e is meant.")
    return Token("number", match[0], column)


def _command(source: str, position: int, column: int) -> tuple[Token | None, int]:
    match = COMMAND.match(source, position)
    if match is None:
        raise Unreadable("a backslash stands at the end.", column, CHARACTER_HINTS["\\"])
    name, end = match[1], match.end()
    if name in SPACING:
        return None, end
    if name in SYMBOLS:
        return Token("symbol", SYMBOLS[name], column), end
    if name in FRACTIONS:
        return Token("frac", name, column), end
    if name in ACCENT_COMMANDS:
        return _accented(source, end, name, column)
    if name in WORDS:
        lower = LOWER.match(source, end)
        tail = lower[0].strip() if lower else ""
        return Token("command", name + tail, column), lower.end() if lower and tail else end
    raise Unreadable(f"the command \\{name[:20]} is not read.", column, REFUSED.get(name, "Write it in plain text."))


def _accented(source: str, end: int, name: str, column: int) -> tuple[Token, int]:
    match = ACCENTED.match(source, end)
    if match is None:
        raise Unreadable(f"\\{name} needs one letter.", column, f"Write \\{name}{{y}}.")
    return Token("command", f"{match[1] or match[2]}{ACCENT_COMMANDS[name]}{match[3]}", column), match.end()
