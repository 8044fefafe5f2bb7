"""The rules that results.json keeps: the platform's fields, and that the points in it make sense."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from autograder.errors import AutograderError
from autograder.gradescope.json_schema import checker

MAX_OUTPUT = 20_000
MAX_ALL = 5_000_000


class InvalidResults(AutograderError):
    """Results that must not be written; the text says which rule they break. Always our own mistake."""


def validate(results: dict[str, Any]) -> None:
    """Raise InvalidResults unless these are results that the platform takes and that add up.

    Every field is a documented one of the right type; scores are finite, from 0 to the test's maximum, and sum to the
    total; no two tests have the same number and name; no text is too long or holds NUL or half a character.
    """
    for rules in (_form(), _points):  # each may rely on the one before
        for problem in rules(results):
            raise InvalidResults(f"results.json: {problem}")
    whole = json.dumps(results, ensure_ascii=False)
    if len(whole) > MAX_OUTPUT or "\\u0000" in whole or _is_broken(whole):
        _search(results)


def _search(results: dict[str, Any]) -> None:
    """Raise InvalidResults for what is too long or not to be written; only looked for where the whole gives cause."""
    for problem in _texts(results):
        raise InvalidResults(f"results.json: {problem}")
    size = len(json.dumps(results))
    if size > MAX_ALL:
        raise InvalidResults(f"results.json: {size} characters in all are too many")


@cache
def _form() -> Callable[[Any], list[str]]:
    text = Path(__file__).with_name("gradescope_schema.json").read_text(encoding="utf-8")
    return checker(json.loads(text))


def _points(results: dict[str, Any]) -> Iterator[str]:
    seen = set()
    for test in results["tests"]:
        label = f"test {test['number']} {test['name']!r}"
        score, most = test["score"], test["max_score"]
        if not (math.isfinite(score) and math.isfinite(most) and 0 <= score <= most):
            yield f"{label} has the score {score!r} of {most!r}"
        if (test["number"], test["name"]) in seen:
            yield f"{label} stands twice"
        seen.add((test["number"], test["name"]))
    total = sum(test["score"] for test in results["tests"])
    if not (math.isfinite(results["score"]) and math.isfinite(results["execution_time"])):
        yield "the score and the time must be finite"
    elif abs(total - results["score"]) > 1e-6:
        yield f"the score is {results['score']!r}, and the tests' scores sum to {total!r}"
    if not all(math.isfinite(entry["value"]) for entry in results.get("leaderboard", ())):
        yield "a leaderboard value is not finite"


def _is_broken(text: str) -> bool:
    """Whether it holds half a character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _texts(value: Any) -> Iterator[str]:
    """Problems of all strings inside."""
    if isinstance(value, str):
        if len(value) > MAX_OUTPUT:
            yield f"a text has {len(value)} characters; at most {MAX_OUTPUT}"
        if "\0" in value or _is_broken(value):
            yield f"a text holds NUL or half a character: {value[:40]!r}"
    elif isinstance(value, dict):
        for inner in (*value.keys(), *value.values()):
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
