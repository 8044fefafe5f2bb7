"""Look at papers as a machine can: where things stand, what is blank, how the PDF is tagged.

The functions run in a process of their own (`apart`), because the typesetter has threads and other tests fork.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from autograder.assignment import load
from autograder.course import Course
from autograder.exams.bank import bank
from autograder.exams.paper import Asked
from autograder.exams.typeset.compiler import Data, Typesetter
from autograder.exams.typeset.papers import Edition, common_data, paper_data, planned, tables_of
from autograder.exams.typeset.press import Press
from autograder.exams.typeset.sheet import Sheet
from autograder.exams.versions import Drawn, drawn, lettered

MARGIN, COLUMN = 18 / 25.4 * 72, 54 / 25.4 * 72
WIDTHS = {"a4": 210 / 25.4 * 72, "us-letter": 612}


@dataclass(frozen=True)
class Ink:
    """A rectangle around something that is drawn, in points from the page's upper left corner."""

    left: float
    top: float
    right: float
    bottom: float


def laid_out(course: Path, exam: str, count: int, edition: Edition) -> list[Data]:
    """What the typesetter reads for some versions."""
    loaded = load(Course.at(course), exam)
    versions: list[Drawn] = [drawn(loaded, version) for version in lettered(count, "tests")]
    sheets = [version.sheet for version in versions]
    common = common_data(sheets, planned(sheets, edition, Press(None)), edition, tables_of(sheets))
    return [paper_data(sheet, common) for sheet in sheets]


def whole_bank(course: Path, count: int, edition: Edition) -> list[Data]:
    """Papers of every template that there is, in sections of ten."""
    templates = list(bank(Course.at(course)).values())
    sheets = []
    for version in range(count):
        rng = np.random.RandomState(version)
        asked = [
            Asked(f"Q{n + 1}", f"Section {n // 10 + 1}", one, one.draw(rng)[0], one.points)
            for n, one in enumerate(templates)
        ]
        sheets.append(Sheet("Everything", "A course", 80, "A", "K7MQ-2XH9", asked))
    common = common_data(sheets, planned(sheets, edition, Press(None)), edition, tables_of(sheets))
    return [paper_data(sheet, common) for sheet in sheets]


@dataclass(frozen=True)
class Looked:
    """A paper that was looked at. boxes: question and entry, with page, x and y; bodies: the same with their facts."""

    ink: list[list[Ink]]
    boxes: list[tuple[Any, int, float, float]]
    bodies: list[tuple[Any, int, float, float]]


def look_at(paper: Data) -> Looked:
    """Set a paper and look where everything is."""
    typesetter = Typesetter("paper")
    pdf = typesetter.pdf(paper)
    return Looked(ink(pdf), _places(typesetter, "box"), _places(typesetter, "body"))


def _places(typesetter: Typesetter, label: str) -> list[tuple[Any, int, float, float]]:
    at = f"query(<{label}>).map(one => (one.value, one.location().position()))"
    found = json.loads(typesetter._compiler.eval(at))
    return [(value, at["page"], float(at["x"][:-2]), float(at["y"][:-2])) for value, at in found]


def overflow(looked: Looked, paper: Data) -> list[str]:
    """What stands where nothing may: in the margins, between a question and its boxes, below a question."""
    large, size = paper["look"]["large"], paper["look"]["size"]
    left, right = MARGIN, WIDTHS[paper["look"]["page"]] - MARGIN
    wrong = []
    for number, page in enumerate(looked.ink, 1):
        wrong += [
            f"page {number}: in the margin" for one in page if one.left < left - 1 or one.right > right + 0.4 * size
        ]
    for (number, height, stacked), page, _, top in looked.bodies:
        end = top + height
        for one in looked.ink[page - 1]:
            middle = (one.top + one.bottom) / 2
            if not (stacked or large) and top < middle < end and one.left + 1 < right - COLUMN < one.right + 4:
                wrong.append(f"{number}: into the boxes")
            if one.top < end + 0.8 * size and one.bottom > end + 0.5 * size:
                wrong.append(f"{number}: below its block")
    return wrong


