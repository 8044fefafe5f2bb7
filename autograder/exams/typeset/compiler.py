"""The typesetter: Typst sources beside this file, read with data as JSON."""

from __future__ import annotations

import json
import re
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.errors import QuestionError, UsageError

if TYPE_CHECKING:
    import typst

SOURCES = Path(__file__).parent
STANDARD = "ua-1"
"""PDF/UA-1: tagged, with a title, a language, headings in order and an alternative text for every formula."""
EPOCH = 0
Data = dict[str, Any]
"""What the typesetter reads: text, numbers, lists and dicts only."""


class Typesetter:
    """One Typst source with the compiler's caches: the second document is set much faster than the first.

    source: "paper", "key" or "measure".
    """

    def __init__(self, source: str) -> None:
        self._source = source

    @cached_property
    def _compiler(self) -> typst.Compiler:
        try:
            import typst
        except ImportError as error:
            raise UsageError("Papers need the package typst, which is missing here; ./setup.sh installs it.") from error
        return typst.Compiler(str(SOURCES / f"{self._source}.typ"), root=str(SOURCES), ignore_system_fonts=True)

    def pdf(self, data: Data) -> bytes:
        """The document as PDF/UA-1, the same bytes for the same data; raises QuestionError for a formula that it
        cannot read."""
        compiled = self._compile(data, pdf_standards=[STANDARD], timestamp=EPOCH)
        assert isinstance(compiled, bytes)
        return compiled

    def query(self, data: Data, label: str) -> list[Any]:
        """The values that the document carries under a label."""
        self._compile(data)
        found: list[Any] = json.loads(self._compiler.query(f"<{label}>", field="value"))
        return found

    def _compile(self, data: Data, **options: Any) -> object:
        compiler = self._compiler
        try:
            return compiler.compile(format="pdf", sys_inputs={"data": json.dumps(data)}, **options)
        except RuntimeError as error:
            raise QuestionError(f"{self._source}: {_cause(error)}") from error


def _cause(error: RuntimeError) -> str:
    """What is wrong and in which formula, from the typesetter's report."""
    message = str(getattr(error, "message", error))
    quoted = re.search(r"│\s*(\S.*)\n", str(getattr(error, "diagnostic", "")))
    return f"{message} ({quoted[1].strip()})" if quoted else message
