"""A regrade in words: what staff read before anything is written, and the table of all of it."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.classes.gradebook import Mark, Row
from autograder.classes.regraded import Change, Regraded
from autograder.classes.results import count
from autograder.plain_text import cell, without_guard
from autograder.reports.wording import points

HEADINGS = ("id", "name", "question", "old", "new", "difference")
SHOWN, QUESTIONS = 40, 8
"""So many students, and questions of each, are listed on the terminal; the table has all."""
NAMED = 12


def summary(regraded: Regraded, out: Path, folder: Path, table: str) -> str:
    """Old against new as text: each student whose points change, the questions they change in, and what to look at.

    table: the name of the file in `out` that has everything.
    """
    old = f"the results in {out}" if regraded.of_record else f"what Gradescope has, as {folder} says"
    lines = [f"Compared with {old}:", ""]
    lines += _changes(regraded.changes, table)
    lines += ["", *regraded.remarks] if regraded.remarks else []
    if regraded.failed:
        which = _some(regraded.failed)
        lines += ["", f"NOT GRADED THIS TIME: {which}. What they had is kept; gradebook.csv will say why."]
    return "\n".join(lines)


def remarks_on(changes: Sequence[Change]) -> Iterator[str]:
    """What may make a comparison something else than it seems."""
    other = [change.new.id for change in changes if change.other_files]
    if other:
        yield f"OTHER FILES than those graded before, so more than a test has changed: {_some(other)}."
    variants = dict.fromkeys(change.other_variant for change in changes if change.other_variant)
    for before, now in variants:
        seeds = before.split("/")[1:2], now.split("/")[1:2]
        if seeds[0] != seeds[1]:
            yield (
                f"ANOTHER VARIANT: {''.join(seeds[0])} before, {''.join(seeds[1])} now. Unless you mean that, say "
                f"--variant {''.join(seeds[0])}."
            )
        else:
            yield "ANOTHER SECRET of the course than before: hidden numbers were drawn anew."


def stale(out: Path, changes: Sequence[Change]) -> tuple[str, ...]:
    """A line where the gradebook does not say what the results do: a run was stopped before it wrote it."""
    try:
        with (out / "gradebook.csv").open(encoding="utf-8", newline="") as file:
            scores = {without_guard(row["id"]): row["score"] for row in csv.DictReader(file)}
    except (OSError, ValueError, KeyError, csv.Error):
        scores = {}
    wrong = [c.new.id for c in changes if c.old and scores.get(c.old.id) != points(c.old.cents)]
    said = f"THE GRADEBOOK IS OLDER than the results beside it ({_some(wrong)}): a run was stopped. --write mends that."
    return (said,) if wrong else ()


def table_lines(changes: Sequence[Change]) -> Iterator[Sequence[str]]:
    """The lines of regrade.csv: each question that changed, and each total."""
    for change in changes:
        name = cell(", ".join(person.name for person in change.new.people))
        for old, new in change.marks:
            gained = new.cents - (old.cents if old else 0)
            yield (cell(change.new.id), name, cell(new.number), _worth(old), _worth(new), _signed(gained))
        yield (cell(change.new.id), name, "total", _total(change.old), _total(change.new), _signed(change.cents))


def _changes(changes: Sequence[Change], table: str) -> Iterator[str]:
    known, different = [c for c in changes if c.old], [c for c in changes if c.marks]
    yield from (_line(change) for change in sorted(different, key=lambda c: (c.cents, c.new.id))[:SHOWN])
    if len(different) > SHOWN:
        yield f"... and {len(different) - SHOWN} more in {table}"
    yield from [""] if different else []
    if not any(change.marks for change in known):
        yield f"Nothing changes for any of the {count(len(known), 'submission')} that had points before."
    else:
        yield from (_counts(changes), *_by_question(change for change in different if change.old))


def _counts(changes: Sequence[Change]) -> str:
    known = [change for change in changes if change.old]
    up, down = sum(c.cents > 0 for c in known), sum(c.cents < 0 for c in known)
    wait = sum(any(old and old.judged and not new.judged for old, new in c.marks) for c in known)
    new = len(changes) - len(known)
    pieces = [f"{up} up", f"{down} down", f"{len(known) - up - down} with the same total"]
    pieces += [f"{new} without old points"] if new else []
    pieces += [f"{wait} with a question that would be pending now"] if wait else []
    return f"{count(len(changes), 'submission')}: {', '.join(pieces)}"


def _by_question(changes: Iterator[Change]) -> Iterator[str]:
    pairs = [pair for change in changes for pair in change.marks]
    for number in dict.fromkeys(new.number for _, new in pairs):
        of = [(old.cents if old else 0, new.cents) for old, new in pairs if new.number == number]
        up, down = sum(b > a for a, b in of), sum(b < a for a, b in of)
        yield f"{number}: {up} up, {down} down, together {_signed(sum(b - a for a, b in of))} points"


def _line(change: Change) -> str:
    who = ", ".join(person.name for person in change.new.people if person.name) or change.new.id
    head = f"{_signed(change.cents):>7}  {who} ({change.new.id}): {_total(change.old)} -> {_total(change.new)}"
    if change.old is None:
        return head
    pieces = [f"{new.number} {_worth(before)} -> {_worth(new)}" for before, new in change.marks[:QUESTIONS]]
    more = len(change.marks) - QUESTIONS
    return f"{head}  ({', '.join(pieces)}{f', and {more} more' if more > 0 else ''})"


def _total(row: Row | None) -> str:
    return "nothing" if row is None else points(row.cents) if row.graded else "not graded"


def _worth(mark: Mark | None) -> str:
    if mark is None:
        return "nothing"
    return "removed" if not mark.max_cents else points(mark.cents) if mark.judged else "pending"


def _signed(cents: int) -> str:
    return f"+{points(cents)}" if cents > 0 else points(cents)


def _some(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")
