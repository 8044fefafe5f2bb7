"""The words that every way of showing a report shares: points, marks, explanations, the grid of wrong entries."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.credit import Credit, Grid
from autograder.report import Judgement, Line

RIGHT, PARTLY, NOT_RIGHT, WAITING = "right", "partly right", "not right", "not judged"
MARKS = {RIGHT: "✓", PARTLY: "~", NOT_RIGHT: "✗", WAITING: "…"}
LEVELS = ".~x!"
KEY = ". right   ~ slightly off   x wrong   ! not a finite number"
GRID_ROWS, GRID_COLUMNS = 24, 48


def points(cents: int) -> str:
    """Hundredths as points without needless zeros: "12.5", "10"."""
    whole, rest = divmod(abs(cents), 100)
    text = f"{whole}.{rest:02d}".rstrip("0").rstrip(".")
    return f"-{text}" if cents < 0 else text


def out_of(cents: int, max_cents: int) -> str:
    """ "2 of 3 points"; the word agrees with the last number."""
    return f"{points(cents)} of {points(max_cents)} {'point' if max_cents == 100 else 'points'}"


def verdict(credit: Credit) -> str:
    """One of RIGHT, PARTLY, NOT_RIGHT and WAITING."""
    if not credit.judged:
        return WAITING
    share = credit.share or 0.0
    return RIGHT if share == 1 else PARTLY if share > 0 else NOT_RIGHT


def explanation(credit: Credit) -> str:
    """What the student reads about a credit: the feedback, and how a typed answer was read."""
    pieces = [credit.feedback, credit.echo if credit.echo not in credit.feedback else ""]
    return " ".join(piece.strip() for piece in pieces if piece.strip())


def feedback(judgement: Judgement) -> str:
    """One or two sentences on a whole question; empty where everything is right."""
    said = explanation(judgement.credit)
    if said or not judgement.credit.parts:
        return said
    lines = judgement.lines()
    if not judgement.judged:
        return next((explanation(line.credit) for line in lines if not line.credit.judged), "") or "Not judged."
    lost = [line.name for line in lines if line.credit.share != 1]
    return f"{len(lines) - len(lost)} of {len(lines)} parts are right; not: {'; '.join(lost)}." if lost else ""


def pending_line(judgements: Sequence[Judgement]) -> tuple[str, ...]:
    """What a student reads at the top when questions are not judged; nothing when all are."""
    if not judgements:
        return ()
    numbers = ", ".join(j.question.number for j in judgements)
    what = "is not judged yet and counts" if len(judgements) == 1 else "are not judged yet and count"
    return (f"Pending: {numbers} {what} 0 until staff have looked. Nothing is lost, and you need not do anything.",)


def line_score(judgement: Judgement, line: Line) -> int:
    """Hundredths that a line counts: none while its question is not judged, so that what is shown adds up."""
    return line.cents if judgement.judged else 0


def grid_text(grid: Grid) -> list[str]:
    """Rows of marks, large grids cut."""
    rows = ["".join(LEVELS[level] for level in row[:GRID_COLUMNS]) for row in grid[:GRID_ROWS]]
    cut = len(grid) > GRID_ROWS or any(len(row) > GRID_COLUMNS for row in grid)
    size = f"{len(grid)} x {max(map(len, grid), default=0)}"
    return [*rows, *([f"(the first {GRID_ROWS} rows and {GRID_COLUMNS} columns of {size})"] if cut else [])]


def grid_sentence(grid: Grid) -> str:
    """ "4 of 15 entries are wrong: rows 1, 3." Rows and columns count from 1."""
    entries = [level for row in grid for level in row]
    wrong = sum(level > 0 for level in entries)
    if not wrong:
        return f"All {len(entries)} entries are right."
    rows = [i for i, row in enumerate(grid, start=1) if any(row)]
    columns = [j for j in range(1, max(map(len, grid)) + 1) if any(row[j - 1 : j] > (0,) for row in map(tuple, grid))]
    where = _where("row", rows, len(grid)) or _where("column", columns, max(map(len, grid)))
    infinite = sum(level == 3 for level in entries)
    tail = f" {infinite} of them {'is' if infinite == 1 else 'are'} not a finite number." if infinite else ""
    return f"{wrong} of {len(entries)} entries {'is' if wrong == 1 else 'are'} wrong{where}.{tail}"


def _where(what: str, which: list[int], of: int) -> str:
    """ ": rows 1, 3", or nothing when all of them are meant."""
    if len(which) == of:
        return ""
    shown = ", ".join(map(str, which[:12])) + (" and more" if len(which) > 12 else "")
    return f": {what}{'' if len(which) == 1 else 's'} {shown}"
