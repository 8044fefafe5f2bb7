"""Take in a submission: the very bytes that will be run, and what was missing, ignored or refused."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from autograder.intake.places import Found, Place, Refused, opened
from autograder.intake.rules import is_junk, looks_like, same_name, why_ignored, why_refused
from autograder.plain_text import one_line
from autograder.writing import write_bytes

MAX_FILE = 1_000_000
MAX_ALL = 5_000_000
MAX_FILES = 100
MAX_WRAPPINGS = 3
SHOWN = 50
ANSWERS = "answers.toml"
SUBMITTED = "submitted"
"""The folder beside the results that holds what was graded."""
JUNK = "left by another program"


@dataclass(frozen=True)
class Intake:
    """What came in.

    sources: the wanted Python files and those beside them, by name, byte for byte. answers: answers.toml.
    missing: wanted files that are not there (a refused one is there). ignored: names and why. refused: names and a
    sentence for the student; such a file is never run. notes: further sentences for the student. digest: SHA-256 in
    hex over the names and bytes of sources and answers.
    """

    sources: Mapping[str, bytes]
    answers: bytes | None
    missing: tuple[str, ...] = ()
    ignored: tuple[tuple[str, str], ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    digest: str = ""


def take_in(path: Path, wanted: tuple[str, ...]) -> Intake:
    """Read a submission from a folder or a zip.

    Reads the wanted files and any Python file beside them, regular files only, at most 1 MB each and 5 MB in all; a
    folder around everything is unwrapped. Raises UsageError when there is neither a folder nor a zip that can be
    opened; a submission without any wanted file is one with everything missing.
    """
    with opened(path) as place:
        found, notes = _unwrapped(place, wanted)
        reading = _Reading(wanted)
        alike = _alike(found)
        for each in sorted(found, key=lambda each: (each.name not in wanted, each.name)):
            reading.consider(each, [rival for rival in alike[same_name(each.name)] if rival is not each])
    return reading.intake(notes)


def archive(intake: Intake, folder: Path) -> None:
    """Write the very bytes that were taken in, for the record; files that only an earlier submission had go."""
    answers = {ANSWERS: intake.answers} if intake.answers is not None else {}
    files = {**intake.sources, **answers}
    # First what goes: where SGD.py and sgd.py are one file, what was just written could go by its old name.
    for path in folder.glob("*"):
        if path.name not in files and path.is_file() and (path.suffix == ".py" or path.name == ANSWERS):
            path.unlink()
    for name, data in files.items():
        write_bytes(folder / name, data, durable=False)


def _unwrapped(place: Place, wanted: tuple[str, ...]) -> tuple[list[Found], list[str]]:
    """What lies at the top, or in the one folder that holds everything."""
    at: tuple[str, ...] = ()
    notes = []
    for _ in range(MAX_WRAPPINGS):
        found = place.inside(at)
        folders = [each.name for each in found if each.kind == "folder" and not is_junk(each.name)]
        loose = any(each.name in wanted or (each.kind == "file" and each.name.endswith(".py")) for each in found)
        if loose or len(folders) != 1:
            break
        at = (*at, folders[0])
        notes.append(f"Everything was read from the folder {one_line(folders[0], 80)}; upload the files themselves.")
    return place.inside(at), notes[-1:]


def _alike(found: list[Found]) -> Mapping[str, list[Found]]:
    alike: dict[str, list[Found]] = {}
    for each in found:
        alike.setdefault(same_name(each.name), []).append(each)
    return alike


class _Reading:
    """The files seen so far; what each one becomes."""

    def __init__(self, wanted: tuple[str, ...]) -> None:
        self._wanted = wanted
        self._read: dict[str, bytes] = {}
        self._size = 0
        self._ignored: list[tuple[str, str]] = []
        self._refused: dict[str, str] = {}
        self._notes: list[str] = []

    def consider(self, found: Found, rivals: list[Found]) -> None:
        """Read it, refuse it or ignore it."""
        name = one_line(found.name, 80)
        why = None if found.name in self._wanted else self._why_ignored(found)
        if why is not None:
            self._ignored.append((name, why))
            return
        try:
            self._compare(found, rivals)
            self._take(found)
        except Refused as refusal:
            self._refused[name] = f"{name} was not used: {refusal}."

    def _why_ignored(self, found: Found) -> str | None:
        if is_junk(found.name) and "/" not in found.name:
            return JUNK
        if found.kind == "folder":
            return "files in folders are not read"
        self._hint(found.name)
        return why_ignored(found.name) if found.kind == "file" else None

    def _hint(self, name: str) -> None:
        meant = looks_like(name, self._wanted)
        if meant in self._read or meant in self._refused:
            self._notes.append(f"{one_line(name, 80)} is there too, but only {meant} is graded.")
        elif meant:
            self._notes.append(f"{one_line(name, 80)} looks like {meant}: rename it.")

    def _compare(self, found: Found, rivals: list[Found]) -> None:
        """One name must mean one file on every system; a wanted file under its exact name is that one."""
        if any(each.name == found.name for each in rivals):
            raise Refused("there are two files of that name")
        if rivals and found.name not in self._wanted:
            others = ", ".join(one_line(each.name, 80) for each in rivals)
            raise Refused(f"its name differs from {others} only in its letters' case or form; keep one of them")

    def _take(self, found: Found) -> None:
        if found.kind != "file":
            raise Refused(found.kind if found.kind != "folder" else "it is a folder")
        if len(self._read) >= MAX_FILES:
            raise Refused(f"there are more than {MAX_FILES} files")
        data = found.read(MAX_FILE) if self._size <= MAX_ALL else b""
        self._size += len(data)
        if self._size > MAX_ALL:
            raise Refused(f"all files together are larger than {MAX_ALL // 10**6} MB")
        if len(data) > MAX_FILE:
            raise Refused(f"it is larger than {MAX_FILE // 10**6} MB")
        why = why_refused(data) if found.name != ANSWERS else None
        if why:
            raise Refused(why)
        self._read[unicodedata.normalize("NFC", found.name)] = data

    def intake(self, notes: list[str]) -> Intake:
        """All of it; lists of ignored names stay short however many there are."""
        read = {name: self._read[name] for name in sorted(self._read)}
        there = {*read, *self._refused}
        ignored = self._ignored
        rest = [(f"{len(ignored) - SHOWN} more", "not listed")] if len(ignored) > SHOWN else []
        return Intake(
            sources={name: data for name, data in read.items() if name != ANSWERS},
            answers=read.get(ANSWERS),
            missing=tuple(name for name in self._wanted if name not in there),
            ignored=(*ignored[:SHOWN], *rest),
            refused=dict(list(self._refused.items())[:SHOWN]),
            notes=(*notes, *self._notes[:SHOWN]),
            digest=_digest(read),
        )


def _digest(files: Mapping[str, bytes]) -> str:
    total = hashlib.sha256()
    for name, data in files.items():
        total.update(f"{len(name.encode())}:{name}:{len(data)}:".encode() + data)
    return total.hexdigest()
