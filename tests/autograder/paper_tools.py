"""Look at papers as a machine can: where things stand, what is blank, how the PDF is tagged.

The functions run in a process of their own (`apart`), because the typesetter has threads and other tests fork.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from autograder.course import Course
from autograder.exams.typeset.compiler import Data, Typesetter
from autograder.exams.typeset.papers import Edition, common_data, paper_data, planned, tables_of
from autograder.exams.typeset.press import Press
from autograder.exams.versions import Drawn, drawn, lettered

SCALE = 2.0
"""Pixels in a point."""


def laid_out(course: Path, exam: str, count: int, edition: Edition) -> list[Data]:
    """What the typesetter reads for some versions."""
    versions: list[Drawn] = [drawn(Course.at(course), exam, version) for version in lettered(count, "tests")]
    sheets = [version.sheet for version in versions]
    common = common_data(sheets, planned(sheets, edition, Press(None)), edition, tables_of(sheets))
    return [paper_data(sheet, common) for sheet in sheets]


def positions(paper: Data) -> tuple[list[Any], list[Any]]:
    """Where each box begins, with its question's and entry's name; where each question's body begins."""
    typesetter = Typesetter("paper")
    typesetter.pdf(paper)
    at = "query(<{}>).map(one => (one.value, one.location().position()))"
    return tuple(json.loads(typesetter._compiler.eval(at.format(label))) for label in ("box", "body"))  # type: ignore[return-value]


def pictures(paper: Data) -> list[np.ndarray]:
    """Each page as a picture: whether each pixel is inked."""
    typesetter = Typesetter("paper")
    pages = typesetter._compiler.compile(
        format="png", ppi=72 * SCALE, sys_inputs={"data": json.dumps(paper)}
    )
    return [decoded(page) < 200 for page in (pages if isinstance(pages, list) else [pages])]


def decoded(png: bytes) -> np.ndarray:
    """The grey values of a PNG with 8 bits for each of red, green, blue and perhaps alpha."""
    at, data, width, height, channels = 8, b"", 0, 0, 0
    while at < len(png):
        length, kind = int.from_bytes(png[at : at + 4], "big"), png[at + 4 : at + 8]
        body = png[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height = int.from_bytes(body[:4], "big"), int.from_bytes(body[4:8], "big")
            assert body[8] == 8
            channels = {2: 3, 6: 4}[body[9]]
        data += body if kind == b"IDAT" else b""
        at += length + 12
    rows = np.frombuffer(zlib.decompress(data), np.uint8).reshape(height, 1 + width * channels)
    return unfiltered(rows, channels).reshape(height, width, channels)[:, :, :3].min(axis=2)


def unfiltered(rows: np.ndarray, step: int) -> np.ndarray:
    """Undo the filter that each row of a PNG names in its first byte."""
    found = np.zeros((rows.shape[0], rows.shape[1] - 1), np.uint8)
    above = np.zeros(rows.shape[1] - 1, np.uint8)
    for number, row in enumerate(rows):
        found[number] = above = _row(row[0], row[1:], above, step)
    return found


def _row(kind: int, row: np.ndarray, above: np.ndarray, step: int) -> np.ndarray:
    if kind == 0:
        return row.copy()
    if kind == 2:
        return row + above
    if kind == 1:
        return np.cumsum(row.reshape(-1, step), axis=0, dtype=np.uint8).reshape(-1)
    done = np.zeros_like(row)
    for at in range(len(row)):
        left = int(done[at - step]) if at >= step else 0
        corner = int(above[at - step]) if at >= step else 0
        guess = (left + int(above[at])) // 2 if kind == 3 else _paeth(left, int(above[at]), corner)
        done[at] = (int(row[at]) + guess) & 255
    return done


def _paeth(left: int, above: int, corner: int) -> int:
    return min((left, above, corner), key=lambda one: abs(left + above - corner - one))


def elements(pdf: Path) -> list[tuple[str, dict[str, Any]]]:
    """The structure elements of a tagged PDF in reading order: kind and attributes."""
    return list(_elements(PdfReader(pdf).trailer["/Root"]["/StructTreeRoot"]))


def _elements(node: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    node = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(node, ArrayObject):
        for child in node:
            yield from _elements(child)
    elif isinstance(node, DictionaryObject):
        if "/S" in node:
            yield str(node["/S"]), {key: node[key] for key in node if key not in ("/K", "/P", "/Pg")}
        if "/K" in node:
            yield from _elements(node["/K"])


def texts(pdf: Path) -> Sequence[str]:
    """The text of each page."""
    return [page.extract_text() for page in PdfReader(pdf).pages]
