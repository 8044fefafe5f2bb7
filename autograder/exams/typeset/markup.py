"""The text of prompts, labels and solutions as runs that the typesetter takes: words, formulas with their alternative
text, and code."""

from __future__ import annotations

import re
from typing import Any

from autograder.exams.plain import plain_formula
from autograder.exams.spoken import spoken

RUN = re.compile(r"\$([^$]*)\$|`([^`]*)`")
Run = dict[str, Any]
"""{"text": words}, {"math": source, "alt": words, "signs": 7} or {"code": code}."""


def paragraphs(text: str) -> list[list[Run]]:
    """The paragraphs of a text, which blank lines part."""
    return [runs(piece) for piece in re.split(r"\n\s*\n", text.strip()) if piece.strip()]


def runs(text: str) -> list[Run]:
    """One paragraph, label or cell as runs; line ends are spaces."""
    text = " ".join(text.split())
    found: list[Run] = []
    at = 0
    for match in RUN.finditer(text):
        if match.start() > at:
            found.append({"text": text[at : match.start()]})
        at = match.end()
        found.append({"code": match[2]} if match[1] is None else formula_of(match[1]))
    return [*found, {"text": text[at:]}] if at < len(text) else found


def formula_of(source: str) -> Run:
    """A formula with its alternative text, and about how many signs wide it is."""
    return {"math": source, "alt": spoken(source), "signs": len(plain_formula(source))}
