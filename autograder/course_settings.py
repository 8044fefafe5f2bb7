"""What course.toml may say: each setting of its kind, so that a slip of the pen is named where it stands."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from autograder.errors import QuestionError

WHERE = "course.toml"
TABLES = ("secret", "conventions", "feedback", "assignments", "students", "late")
SETTINGS = {*TABLES, "title"}
OF_AN_ASSIGNMENT = {"variant", "due", "points", "drop", "bonus", "leaderboard", "personal"}
OF_STUDENTS = {"id", "print_questions"}
OF_SECRET = {"environment", "file"}
OF_FEEDBACK = {"before", "after"}


def check_kinds(settings: Mapping[str, Any]) -> None:
    """Raise QuestionError where course.toml has an unknown setting, or one of another kind than it must be."""
    known(settings, SETTINGS, WHERE)
    for name, table in _tables(settings, TABLES, WHERE):
        if name in ("feedback", "assignments"):
            for inner, section in _tables(table, tuple(table), f"{WHERE} [{name}]"):
                where = f"{WHERE} [{name}.{inner}]"
                known(section, OF_AN_ASSIGNMENT if name == "assignments" else OF_FEEDBACK, where)
                if name == "assignments":
                    _check_assignment(section, where)
    known(settings.get("students", {}), OF_STUDENTS, f"{WHERE} [students]")
    known(settings.get("secret", {}), OF_SECRET, f"{WHERE} [secret]")


def known(table: Mapping[str, Any], names: Collection[str], where: str) -> None:
    """Raise QuestionError where a table has other settings than these."""
    strange = sorted(set(table) - set(names))
    if strange:
        there = ", ".join(sorted(names)) or "none"
        raise QuestionError(f"{where}: {', '.join(strange)} is not a setting; known are {there}")


def _check_assignment(section: Mapping[str, Any], where: str) -> None:
    kinds: Mapping[str, tuple[Callable[[Any], bool], str]] = {
        "points": (_are_points, "a table of questions and points, { B3 = 12 }"),
        "drop": (_is_table, 'a table of questions, { D2 = "full credit" }'),
        "bonus": (_are_texts, 'a list of questions, ["D3"]'),
        "leaderboard": (lambda value: isinstance(value, bool), "true or false"),
    }
    for name, (fits, form) in kinds.items():
        if name in section and not fits(section[name]):
            raise QuestionError(f"{where} {name}: {form}, not {section[name]!r}")


def _tables(table: Mapping[str, Any], names: Collection[str], where: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name in names:
        if name in table:
            if not _is_table(table[name]):
                raise QuestionError(f"{where}: {name} is a table of settings, not {table[name]!r}")
            yield name, table[name]


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping)


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _are_points(value: Any) -> bool:
    return _is_table(value) and all(isinstance(n, (int, float)) and not isinstance(n, bool) for n in value.values())
