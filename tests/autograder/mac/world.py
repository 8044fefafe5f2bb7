"""A program: what that world refuses, as JSON."""

from __future__ import annotations

import ctypes
import json
import os
import platform
import resource
import select
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


def says(action: Callable[[], Any]) -> Any:
    """What it gives, or the name of its error."""
    try:
        return action()
    except (OSError, ValueError, AttributeError) as error:
        return type(error).__name__


def handed_on(wait: bool) -> bool:
    """Whether a socket still works after it was handed on, when it was closed here before it arrived and when not."""
    there, back = socket.socketpair()
    one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    socket.send_fds(one, [b"x"], [back.fileno()])
    if not wait:
        back.close()
    (number,) = socket.recv_fds(other, 1, 1)[1]
    os.write(number, b"y")
    return there.recv(1) == b"y"


pair = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
found = {
    "platform": [sys.platform, platform.system(), platform.machine()],
    "there": [name for name in ("O_PATH", "setresuid", "sched_getaffinity", "pipe2") if hasattr(os, name)],
    "select": [hasattr(select, "epoll"), hasattr(select, "poll")],
    "prctl": says(lambda: ctypes.CDLL(None).prctl),
    "getpid": says(lambda: ctypes.CDLL(None).getpid() > 0),
    "proc": says(lambda: Path("/proc/self/stat").read_text()),
    "list": says(lambda: os.listdir("/proc")),
    "memory": says(lambda: resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))),
    "small": says(lambda: socket.send_fds(pair[0], [b"x" * 2048], [])),
    "large": says(lambda: socket.send_fds(pair[0], [b"x" * 2049], [])),
    "packets": says(lambda: socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)),
    "abstract": says(lambda: socket.socket(socket.AF_UNIX).bind("\0autograder-test")),
    "waits": says(lambda: handed_on(wait=True)),
    "closes": says(lambda: handed_on(wait=False)),
}
print(json.dumps(found))
