"""The gradebook in the columns that other systems take: Canvas's import, and Gradescope's own table of grades."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.classes.gradebook import Row
from autograder.classes.twice import in_several, names_of
from autograder.people.person import Person
from autograder.plain_text import cell
from autograder.reports.wording import points
from autograder.writing import write_text

CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
GRADESCOPE = ("First Name", "Last Name", "SID", "Email", "Total Score", "Max Points", "Status", "Submission ID")
GRADESCOPE_AFTER = ("Submission Time", "Lateness (H:M:S)")


def write_canvas(rows: Sequence[Row], title: str, path: Path) -> None:
    """Write canvas.csv: a line for each person whose score is settled.

    The score is the final one, after a late penalty if the course takes one. Who has a question pending, or is not
    graded, has no line: Canvas takes an empty cell for a wish to clear the score that is there. Nor has who is in more
    than one submission: the last line would count. The column ID is
    Canvas's own number and stays empty: it finds people by the school's number, the login, or the name.
    """
    most = max((row.max_cents for row in rows), default=0)
    lines: list[Sequence[str]] = [(*CANVAS, cell(title)), ("    Points Possible", "", "", "", "", points(most))]
    several = in_several(rows)
    for row, who in _people(rows):
        if row.graded and not row.pending and not names_of(who) & several.keys():
            lines.append((cell(who.name), "", cell(who.sid), cell(who.email), "", points(row.final_cents)))
    _write(lines, path)


def write_gradescope(rows: Sequence[Row], path: Path) -> None:
    """Write gradescope.csv: the columns of the platform's own table of grades, then one for each question."""
    titles = {mark.number: mark for row in rows for mark in row.marks}
    heads = [cell(f"{n}: {m.title} ({m.max_cents / 100:.1f} pts)") for n, m in titles.items()]
    lines: list[Sequence[str]] = [(*GRADESCOPE, *GRADESCOPE_AFTER, *heads)]
    for row, who in _people(rows):
        first, _, last = who.name.rpartition(" ")
        score = points(row.final_cents) if row.graded else ""
        status = "Graded" if row.graded and not row.pending else "Ungraded"
        marks = {m.number: points(m.cents) for m in row.marks if m.judged}
        lines.append([
            cell(first), cell(last), cell(who.sid), cell(who.email), score, points(row.max_cents), status, cell(row.id),
            cell(row.submitted_at), _clock(row.late_minutes), *(marks.get(number, "") for number in titles),
        ])  # fmt: skip
    _write(lines, path)


def _people(rows: Sequence[Row]) -> Iterator[tuple[Row, Person]]:
    for row in rows:
        for who in row.people:
            yield row, who


def _clock(minutes: int | None) -> str:
    return "" if minutes is None else f"{minutes // 60:02d}:{minutes % 60:02d}:00"


def _write(lines: Sequence[Sequence[str]], path: Path) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    write_text(path, text.getvalue(), private=True)
