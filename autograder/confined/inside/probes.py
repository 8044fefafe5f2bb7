"""Attempts to do what the layers forbid, from a confined process. A layer counts only if each of its own is refused."""

from __future__ import annotations

import _socket
import contextlib
import ctypes
import errno
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass

from . import kernel

FILES, USER, CALLS = "Landlock", "private user", "seccomp"


@dataclass(frozen=True)
class Targets:
    """What the probes aim at, made by the clean process: a file that everybody may read, and a folder to write to."""

    open_file: str
    hidden_file: str
    folder: str
    parent: int


def make_targets() -> Targets:
    """Two small files in a folder of their own; see remove_targets. Raises OSError."""
    folder = _new_folder()
    os.chmod(folder, 0o755)
    for name, mode in (("open", 0o644), ("hidden", 0o600)):
        descriptor = os.open(os.path.join(folder, name), os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600)
        os.fchmod(descriptor, mode)
        os.close(descriptor)
    return Targets(os.path.join(folder, "open"), os.path.join(folder, "hidden"), folder, os.getpid())


def _new_folder() -> str:
    """A folder with a name that nobody can foresee, where every user may make one."""
    for place in ("/tmp", "/var/tmp", "/dev/shm"):
        path = os.path.join(place, f"autograder-probe-{os.urandom(8).hex()}")
        try:
            os.mkdir(path, 0o700)
        except OSError:
            continue
        return path
    raise OSError("no folder for temporary files")


def remove_targets(targets: Targets) -> None:
    """Take away what make_targets made, and what a probe wrote if it was not refused."""
    for path in (targets.open_file, targets.hidden_file, targets.folder + "-written"):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)
    os.rmdir(targets.folder)


def _read(path: str) -> Callable[[], object]:
    return lambda: os.close(os.open(path, os.O_RDONLY))


def _write(path: str) -> Callable[[], object]:
    return lambda: os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)
    os.wait()


def _become_root() -> None:
    if sys.platform != "darwin":
        os.setresuid(0, 0, 0)


def _io_uring() -> None:
    kernel.syscall(425, 0, None)


def _ptrace() -> None:
    kernel.syscall(101 if kernel.MACHINE == "x86_64" else 117, 16, 1, 0, 0)


def _memfd() -> None:
    kernel.syscall(319 if kernel.MACHINE == "x86_64" else 279, ctypes.create_string_buffer(b"probe"), 0)


def attempts(targets: Targets) -> dict[str, dict[str, Callable[[], object]]]:
    """layer -> (what is attempted -> the attempt)."""
    process = f"/proc/{targets.parent}"
    return {
        USER: {
            "open a file of the grader": _read(targets.hidden_file),
            "become root again": _become_root,
            "signal the parent": lambda: os.kill(targets.parent, 0),
            "read the parent's environment": _read(process + "/environ"),
        },
        FILES: {
            "open a file that everybody may read": _read(targets.open_file),
            "write a file": _write(targets.folder + "-written"),
            "read the parent's command line": _read(process + "/cmdline"),
        },
        CALLS: {
            "open a network socket": lambda: _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM),
            "open a local socket": lambda: _socket.socket(_socket.AF_UNIX, _socket.SOCK_DGRAM),
            "start a process": _fork,
            "signal the parent": lambda: os.kill(targets.parent, 0),
            "set up io_uring": _io_uring,
            "trace a process": _ptrace,
            "make a file in memory": _memfd,
        },
    }


def run(targets: Targets, layers: list[str]) -> dict[str, list[str]]:
    """In the confined process: layer -> the attempts that were NOT refused."""
    return {
        layer: [name for name, attempt in attempts(targets)[layer].items() if not refused(attempt)] for layer in layers
    }


def refused(attempt: Callable[[], object]) -> bool:
    """Whether the system refuses it; "not implemented" by an unknown call counts, a fault of the attempt does not."""
    try:
        attempt()
    except (PermissionError, OSError) as error:
        return error.errno in (errno.EPERM, errno.ESRCH, errno.EACCES, errno.ENOSYS)  # ESRCH: out of sight
    return False
