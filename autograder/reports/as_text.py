"""A report for the terminal: a table of the questions, then what each lost point says."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from autograder.credit import Grid
from autograder.plain_text import cut
from autograder.report import Report
from autograder.reports.view import Item, View, view
from autograder.reports.wording import KEY, RIGHT, grid_sentence, grid_text

NARROWEST, WIDEST = 40, 100
NONE = "–"
"""Where no points are counted yet."""
STYLES = {
    "right": "32", "partly right": "33", "not right": "31", "not judged": "35", "recorded": "36",
    "strong": "1", "quiet": "2",
}  # fmt: skip
"""Colours of a terminal's own palette: they follow its theme, and every one has a word beside it."""


def render(report: Report, *, colour: bool, width: int) -> str:
    """The report as text; give it what `autograder.reports.shown.for_student` returned.

    colour: whether to write terminal colours. width: of the terminal, in characters; lines are not longer unless a
    grid or an unbroken word is.
    """
    page = _Page(colour, max(NARROWEST, min(width, WIDEST)))
    return "\n".join(page.lines(view(report)))


class _Page:
    def __init__(self, colour: bool, width: int) -> None:
        self._colour, self._width = colour, width

    def lines(self, shown: View) -> Iterator[str]:
        head = shown.title if shown.title == shown.assignment else f"{shown.assignment}: {shown.title}"
        yield from (self._styled(line, "strong") for line in self._wrapped(head, "", "  "))
        yield self._styled(f"{shown.total}{' so far' if shown.so_far else ''}", "strong")
        if shown.notes:
            yield ""
        for note in shown.notes:
            yield from self._wrapped(note, "", "  ")
        yield ""
        yield from self._table(shown.questions)
        for question in sorted(shown.questions, key=lambda q: q.word == RIGHT):  # remarks on right ones come last
            if question.worth_reading:
                yield ""
                yield from self._details(question)
        if any(_has_grid(question) for question in shown.questions):
            yield from ("", self._styled(f"Grids of entries: {KEY}", "quiet"))

    def _styled(self, text: str, style: str) -> str:
        return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if self._colour and text else text

    def _wrapped(self, text: str, first: str, later: str) -> Iterator[str]:
        """Line breaks and indentation of the text are kept."""
        for line in text.split("\n"):
            own = line[: len(line) - len(line.lstrip())].expandtabs(4)[: self._width // 4]
            yield from textwrap.wrap(
                line.strip(), self._width, initial_indent=first + own, subsequent_indent=later + own,
                break_long_words=False, break_on_hyphens=False,
            ) or [""]  # fmt: skip
            first = later

    def _table(self, questions: tuple[Item, ...]) -> Iterator[str]:
        numbers, words = _widest(q.number for q in questions), _widest(q.word for q in questions)
        scores, most = _widest(q.score or NONE for q in questions), _widest(q.most for q in questions)
        room = max(8, self._width - words - numbers - scores - most - 12)
        room = min(room, _widest(_title(q) for q in questions))
        for q in questions:
            verdict = self._styled(f"{q.mark} {q.word:<{words}}", q.word)
            score = f"{q.score or NONE:>{scores}} of {q.most}"
            yield f"{verdict}  {q.number:<{numbers}}  {cut(_title(q), room):<{room}}  {score}"

    def _details(self, question: Item) -> Iterator[str]:
        head = f"{question.number}  {_title(question)}, {_score(question)} points"
        yield from (self._styled(line, "strong") for line in self._wrapped(head, "", "    "))
        yield from self._said(question, "  ")
        yield from self._pieces(question, "  ")

    def _pieces(self, whole: Item, indent: str) -> Iterator[str]:
        """Those that have something to say; none where all are lost for the reason that the whole gives."""
        for item in whole.items if not (whole.said and whole.all_lost) else ():
            if item.worth_reading:
                yield from self._item(item, indent)

    def _item(self, item: Item, indent: str) -> Iterator[str]:
        number = f"{item.number} " if item.number else ""
        head = f"{item.mark} {number}{item.name}: {item.word}, {_score(item)}"
        yield from (self._styled(line, item.word) for line in self._wrapped(head, indent, f"{indent}  "))
        yield from self._said(item, f"{indent}    ")
        yield from self._pieces(item, f"{indent}    ")

    def _said(self, item: Item, indent: str) -> Iterator[str]:
        if item.said:
            yield from self._wrapped(item.said, indent, indent)
        if item.grid:
            yield from self._grid(item.grid, indent)

    def _grid(self, grid: Grid, indent: str) -> Iterator[str]:
        yield from self._wrapped(grid_sentence(grid), indent, indent)
        yield from (f"{indent}  {row}" for row in grid_text(grid))


def _title(item: Item) -> str:
    return f"{item.name} (bonus)" if item.bonus else item.name


def _score(item: Item) -> str:
    return f"{item.score or NONE} of {item.most}"


def _widest(texts: Iterable[str]) -> int:
    return max(map(len, texts), default=0)


def _has_grid(item: Item) -> bool:
    return bool(item.grid) or any(_has_grid(inner) for inner in item.items)
