"""A system-call filter for the worker: what numpy, threads and reading need is allowed, everything else is refused.

An allow-list, because a list of what to forbid misses the calls that the next kernel brings. Unknown calls answer
"not implemented", as an older kernel would, so that the C library falls back on older ones.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Sequence

from . import kernel

# name: (x86-64, aarch64); -1 where the architecture has no such call
ALLOWED: dict[str, tuple[int, int]] = {
    "read": (0, 63), "write": (1, 64), "futex": (202, 98), "mmap": (9, 222), "munmap": (11, 215), "mremap": (25, 216),
    "mprotect": (10, 226), "madvise": (28, 233), "brk": (12, 214), "clock_gettime": (228, 113), "stat": (4, -1),
    "fstat": (5, 80), "lstat": (6, -1), "newfstatat": (262, 79), "statx": (332, 291), "lseek": (8, 62),
    "close": (3, 57), "getdents": (78, -1),
    "getdents64": (217, 61), "access": (21, -1), "alarm": (37, -1), "arch_prctl": (158, -1),
    "cachestat": (451, 451), "capget": (125, 90), "chdir": (80, 49), "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115), "close_range": (436, 436), "dup": (32, 23), "dup2": (33, -1), "dup3": (292, 24),
    "epoll_create": (213, -1), "epoll_create1": (291, 20), "epoll_ctl": (233, 21), "epoll_pwait": (281, 22),
    "epoll_pwait2": (441, 441), "epoll_wait": (232, -1), "eventfd": (284, -1), "eventfd2": (290, 19), "exit": (60, 93),
    "exit_group": (231, 94), "faccessat": (269, 48), "faccessat2": (439, 439), "fadvise64": (221, 223),
    "fchdir": (81, 50), "fdatasync": (75, 83), "flock": (73, 32), "fstatfs": (138, 44), "fsync": (74, 82),
    "futex_waitv": (449, 449), "get_mempolicy": (239, 236), "getcpu": (309, 168), "getcwd": (79, 17),
    "getegid": (108, 177), "geteuid": (107, 175), "getgid": (104, 176), "getgroups": (115, 158), "getitimer": (36, 102),
    "getpgid": (121, 155), "getpgrp": (111, -1), "getpid": (39, 172), "getppid": (110, 173), "getpriority": (140, 141),
    "getrandom": (318, 278), "getresgid": (120, 150), "getresuid": (118, 148), "getrlimit": (97, 163),
    "getrusage": (98, 165), "getsid": (124, 156), "gettid": (186, 178), "gettimeofday": (96, 169), "getuid": (102, 174),
    "map_shadow_stack": (453, 453), "membarrier": (324, 283), "mincore": (27, 232), "mlock": (149, 228),
    "msync": (26, 227), "munlock": (150, 229), "nanosleep": (35, 101), "pause": (34, -1), "pipe": (22, -1),
    "pipe2": (293, 59), "pkey_alloc": (330, 289), "pkey_free": (331, 290), "pkey_mprotect": (329, 288),
    "poll": (7, -1), "ppoll": (271, 73), "pread64": (17, 67), "preadv": (295, 69), "preadv2": (327, 286),
    "pselect6": (270, 72), "pwrite64": (18, 68), "pwritev": (296, 70), "pwritev2": (328, 287), "readlink": (89, -1),
    "readlinkat": (267, 78), "readv": (19, 65), "restart_syscall": (219, 128), "rseq": (334, 293),
    "rt_sigaction": (13, 134), "rt_sigpending": (127, 136), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139),
    "rt_sigsuspend": (130, 133), "rt_sigtimedwait": (128, 137), "sched_get_priority_max": (146, 125),
    "sched_get_priority_min": (147, 126), "sched_getaffinity": (204, 123), "sched_getparam": (143, 121),
    "sched_getscheduler": (145, 120), "sched_rr_get_interval": (148, 127), "sched_yield": (24, 124), "select": (23, -1),
    "set_robust_list": (273, 99), "set_tid_address": (218, 96), "setitimer": (38, 103), "sigaltstack": (131, 132),
    "signalfd4": (289, 74), "statfs": (137, 43), "sysinfo": (99, 179), "time": (201, -1), "timer_create": (222, 107),
    "timer_delete": (226, 111), "timer_getoverrun": (225, 109), "timer_gettime": (224, 108),
    "timer_settime": (223, 110), "timerfd_create": (283, 85), "timerfd_gettime": (287, 87),
    "timerfd_settime": (286, 86), "times": (100, 153), "umask": (95, 166), "uname": (63, 160), "wait4": (61, 260),
    "waitid": (247, 95), "writev": (20, 66),
}  # fmt: skip
# Allowed under a condition on one argument, see _blocks.
CHECKED: dict[str, tuple[int, int]] = {
    "open": (2, -1), "openat": (257, 56), "kill": (62, 129), "tgkill": (234, 131), "clone": (56, 220),
    "prctl": (157, 167), "fcntl": (72, 25), "ioctl": (16, 29), "prlimit64": (302, 261),
}  # fmt: skip
# Answered with "not implemented", because the C library then uses a call that can be checked.
ABSENT: dict[str, tuple[int, int]] = {"clone3": (435, 435), "openat2": (437, 437), "fchmodat2": (452, 452)}
_LAST_KNOWN = 453
_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

_LOAD, _JUMP, _EQ, _GE, _SET, _RETURN = 0x20, 0x05, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_EPERM, _EACCES, _ENOTTY, _ENOSYS = 1, 13, 25, 38
_OPEN_FOR_WRITING = 0o1 | 0o2 | 0o100 | 0o1000 | 0o20000000  # WRONLY, RDWR, CREAT, TRUNC, TMPFILE
_CLONE_THREAD = 0x10000
_OWN_PID = 0xFFFFFFFF  # stands for the worker's number until there is a worker
_FCNTL = (0, 1, 2, 3, 4, 1030)  # DUPFD, GETFD, SETFD, GETFL, SETFL, DUPFD_CLOEXEC; not SETOWN: it sends signals
_IOCTL = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # TCGETS, TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX
_PRCTL = (3, 15, 16, 0x53564D41)  # GET_DUMPABLE, SET_NAME, GET_NAME, SET_VMA (names for mappings)

Code = list[tuple[int, int, int, int]]


def _result(value: int) -> tuple[int, int, int, int]:
    return (_RETURN, 0, 0, value)


def _when(test: int, value: int, then: int, otherwise: int, argument: int) -> Code:
    """Load the low half of an argument; `then` if the test holds, else `otherwise`."""
    return [(_LOAD, 0, 0, 16 + 8 * argument), (test, 0, 1, value), _result(then), _result(otherwise)]


def _one_of(values: Sequence[int], argument: int, error: int) -> Code:
    code: Code = [(_LOAD, 0, 0, 16 + 8 * argument)]
    for value in values:
        code += [(_EQ, 0, 1, value), _result(_ALLOW)]
    return [*code, _result(_ERRNO | error)]


def _blocks(block_writes: bool) -> dict[str, Code]:
    refused = _ERRNO | _EPERM
    denied = _ERRNO | _EACCES
    allowed = [_result(_ALLOW)]
    own = _when(_EQ, _OWN_PID, _ALLOW, refused, 0)
    return {
        "open": _when(_SET, _OPEN_FOR_WRITING, denied, _ALLOW, 1) if block_writes else allowed,
        "openat": _when(_SET, _OPEN_FOR_WRITING, denied, _ALLOW, 2) if block_writes else allowed,
        "kill": own,
        "tgkill": own,
        "clone": _when(_SET, _CLONE_THREAD, _ALLOW, refused, 0),
        "prctl": _one_of(_PRCTL, 0, _EPERM),
        "fcntl": _one_of(_FCNTL, 1, _EPERM),
        "ioctl": _one_of(_IOCTL, 1, _ENOTTY),
        "prlimit64": _when(_EQ, 0, _ALLOW, refused, 0),
    }


def _numbers(table: dict[str, tuple[int, int]]) -> list[tuple[str, int]]:
    column = 0 if kernel.MACHINE == "x86_64" else 1
    return [(name, pair[column]) for name, pair in table.items() if pair[column] >= 0]


class Program:
    """A filter made once, where the kernel will read it: a buffer that is made in a worker costs two milliseconds.

    holes: where the worker's own number is still to be filled in.
    """

    def __init__(self, code: bytes, holes: Sequence[int] = ()) -> None:
        self._code, self._holes = ctypes.create_string_buffer(code, len(code)), holes
        head = struct.pack("<HxxxxxxQ", len(code) // 8, ctypes.addressof(self._code))
        self._head = ctypes.create_string_buffer(head, len(head))

    def install(self, pid: int) -> None:
        """Put the filter on this thread for good; needs no_new_privs or root. Raises OSError."""
        for place in self._holes:
            struct.pack_into("<I", self._code, place, pid)
        kernel.prctl(kernel.PR_SET_SECCOMP, 2, self._head)


def program(block_writes: bool) -> Program:
    """The filter; with `block_writes` nothing can be opened for writing either."""
    code: Code = [(_LOAD, 0, 0, 4), (_EQ, 1, 0, _AUDIT[kernel.MACHINE]), _result(_KILL), (_LOAD, 0, 0, 0)]
    if kernel.MACHINE == "x86_64":
        code += [(_GE, 0, 1, 0x40000000), _result(_ERRNO | _ENOSYS)]  # the x32 numbers are the same calls again
    blocks = _blocks(block_writes)
    for name, number in _numbers(CHECKED):
        code += [(_EQ, 0, len(blocks[name]), number), *blocks[name]]
    code += _search(_decisions())
    packed = b"".join(struct.pack("<HBBI", *instruction) for instruction in code)
    return Program(packed, tuple(8 * at + 4 for at, step in enumerate(code) if step[0] == _EQ and step[3] == _OWN_PID))


def _decisions() -> list[tuple[int, int]]:
    """(first number, result) in rising order; each holds up to the next one."""
    results = {number: _ERRNO | _EPERM for number in range(_LAST_KNOWN + 1)}
    results.update({number: _ALLOW for _, number in _numbers(ALLOWED)})
    results.update({number: _ERRNO | _ENOSYS for _, number in _numbers(ABSENT)})
    results[_LAST_KNOWN + 1] = _ERRNO | _ENOSYS
    return [(n, results[n]) for n in sorted(results) if n == 0 or results[n] != results[n - 1]]


def _search(decisions: list[tuple[int, int]]) -> Code:
    """Binary search over the runs: the kernel walks a new filter once for each number, so its depth costs time."""
    if len(decisions) == 1:
        return [_result(decisions[0][1])]
    middle = len(decisions) // 2
    low, high = _search(decisions[:middle]), _search(decisions[middle:])
    return [(_GE, 0, 1, decisions[middle][0]), (_JUMP, 0, 0, len(low)), *low, *high]
