"""What a report shows, in order and in words, for the terminal and for the page alike: they only lay it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from autograder.credit import Credit, Grid, Part
from autograder.plain_text import one_line, plain
from autograder.report import Judgement, Line, Report
from autograder.reports.shown import RECORDED
from autograder.reports.wording import (
    MARKS,
    NOT_RIGHT,
    RIGHT,
    WAITING,
    explanation,
    out_of,
    pending_line,
    points,
    verdict,
)

HELD = "recorded"
"""Judged, and its result is not to be known yet."""
SAID = 4000


@dataclass(frozen=True)
class Item:
    """A question, a test of it or a part of that; items are its pieces.

    word: right, partly right, not right, not judged, recorded. score: "2.5"; empty where nothing is counted yet.
    most: what can be had. said: sentences for the student, perhaps over several lines. grid: which entries are wrong.
    """

    number: str
    name: str
    word: str
    score: str
    most: str
    said: str
    grid: Grid | None = None
    bonus: bool = False
    items: tuple[Item, ...] = ()

    @property
    def mark(self) -> str:
        """The word as one sign."""
        return "●" if self.word == HELD else MARKS[self.word]

    @property
    def worth_reading(self) -> bool:
        """Whether there is more to say about it than that all is right."""
        return self.word != RIGHT or bool(self.said) or any(item.worth_reading for item in self.items)

    @property
    def all_lost(self) -> bool:
        """Whether it and all its pieces are not right, and none of the pieces says why."""
        return self.word == NOT_RIGHT and all(not item.said and item.all_lost for item in self.items)


@dataclass(frozen=True)
class View:
    """A whole report. total: "71.5 of 82 points"; so_far: something is still to be judged or told.

    open_points: how many may still come; got and still_open: the shares of all points that are there and that may come.
    """

    assignment: str
    title: str
    variant: str
    score: str
    most: str
    total: str
    so_far: bool
    open_points: str
    got: float
    still_open: float
    notes: tuple[str, ...]
    questions: tuple[Item, ...]
    hashes: tuple[tuple[str, str], ...]


def view(report: Report) -> View:
    """What is shown of a report that `autograder.reports.shown.for_student` returned."""
    pending = pending_line([j for j in report.pending if not is_held(j.credit)])
    still_open = sum(j.max_cents for j in report.pending if not j.question.bonus)
    most = max(1, report.max_cents)
    return View(
        one_line(report.assignment, 100),
        one_line(report.title or report.assignment, 300),
        one_line(report.variant, 100),
        points(report.cents),
        points(report.max_cents),
        out_of(report.cents, report.max_cents),
        bool(report.pending),
        points(still_open),
        min(1.0, report.cents / most),
        min(1.0, still_open / most),
        (*pending, *(one_line(note, 1000) for note in report.notes)),
        tuple(_question(judgement) for judgement in report.counting),
        tuple((one_line(name, 60), one_line(value, 200)) for name, value in report.hashes.items()),
    )


def is_held(credit: Credit) -> bool:
    """Whether the result is held back, and not merely missing."""
    return credit.share is None and credit.feedback == RECORDED


def is_telling(grid: Grid) -> bool:
    """Whether it adds to the sentence on the array: not where every entry is wrong, or every one is infinite."""
    levels = {level for row in grid for level in row}
    return len(levels) > 1 and (0 in levels or 3 in levels)


@lru_cache(maxsize=256)
def _question(judgement: Judgement) -> Item:
    """What many got alike is put into words once."""
    question, credit = judgement.question, judgement.credit
    said, items = _gathered(_said(credit, ""), _pieces(judgement, _said(credit, "")))
    return Item(
        one_line(question.number, 40),
        one_line(question.title, 300),
        _word(credit),
        points(judgement.cents) if judgement.judged else "",
        points(judgement.max_cents),
        said,
        _grid(credit),
        question.bonus,
        items,
    )


def _pieces(judgement: Judgement, said: str) -> tuple[Item, ...]:
    """The tests, or the parts where there are no tests; of what is held back only the parts whose reading is shown."""
    credit, judged = judgement.credit, judgement.judged
    if not credit.parts:
        return ()
    tests = judgement.tests()
    if tests[0][0].credit is credit:
        pieces = tuple(_line(line, line.name, judged, said) for line in tests[0][1])
    else:
        pieces = tuple(_test(part, lines, judged, said) for part, lines in tests)
    return tuple(piece for piece in pieces if piece.said) if is_held(credit) else pieces


def _test(part: Part, lines: Sequence[Line], judged: bool, above: str) -> Item:
    said = _said(part.credit, above)
    inner = [_line(line, line.name.removeprefix(f"{part.name}: "), judged, said or above) for line in lines]
    said, items = _gathered(said, tuple(inner) if part.credit.parts else ())
    return Item(
        one_line(part.number, 40),
        one_line(part.name, 300),
        _word(part.credit),
        points(sum(line.cents for line in lines)) if judged else "",
        points(sum(line.max_cents for line in lines)),
        said,
        _grid(part.credit),
        items=items,
    )


def _line(line: Line, name: str, judged: bool, above: str) -> Item:
    score = points(line.cents) if judged else ""
    said = _said(line.credit, above)
    return Item("", one_line(name, 300), _word(line.credit), score, points(line.max_cents), said, _grid(line.credit))


def _gathered(said: str, items: tuple[Item, ...]) -> tuple[str, tuple[Item, ...]]:
    """What every piece says alike is said once, on the whole: a file that cannot be read fails every test of it."""
    alike = {item.said for item in items}
    if said or len(items) < 2 or len(alike) > 1:
        return said, items
    return alike.pop(), tuple(replace(item, said="") for item in items)


def _grid(credit: Credit) -> Grid | None:
    return credit.grid if credit.grid and is_telling(credit.grid) else None


def _said(credit: Credit, above: str) -> str:
    """The sentences on a credit; nothing where they would repeat those on the whole that it belongs to."""
    said = plain(explanation(credit), SAID).strip("\n")
    return "" if said == above else said


def _word(credit: Credit) -> str:
    word = verdict(credit)
    return HELD if word == WAITING and is_held(credit) else word
