"""report.json for the student and staff.json for staff."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from autograder.credit import Credit
from autograder.plain_text import one_line, plain
from autograder.report import Judgement, Line, Report
from autograder.reports.wording import explanation, feedback, line_score

JUDGED, NOT_JUDGED = "judged", "not judged"


def report_json(report: Report) -> dict[str, Any]:
    """The contents of report.json; give it what `autograder.reports.shown.for_student` returns.

    score and max_score are points. A question that is not judged has the score 0. Parts sum to their question,
    questions to the whole (those with "bonus" stand outside max_score).
    """
    return {
        "assignment": report.assignment,
        "title": report.title,
        "variant": report.variant,
        "score": report.cents / 100,
        "max_score": report.max_cents / 100,
        "notes": [one_line(note, 1000) for note in report.notes],
        "questions": [_question(j) for j in report.counting],
        "hashes": dict(report.hashes),
    }


def staff_json(report: Report, *, seconds: float) -> dict[str, Any]:
    """The contents of staff.json, which students never get; give it the report itself.

    seconds: the time that grading took. Holds why questions were not judged, the slips that were recognised, what the
    run said about confinement, flags and prints, and the hashes of what was run on what.
    """
    made: dict[str, Any] = {
        "assignment": report.assignment,
        "variant": report.variant,
        "score": report.cents / 100,
        "max_score": report.max_cents / 100,
        "seconds": round(seconds, 3),
        "hashes": dict(report.hashes),
        "pending": [_pending(j) for j in report.pending],
        "causes": [cause for j in report.counting for cause in _causes(j)],
        "review": [plain(reason) for reason in reviews(report)],
        "notes": [one_line(note, 1000) for note in report.notes],
    }
    return {**made, **{str(key): _safe(value) for key, value in report.staff.items() if key not in made}}


def causes(judgement: Judgement) -> tuple[str, ...]:
    """The names of the slips that were recognised in a question, each once."""
    return tuple(dict.fromkeys(line.credit.cause for line in judgement.lines() if line.credit.cause))


def reviews(report: Report) -> Iterator[str]:
    """Why a person should look at what was judged, with the question's number."""
    for judgement in report.counting:
        for line in judgement.lines():
            if line.credit.review:
                yield f"{judgement.question.number}: {line.credit.review}"


def staff_reasons(credit: Credit) -> Iterator[str]:
    """What a credit and its parts say for staff, each once."""
    said = [credit.staff] if credit.staff else [text for p in credit.parts for text in staff_reasons(p.credit)]
    yield from dict.fromkeys(said)


def _question(judgement: Judgement) -> dict[str, Any]:
    question = judgement.question
    made: dict[str, Any] = {
        "number": question.number,
        "title": one_line(question.title, 300),
        "score": judgement.cents / 100,
        "max_score": judgement.max_cents / 100,
        "status": JUDGED if judgement.judged else NOT_JUDGED,
        "feedback": plain(feedback(judgement)),
        "parts": [_part(judgement, line) for line in judgement.lines()],
    }
    return {**made, "bonus": True} if question.bonus else made


def _part(judgement: Judgement, line: Line) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": one_line(line.name, 300),
        "score": line_score(judgement, line) / 100,
        "max_score": line.max_cents / 100,
        "passed": judgement.judged and line.credit.share == 1,
        "explanation": plain(explanation(line.credit)),
    }
    return {**made, "grid": [list(row) for row in line.credit.grid]} if line.credit.grid else made


def _pending(judgement: Judgement) -> dict[str, Any]:
    why = " | ".join(staff_reasons(judgement.credit)) or judgement.credit.feedback
    return {"number": judgement.question.number, "why": plain(why)}


def _causes(judgement: Judgement) -> Iterator[dict[str, Any]]:
    for line in judgement.lines():
        if line.credit.cause or line.credit.staff:
            yield {
                "number": judgement.question.number,
                "part": one_line(line.name, 300),
                "cause": line.credit.cause or "",
                "share": line.credit.share,
                "staff": plain(line.credit.staff),
            }


def _safe(value: Any) -> Any:
    """The value with all its text safe to show, anything unknown as text."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, Mapping):
        return {one_line(str(key), 100): _safe(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_safe(inner) for inner in value]
    finite = isinstance(value, float) and abs(value) < float("inf")
    return value if value is None or isinstance(value, (bool, int)) or finite else plain(repr(value))
