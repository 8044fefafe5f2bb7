"""Find the submissions of a class: in a folder of folders or zips, or in a Gradescope export."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.classes.export_metadata import METADATA, Submitted, UnreadableError, read_metadata
from autograder.errors import UsageError
from autograder.people.person import Person
from autograder.plain_text import one_line

SAFE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,62}[A-Za-z0-9_-]|[A-Za-z0-9_-]")
OURS = re.compile(r"s-[0-9a-f]{16}", re.IGNORECASE)
TAKEN = ("gradebook.csv", "class.html", "canvas.csv", "gradescope.csv", "regrade.csv", "overrides.csv", "kept.csv")
"""Names that the results of a class need for themselves."""
ARCHIVES = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar")
"""Only zips can be opened; the others are listed too, so that their owner is not lost without a word."""
EXPECTED = (
    "Expected a folder that holds a folder or a zip for each submission, or an unpacked Gradescope export "
    f"(assignment_..._export with {METADATA})."
)


@dataclass(frozen=True)
class Entry:
    """One submission of a class.

    id: a name for its results, safe as a folder's name and unique whatever the case of its letters. path: the folder
    or zip. people: the members of a group, or one. submitted_at: as the platform writes it. score_before: what the
    platform had, in points. note: for staff.
    """

    id: str
    path: Path
    people: tuple[Person, ...] = ()
    submitted_at: str = ""
    score_before: float | None = None
    note: str = ""


def find_submissions(folder: Path, apart: Path | None = None) -> list[Entry]:
    """The submissions of a class, in the order of their names (2 before 10).

    apart: a place that is no submission though it lies there, such as where the results go. Raises UsageError when
    the folder does not hold a class.
    """
    if not folder.exists():
        raise UsageError(f"{folder} does not exist. {EXPECTED}")
    if not folder.is_dir():
        raise UsageError(f"{folder} is a file. {_unpack(folder)}{EXPECTED}")
    folder = _unwrapped(folder)
    _not_results(folder, apart)
    found = [path for path in _visible(folder) if _may_be_submission(path) and not _results(path, apart)]
    if (folder / METADATA).is_file():
        entries = _exported(folder, found)
    else:
        _not_one_student(folder)
        entries = [_unknown(path, one) for path, one in _with_ids(found)]
    if not entries:
        raise UsageError(f"{folder} holds no submissions. {EXPECTED}")
    return entries


def _unpack(file: Path) -> str:
    return "Unpack it and name the folder. " if file.suffix.lower() in ARCHIVES else ""


def _visible(folder: Path) -> list[Path]:
    """What lies in the folder but for what an operating system leaves about; raises UsageError."""
    try:
        paths = [p for p in folder.iterdir() if not p.name.startswith(".") and not p.name.startswith("__")]
    except OSError as error:
        raise UsageError(f"Cannot read {folder}: {error.strerror or error}.") from error
    return sorted(paths, key=_natural)


def _natural(path: Path) -> tuple[list[tuple[bool, int, str]], str]:
    """Sorts submission_2 before submission_10."""
    pieces = re.findall(r"[0-9]{1,18}|[^0-9]+", path.name.casefold())
    return [(not p[0].isdecimal(), int(p) if p[0].isdecimal() else 0, p) for p in pieces], path.name


def _may_be_submission(path: Path) -> bool:
    return path.is_dir() or (path.is_file() and path.suffix.lower() in ARCHIVES)


def _results(path: Path, apart: Path | None) -> bool:
    """Whether it holds results instead of a submission: those of this run, or of an earlier one."""
    return (path / TAKEN[0]).is_file() or (apart is not None and path.resolve() == apart.resolve())


def _not_results(folder: Path, apart: Path | None) -> None:
    """Raise UsageError where results lie, or would come to lie, in the midst of what was handed in."""
    if all((folder / name).is_file() for name in TAKEN[:2]) and not (folder / METADATA).is_file():
        raise UsageError(f"{folder} holds the results of a class, not what was handed in. {EXPECTED}")
    if apart is not None and apart.resolve() == folder.resolve():
        raise UsageError(f"{folder} holds what was handed in; name another folder for the results.")


def _unwrapped(folder: Path) -> Path:
    """The export itself, where it lies alone in the folder."""
    inside = [path for path in _visible(folder) if path.is_dir()]
    if not (folder / METADATA).exists() and len(inside) == 1 and (inside[0] / METADATA).is_file():
        return inside[0]
    return folder


def _not_one_student(folder: Path) -> None:
    """Raise UsageError for the folder of one student, whose own folders would else be taken for submissions."""
    code = [path.name for path in _visible(folder) if path.suffix == ".py" or path.name == "answers.toml"]
    if code:
        raise UsageError(
            f"{folder} holds {one_line(code[0], 60)} itself: it looks like one submission, and `grade` is the command "
            f"for that. {EXPECTED}"
        )


def _with_ids(paths: Sequence[Path]) -> list[tuple[Path, str]]:
    """Each path with an id: its own name where that is safe and no other differs by case only, else a hash of it."""
    uses = Counter(_stem(path).casefold() for path in paths)
    alone = {path: uses[_stem(path).casefold()] == 1 for path in paths}
    return [(path, _id_alone(_stem(path)) if alone[path] else _hashed(path.name)) for path in paths]


def _id_alone(name: str) -> str:
    return name if _fit(name) else _hashed(name)


def safe_ids(names: Sequence[str]) -> list[str]:
    """Names for results, safe as folders' names and unique in any case: "ada-at-school.edu" for an email."""
    plain = [re.sub(r"[^A-Za-z0-9_.-]+", "-", name.replace("@", "-at-")).strip(".-") for name in names]
    uses = Counter(name.casefold() for name in plain)
    return [_id_alone(safe) if uses[safe.casefold()] == 1 else _hashed(name) for safe, name in zip(plain, names)]


