"""Read the submission_metadata.yml of a Gradescope export: who submitted what, and when.

Its shape is the platform's and not documented, and names are typed by students: nothing in it is relied on.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.people.person import Person
from autograder.plain_text import one_line

METADATA = "submission_metadata.yml"
MAX_PEOPLE = 50
DEPTH = 4
"""Of what is read: the submissions, one of them, its submitters, one of these."""
DEPTH_OF_SCORES = 5
"""The submissions, one of them, its results, their tests, one of these."""
NULL = ("", "~", "null", "Null", "NULL")


class UnreadableError(Exception):
    """The file cannot be read; the text says why in a few words."""


@dataclass(frozen=True)
class Submitted:
    """What the metadata says about one submission."""

    people: tuple[Person, ...]
    submitted_at: str = ""
    score: float | None = None
    note: str = ""


def read_metadata(path: Path) -> Mapping[str, Submitted]:
    """The submissions by the name of their folder; raises UnreadableError."""
    return {name: _submitted(entry) for name, entry in _read(path, DEPTH).items()}


def read_scores(path: Path) -> Mapping[str, Mapping[str, tuple[int, int]]]:
    """What the platform had for each submission: hundredths by question, and of how many, 0 where it does not say.

    Raises UnreadableError. A submission without results has no questions here.
    """
    return {name: _scores(_get(entry, "results")) for name, entry in _read(path, DEPTH_OF_SCORES).items()}


def _scores(results: Any) -> dict[str, tuple[int, int]]:
    """Of the tests that bear our numbers: "B3.1" is one of question B3."""
    tests = _get(results, "tests")
    scores: dict[str, tuple[int, int]] = {}
    for test in tests if isinstance(tests, list) else []:
        number, score = _text(_get(test, "number"), 40).split(".")[0], _score(_get(test, "score"))
        if number and score is not None:
            cents, most = scores.get(number, (0, 0))
            scores[number] = cents + round(100 * score), most + round(100 * (_score(_get(test, "max_score")) or 0))
    return scores


def _read(path: Path, depth: int) -> dict[str, Any]:
    import yaml

    parser = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # compiled it is ten times faster; exports are large
    try:
        with path.open("rb") as file:
            data = _tree(yaml.parse(file, Loader=parser), depth)
    except yaml.YAMLError as error:
        raise UnreadableError(_where(error)) from error
    except OSError as error:
        raise UnreadableError(error.strerror or str(error)) from error
    if not isinstance(data, dict):
        raise UnreadableError("it is not a table of submissions")
    return data


def _where(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"line {mark.line + 1}" if mark is not None else "not YAML"


def _tree(events: Iterable[Any], deep: int) -> Any:
    """Dicts, lists and words from a parser's events, so many levels deep; what lies below is passed over.

    Words stay as they are written (00123 is a number of the school's, and not 83), tags of any language are passed
    over, and nothing recurses.
    """
    top: list[Any] = []
    open_lists = [top]
    anchors: dict[str, str | None] = {}
    for event in events:
        kind, depth = type(event).__name__, len(open_lists)
        if kind == "ScalarEvent":
            word = None if not event.style and event.value in NULL else event.value
            anchors[event.anchor] = word
            open_lists[-1].append(word)
        elif kind == "AliasEvent":
            open_lists[-1].append(anchors.get(event.anchor))
        elif kind in ("MappingStartEvent", "SequenceStartEvent"):
            inner: list[Any] = []
            open_lists[-1].append(inner if depth <= deep else None)
            open_lists.append(inner)
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            done = open_lists.pop()
            if kind == "MappingEndEvent" and depth <= deep + 1:
                pairs = zip(done[::2], done[1::2])
                open_lists[-1][-1] = {key: value for key, value in pairs if isinstance(key, str)}
    return top[0] if top else None


def _get(entry: Any, key: str) -> Any:
    """The value of a key that is written with a colon before it, or without."""
    if not isinstance(entry, dict):
        return None
    return entry.get(f":{key}", entry.get(key))


def _submitted(entry: Any) -> Submitted:
    listed = _get(entry, "submitters")
    people = [_person(who) for who in listed[:MAX_PEOPLE]] if isinstance(listed, list) else []
    known = tuple(person for person in people if person != Person(""))
    note = "" if known else f"{METADATA} names nobody for it"
    return Submitted(known, _text(_get(entry, "created_at"), 40), _score(_get(entry, "score")), note)


def _person(who: Any) -> Person:
    return Person(*(_text(_get(who, key), 120) for key in ("name", "sid", "email")))


def _text(value: Any, limit: int) -> str:
    return one_line(value, limit) if isinstance(value, str) else ""


def _score(value: Any) -> float | None:
    try:
        score = float(value)
    except (TypeError, ValueError):
        return None
    return score if math.isfinite(score) else None
