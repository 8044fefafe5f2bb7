"""Read a small table that people keep by hand: a CSV with headings, errors named by line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from autograder.errors import UsageError
from autograder.plain_text import one_line

MOST_BYTES = 10_000_000


def read_table(path: Path, needed: Sequence[str], optional: Sequence[str] = ()) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines of a CSV with their numbers, cells by heading, blanks around them taken off; empty lines are skipped.

    Headings may stand in any order and case; a semicolon or a tab may part the cells, as some spreadsheets write them.
    Raises UsageError when the file cannot be read, lacks a heading that is needed, or has one that is not known.
    """
    text = _text(path)
    first = text.split("\n", 1)[0]
    parting = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text), delimiter=parting)
    headings = [one_line(name, 60).strip().casefold() for name in next(rows, [])]
    _known(path, headings, needed, optional)
    for row in rows:
        if any(cell.strip() for cell in row):
            cells = dict(zip(headings, (cell.strip() for cell in row)))
            if len(row) > len(headings):
                raise UsageError(f"{path} line {rows.line_num}: more cells than headings; put commas in quotes.")
            yield rows.line_num, {name: cells.get(name, "") for name in (*needed, *optional)}


def needs(path: Path, line: int, cells: Mapping[str, str], names: Sequence[str]) -> None:
    """Raise UsageError when one of these cells is empty."""
    for name in names:
        if not cells[name]:
            raise UsageError(f"{path} line {line}: the cell {name!r} is empty.")


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"Cannot read {path}: {error.strerror or error}.") from error
    if len(data) > MOST_BYTES:
        raise UsageError(f"{path} is larger than {MOST_BYTES // 1_000_000} MB; is it the right file?")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageError(f"{path} line {line} is not UTF-8; save the table as CSV in UTF-8.") from error


def _known(path: Path, headings: Sequence[str], needed: Sequence[str], optional: Sequence[str]) -> None:
    wanted = ", ".join((*needed, *(f"{name} (if you like)" for name in optional)))
    missing = [name for name in needed if name not in headings]
    if missing:
        raise UsageError(f"{path}: there is no column {missing[0]!r}; its first line names the columns: {wanted}.")
    strange = [name for name in headings if name and name not in (*needed, *optional)]
    if strange:
        raise UsageError(f"{path}: the column {strange[0]!r} is not known; the columns are {wanted}.")
    twice = [name for name in headings if name and headings.count(name) > 1]
    if twice:
        raise UsageError(f"{path}: the column {twice[0]!r} stands there twice.")
