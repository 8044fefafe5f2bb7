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


class NotShown(QuestionError):
    """No font at hand can show a letter of the text."""


class Typesetter:
    """One Typst source with the compiler's caches: the second document is set much faster than the first.

    source: "paper", "key" or "measure".
    """

    def __init__(self, source: str) -> None:
        self._source = source

    @cached_property
    def _compiler(self) -> typst.Compiler:
        return self._with_fonts(ignore_system_fonts=True)

    @cached_property
    def _compiler_here(self) -> typst.Compiler:
        """With the fonts of this machine too: what it sets may look different elsewhere."""
        return self._with_fonts(ignore_system_fonts=False)

    def _with_fonts(self, ignore_system_fonts: bool) -> typst.Compiler:
        try:
            import typst
        except ImportError as error:
            raise UsageError("Papers need the package typst, which is missing here; ./setup.sh installs it.") from error
        path = str(SOURCES / f"{self._source}.typ")
        return typst.Compiler(path, root=str(SOURCES), ignore_system_fonts=ignore_system_fonts)

    def pdf(self, data: Data) -> bytes:
        """The document as PDF/UA-1, the same bytes for the same data.

        The typesetter's own fonts are used; where they lack a letter, as in names from all over the world, those of
        this machine too. Raises NotShown where these lack it as well, QuestionError for a formula that cannot be read.
        """
        try:
            return self._pdf(self._compiler, data)
        except NotShown:
            return self._pdf(self._compiler_here, data)

    def _pdf(self, compiler: typst.Compiler, data: Data) -> bytes:
        compiled = self._compile(compiler, data, pdf_standards=[STANDARD], timestamp=EPOCH)
        assert isinstance(compiled, bytes)
        return compiled

    def query(self, data: Data, label: str) -> list[Any]:
        """The values that the document carries under a label."""
        self._compile(self._compiler, data)
        found: list[Any] = json.loads(self._compiler.query(f"<{label}>", field="value"))
        return found

    def _compile(self, compiler: typst.Compiler, data: Data, **options: Any) -> object:
        try:
            return compiler.compile(format="pdf", sys_inputs={"data": json.dumps(data)}, **options)
        except RuntimeError as error:
            kind = NotShown if "could not be displayed" in str(error) else QuestionError
            raise kind(f"{self._source}: {_cause(error)}") from error


def _cause(error: RuntimeError) -> str:
    """What is wrong and in which formula, from the typesetter's report."""
    message = str(getattr(error, "message", error))
    quoted = re.search(r"│\s*(\S.*)\n", str(getattr(error, "diagnostic", "")))
    return f"{message} ({quoted[1].strip()})" if quoted else message
