"""Linux system calls that Python has no name for. Importable anywhere; every call answers with an error elsewhere.

Numbers: x86-64 from the kernel's asm/unistd_64.h, aarch64 from asm-generic/unistd.h.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import sys
from typing import Any

MACHINE = platform.machine()
LINUX = sys.platform == "linux" and MACHINE in ("x86_64", "aarch64") and sys.maxsize > 2**32
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
PR_SET_CHILD_SUBREAPER, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 36, 47, 4

_LIBC = ctypes.CDLL(None, use_errno=True)


def syscall(number: int, *arguments: int | ctypes.Array[ctypes.c_char] | None) -> int:
    """The raw call; raises OSError."""
    passed = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    function = _function("syscall")
    function.restype = ctypes.c_long
    result = int(function(ctypes.c_long(number), *passed))
    if result < 0:
        raise _error(ctypes.get_errno())
    return result


def prctl(option: int, *arguments: int | ctypes.Array[ctypes.c_char]) -> None:
    """prctl(2) with unused arguments set to 0; raises OSError."""
    passed = [ctypes.c_ulong(a) if isinstance(a, int) else a for a in arguments]
    passed += [ctypes.c_ulong(0)] * (4 - len(passed))
    if _function("prctl")(ctypes.c_int(option), *passed) != 0:
        raise _error(ctypes.get_errno())


def _function(name: str) -> Any:
    """One of the C library; its number means something else, or nothing, on another system."""
    if not LINUX:
        raise _error(errno.ENOSYS)
    return getattr(_LIBC, name)


def _error(code: int) -> OSError:
    return OSError(code, os.strerror(code))
