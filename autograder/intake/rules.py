"""Which files of a submission count, by their names and bytes alone; each answer is a phrase for the student."""

from __future__ import annotations

import codecs
import re
import sys
import unicodedata

COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
BLANK = re.compile(rb"^[ \t\f]*(?:#.*)?$")
LINE_END = re.compile(rb"\r\n|\r|\n")
OTHER_UNICODE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
STEERS_PYTHON = {"conftest", "sitecustomize", "usercustomize", "setup", "__init__", "__main__"}
STEERS_TOOLS = {"pytest.ini", "tox.ini", "setup.cfg", "pyproject.toml", "pytest.toml", "mypy.ini"}
MAX_NAME = 80
JUNK = {"__MACOSX", "__pycache__", "Thumbs.db", "desktop.ini"}
LIBRARIES = sys.stdlib_module_names | {
    "numpy", "scipy", "sympy", "pytest", "autograder", "gradescope_utils", "hypothesis", "mpmath", "pluggy", "yaml",
    "click", "rich", "jinja2", "fastjsonschema", "matplotlib", "pandas", "sklearn", "torch", "jax", "autograd",
}  # fmt: skip


def is_junk(name: str) -> bool:
    """Whether it is what operating systems, editors and Python leave lying about."""
    return name.startswith((".", "~$")) or name in JUNK


def same_name(name: str) -> str:
    """What a careless file system takes for the same name: case, Unicode form, trailing dots and blanks away."""
    return unicodedata.normalize("NFKC", name).casefold().rstrip(". ")


def why_ignored(name: str) -> str | None:
    """Why a file beside the wanted ones is never used, or None for Python code that they may import."""
    stem, dot, ending = name.rpartition(".")
    if stem in STEERS_PYTHON or name in STEERS_TOOLS or ending == "pth":
        return "it would steer Python or its tools, and has no effect here"
    if not dot or ending != "py":
        return "only .py files and answers.toml are read"
    if stem in LIBRARIES:
        return "it has the name of a library, which is used instead; give it another name"
    if not unicodedata.normalize("NFC", stem).isidentifier():
        return "no import can name it"
    return None


def looks_like(name: str, wanted: tuple[str, ...]) -> str | None:
    """The wanted file that this one was probably meant to be: `sgd (1).py`, `SGD.py`, `sgd.py.txt`, `sgd.ipynb`."""
    bare = _bare(name[:MAX_NAME])
    return next((each for each in wanted if name != each and bare == _bare(each)), None)


def _bare(name: str) -> str:
    stem = re.sub(r"(\.(py|toml|txt|ipynb|pyc|bak|old|orig))+$", "", same_name(name))
    stem = re.sub(r"[\s_-]+", "_", stem)
    stem = re.sub(r"(_(copy|final|new|old|kopie|v?\d+)|_?\(\d+\))+$", "", stem)
    return re.sub(r"^(copy_of|kopie_von)_", "", stem).strip("_")


def why_refused(data: bytes) -> str | None:
    """Why these bytes are not run as Python source, with the line, or None.

    Source is UTF-8, with or without the mark at its beginning and with any line endings. Python itself would follow
    a coding comment to another encoding, in which a reader sees other code than the one that runs.
    """
    if data.startswith(OTHER_UNICODE):
        return "it is saved as UTF-16; save it as UTF-8"
    if b"\0" in data:
        return f"line {_line(data, data.index(0))} holds a NUL byte; save it as plain UTF-8 text"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"line {_line(data, error.start)} is not UTF-8; save it as UTF-8"
    declared = _cookie(data)
    if declared and not _is_utf8(declared[0]):
        return f"line {declared[1]} declares the encoding {declared[0]!r}; only utf-8 is accepted"
    return None


def _line(data: bytes, position: int) -> int:
    return len(LINE_END.findall(data, 0, position)) + 1


def _cookie(data: bytes) -> tuple[str, int] | None:
    """The encoding that a comment in the first two lines declares (PEP 263), and the line."""
    lines = LINE_END.split(data.removeprefix(codecs.BOM_UTF8)[:4096], maxsplit=2)[:2]
    for number, line in enumerate(lines, start=1):
        if match := COOKIE.match(line):
            return match[1].decode("ascii", "replace")[:40], number
        if not BLANK.match(line):
            return None
    return None


def _is_utf8(name: str) -> bool:
    plain = name.lower().replace("_", "-")
    if plain == "utf-8" or plain.startswith("utf-8-"):
        return True
    try:
        return codecs.lookup(name).name == "utf-8"
    except (LookupError, ValueError):
        return False
