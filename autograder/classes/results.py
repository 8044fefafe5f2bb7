"""What a class got and what it got wrong, from the rows of a gradebook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import mean, median

from autograder.classes.gradebook import Mark, Row
from autograder.plain_text import cut, one_line
from autograder.reports.wording import points

MOST = 5
"""How many slips and parts are named for a question."""
NAMED = 3
"""The same on the terminal."""
BANDS = 10
TITLE = 34

Counts = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class QuestionResults:
    """One question: the mean share over those judged (None without any), how many have all, some or nothing of it.

    causes and lost: the slips and the parts that cost the most students points, with how many.
    """

    number: str
    title: str
    max_cents: int
    bonus: bool
    share: float | None
    full: int
    some: int
    nothing: int
    pending: int
    causes: Counts
    lost: Counts


@dataclass(frozen=True)
class ClassResults:
    """A class. failed: how many could not be graded; pending: how many others have a question that is not judged.

    mean, median, least and most are in points, over the submissions that were graded; None without any. bands: how
    many scores lie in each tenth of the points, the last with all that is above. by_hand: those to look at.
    """

    submissions: int
    failed: int
    pending: int
    people: int
    max_cents: int
    mean: float | None
    median: float | None
    least: float | None
    most: float | None
    bands: tuple[int, ...]
    questions: tuple[QuestionResults, ...]
    by_hand: tuple[Row, ...]


def summarise(rows: Sequence[Row]) -> ClassResults:
    """The results of a class; a submission whose grading failed counts in no mean."""
    graded = [row for row in rows if row.graded]
    scores = [row.cents / 100 for row in graded]
    return ClassResults(
        len(rows),
        len(rows) - len(graded),
        sum(bool(row.pending) for row in graded),
        sum(max(1, len(row.people)) for row in rows),
        max((row.max_cents for row in rows), default=0),
        mean(scores) if scores else None,
        median(scores) if scores else None,
        min(scores, default=None),
        max(scores, default=None),
        _bands(graded),
        tuple(_question(marks) for marks in _by_question(rows)),
        tuple(row for row in rows if row.by_hand),
    )


def _by_question(rows: Sequence[Row]) -> Iterable[list[Mark]]:
    marks: dict[str, list[Mark]] = {}
    for row in rows:
        for mark in row.marks:
            marks.setdefault(mark.number, []).append(mark)
    return marks.values()


def _bands(rows: Iterable[Row]) -> tuple[int, ...]:
    counts = Counter(min(BANDS - 1, BANDS * row.cents // max(1, row.max_cents)) for row in rows)
    return tuple(counts[band] for band in range(BANDS))


def _question(marks: Sequence[Mark]) -> QuestionResults:
    judged = [mark for mark in marks if mark.judged]
    full = sum(mark.cents == mark.max_cents for mark in judged)
    nothing = sum(mark.cents == 0 for mark in judged)
    one = marks[0]
    return QuestionResults(
        one.number,
        one_line(one.title, 200),
        one.max_cents,
        one.bonus,
        mean(mark.cents / mark.max_cents for mark in judged) if judged else None,
        full,
        len(judged) - full - nothing,
        nothing,
        len(marks) - len(judged),
        _most_frequent(one_line(cause.replace("|", " or "), 120) for mark in judged for cause in mark.causes),
        _most_frequent(name for mark in judged for name in mark.lost),
    )


def _most_frequent(names: Iterable[str]) -> Counts:
    return tuple(Counter(names).most_common(MOST))


def summary_text(results: ClassResults) -> str:
    """The results as text for the terminal."""
    lines = [*_headlines(results), "", *_table(results.questions)]
    wrong = [line for question in results.questions for line in _what_was_wrong(question)]
    if wrong:
        lines += ["", "What cost points most often:", *wrong]
    if results.by_hand:
        lines += ["", "To look at by hand:"]
        lines += [f"  {titled(row)}: {' | '.join(row.by_hand)}" for row in results.by_hand]
    return "\n".join(lines)


def _headlines(results: ClassResults) -> list[str]:
    people = "" if results.people == results.submissions else f" by {results.people} people"
    head = f"{count(results.submissions, 'submission')}{people}"
    if results.mean is None or results.least is None or results.most is None:
        return [f"{head}; none could be graded"]
    return [
        f"{head}, {points(results.max_cents)} points possible",
        f"mean {results.mean:.1f}, median {results.median:.1f}, from {exact(results.least)} to {exact(results.most)}",
    ]


def _table(questions: Sequence[QuestionResults]) -> list[str]:
    wide = max([8, *(len(question.number) for question in questions)])
    longest = min(TITLE, max([5, *(len(question.title) for question in questions)]))
    head = f"{'question':<{wide}}  {'title':<{longest}}  {'points':>6}  {'mean':>5}  {'all':>4} {'some':>4} {'none':>4}"
    rows = [
        f"{q.number:<{wide}}  {cut(q.title, longest):<{longest}}  {points(q.max_cents):>6}  {percent(q.share):>5}"
        f"  {q.full:>4} {q.some:>4} {q.nothing:>4}{f'  {q.pending} pending' if q.pending else ''}"
        f"{'  bonus' if q.bonus else ''}"
        for q in questions
    ]
    return [head, *rows]


def exact(score: float) -> str:
    """A score in points with all its hundredths and no needless zeros."""
    return points(round(100 * score))


def titled(row: Row) -> str:
    """A submission's id, and the names of those who handed it in where these say more."""
    names = [person.name for person in row.people if person.name and person.name != row.id]
    return f"{row.id} ({one_line(', '.join(names), 120)})" if names else row.id


def percent(share: float | None) -> str:
    """ "83%": never 100% unless everyone has everything, never 0% unless nobody has anything."""
    if share is None:
        return ""
    rounded = round(100 * share)
    return f"{min(99, max(1, rounded)) if 0 < share < 1 else rounded}%"


def count(number: int, one: str, many: str = "") -> str:
    """ "1 submission", "2 submissions"; many: the plural where an s does not make it."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def _what_was_wrong(question: QuestionResults) -> list[str]:
    """The slips; without any, the parts: their names are long."""
    named = [f"{many:>4} x {name}" for name, many in question.causes or question.lost][:NAMED]
    return [f"  {question.number if i == 0 else '':<8}{line}" for i, line in enumerate(named)]
