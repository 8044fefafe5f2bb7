"""The part of JSON Schema that our own schemas use, applied to a value; no package is loaded or compiled for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

TYPES: Mapping[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
}
SAYS_NOTHING = {"$schema", "title", "definitions"}


def problems(value: Any, schema: Mapping[str, Any]) -> Iterator[str]:
    """Each rule that the value breaks, in a sentence that says where; raises KeyError for a keyword not known here."""
    yield from _problems(value, schema, schema.get("definitions", {}), "data")


def _problems(value: Any, rules: Mapping[str, Any], named: Mapping[str, Any], where: str) -> Iterator[str]:
    for keyword, wanted in rules.items():
        if keyword == "$ref":
            yield from _problems(value, named[wanted.removeprefix("#/definitions/")], named, where)
        elif keyword in ("properties", "items"):
            yield from _inside(value, keyword, wanted, named, where)
        elif keyword not in SAYS_NOTHING:
            said = RULES[keyword](value, wanted, rules)
            if said:
                yield f"{where} {said}"


def _inside(value: Any, keyword: str, wanted: Any, named: Mapping[str, Any], where: str) -> Iterator[str]:
    if keyword == "properties" and isinstance(value, dict):
        for name, rules in wanted.items():
            if name in value:
                yield from _problems(value[name], rules, named, f"{where}.{name}")
    elif keyword == "items" and isinstance(value, list):
        for at, item in enumerate(value):
            yield from _problems(item, wanted, named, f"{where}[{at}]")


def _type(value: Any, wanted: str, rules: Mapping[str, Any]) -> str:
    return "" if TYPES[wanted](value) else f"must be {wanted}"


def _enum(value: Any, wanted: list[Any], rules: Mapping[str, Any]) -> str:
    return "" if value in wanted else f"must be one of {wanted}"


def _minimum(value: Any, least: float, rules: Mapping[str, Any]) -> str:
    return f"must be at least {least}" if TYPES["number"](value) and not value >= least else ""


def _min_length(value: Any, least: int, rules: Mapping[str, Any]) -> str:
    return f"must have at least {least} characters" if isinstance(value, str) and len(value) < least else ""


def _required(value: Any, names: list[str], rules: Mapping[str, Any]) -> str:
    missing = [name for name in names if isinstance(value, dict) and name not in value]
    return f"must have {', '.join(missing)}" if missing else ""


def _additional(value: Any, allowed: bool, rules: Mapping[str, Any]) -> str:
    more = [str(name) for name in value if name not in rules["properties"]] if isinstance(value, dict) else []
    return f"must not have {', '.join(more)}" if more and not allowed else ""


RULES: Mapping[str, Callable[[Any, Any, Mapping[str, Any]], str]] = {
    "type": _type,
    "enum": _enum,
    "minimum": _minimum,
    "minLength": _min_length,
    "required": _required,
    "additionalProperties": _additional,
}
