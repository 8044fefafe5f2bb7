"""After a worker: nothing that it started may live on."""

from __future__ import annotations

import contextlib
import os
import signal

from . import slots

_ROUNDS = 50
_WRITABLE_BY_ALL = ("/tmp", "/var/tmp", "/dev/shm", "/run/lock", "/dev/mqueue")


def strangers(known: set[int]) -> list[int]:
    """Children of this process that are no workers: orphans come to the clean process, because it is a subreaper."""
    pid = os.getpid()
    try:
        with open(f"/proc/self/task/{pid}/children", encoding="ascii") as stream:
            children = {int(word) for word in stream.read().split()}
    except (OSError, ValueError):
        children = _children_by_scan(pid)
    return sorted(children - known)


def _children_by_scan(parent: int) -> set[int]:
    """Where the kernel keeps no list of children."""
    found: set[int] = set()
    try:
        numbers = [int(name) for name in os.listdir("/proc") if name.isdigit()]
    except OSError:
        return found
    for number in numbers:
        try:
            with open(f"/proc/{number}/stat", "rb") as stream:
                if int(stream.read().rpartition(b")")[2].split()[1]) == parent:
                    found.add(number)
        except (OSError, ValueError, IndexError):
            continue
    return found


def sweep(known: set[int], uid: int | None) -> int:
    """Kill and reap every stranger until none is left; how many there were."""
    count = 0
    for _ in range(_ROUNDS):
        found = strangers(known)
        if not found:
            break
        count += len(found)
        if uid is not None:
            kill_all_of(uid)
        for pid in found:
            _end(pid)
    return count


def _end(pid: int) -> None:
    with contextlib.suppress(OSError):
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def kill_all_of(uid: int) -> None:
    """SIGKILL to every process of a private user, at once: a fork bomb cannot outrun it."""
    pid = os.fork()
    if pid == 0:
        try:
            slots.become(uid)
            os.kill(-1, signal.SIGKILL)
        finally:
            os._exit(0)
    os.waitpid(pid, 0)


def remove_files_of(uid: int) -> None:
    """What a worker left in the folders that everybody may write to, where no layer kept it from writing."""
    for folder in _WRITABLE_BY_ALL:
        try:
            found = [entry for entry in os.scandir(folder) if entry.stat(follow_symlinks=False).st_uid == uid]
        except OSError:
            continue
        for entry in found:
            if entry.is_dir(follow_symlinks=False):
                import shutil  # loads the compression libraries; hardly ever needed

                shutil.rmtree(entry.path, ignore_errors=True)
            else:
                with contextlib.suppress(OSError):
                    os.unlink(entry.path)
