"""Drawings of the pages: a grid of wrong entries as a small heat map, the scores of a class as bars."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.credit import Grid
from autograder.reports.wording import GRID_COLUMNS, GRID_ROWS

CELL, GAP = 14, 2
STEP = CELL + GAP
LEFT, TOP = 20, 14
SIGNS = {
    1: "M{x} {y}m3 8q2.2 -4 4 -1t4 -1",
    2: "M{x} {y}m4 4l6 6m0 -6l-6 6",
    3: "M{x} {y}m7 3v5m0 3v.1",
}
"""A wave, a cross and an exclamation mark within a cell whose corner is at x, y: no level has a colour alone."""
BAND, BARS, BASE = 44, 110, 132
"""Pixels: how wide a band of scores is with its gap, how high the highest bar, where the bars stand."""
WORDS = {1: "~ slightly off", 2: "× wrong", 3: "! not a finite number"}


@dataclass(frozen=True)
class Shape:
    """A path of SVG and the class that colours it."""

    tone: str
    path: str


@dataclass(frozen=True)
class Label:
    """The number of a row or column; rows count from 1."""

    x: float
    y: float
    anchor: str
    text: str


@dataclass(frozen=True)
class Picture:
    """A drawing in pixels. key: what its signs mean; cut: whether rows or columns were left out."""

    width: int
    height: int
    shapes: tuple[Shape, ...]
    labels: tuple[Label, ...]
    key: str
    cut: bool


def drawn(grid: Grid) -> Picture:
    """The picture of a grid, at most as large as a text would show it."""
    part = [row[:GRID_COLUMNS] for row in grid[:GRID_ROWS]]
    columns = max(map(len, part), default=0)
    levels = sorted({level for row in part for level in row})
    key = ", ".join(WORDS[level] for level in levels if level)
    return Picture(
        LEFT + STEP * columns,
        TOP + STEP * len(part),
        tuple(shape for level in levels for shape in _shapes(part, level)),
        (*_column_labels(columns), *_row_labels(len(part))),
        f"Signs: {key}." if key else "",
        len(part) < len(grid) or any(len(row) > GRID_COLUMNS for row in grid),
    )


def _shapes(grid: list[tuple[int, ...]], level: int) -> Iterator[Shape]:
    """All cells of a level as one path, all its signs as another: a page may hold hundreds of grids."""
    corners = [
        (LEFT + STEP * column, TOP + STEP * row)
        for row, levels in enumerate(grid)
        for column, its in enumerate(levels)
        if its == level
    ]
    yield Shape(f"cell-{level}", "".join(f"M{x} {y}h{CELL}v{CELL}h-{CELL}z" for x, y in corners))
    if level in SIGNS:
        yield Shape(f"sign sign-{level}", "".join(SIGNS[level].format(x=x, y=y) for x, y in corners))


def _column_labels(columns: int) -> Iterator[Label]:
    for number in _numbered(columns):
        yield Label(LEFT + STEP * (number - 1) + CELL / 2, TOP - 4, "middle", str(number))


def _row_labels(rows: int) -> Iterator[Label]:
    for number in _numbered(rows):
        yield Label(LEFT - 5, TOP + STEP * (number - 1) + CELL - 4, "end", str(number))


def _numbered(count: int) -> Iterator[int]:
    """All numbers where they fit, every fifth where there are many."""
    return (number for number in range(1, count + 1) if count <= 12 or number == 1 or number % 5 == 0)


@dataclass(frozen=True)
class Bar:
    """A bar of a histogram, the count over it, and the least percent of its band."""

    x: float
    y: float
    height: float
    count: int
    least: int

    @property
    def middle(self) -> float:
        """Where its count stands."""
        return self.x + (BAND - 6) / 2


@dataclass(frozen=True)
class Histogram:
    """A drawing in pixels; sentence says the same in words."""

    width: int
    height: int
    base: int
    bars: tuple[Bar, ...]
    sentence: str


def histogram(counts: Sequence[int]) -> Histogram:
    """The counts of equal bands from 0 to 100 percent as bars."""
    most, step = max([1, *counts]), 100 // max(1, len(counts))
    bars = []
    for index, count in enumerate(counts):
        height = round(BARS * count / most, 1)
        bars.append(Bar(BAND * index + 3, BASE - height, height, count, step * index))
    spoken = [f"{bar.least} to {bar.least + step}%: {bar.count}" for bar in bars if bar.count]
    sentence = f"Submissions by their share of the points. {'; '.join(spoken)}."
    return Histogram(BAND * len(bars), BASE + 18, BASE, tuple(bars), sentence)
