"""A private user for each worker, unique among all graders of the machine.

A slot is a file in a folder that only root can enter, locked for as long as the worker lives. Slot n is the user
FIRST + n; users that the machine already knows are passed over.
"""

from __future__ import annotations

import errno
import fcntl
import os
import pwd
import stat
import sys
from collections.abc import Sequence
from dataclasses import dataclass

FIRST, COUNT = 58000, 500
FOLDERS = ("/run/autograder-slots", "/var/lib/autograder-slots", "/var/tmp/autograder-slots", "/tmp/autograder-slots")


@dataclass(frozen=True)
class Slot:
    """A user number and the locked file that stands for it."""

    uid: int
    lock: int


def folder(candidates: Sequence[str] = FOLDERS) -> str:
    """The first folder that can be made, or already is, root's alone; raises OSError if there is none."""
    for path in candidates:
        try:
            os.makedirs(path, mode=0o700, exist_ok=True)
            found = os.lstat(path)
        except OSError:
            continue
        # In a shared folder somebody else may have made it first, to hold the locks or to hand out a link.
        if stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o077:
            return path
    raise OSError("no folder for the workers' slots can be made")


def unknown_users() -> list[int]:
    """The users of the slots, without those that the machine already knows."""
    known = {entry.pw_uid for entry in pwd.getpwall()}
    return [uid for uid in range(FIRST, FIRST + COUNT) if uid not in known]


def take(path: str, users: Sequence[int]) -> Slot:
    """Lock the first free slot; raises OSError when all are taken."""
    for uid in users:
        lock = os.open(os.path.join(path, str(uid)), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)
            continue
        return Slot(uid, lock)
    raise OSError("every slot for a worker is taken")


def become(uid: int) -> None:
    """Change to a user and the group of that number for good; raises OSError, also where nobody can."""
    if sys.platform == "darwin":  # a process there can keep the user that it was
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def free(slot: Slot) -> None:
    """Give the slot back; only after everything of its user is dead."""
    os.close(slot.lock)
