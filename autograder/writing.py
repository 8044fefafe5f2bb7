"""Write a file whole or not at all."""

from __future__ import annotations

import errno
import json
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any

from autograder.errors import DiskFull, UsageError

ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
FULL = (errno.ENOSPC, errno.EDQUOT)


def write_bytes(path: Path, data: bytes, *, private: bool = False, durable: bool = True) -> None:
    """Put the bytes at `path`, replacing what is there; at no moment can half of them be read.

    Makes the folder. The file's mode follows the umask (0600 where `private`). A link at `path` is replaced, not
    followed. durable: on the disk when this returns, should the power fail; that takes milliseconds, and what can be
    made again does without. Raises UsageError when the place cannot be written.
    """
    try:
        beside = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
        try:
            _write_new(beside, data, 0o600 if private else 0o666, durable)
            os.replace(beside, path)
        except BaseException:
            with suppress(OSError):
                beside.unlink()
            raise
        if durable:
            _settle(path.parent)
    except OSError as error:
        kind = DiskFull if error.errno in FULL else UsageError
        raise kind(f"Cannot write {path}: {error.strerror or error}.") from error


def write_text(path: Path, text: str, *, private: bool = False, durable: bool = True) -> None:
    """The same for text, as UTF-8; a lone surrogate becomes a question mark."""
    write_bytes(path, text.encode("utf-8", errors="replace"), private=private, durable=durable)


def write_json(path: Path, value: Any, *, private: bool = False, durable: bool = True) -> None:
    """The same for JSON, keys in the order given; raises ValueError for NaN and infinities, TypeError for objects."""
    write_text(path, _laid_out(value, 0) + "\n", private=private, durable=durable)


def _laid_out(value: Any, level: int) -> str:
    """JSON with a line for each entry of the outer two levels: to be read by people, and many times faster to write
    than with a line for everything.
    """
    if level == 2 or not value or not isinstance(value, (dict, list, tuple)):
        return _compact(value)
    if isinstance(value, dict):
        lines = [f"{_compact(str(key))}: {_laid_out(inner, level + 1)}" for key, inner in value.items()]
    else:
        lines = [_laid_out(inner, level + 1) for inner in value]
    inside = f",\n{' ' * (level + 1)}".join(lines)
    start, end = "{}" if isinstance(value, dict) else "[]"
    return f"{start}\n{' ' * (level + 1)}{inside}\n{' ' * level}{end}"


def _compact(value: Any) -> str:
    return ENCODER.encode(value)


def _write_new(path: Path, data: bytes, mode: int, durable: bool) -> None:
    """Create the file, which must not exist, and its folder, if that must be."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0)
    try:
        handle = os.open(path, flags, mode)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, flags, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        if durable:
            os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Make the new name itself last; some file systems cannot, and the file is whole all the same."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
