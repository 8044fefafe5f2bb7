"""From what students type or paste to plain LaTeX-like ASCII, one character at a time.

Superscripts, subscripts, Greek, accents and operators are translated before anything could fold them:
folding first would turn an exponent into a factor (x² into x2) and drop a hat.
"""

from __future__ import annotations

import re
import unicodedata

from .errors import Unreadable

MAX_CHARACTERS = 600

OPERATORS = {
    "−": "-",
    "–": "-",
    "—": "-",
    "‐": "-",
    "‑": "-",
    "×": "*",
    "∗": "*",
    "÷": "/",
    **dict.fromkeys("·⋅∙•", "\\cdot "),
    "⁄": "/",
    "∕": "/",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "√": "\\sqrt ",
    "∑": "\\sum ",
    "Σ": "\\sum ",
    "⊙": "\\odot ",
    "∘": "\\odot ",
    "⊤": "\\top ",
    "ᵀ": "^T",
    "∣": "|",
    "ℓ": "l",
    "µ": "\\mu ",
    "ϵ": "\\epsilon ",
    "′": "'",
    "’": "'",
    "𝟙": "1",
    "𝟏": "1",
}
LETTERS = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau"
GREEK = [*LETTERS.split(), "upsilon", "phi", "chi", "psi", "omega"]
ACCENTS = {"\u0302": "hat", "\u0304": "bar", "\u0303": "tilde"}
NOT_EXPONENTS = "ªº"
WRAPPERS = re.compile(
    r"(_?)\\(?:text|textrm|mathrm|mathit|mathbf|mathsf|boldsymbol|bm|operatorname\*?)\s*(?:\{([^{}]*)\}|([A-Za-z0-9]))"
)
INDICATOR = re.compile(r"\\math(?:bb|ds|bbm)\s*(?:\{[1I]\}|[1I](?![A-Za-z0-9]))")
SHORT_FRACTION = re.compile(r"\\[dt]?frac\s*(\d)\s*(\d)(?!\d)")


class Text:
    """ASCII text that remembers the column, in what was typed, of each of its characters."""

    def __init__(self, pieces: list[tuple[str, int]]) -> None:
        self.ascii = "".join(piece for piece, _ in pieces)
        self.columns = [column for piece, column in pieces for _ in piece]

    def column(self, position: int) -> int:
        """The column that was typed for a position of `ascii`, from 1."""
        if not self.columns:
            return 1
        return self.columns[position] if position < len(self.columns) else self.columns[-1] + 1

    def replace(self, pattern: re.Pattern[str], template: str) -> Text:
        """Replace each match, which then stands where the match began."""
        pieces, last = [], 0
        for match in pattern.finditer(self.ascii):
            pieces += self._slice(last, match.start())
            pieces.append((match.expand(template), self.columns[match.start()]))
            last = match.end()
        return Text(pieces + self._slice(last, len(self.ascii))) if last else self

    def _slice(self, start: int, end: int) -> list[tuple[str, int]]:
        return [(self.ascii[k], self.columns[k]) for k in range(start, end)]


def translate(typed: str) -> Text:
    """ASCII for what was typed. Raises Unreadable for what is too long or has no meaning here."""
    if len(typed) > MAX_CHARACTERS + 200 or len(typed.strip()) > MAX_CHARACTERS:
        raise Unreadable(f"the answer is longer than {MAX_CHARACTERS} characters.", MAX_CHARACTERS + 1)
    end = len(typed.rstrip())
    start = len(typed) - len(typed.lstrip())
    if start >= end:
        raise Unreadable("the answer is empty.", 1, "Type the derivative, for example 2*x.")
    text = Text(_pieces(typed, start, end))
    text = text.replace(INDICATOR, "1")
    text = text.replace(WRAPPERS, r"\1\2\3" if "_\\" not in text.ascii else r"\1{\2\3}")
    return text.replace(SHORT_FRACTION, r"\\frac{\1}{\2}")


def _pieces(typed: str, start: int, end: int) -> list[tuple[str, int]]:
    pieces: list[tuple[str, int]] = []
    position = start
    while position < end:
        run = _script_run(typed, position)
        if run:
            pieces.append((run[0], position + 1))
            position = run[1]
            continue
        char = typed[position]
        accent = ACCENTS.get(typed[position + 1]) if position + 1 < end else None
        if accent and char.isascii() and char.isalpha():
            pieces.append((f"\\{accent}{{{char}}}", position + 1))
            position += 2
            continue
        pieces.append((_character(char, position + 1), position + 1))
        position += 1
    return pieces


def _script(char: str) -> tuple[str, str] | None:
    """("^" or "_", plain character) of a raised or lowered one."""
    kind, _, code = unicodedata.decomposition(char).partition(" ")
    if kind not in ("<super>", "<sub>") or char in NOT_EXPONENTS or " " in code or char == "ᵀ":
        return None
    plain = chr(int(code, 16))
    plain = {"−": "-"}.get(plain, plain)
    return ("^" if kind == "<super>" else "_", plain) if plain.isascii() else None


def _script_run(typed: str, position: int) -> tuple[str, int] | None:
    first = _script(typed[position])
    if first is None:
        return None
    mark, body = first[0], ""
    while position < len(typed):
        script = _script(typed[position])
        if script is None or script[0] != mark:
            break
        body += script[1]
        position += 1
    return f"{mark}{{{body}}}", position


def _character(char: str, column: int) -> str:
    if char in OPERATORS:
        return OPERATORS[char]
    if char == "\t" or unicodedata.category(char) == "Zs":
        return " "
    if char in "\n\r\v\f\x85\u2028\u2029":
        raise Unreadable("the answer must stand on one line.", column)
    if unicodedata.category(char)[0] == "C":
        raise Unreadable(f"there is an invisible character (U+{ord(char):04X}).", column, "Delete it.")
    if char.isascii():
        return char
    return _letter(char, column)


def _letter(char: str, column: int) -> str:
    if 0x1D400 <= ord(char) <= 0x1D7FF:  # mathematical alphabets, as copied out of a PDF
        char = unicodedata.normalize("NFKC", char)
        if char.isascii():
            return char
    greek = _greek(char)
    if greek:
        return f"\\{greek} "
    parts = unicodedata.normalize("NFD", char)
    if len(parts) == 2 and parts[0].isascii() and parts[1] in ACCENTS:
        return f"\\{ACCENTS[parts[1]]}{{{parts[0]}}}"
    raise Unreadable(f"the character '{char}' has no meaning here.", column, _advice(char))


def _greek(char: str) -> str | None:
    name = unicodedata.name(char, "")
    if not name.startswith("GREEK SMALL LETTER "):
        return None
    letter = name.rsplit(" ", 1)[1].lower() if "FINAL" not in name else "sigma"
    letter = {"lamda": "lambda"}.get(letter, letter)
    return letter if letter in GREEK and len(name.split()) in (4, 5) else None


def _advice(char: str) -> str:
    folded = unicodedata.normalize("NFKC", char)
    if folded.isascii() and folded.isprintable():
        return f"Type {folded} on the keyboard instead."
    name = unicodedata.name(char, "")
    if "CYRILLIC" in name or "GREEK" in name:
        return "It only looks like a Latin letter: type the letter on the keyboard."
    return "Use letters, digits and + - * / ^ ( )."
