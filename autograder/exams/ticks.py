"""Letters of options and numbers of lines as people write them: "(B).", "a and c", "Line 3:"."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from autograder.exams.reading import INVISIBLE

AROUND = re.compile(r"\b(?:options?|answers?|both|only|and)\b|[][{}()'\"`“”‘’;:/&+.!?✓✔☑\s]")
"""What stands between and around letters without changing what they mean."""
LINE = re.compile(r"(?:lines?|l|no|nr)?[\s.:#]*([0-9]+)(?:\.0|[\s.:,;)]*)")


def letters_typed(answer: Any) -> Any:
    """An answer to a choice with its letters parted by commas; what is no text stays as it is."""
    return ",".join(AROUND.sub(" ", _plain(answer)).split()) if isinstance(answer, str) else answer


def line_typed(answer: Any) -> Any:
    """The number of a line without what stands around it; what is something else stays as it is."""
    found = LINE.fullmatch(_plain(answer).strip()) if isinstance(answer, str) else None
    return found[1] if found else answer


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text.translate(INVISIBLE)).lower()
