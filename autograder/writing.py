"""Write a file whole or not at all."""

from __future__ import annotations

import json
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any

from autograder.errors import UsageError


def write_bytes(path: Path, data: bytes, *, private: bool = False) -> None:
    """Put the bytes at `path`, replacing what is there; at no moment can half of them be read.

    Makes the folder. The file's mode follows the umask (0600 where `private`). A link at `path` is replaced, not
    followed. Raises UsageError when the place cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
        try:
            _write_new(beside, data, 0o600 if private else 0o666)
            os.replace(beside, path)
        except BaseException:
            with suppress(OSError):
                beside.unlink()
            raise
        _settle(path.parent)
    except OSError as error:
        raise UsageError(f"Cannot write {path}: {error.strerror or error}.") from error


def write_text(path: Path, text: str, *, private: bool = False) -> None:
    """The same for text, as UTF-8; a lone surrogate becomes a question mark."""
    write_bytes(path, text.encode("utf-8", errors="replace"), private=private)


def write_json(path: Path, value: Any, *, private: bool = False) -> None:
    """The same for JSON, keys in the order given; raises ValueError for NaN and infinities, TypeError for objects."""
    write_text(path, json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False) + "\n", private=private)


def _write_new(path: Path, data: bytes, mode: int) -> None:
    """Create the file, which must not exist; its bytes are on the disk when this returns."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0), mode)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Make the new name itself last; some file systems cannot, and the file is whole all the same."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
