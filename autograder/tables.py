"""Read the tables that staff keep by hand or export from elsewhere: a CSV with a heading, errors named by line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import UsageError
from autograder.plain_text import one_line, without_guard

MOST_BYTES = 10_000_000


@dataclass(frozen=True)
class Table:
    """A table: its name in errors, its headings, and its rows that are not empty with the lines they end in."""

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    @classmethod
    def read(cls, path: Path) -> Table:
        """A CSV file with headings in its first line, divided by commas, semicolons or tabs.

        Blanks around a cell are taken off, and the apostrophe that keeps ours from being taken for formulas. Raises
        UsageError when there is no such file, or it is none.
        """
        text = _text(path)
        first = text.lstrip("\n").partition("\n")[0]
        reader = csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count), strict=True)
        try:
            rows = [(reader.line_num, tuple(without_guard(cell.strip()) for cell in row)) for row in reader]
        except csv.Error as error:
            raise UsageError(f"{path} line {reader.line_num}: {error}; is a quotation mark left open?") from error
        full = [(line, row) for line, row in rows if any(row)]
        if not full:
            raise UsageError(f"{path} is empty; its first line must name the columns.")
        return cls(str(path), full[0][1], tuple(full[1:]))

    def columns(self, kinds: Mapping[str, Sequence[str]]) -> dict[str, int]:
        """Where the column of each kind is, of the titles it may have (the best first); raises UsageError.

        Capitals, dashes and underscores in titles do not matter. A title that stands twice is an error.
        """
        titles = [plain_title(title) for title in self.header]
        for i, title in enumerate(titles):
            if title and title in titles[:i]:
                where = f"columns {titles.index(title) + 1} and {i + 1}"
                name = one_line(self.header[i], 40)
                raise UsageError(f"{self.file} line 1: {where} are both called {name!r}; take one out.")
        found = {kind: next((name for name in names if name in titles), None) for kind, names in kinds.items()}
        return {kind: titles.index(name) for kind, name in found.items() if name is not None}

    def lines(self, needed: Sequence[str], optional: Sequence[str] = ()) -> Iterator[tuple[int, dict[str, str]]]:
        """Each row as cells by title, with its line, for a table whose columns are all known.

        Raises UsageError when a needed column is missing, one is not known, or a row has more cells than headings.
        """
        every = (*needed, *optional)
        columns = self.columns({name: (plain_title(name),) for name in every})
        self._known(needed, optional, columns)
        for line, row in self.rows:
            if len(row) > len(self.header):
                raise UsageError(f"{self.file} line {line}: more cells than headings; put commas in quotes.")
            yield line, {name: at(row, columns.get(name)) for name in every}

    def _known(self, needed: Sequence[str], optional: Sequence[str], columns: Mapping[str, int]) -> None:
        wanted = ", ".join((*needed, *(f"{name} (if you like)" for name in optional)))
        missing = [name for name in needed if name not in columns]
        if missing:
            raise UsageError(
                f"{self.file}: there is no column {missing[0]!r}; its first line names the columns: {wanted}."
            )
        strange = [title for i, title in enumerate(self.header) if title and i not in columns.values()]
        if strange:
            name = one_line(strange[0], 40)
            raise UsageError(f"{self.file}: the column {name!r} is not known; the columns are {wanted}.")

    def error(self, line: int, column: int, what: str) -> UsageError:
        """An error that names its place."""
        title = one_line(self.header[column], 40)
        return UsageError(f"{self.file} line {line}, column {column + 1} ({title}): {what}")


def at(row: Sequence[str], column: int | None) -> str:
    """A cell of a row; "" where the row is shorter or there is no such column."""
    return row[column] if column is not None and column < len(row) else ""


def needs(path: Path, line: int, cells: Mapping[str, str], names: Sequence[str]) -> None:
    """Raise UsageError when one of these cells is empty."""
    for name in names:
        if not cells[name]:
            raise UsageError(f"{path} line {line}: the cell {name!r} is empty.")


def plain_title(title: str) -> str:
    """A heading without what does not matter in it: "E-Mail" and "e_mail" are both "e mail"."""
    return " ".join(re.sub(r"[-_]", " ", title).casefold().split())


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"Cannot read {path}: {error.strerror or error}.") from error
    text = _decoded(data[: MOST_BYTES + 1])
    if len(data) > MOST_BYTES or "\0" in text:
        raise UsageError(f"{path} is not a CSV file; save the table as CSV (UTF-8).")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes) -> str:
    """UTF-8, or what older spreadsheets write."""
    for encoding in ("utf-8-sig", "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")
