"""The two places a submission lies in, a folder or a zip, seen alike: what lies in a folder of it, and its bytes.

Nothing is unpacked and nothing is followed: no link, no name that leads elsewhere, no device that would block.
"""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

from autograder.errors import UsageError

MAX_ENTRIES = 20_000
"""Names looked at in one place; a virtual environment that was zipped by mistake stays below."""
MAX_ZIP = 100_000_000
MAX_DEPTH = 32
MAX_NAME = 255
BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, NotImplementedError)


class Refused(Exception):
    """A file that is not read; the text says why, to the student."""


@dataclass(frozen=True)
class Found:
    """One name in a folder; kind is "file", "folder", or a sentence that says why it is neither.

    read: the bytes, at most one more than the limit it is given; raises Refused.
    """

    name: str
    kind: str
    read: Callable[[int], bytes]


class Place(Protocol):
    """Where a submission lies."""

    def inside(self, folder: tuple[str, ...]) -> list[Found]:
        """What lies directly in the folder that these names lead to."""
        ...


def opened(path: Path) -> AbstractContextManager[Place]:
    """The place at a path; raises UsageError when it is neither a folder nor a zip that can be opened."""
    if path.is_dir():
        return _folder(path)
    if not path.exists():
        raise UsageError(f"There is no folder or zip at {path}.")
    if not path.is_file() or not zipfile.is_zipfile(path):
        raise UsageError(f"{path} is neither a folder nor a zip that can be opened; give the submission's folder.")
    return _zip(path)


@contextmanager
def _folder(path: Path) -> Iterator[Place]:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise UsageError(f"Cannot read {path}: {error.strerror}.") from error
    handles = [handle]
    try:
        yield _Folder(handles)
    finally:
        for each in handles:
            os.close(each)


class _Folder:
    """A folder on the disk, reached through open handles so that no part of a path can change meaning."""

    def __init__(self, handles: list[int]) -> None:
        self._handles = handles

    def inside(self, folder: tuple[str, ...]) -> list[Found]:
        try:
            handle = self._handles[0]
            for name in folder:
                handle = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=handle)
                self._handles.append(handle)
            with os.scandir(handle) as entries:
                names = [entry.name for entry, _ in zip(entries, range(MAX_ENTRIES))]
            found = [Found(name, _kind_at(handle, name), _reader(handle, name)) for name in names]
        except OSError as error:
            raise UsageError(f"Cannot read the folder {'/'.join(folder) or 'of the submission'}: {error}.") from error
        return sorted(found, key=lambda each: each.name)


def _kind_at(folder: int, name: str) -> str:
    try:
        return _kind(os.lstat(name, dir_fd=folder).st_mode)
    except OSError as error:
        return f"it cannot be looked at ({error.strerror})"


def _reader(folder: int, name: str) -> Callable[[int], bytes]:
    def read(limit: int) -> bytes:
        try:
            handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
            try:
                kind = _kind(os.fstat(handle).st_mode)  # it may have changed since it was listed
                if kind != "file":
                    raise Refused(f"it is a {kind}" if kind == "folder" else kind)
                with os.fdopen(handle, "rb", closefd=False) as file:
                    return file.read(limit + 1)
            finally:
                os.close(handle)
        except OSError as error:
            raise Refused(f"it cannot be read ({error.strerror})") from error

    return read


def _kind(mode: int) -> str:
    if stat.S_ISREG(mode):
        return "file"
    if stat.S_ISDIR(mode):
        return "folder"
    return "it is a link; upload the file itself" if stat.S_ISLNK(mode) else "it is not an ordinary file"


@contextmanager
def _zip(path: Path) -> Iterator[Place]:
    if path.stat().st_size > MAX_ZIP or _records(path) > MAX_ENTRIES:
        raise UsageError(f"{path} is too large: at most {MAX_ZIP // 10**6} MB and {MAX_ENTRIES} files in a zip.")
    try:
        archive = zipfile.ZipFile(path)
    except BROKEN as error:
        raise UsageError(f"{path} is a damaged zip and cannot be opened.") from error
    with archive:
        yield _Zip(archive)


def _records(path: Path) -> int:
    """An upper bound on the entries, counted before a library makes an object of each."""
    count, tail = 0, b""
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            count += (tail + chunk).count(b"PK\x01\x02")
            tail = chunk[-3:]
    return count


class _Zip:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._tree: dict[tuple[str, ...], list[Found]] = {(): []}
        for info in archive.infolist():
            self._add(archive, info)

    def inside(self, folder: tuple[str, ...]) -> list[Found]:
        return sorted(self._tree.get(folder, []), key=lambda each: each.name)

    def _add(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
        written = info.orig_filename.replace("\\", "/")  # some Windows programs write names that way
        parts = PurePosixPath(written).parts
        leads_out = written.startswith("/") or ".." in parts or "\0" in written or ":" in "".join(parts[:1])
        if leads_out or not 1 <= len(parts) <= MAX_DEPTH or max(map(len, parts)) > MAX_NAME:
            why = "its name leads out of the zip" if leads_out else "its name is too long"
            self._tree[()].append(Found(written[:MAX_NAME], why, _closed))
            return
        for depth in range(len(parts) - 1):
            self._folder(parts[: depth + 1])
        if written.endswith("/"):
            self._folder(parts)
        else:
            kind = _zipped_kind(info)
            self._tree.setdefault(parts[:-1], []).append(Found(parts[-1], kind, _unzipper(archive, info)))

    def _folder(self, parts: tuple[str, ...]) -> None:
        if parts not in self._tree:
            self._tree[parts] = []
            self._tree.setdefault(parts[:-1], []).append(Found(parts[-1], "folder", _closed))


def _zipped_kind(info: zipfile.ZipInfo) -> str:
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return _kind(mode) if not stat.S_ISDIR(mode) else "it is not an ordinary file"
    if info.flag_bits & 0x1:
        return "it is encrypted; zip it without a password"
    # The other methods unpack without a bound on what a few bytes become.
    plain = info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    return "file" if plain else "it is compressed by an unusual method; zip it the ordinary way"


def _unzipper(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[int], bytes]:
    def read(limit: int) -> bytes:
        try:
            with archive.open(info) as file:
                return file.read(limit + 1)
        except BROKEN as error:
            raise Refused("it is damaged inside the zip; make the zip again") from error

    return read


def _closed(_: int) -> bytes:
    raise Refused("it is not a file")
