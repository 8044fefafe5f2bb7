"""results.json, as Gradescope documents it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from autograder.assignment import Assignment
from autograder.credit import Part
from autograder.gradescope.rules import InvalidResults, validate
from autograder.plain_text import cut, one_line, plain
from autograder.question import Question
from autograder.report import Judgement, Line, Report
from autograder.reports.shown import held_back, recorded_line
from autograder.reports.wording import (
    KEY,
    MARKS,
    explanation,
    grid_sentence,
    grid_text,
    out_of,
    pending_line,
    points,
    verdict,
)

__all__ = ["InvalidResults", "fallback", "previous_drop", "results", "validate"]

OUTPUT = 8000
"""Characters of one test's output; the platform cuts at 100,000, in the middle."""
PRINTED = 11_500
"""Characters of the questions that are printed there."""
PENDING = "Pending: this question is not judged yet. Staff have been told; nothing is lost."
STRICTER = ("visible", "after_due_date", "after_published", "hidden")


def results(
    report: Report,
    modes: Mapping[str, str],
    *,
    seconds: float,
    stdout_visibility: str = "hidden",
    leaderboard: bool = False,
    printed: str = "",
) -> dict[str, Any]:
    """The contents of results.json, to be checked by `validate`.

    modes: by question number, one of `autograder.question.FEEDBACK`. A recorded question has its true score and
    its full explanation under the visibility after_due_date: the platform shows them then without grading again.
    seconds: the time that grading took. A bonus question's tests have their own maxima: the platform divides by the
    points in the assignment's settings, not by the sum of these. printed: stands below the lines at the top.
    """
    judgements = sorted(report.counting, key=lambda j: j.judged)  # pending first, else in order
    made: dict[str, Any] = {
        "score": report.cents / 100,
        "execution_time": round(seconds, 3),
        "output": "\n\n".join(filter(None, (_headlines(report, modes), plain(printed, PRINTED)))),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": stdout_visibility,
        "extra_data": _facts(report),
        "tests": [test for j in judgements for test in _tests(j, modes)],
    }
    if leaderboard:
        made["leaderboard"] = list(_leaderboard(report, modes))
    return made


def fallback(assignment: Assignment | None, why: str) -> dict[str, Any]:
    """Valid results when grading itself failed: every question with 0 points and its maximum. why: for the student."""
    questions = assignment.questions if assignment else ()
    return {
        "score": 0.0,
        "execution_time": 0.0,
        "output": plain(f"Pending: this submission could not be graded. {why}\nStaff must grade it again.", OUTPUT),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {"assignment": assignment.name if assignment else "", "graded": False},
        "tests": [_unjudged(q) for q in questions if q.dropped != "removed"],
    }


def previous_drop(
    metadata: Mapping[str, Any], report: Report, modes: Mapping[str, str] | None = None
) -> list[str]:
    """Sentences on questions whose score fell since the submission before, from submission_metadata.json.

    The metadata is of any shape. Tests that were not visible before, and questions that are recorded now, are not
    spoken of: their scores are not to be known yet.
    """
    before = _scores_before(metadata)
    sentences = []
    for j in report.counting:
        earlier = before.get(j.question.number, 0)
        if j.judged and earlier > j.cents and not held_back(j, modes or {}):
            lost = [file for file in j.question.files if _is_missing(file, report)]
            why = f" {', '.join(lost)} is missing: a re-upload replaces all files." if lost else ""
            now = f"{points(earlier)} points in your previous submission, {points(j.cents)} now."
            sentences.append(f"{j.question.number}: {now}{why}")
    return sentences


def _headlines(report: Report, modes: Mapping[str, str]) -> str:
    pending = pending_line([j for j in report.pending if not held_back(j, modes)])
    lines = (*report.notes, *pending, *recorded_line(report, modes), *_as_read(report, modes))
    return plain("\n".join(one_line(line, 1000) for line in lines), OUTPUT)


def _as_read(report: Report, modes: Mapping[str, str]) -> list[str]:
    """How held-back typed answers were read: their tests, which say it too, are not visible yet."""
    named: dict[str, list[str]] = {}
    for j in report.counting:
        if held_back(j, modes) and not j.question.files:
            for line in j.lines():
                name = f" ({line.name})" if j.credit.parts else ""
                named.setdefault(line.credit.echo, []).append(f"{j.question.number}{name}")
    told = [echo for echo in named if echo and not any(echo in note for note in report.notes)]
    return [f"{', '.join(named[echo])}: {cut(echo, 300)}" for echo in told]


