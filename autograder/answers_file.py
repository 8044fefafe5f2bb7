"""Read answers.toml, data from a stranger: each answer is taken alone, and so is each mistake in writing it."""

from __future__ import annotations

import difflib
import math
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from autograder.plain_text import one_line
from autograder.question import Question

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE = "answers.toml"
MAX_BYTES = 100_000
MAX_TEXT = 4000
MAX_ITEMS = 100
MAX_INTEGER = 2**63
MAX_NOTES = 20
STATEMENT = re.compile(r"""^[ \t]*(?:(?P<key>[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')[ \t]*[=:]|\[)""", re.MULTILINE)
CURLY = re.compile("[\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb]")
NOT_TOML = (tomllib.TOMLDecodeError, RecursionError, ValueError, OverflowError)


@dataclass(frozen=True)
class Answers:
    """What the typed answers say: values by key (str, int, float, bool, or a list of strings or numbers).

    problems: keys whose answer cannot be read, each with a sentence for the student. notes: all sentences for the
    student, those of the problems among them: they stand at the top even while results are held back.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    problems: Mapping[str, str] = field(default_factory=dict)


def read_answers(data: bytes | None, questions: Iterable[Question]) -> Answers:
    """Read the bytes of answers.toml for the keys that the questions ask for; None where there is no file.

    A mistake costs the answer it stands in and no other. Never raises for what a student wrote.
    """
    asked = [name for q in questions for name, ask in zip(q.names, q.asks) if ask.startswith("answers.")]
    if data is None or not asked:
        return Answers()
    if len(data) > MAX_BYTES:
        return _nothing_read(asked, f"it is larger than {MAX_BYTES // 1000} kB; it should hold short answers only")
    if b"\0" in data:
        return _nothing_read(asked, "it is not plain text; save it as UTF-8")
    return _sorted_out(asked, *_parsed(data))


def _nothing_read(asked: list[str], why: str) -> Answers:
    sentence = f"{FILE} was not read: {why}."
    return Answers({}, (sentence,), dict.fromkeys(asked, sentence))


def _parsed(data: bytes) -> tuple[dict[str, Any], dict[str, str], list[str]]:
    """All values, the keys that cannot be read with why, and notes."""
    notes = []
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = data.decode("utf-8-sig", errors="replace")
        notes.append(f"{FILE} line {data.count(10, 0, error.start) + 1} is not UTF-8; save the file as UTF-8.")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    why = "it is nested too deeply"
    try:
        if _tame(text):
            return tomllib.loads(text), {}, notes
    except NOT_TOML as error:
        why = one_line(str(error), 200)
    values, problems = _salvaged(text)
    if not problems:  # what is wrong stands between the answers
        notes.append(f"{FILE} is not right: {why}. What can be read is graded.")
    return values, problems, notes


def _tame(text: str) -> bool:
    """Whether a parser's time and depth on this text are bounded: both grow with nesting and with dotted names."""
    return text.count("[") + text.count("{") <= 500 and all(line.count(".") <= 200 for line in text.split("\n"))


def _salvaged(text: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Each statement read by itself."""
    values: dict[str, Any] = {}
    problems: dict[str, str] = {}
    seen: dict[str, int] = {}
    for key, line, statement in _statements(text):
        if key in seen:
            problems[key] = f"{key} stands twice in {FILE}, in lines {seen[key]} and {line}; keep one of them."
            continue
        seen[key] = line
        read = _read(statement)
        if read is None:
            problems[key] = f"{FILE} line {line} cannot be read: {_hint(key, statement)}."
        values.update(read or {})
    return {key: value for key, value in values.items() if key not in problems}, problems


def _read(statement: str) -> dict[str, Any] | None:
    """The statement, or what of it comes before lines that are no part of it; None where that is nothing."""
    lines = statement.rstrip("\n").split("\n")
    for count in (len(lines), *range(min(len(lines) - 1, 20), 0, -1)):
        part = "\n".join(lines[:count])
        if len(part) <= 2 * MAX_TEXT and _tame(part):
            with suppress(*NOT_TOML):
                values: dict[str, Any] = tomllib.loads(part)
                return values
    return None


def _statements(text: str) -> Iterator[tuple[str, int, str]]:
    """Key, line number and text of each assignment; headings only divide."""
    found = list(STATEMENT.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)]
    line, counted = 1, 0
    for match, end in zip(found, ends):
        line, counted = line + text.count("\n", counted, match.start()), match.start()
        if match["key"]:
            yield match["key"].strip("\"'"), line, text[match.start() : end]


def _hint(key: str, statement: str) -> str:
    shown = one_line(statement.split("\n")[0], 80)
    value = statement.partition("=")[2].strip()
    if CURLY.search(value):
        return f"it has curly quotes; type straight ones: {shown}"
    if re.match(r"[^\W\d]\w*\s*(#.*)?$", value):
        return f'text needs quotes: {key} = "{one_line(value, 40)}"'
    if value.startswith('"') and "\\" in value:
        return f"a backslash in double quotes means something else; use single quotes: {shown}"
    return f'write {key} = "text", {key} = 3 or {key} = ["a", "b"]; it is: {shown}'


def _sorted_out(asked: list[str], values: dict[str, Any], broken: dict[str, str], notes: list[str]) -> Answers:
    """The asked values of allowed kinds; whatever else there is becomes a problem or a note."""
    values = dict(_flat(values, asked))
    good, problems = {}, {key: why for key, why in broken.items() if key in asked}
    for key in asked:
        why = _problem(values[key]) if key in values and key not in problems else None
        if why:
            problems[key] = f"{key} in {FILE} {why}."
        elif key in values and key not in problems:
            good[key] = values[key]
    strange = [key for key in {**values, **broken} if key not in asked]
    notes += [_did_you_mean(key, asked) for key in strange[:MAX_NOTES]]
    return Answers(good, (*notes, *problems.values()), problems)


def _flat(values: dict[str, Any], asked: list[str]) -> Iterator[tuple[str, Any]]:
    """The values, and those under headings, which students add for order; one without a heading wins."""
    for table in values.values():
        if isinstance(table, dict):
            yield from table.items()
    for key, value in values.items():
        if key in asked or not isinstance(value, dict):
            yield key, value


def _did_you_mean(key: str, asked: list[str]) -> str:
    by_small = {name.casefold(): name for name in asked}
    small = key[:100].casefold()
    near = difflib.get_close_matches(small, by_small, n=1, cutoff=0.6)
    near = near or [name for name in by_small if name.startswith(small)][:4]
    meant = " or ".join(by_small[name] for name in near)
    hint = f"did you mean {meant}?" if near else f"asked for are {', '.join(asked[:30])}."
    return f"{FILE}: {one_line(key, 60)!r} is not asked for; {hint}"


def _problem(value: Any) -> str | None:
    """What is wrong with the kind or size of a value, or None."""
    if isinstance(value, list):
        if len(value) > MAX_ITEMS:
            return f"has more than {MAX_ITEMS} entries"
        if any(isinstance(item, (list, dict)) for item in value):
            return 'must be a plain list like ["a", "c"]'
        return next(filter(None, map(_problem, value)), None)
    if isinstance(value, str):
        if "\N{REPLACEMENT CHARACTER}" in value:
            return "holds a character that is not UTF-8; save the file as UTF-8"
        return f"is longer than {MAX_TEXT} characters" if len(value) > MAX_TEXT else None
    if isinstance(value, int):
        return None if abs(value) < MAX_INTEGER else "is too large a number"
    if isinstance(value, float):
        return None if math.isfinite(value) else "must be a finite number"
    return 'must be text in quotes, a number, or a list like ["a", "c"]'
