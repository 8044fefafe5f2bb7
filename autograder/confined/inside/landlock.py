"""Which files the worker may read: interpreter, standard library, numpy, the system's shared libraries. Nothing else.

Names and numbers: the kernel's linux/landlock.h. The rule set is built once and taken over by each worker.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys
from collections.abc import Iterator

from . import kernel

_CREATE, _ADD, _RESTRICT = 444, 445, 446
READ_FILE, READ_DIR, WRITE_FILE = 1 << 2, 1 << 3, 1 << 1
# How many of the file rights, network rights and scopes each version of the interface knows.
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_TCP = 0b11
_SCOPES = 0b11
_PACKAGES = ("site-packages", "dist-packages")


def version() -> int:
    """The kernel's Landlock version, 0 if there is none."""
    if not kernel.LINUX:
        return 0
    try:
        return kernel.syscall(_CREATE, None, 0, 1)
    except OSError:
        return 0


def create(abi: int, rules: list[tuple[str, int]]) -> int:
    """A rule set as a descriptor: only the `rules`, pairs of path and rights, are allowed. Raises OSError."""
    files = (1 << _FILE_RIGHTS[min(abi, 5)]) - 1
    attributes = struct.pack("<QQQ", files, _TCP if abi >= 4 else 0, _SCOPES if abi >= 6 else 0)
    size = 24 if abi >= 6 else 16 if abi >= 4 else 8
    ruleset = kernel.syscall(_CREATE, ctypes.create_string_buffer(attributes, 24), size, 0)
    for path, rights in rules:
        _add(ruleset, path, rights & files)
    return ruleset


def _add(ruleset: int, path: str, rights: int) -> None:
    if sys.platform == "darwin":
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # one library less; what must be readable is probed
    try:
        if not os.path.isdir(path):
            rights &= READ_FILE | WRITE_FILE
        rule = struct.pack("<Qi", rights, descriptor)
        kernel.syscall(_ADD, ruleset, 1, ctypes.create_string_buffer(rule, len(rule)), 0)
    finally:
        os.close(descriptor)


def restrict(ruleset: int) -> None:
    """Take the rules on for good; needs no_new_privs. Raises OSError."""
    kernel.syscall(_RESTRICT, ruleset, 0)


def reading_rules(numpy_folder: str, interpreter_closed: bool) -> list[tuple[str, int]]:
    """What the worker may read, and the null device, which it may also write.

    `interpreter_closed`: permissions close the standard library anyway, and hundreds of rules would only cost time.
    """
    rules = [(path, READ_FILE | READ_DIR) for path in _libraries()]
    site = os.path.dirname(numpy_folder)
    rules += [(path, READ_FILE | READ_DIR) for path in (numpy_folder, os.path.join(site, "numpy.libs"))]
    rules += [(path, READ_FILE) for path in ("/dev/urandom", "/dev/random", "/dev/zero", "/etc/ld.so.cache")]
    rules += [(path, READ_FILE | READ_DIR) for path in ("/etc/localtime", "/usr/share/zoneinfo", "/usr/lib/locale")]
    rules.append(("/dev/null", READ_FILE | WRITE_FILE))
    for folder in [] if interpreter_closed else _standard_library():
        rules.append((folder, READ_DIR))
        rules += [(path, READ_FILE | READ_DIR) for path in _entries(folder) if os.path.basename(path) not in _PACKAGES]
    return rules


def _standard_library() -> list[str]:
    home = os.path.dirname(os.path.abspath(str(os.__file__)))
    return [home, *(path for path in sys.path if path != home and os.path.isdir(path))]


def _libraries() -> Iterator[str]:
    """Shared libraries one by one: beside them other packages may lie that students must not find."""
    folders = ["/lib", "/usr/lib", "/lib64", "/usr/lib64", "/usr/local/lib", os.path.join(sys.base_prefix, "lib")]
    for folder in dict.fromkeys(map(os.path.realpath, folders)):
        for path in _entries(folder):
            name = os.path.basename(path)
            if ".so" in name or ("-linux-" in name and os.path.isdir(path)):
                yield path


def _entries(folder: str) -> list[str]:
    try:
        return [entry.path for entry in os.scandir(folder)]
    except OSError:
        return []