def _facts(report: Report) -> dict[str, Any]:
    confinement = report.staff.get("confinement")
    level = confinement.get("level") if isinstance(confinement, Mapping) else confinement
    failed = confinement.get("failed probes") if isinstance(confinement, Mapping) else None
    return {
        "assignment": report.assignment,
        "variant": report.variant,
        "hashes": dict(report.hashes),
        "confinement": "" if level is None else str(level),
        **({"confinement_failed_probes": [str(probe) for probe in failed]} if failed else {}),
        "graded": True,
    }


def _tests(judgement: Judgement, modes: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    question, shown = judgement.question, judgement
    if modes.get(question.number) == "property":
        shown = judgement.property_only
    for part, lines in shown.tests():
        yield _test(judgement, part, lines, held_back(judgement, modes))


def _test(judgement: Judgement, part: Part, lines: Sequence[Line], held: bool) -> dict[str, Any]:
    question = judgement.question
    most = sum(line.max_cents for line in lines)
    cents = sum(line.cents for line in lines) if judgement.judged else 0
    bonus = "Bonus: " if question.bonus else ""
    asked = part.visibility if part.visibility in STRICTER else "visible"
    return {
        "score": cents / 100,
        "max_score": most / 100,
        "status": "passed" if judgement.judged and cents == most else "failed",
        "name": one_line(f"{bonus}{part.name}", 300),
        "name_format": "text",
        "number": one_line(part.number, 40),
        "output": _output(judgement, part, lines),
        "output_format": "text",
        "tags": [one_line(tag, 60) for tag in part.tags],
        "visibility": max(asked, "after_due_date" if held else "visible", key=STRICTER.index),
        "extra_data": {"question": question.number},
    }


def _output(judgement: Judgement, part: Part, lines: Sequence[Line]) -> str:
    pieces = [] if judgement.judged else [PENDING]
    whole = explanation(part.credit) if part.credit.parts else ""
    pieces += [whole] if whole else []
    same = {explanation(line.credit) for line in lines if line.credit.share == 0}
    if len(same) == 1 and all(line.credit.share == 0 and not line.credit.grid for line in lines):
        pieces += list(same)  # a missing file, say, is told once
    else:
        pieces += [piece for line in lines for piece in _line(judgement, part, line)]
    return plain("\n".join(piece for piece in pieces if piece), OUTPUT)


def _line(judgement: Judgement, part: Part, line: Line) -> Iterator[str]:
    said = cut(explanation(line.credit), 2000)
    if part.credit.parts:
        score = f" ({out_of(line.cents, line.max_cents)})" if judgement.judged else ""
        name = line.name.removeprefix(f"{part.name}: ")
        said = f"{MARKS[verdict(line.credit)]} {name}{score}{': ' if said else ''}{said}"
    yield said
    if line.credit.grid:
        yield from (grid_sentence(line.credit.grid), *grid_text(line.credit.grid), KEY)


def _leaderboard(report: Report, modes: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """The columns that tests ask for; the board is public at once, so what is recorded stays out of it."""
    taken: set[str] = set()
    for j in report.counting:
        for part, _ in j.tests():
            if part.leaderboard and j.judged and not held_back(j, modes) and part.leaderboard[0] not in taken:
                name, order, value = part.leaderboard
                taken.add(name)
                yield {"name": one_line(name, 60), "value": value, "order": "asc" if order == "asc" else "desc"}


def _unjudged(question: Question) -> dict[str, Any]:
    return {
        "score": 0.0,
        "max_score": round(question.points * 100) / 100,
        "status": "failed",
        "name": one_line(f"{'Bonus: ' if question.bonus else ''}{question.title}", 300),
        "name_format": "text",
        "number": one_line(question.number, 40),
        "output": PENDING,
        "output_format": "text",
        "tags": [],
        "visibility": "visible",
        "extra_data": {"question": question.number},
    }


def _scores_before(metadata: Mapping[str, Any]) -> dict[str, int]:
    """Hundredths by question in the submission before; empty when that cannot be read."""
    earlier = metadata.get("previous_submissions")
    last = earlier[-1] if isinstance(earlier, list) and earlier else None
    results = last.get("results") if isinstance(last, dict) and not last.get("autograder_error") else None
    tests = results.get("tests") if isinstance(results, dict) else None
    scores: dict[str, int] = {}
    for test in tests if isinstance(tests, list) else []:
        if isinstance(test, dict) and test.get("visibility", "visible") == "visible":
            number = str(test.get("number", "")).split(".")[0]
            scores[number] = scores.get(number, 0) + _hundredths(test.get("score"))
    return scores


def _hundredths(score: Any) -> int:
    sound = isinstance(score, (int, float)) and not isinstance(score, bool) and 0 <= score < 1e6
    return round(100 * score) if sound else 0


def _is_missing(file: str, report: Report) -> bool:
    missing = [note for note in report.notes if note.startswith("Missing")]
    return any(file in note.replace(",", " ").rstrip(".").split() for note in missing)