def _stem(path: Path) -> str:
    return path.stem if path.suffix.lower() == ".zip" and not path.is_dir() else path.name


def _fit(name: str) -> bool:
    return bool(SAFE.fullmatch(name)) and not OURS.fullmatch(name) and name.casefold() not in TAKEN


def _hashed(name: str) -> str:
    return "s-" + hashlib.sha256(name.encode("utf-8", errors="surrogateescape")).hexdigest()[:16]


def _unknown(path: Path, one: str, note: str = "") -> Entry:
    """Without metadata the name of the folder is all that is known of its owner."""
    return Entry(one, path, (Person(one_line(_stem(path), 120)),), note=_all_of(note, _renamed(path, one)))


def _renamed(path: Path, one: str) -> str:
    return "" if one == _stem(path) else f"its results are in {one}: the name {one_line(path.name, 120)!r} would not do"


def _all_of(*notes: str) -> str:
    return "; ".join(filter(None, notes))


def _exported(folder: Path, found: Sequence[Path]) -> list[Entry]:
    """An entry for each folder, and for each submission of the metadata that has none, so that nobody is lost."""
    try:
        known: Mapping[str, Submitted] = read_metadata(folder / METADATA)
    except UnreadableError as error:
        return [_unknown(path, one, f"{METADATA} cannot be read ({error}): no names") for path, one in _with_ids(found)]
    if known and not found:
        raise UsageError(f"{folder}: none of the {len(known)} submissions that {METADATA} names is there. {EXPECTED}")
    there = {_stem(path) for path in found}
    gone = {name: it for name, it in known.items() if name not in there}
    return [_known(path, one, known.get(_stem(path))) for path, one in _with_ids(found)] + [
        _missing(folder, _id_alone(name), it) for name, it in gone.items()
    ]


def _known(path: Path, one: str, it: Submitted | None) -> Entry:
    if it is None:
        return _unknown(path, one, f"not in {METADATA}")
    note = _all_of(it.note, _renamed(path, one))
    return Entry(one, path, it.people, it.submitted_at, it.score, note)


def _missing(folder: Path, one: str, it: Submitted) -> Entry:
    """Its grading fails, for there is nothing at its path: it stands in the gradebook as one to look at."""
    return Entry(one, folder / one, it.people, it.submitted_at, it.score, f"in {METADATA}, but its folder is not there")
