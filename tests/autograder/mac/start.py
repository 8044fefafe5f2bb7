"""Python as it would be on macOS, as far as Linux can show it. A wrapper that stands for the interpreter runs

    python -I -S start.py FACTS.json ARGUMENTS...

so that also a process that is started with -I and -S is one of that world. FACTS: the names that the standard library
lacks there, the wrapper's path, where packages lie, and whether forks die as they do after Accelerate has had threads.
"""

from __future__ import annotations

import builtins
import ctypes
import errno
import importlib
import json
import os
import resource
import runpy
import signal
import socket
import stat
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

DATAGRAM_BYTES = 2048  # net.local.dgram.maxdgram
UNLIMITED = 2**63 - 1
LINUX_ALONE = {"prctl", "syscall", "gettid", "memfd_create", "unshare", "setns", "epoll_create1", "pidfd_open"}
USELESS_LIMITS = {resource.RLIMIT_AS, resource.RLIMIT_DATA, resource.RLIMIT_RSS}
in_flight: set[int] = set()
"""Sockets that were handed on and may not have arrived."""


def pretend(facts: dict[str, Any]) -> None:
    """Change this process; what it imports from now on finds macOS."""
    os.environ["_PYTHON_SYSCONFIGDATA_NAME"] = f"_sysconfigdata__{sys.platform}_{sys.implementation._multiarch}"
    sys.platform = "darwin"
    told = os.uname_result(("Darwin", "mac.local", "23.6.0", "Darwin Kernel Version 23.6.0", "arm64"))
    os.uname = lambda: told
    for module, names in facts["missing"].items():
        for name in names:
            vars(importlib.import_module(module)).pop(name, None)
    del sys.modules["selectors"]  # socket has brought the one that found epoll
    if hasattr(os, "process_cpu_count"):
        os.process_cpu_count = os.cpu_count
    sys.modules["_scproxy"] = ModuleType("_scproxy")
    vars(sys.modules["_scproxy"]).update(_get_proxies=dict, _get_proxy_settings=dict)
    sys.addaudithook(_without_proc)
    if facts.get("no fork computes"):
        os.register_at_fork(after_in_child=lambda: os.kill(os.getpid(), signal.SIGSEGV))
    _system()
    _sockets()


def _without_proc(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("open", "os.listdir", "os.scandir") and str(arguments[0]).startswith("/proc"):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), arguments[0])


def _system() -> None:
    class Library(ctypes.CDLL):
        def __getattr__(self, name: str) -> Any:
            if name in LINUX_ALONE:
                raise AttributeError(f"dlsym(RTLD_DEFAULT, {name}): symbol not found")
            return super().__getattr__(name)

    def setrlimit(which: int, pair: tuple[int, int]) -> None:
        if which in USELESS_LIMITS:
            raise ValueError("current limit exceeds maximum limit")
        limit(which, pair)

    def getrusage(who: int) -> Any:
        used = list(usage(who))
        used[2] *= 1024  # the peak, in bytes
        return resource.struct_rusage(used)

    def killpg(group: int, number: int) -> None:
        kill_group(group, number)
        raise PermissionError(errno.EPERM, "Operation not permitted")  # so it answers when only zombies are left

    limit, usage, kill_group, configured = resource.setrlimit, resource.getrusage, os.killpg, os.sysconf
    ctypes.CDLL = Library
    resource.setrlimit, resource.getrusage, os.killpg = setrlimit, getrusage, killpg
    os.sysconf = lambda name: UNLIMITED if name == "SC_OPEN_MAX" else configured(name)


def _sockets() -> None:
    kind = socket.socket
    send, receive, close, bind = kind.sendmsg, kind.recv, kind.close, kind.bind

    def sendmsg(self: Any, buffers: Any, ancillary: Any = (), *rest: Any) -> int:
        buffers = list(buffers)
        if self.type == socket.SOCK_DGRAM and sum(map(len, buffers)) > DATAGRAM_BYTES:
            raise OSError(errno.EMSGSIZE, "Message too long")
        for _, _, descriptors in ancillary:
            in_flight.update(number for number in descriptors if stat.S_ISSOCK(os.fstat(number).st_mode))
        return send(self, buffers, ancillary, *rest)

    def recv(self: Any, *arguments: Any) -> bytes:
        data = receive(self, *arguments)
        in_flight.clear()
        return data

    def closed(self: Any) -> None:
        if self.fileno() in in_flight:
            in_flight.discard(self.fileno())
            self.shutdown(socket.SHUT_RDWR)  # what has not arrived is lost
        close(self)

    def bound(self: Any, address: Any) -> None:
        if self.family == socket.AF_UNIX and address[:1] in ("\0", b"\0"):
            raise OSError(errno.ENOENT, "No such file or directory")
        bind(self, address)

    kind.sendmsg, kind.recv, kind.close, kind.bind = sendmsg, recv, closed, bound
    socket.socketpair = _pairs(socket.socketpair)


def _pairs(make: Callable[..., Any]) -> Callable[..., Any]:
    def socketpair(family: int = socket.AF_UNIX, type: int = socket.SOCK_STREAM, proto: int = 0) -> Any:
        if type == socket.SOCK_SEQPACKET:
            raise OSError(errno.EPROTONOSUPPORT, "Protocol not supported")
        return make(family, type, proto)

    return socketpair


def run(facts: dict[str, Any], words: list[str]) -> None:
    """What the interpreter does with its arguments: options, then a module, a command or a file."""
    sys.orig_argv[:] = [facts["python"], *words]
    sys.executable = facts["python"]
    del sys.path[0]  # where this file lies
    options = []
    while words and words[0].startswith("-") and words[0] not in ("-m", "-c"):
        options.append(words.pop(0))
    if "-S" not in options:
        sys.path += facts["site"]
    if "-I" not in options:
        sys.path[:0] = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
    kind = words.pop(0) if words[0] in ("-m", "-c") else ""
    what, sys.argv[:] = words[0], words
    if "-I" not in options:
        sys.path.insert(0, os.getcwd() if kind else os.path.dirname(os.path.realpath(what)))
    if kind == "-m":
        runpy.run_module(what, run_name="__main__", alter_sys=True)
    elif kind == "-c":
        sys.argv[0] = "-c"
        exec(compile(what, "<string>", "exec"), {"__name__": "__main__", "__builtins__": builtins})
    else:
        runpy.run_path(what, run_name="__main__")


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as stream:
        told = json.load(stream)
    pretend(told)
    run(told, sys.argv[2:])
