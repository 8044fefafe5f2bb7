"""Which words of a student's exception may be shown.

The text of an exception is written by the student's code, which has seen hidden inputs. So a text is kept only if it
has the form of a well-known message of the interpreter or of numpy, if every name in it stands in the student's own
source or belongs to Python or numpy, and if no number in it has more than three digits. Type, file and line are checked
too.
"""

from __future__ import annotations

import builtins
import keyword
import re
import sys
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from re import Pattern

import numpy as np

from autograder.confined.outcomes import StudentError
from autograder.confined.templates import TEMPLATES

_PIECES = {
    "W": r"((?:[^\W\d]|<)[\w.<>]*)", "N": r"(?:-?\d{1,3}|one)", "S": r"\((?:\d{1,3}|newaxis|,|, ?)*\)",
    "O": r"[-+*/%<>=!&|^~@]{1,3}", "G": r"\([\w?,()>-]*\)", "B": r"[][(){}]", "D": r"[^\n]{0,0}",
}  # fmt: skip
_TOKEN = re.compile(r"(?<![A-Za-z_.])([WNSOGBD])(?![A-Za-z_])")
_NAME = re.compile(r"[^\W\d]\w*")
_NUMBER_RUN = re.compile(r"\d{4,}")
_TYPE_WORDS = (
    "float64 float32 float16 int64 int32 int16 int8 uint8 uint64 bool NoneType function method ndarray module "
    "generator builtin_function_or_method dict_keys dict_values dict_items numpy same_kind safe unsafe dtype matrix"
)


@cache
def _pattern(template: str) -> Pattern[str]:
    pieces = _TOKEN.split(template)
    return re.compile("".join(_PIECES[piece] if at % 2 else re.escape(piece) for at, piece in enumerate(pieces)))


@lru_cache(maxsize=1)
def _by_start() -> list[tuple[str, str]]:
    """(fixed text at its start, template): few of them have to be compiled to judge one message."""
    return [(_TOKEN.split(line)[0], line) for line in TEMPLATES.strip().splitlines()]


@lru_cache(maxsize=1)
def _own_names() -> frozenset[str]:
    """Names of Python, its standard library and numpy, which tell nothing."""
    names = {
        *dir(builtins),
        *keyword.kwlist,
        *sys.stdlib_module_names,
        *dir(np),
        *dir(np.ndarray),
        *_TYPE_WORDS.split(),
    }
    for kind in (str, list, dict, tuple, set, float, int):
        names.update(dir(kind))
    return frozenset(names)


def _source_names(sources: Mapping[str, bytes]) -> frozenset[str]:
    names = {name[:-3] for name in sources}
    for data in sources.values():
        names.update(_NAME.findall(data.decode("utf-8", "replace")))
    return frozenset(names)


def _all_known(words: Iterable[str], sources: Mapping[str, bytes]) -> bool:
    parts = {part for word in words for part in word.split(".")}
    unknown = parts - _own_names() - {"", "<locals>", "<lambda>"}
    return not unknown or _source_names(sources).issuperset(unknown)


def known_word(word: str, sources: Mapping[str, bytes]) -> str:
    """`word` if it is a name of Python, numpy or the student's own source, else ""."""
    return word if _NAME.fullmatch(word) and len(word) <= 60 and _all_known([word], sources) else ""


def checked_message(type_name: str, message: str, sources: Mapping[str, bytes]) -> str:
    """`message` if it may be shown, else ""."""
    if len(message) > 400 or _NUMBER_RUN.search(message):
        return ""
    message = message.strip()
    if type_name == "KeyError":
        word = message.strip("'\"")
        return message if known_word(word, sources) else ""
    if type_name == "NotImplementedError":
        return message if message and _stands_in_source(message, sources) else ""
    for start, template in _by_start():
        match = _pattern(template).fullmatch(message) if message.startswith(start) else None
        if match:
            return message if _all_known(match.groups(), sources) else ""
    return ""


def _stands_in_source(message: str, sources: Mapping[str, bytes]) -> bool:
    """Whether the message is one of the literals of the source, quotes and all: then it tells nothing new."""
    return any(
        quote + message + quote in data.decode("utf-8", "replace") for data in sources.values() for quote in "'\""
    )


def student_error(told: tuple[str, str, int, str, int], sources: Mapping[str, bytes]) -> StudentError:
    """What a worker said about an exception, without all that it could have made up to tell more.

    `told`: name of the type, file, line, text, column.
    """
    type_name, file, line, message, offset = told
    name = known_word(type_name, sources) or "an exception of its own"
    message = checked_message(name, message, sources)
    if file not in sources:
        return StudentError(name, message=message)
    lines = sources[file].decode("utf-8-sig", "replace").splitlines()
    if not 1 <= line <= len(lines) + 1:
        return StudentError(name, file, message=message)
    if name not in ("SyntaxError", "IndentationError", "TabError") or line > len(lines):
        return StudentError(name, file, line, message)
    return StudentError(name, file, line, message, lines[line - 1].strip()[:200], offset if 0 < offset < 1000 else 0)
