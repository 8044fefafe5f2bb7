"""What of a report its student may read now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from autograder.credit import Credit, from_parts
from autograder.report import Judgement, Report
from autograder.reports.wording import points

RECORDED = "Recorded. You read the result after the due date."


def for_student(report: Report, modes: Mapping[str, str], after_due: bool = False) -> Report:
    """The report as its student reads it; nothing that is for staff is left in it.

    modes: by question number, one of `autograder.question.FEEDBACK`. A recorded question looks the same whether it
    is right or wrong: not judged, no points. A question without a mode is shown with its cause. Tests marked
    @visibility("hidden") are left out with their points, the other two marks of the platform until the due date.
    """
    seen = [without_hidden(judgement, after_due) for judgement in report.counting]
    judgements = tuple(_shown(j, modes) for j in seen if j is not None)
    left_out = sum(j.max_cents for j in report.counting) - sum(j.max_cents for j in judgements)
    hidden = (f"{points(left_out)} more points come from tests that are not shown here.",) if left_out else ()
    notes = (*recorded_line(report, modes), *hidden, *report.notes)
    return replace(report, judgements=judgements, notes=notes, staff={})


def without_hidden(judgement: Judgement, after_due: bool) -> Judgement | None:
    """The judgement without the tests that its student must not see, worth what the others are; None without any."""
    kept = [(part, lines) for part, lines in judgement.tests() if not _is_hidden(part.visibility, after_due)]
    if len(kept) == len(judgement.tests()):
        return judgement
    if not kept:
        return None
    cents = [sum(line.max_cents for line in lines) for _, lines in kept]
    parts = tuple(replace(part, weight=float(worth)) for (part, _), worth in zip(kept, cents))
    question = replace(judgement.question, points=sum(cents) / 100)
    return Judgement(question, from_parts(parts, judgement.credit.feedback))


def _is_hidden(visibility: str | None, after_due: bool) -> bool:
    return visibility == "hidden" or (visibility in ("after_due_date", "after_published") and not after_due)


def held_back(judgement: Judgement, modes: Mapping[str, str]) -> bool:
    """Whether right and wrong are kept from the student for now. Where everyone has the points, there is no secret."""
    return modes.get(judgement.question.number) == "recorded" and judgement.question.dropped is None


def recorded_line(report: Report, modes: Mapping[str, str]) -> tuple[str, ...]:
    """The line that names what is held back, or nothing."""
    held = [j for j in report.counting if held_back(j, modes)]
    if not held:
        return ()
    numbers = ", ".join(j.question.number for j in held)
    cents = sum(j.max_cents for j in held if not j.question.bonus)
    return (f"{points(cents)} points are recorded and shown after the due date: {numbers}.",)


def _shown(judgement: Judgement, modes: Mapping[str, str]) -> Judgement:
    if held_back(judgement, modes):
        return replace(judgement, credit=_recorded(judgement.credit, typed=not judgement.question.files))
    if modes.get(judgement.question.number) == "property":
        return judgement.property_only
    credit = _without_staff(judgement.credit)
    return judgement if credit is judgement.credit else replace(judgement, credit=credit)


def _recorded(credit: Credit, typed: bool) -> Credit:
    parts = tuple(replace(part, credit=_recorded(part.credit, typed)) for part in credit.parts)
    # How code failed says that it did; how a typed answer was read does not say whether it is right.
    parts = tuple(replace(part, visibility=None, leaderboard=None) for part in parts)
    return Credit(None, RECORDED, parts=parts, echo=credit.echo if typed else "")


def _without_staff(credit: Credit) -> Credit:
    """The same without what is for staff; the very same where there is nothing."""
    credits = [_without_staff(part.credit) for part in credit.parts]
    if not credit.staff and all(new is part.credit for new, part in zip(credits, credit.parts)):
        return credit
    parts = tuple(replace(part, credit=new) for new, part in zip(credits, credit.parts))
    return replace(credit, staff="", parts=parts)