def ink(pdf: bytes) -> list[list[Ink]]:
    """What is drawn on each page, without what only fills the page."""
    return [list(_drawn_on(page)) for page in PdfReader(io.BytesIO(pdf)).pages]


def _drawn_on(page: Any) -> Iterator[Ink]:
    """Walk through a page's operators; y is counted from the top, as the typesetter does."""
    fonts = {name: _widths(font.get_object()) for name, font in page["/Resources"]["/Font"].get_object().items()}
    height = float(page.mediabox.height)
    pen = Pen()
    for operands, name in page.get_contents().operations:
        if name in (b"Tj", b"TJ"):
            width = pen.size * _advance(operands[0], fonts[pen.font]) / 1000
            corners = _placed([(0, -0.25 * pen.size), (width, 0.7 * pen.size)], pen.text @ pen.ctm)
            pen.text = _matrix([1, 0, 0, 1, width, 0]) @ pen.text
            yield _box(corners, height)
        elif name in (b"S", b"s", b"f", b"f*", b"B", b"n"):
            if pen.path and name != b"n":
                yield _box(pen.path, height)
            pen.path = []
        else:
            pen.moved(operands, name)


@dataclass
class Pen:
    """Where a page's operators have led to."""

    ctm: np.ndarray = field(default_factory=lambda: np.eye(3))
    text: np.ndarray = field(default_factory=lambda: np.eye(3))
    stack: list[np.ndarray] = field(default_factory=list)
    path: list[tuple[float, float]] = field(default_factory=list)
    font: str = ""
    size: float = 0.0

    def moved(self, operands: Any, name: bytes) -> None:
        """What an operator does that draws nothing."""
        if name == b"q":
            self.stack.append(self.ctm)
        elif name == b"Q":
            self.ctm = self.stack.pop()
        elif name == b"cm":
            self.ctm = _matrix(operands) @ self.ctm
        elif name == b"Tm":
            self.text = _matrix(operands)
        elif name == b"Td":
            self.text = _matrix([1, 0, 0, 1, *operands]) @ self.text
        elif name == b"Tf":
            self.font, self.size = operands[0], float(operands[1])
        elif name in (b"m", b"l"):
            self.path += _placed([operands], self.ctm)
        elif name == b"re":
            x, y, w, h = map(float, operands)
            self.path += _placed([(x, y), (x + w, y + h)], self.ctm)


def _matrix(six: Any) -> np.ndarray:
    a, b, c, d, e, f = map(float, six)
    return np.array([[a, b, 0], [c, d, 0], [e, f, 1]])


def _placed(points: Any, matrix: np.ndarray) -> list[tuple[float, float]]:
    return [tuple((np.array([float(x), float(y), 1]) @ matrix)[:2]) for x, y in points]


def _box(points: list[tuple[float, float]], height: float) -> Ink:
    xs, ys = zip(*points)
    return Ink(min(xs), height - max(ys), max(xs), height - min(ys))


def _widths(font: Any) -> dict[int, float]:
    """The width of each glyph of a composite font, in thousandths of its size."""
    rows, found = font["/DescendantFonts"][0].get_object()["/W"], {}
    rows = list(rows.get_object())
    while rows:
        first, second = int(rows.pop(0)), rows.pop(0)
        if hasattr(second, "get_object") and isinstance(second.get_object(), ArrayObject):
            found.update({first + n: float(width) for n, width in enumerate(second.get_object())})
        else:
            found.update(dict.fromkeys(range(first, int(second) + 1), float(rows.pop(0))))
    return found


def _advance(shown: Any, widths: dict[int, float]) -> float:
    """How far a string moves on; its glyphs have two bytes."""
    total = 0.0
    for piece in shown if isinstance(shown, list) else [shown]:
        if isinstance(piece, int | float):
            total -= float(piece)
        else:
            data = piece.original_bytes
            total += sum(widths.get(int.from_bytes(data[at : at + 2], "big"), 0.0) for at in range(0, len(data), 2))
    return total


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
