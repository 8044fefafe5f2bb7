"""The part of JSON Schema that our own schemas use, applied to a value; no package is loaded or compiled for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

TYPES: Mapping[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
}
SAYS_NOTHING = {"$schema", "title", "definitions"}

Rule = Callable[[Any, Any, Mapping[str, Any]], str]
"""What a value does wrong by a keyword's rule; empty where nothing."""
Found = Sequence[tuple[str, str]]
"""Where within a value a rule is broken, and what it says."""
Checker = Callable[[Any], Found]


def checker(schema: Mapping[str, Any]) -> Callable[[Any], list[str]]:
    """What finds each rule that a value breaks, in a sentence that says where; KeyError for a keyword not known here.

    Made once for a schema: most values are right, and then nothing but the rules themselves is looked at.
    """
    check = _all_of(schema, schema.get("definitions", {}))
    return lambda value: [f"data{where} {said}" for where, said in check(value)]


def _all_of(rules: Mapping[str, Any], named: Mapping[str, Any]) -> Checker:
    steps = [_step(keyword, rules, named) for keyword in rules if keyword not in SAYS_NOTHING]
    return lambda value: [found for step in steps for found in step(value)]


def _step(keyword: str, rules: Mapping[str, Any], named: Mapping[str, Any]) -> Checker:
    wanted = rules[keyword]
    if keyword == "$ref":
        return _all_of(named[wanted.removeprefix("#/definitions/")], named)
    if keyword == "properties":
        return _inside_object({name: _all_of(inner, named) for name, inner in wanted.items()})
    if keyword == "items":
        return _inside_array(_all_of(wanted, named))
    return _itself(RULES[keyword], wanted, rules)


def _itself(rule: Rule, wanted: Any, rules: Mapping[str, Any]) -> Checker:
    def check(value: Any) -> Found:
        said = rule(value, wanted, rules)
        return (("", said),) if said else ()

    return check


def _inside_object(checks: Mapping[str, Checker]) -> Checker:
    def check(value: Any) -> Found:
        there = [name for name in checks if name in value] if isinstance(value, dict) else []
        return [(f".{name}{where}", said) for name in there for where, said in checks[name](value[name])]

    return check


def _inside_array(check_item: Checker) -> Checker:
    def check(value: Any) -> Found:
        items = value if isinstance(value, list) else []
        return [(f"[{at}]{where}", said) for at, item in enumerate(items) for where, said in check_item(item)]

    return check


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


RULES: Mapping[str, Rule] = {
    "type": _type,
    "enum": _enum,
    "minimum": _minimum,
    "minLength": _min_length,
    "required": _required,
    "additionalProperties": _additional,
}
