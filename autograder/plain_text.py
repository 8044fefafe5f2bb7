"""Make text that a student wrote safe to show: on a terminal, in JSON, in a page, in a spreadsheet."""

from __future__ import annotations

import re
import unicodedata

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
JOINERS = "\u200c\u200d"  # Persian spelling and emoji need them; they neither hide nor reorder anything
ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor moves
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?"  # OSC, DCS and their kin
    r"|\x1b[ -/]*[0-~]"
)
FORMULA = re.compile("(^|[,;|])(\\s*)(?=[=+\\-@\uff1d\uff0b\uff0d\uff20])")


def plain(text: str, limit: int = 4000) -> str:
    """The text with line breaks and tabs but no other controls, at most `limit` characters.

    Terminal escape sequences go; C0 and C1 controls, bidirectional and invisible formatting characters, Unicode line
    separators and lone surrogates each become U+FFFD. What is too long is cut in the middle, which says so.
    """
    if len(text) <= limit and text.isprintable():  # most texts are; no control or format character is printable
        return text
    text = cut(text, 4 * limit + 1000)  # an honest bound on the work, before anything walks over the text
    text = ESCAPES.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.replace("\n", "").replace("\t", "").isprintable():
        text = "".join(map(_shown, text))
    return cut(text, limit)


def one_line(text: str, limit: int = 200) -> str:
    """The text on one line, runs of white space as one blank, at most `limit` characters."""
    return cut(" ".join(plain(text, 4 * limit).split()), limit)


def cut(text: str, limit: int) -> str:
    """The text itself, or its beginning and end with a note between them, together at most `limit` characters."""
    if len(text) <= limit:
        return text
    note = f" [... {len(text) - limit} or more characters left out ...] "
    if limit < 3 * len(note):
        return text[: max(0, limit - 1)] + "…"
    tail = (limit - len(note)) // 3
    return text[: limit - len(note) - tail] + note + text[-tail:]


def cell(text: str, limit: int = 500) -> str:
    """The text as a spreadsheet cell that is never taken for a formula.

    An apostrophe goes before a sign that would start a formula, also after a separator: a spreadsheet that splits at
    semicolons would otherwise find a formula in the middle of a name.
    """
    return FORMULA.sub(r"\1\2'", one_line(text, limit))


def without_guard(text: str) -> str:
    """The text of a cell without the apostrophe that `cell` put before it."""
    return text[1:] if text[:1] == "'" and FORMULA.match(text[1:]) else text


def _shown(letter: str) -> str:
    if letter in "\n\t" or letter in JOINERS:
        return letter
    return REPLACEMENT if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") else letter
