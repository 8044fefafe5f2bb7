"""What questions of a submission came to, as it is kept beside the results, to be joined with what is judged anew."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from autograder.credit import Credit, Part
from autograder.errors import QuestionError
from autograder.report import Report

OF_CREDIT = tuple((field.name, field.default) for field in fields(Credit) if field.name not in ("parts", "away"))
OF_PART = tuple((field.name, field.default) for field in fields(Part) if field.name != "credit")
"""What is kept, each with its usual value; `away` is of interest to an author's check alone, and perhaps not finite."""


@dataclass(frozen=True)
class Known:
    """A question as it was judged before: its credit, what the code printed, how much longer its limits became."""

    credit: Credit
    printed: str = ""
    slower: float | None = None


def stored(report: Report, keys: Mapping[str, str]) -> dict[str, Any]:
    """What is kept of a report, by question, for graded.json; keys: of the questions that may be kept.

    A question that waits for a person is judged again each time; so is everything where code outlived its process.
    """
    staff = report.staff
    if staff.get("confinement", {}).get("survivors"):
        return {}
    kept = {}
    for number, credit in ((j.question.number, j.credit) for j in report.judgements):
        if number in keys and credit.judged:
            one = {"key": keys[number], "credit": _credit_json(credit)}
            one["printed"], one["slower"] = staff["printed"].get(number, ""), staff["time limits scaled by"].get(number)
            kept[number] = one
    return kept if _is_faithful(kept) else {number: one for number, one in kept.items() if _is_faithful(one)}


def known(record: Any, keys: Mapping[str, str]) -> dict[str, Known]:
    """The questions of an earlier graded.json whose keys are the same now; none where anything is in doubt."""
    try:
        same = {number: one for number, one in record["judged"].items() if one["key"] == keys.get(number)}
        return {number: Known(_credit(one["credit"]), one["printed"], one["slower"]) for number, one in same.items()}
    except (KeyError, TypeError, AttributeError, ValueError, QuestionError):
        return {}


def _is_faithful(one: Mapping[str, Any]) -> bool:
    """Whether the file will hold the very same: a lone surrogate would come back as a question mark."""
    try:
        return bool(json.dumps(one, ensure_ascii=False, allow_nan=False).encode())
    except (TypeError, ValueError):
        return False


def _credit_json(credit: Credit) -> dict[str, Any]:
    made = _unusual(credit, OF_CREDIT)
    if credit.parts:
        made["parts"] = [{**_unusual(part, OF_PART), "credit": _credit_json(part.credit)} for part in credit.parts]
    return made


def _unusual(thing: Credit | Part, usual: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    values = vars(thing)
    return {name: values[name] for name, default in usual if values[name] != default}


def _credit(data: Mapping[str, Any]) -> Credit:
    made = {name: _tuples(value) for name, value in data.items() if name != "parts"}
    parts = (Part(**{**_plain(part), "credit": _credit(part["credit"])}) for part in data.get("parts", ()))
    return Credit(**made, parts=tuple(parts))


def _plain(part: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _tuples(value) for name, value in part.items() if name != "credit"}


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
