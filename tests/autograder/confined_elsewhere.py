# ruff: noqa: E501
"""A program: put this process where a grader may find itself, confine a planted submission there, print what held.

python confined_elsewhere.py container        root with Docker's default capabilities and system-call profile
python confined_elsewhere.py bare             root that may change its user and hardly anything else
python confined_elsewhere.py user 59999       a plain user
"""

from __future__ import annotations

import ctypes
import json
import os
import platform
import struct
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DOCKER_CAPABILITIES = (0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31)
"""CHOWN DAC_OVERRIDE FOWNER FSETID KILL SETGID SETUID SETPCAP NET_BIND_SERVICE NET_RAW SYS_CHROOT MKNOD AUDIT_WRITE SETFCAP"""
DOCKER_REFUSES = {  # what the default profile keeps back from a container without further capabilities
    "x86_64": (165, 166, 272, 308, 321, 298, 323, 425, 426, 427, 304, 248, 249, 250, 246, 320, 175, 313, 176, 155, 169, 167,
               168, 163, 153, 170, 171, 227, 159, 173, 172, 135, 239, 237, 238, 256, 279, 429, 430, 428, 432, 431, 442, 312),
    "aarch64": (40, 39, 97, 268, 280, 241, 282, 425, 426, 427, 265, 217, 218, 219, 104, 105, 273, 106, 41, 142, 224, 225, 89,
                92, 235, 236, 237, 238, 239, 429, 430, 428, 432, 431, 442, 272),
}  # fmt: skip


def drop_capabilities(kept: tuple[int, ...]) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in range(64):
        if capability not in kept:
            libc.prctl(24, capability, 0, 0, 0)
    low = sum(1 << capability for capability in kept)
    head = ctypes.create_string_buffer(struct.pack("<Ii", 0x20080522, 0))
    sets = ctypes.create_string_buffer(struct.pack("<6I", low, low, 0, 0, 0, 0))
    number = 126 if platform.machine() == "x86_64" else 91
    if libc.syscall(number, head, sets) != 0:
        raise OSError(ctypes.get_errno(), "capset")


def refuse_calls() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    code = [(0x20, 0, 0, 0)]
    for number in DOCKER_REFUSES[platform.machine()]:
        code += [(0x15, 0, 1, number), (0x06, 0, 0, 0x00050001)]
    clone = 56 if platform.machine() == "x86_64" else 220
    code += [(0x15, 0, 3, clone), (0x20, 0, 0, 16), (0x45, 0, 1, 0x7E020000), (0x06, 0, 0, 0x00050001), (0x20, 0, 0, 0)]
    code += [(0x15, 0, 1, 435), (0x06, 0, 0, 0x00050026), (0x06, 0, 0, 0x7FFF0000)]
    packed = b"".join(struct.pack("<HBBI", *step) for step in code)
    buffer = ctypes.create_string_buffer(packed, len(packed))
    program = ctypes.create_string_buffer(struct.pack("<HxxxxxxQ", len(code), ctypes.addressof(buffer)), 16)
    # As root with SYS_ADMIN, the filter could come without this; a container's root has neither.
    libc.prctl(38, 1, 0, 0, 0)
    if libc.prctl(22, 2, program, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "seccomp")


def report() -> dict[str, object]:
    from confined_tools import source_of

    from autograder.confined import CleanProcess

    hidden = Path("/tmp") / f"hidden-{os.getpid()}"
    hidden.write_text("answer = 42")
    hidden.chmod(0o600)
    attempts = [
        ("read_file", (str(hidden),)), ("read_file", ("/etc/passwd",)), ("write_file", (str(hidden),)), ("tcp", ()), ("unix", ()),
        ("fork", ()), ("signal_parent", (0,)), ("signal_pid", (os.getpid(), 0)), ("parent_cmdline", ()), ("init_environment", ()),
        ("make_folder", ("/tmp/left-by-a-test",)), ("execute", ()), ("import_module", ("sympy",)), ("limit_of", (os.getpid(),)),
    ]  # fmt: skip
    try:
        with CleanProcess.start() as clean, clean.worker({**source_of("reaching"), "f.py": HONEST}) as worker:
            outcome = {f"{name} {args}": worker.call("reaching", name, args).value for name, args in attempts}
            honest = worker.call("f", "f", (3,)).value
            if os.geteuid() != 0:  # the same user as the grader, and no layer that closes /proc
                with CleanProcess.start(layers=("seccomp",)) as weak, weak.worker(source_of("reaching")) as one:
                    for pid in (os.getpid(), weak._started.process.pid):
                        outcome[f"memory of {pid}"] = one.call("reaching", "memory_of", (pid,)).value
            return {"level": clean.level_name, "probes": clean.probes, "outcome": outcome, "honest": honest}
    finally:
        hidden.unlink()


HONEST = b"""
def f(n):
    import numpy as np, random, json, numpy.random, threading
    thread = threading.Thread(target=lambda: None); thread.start(); thread.join()
    return float((np.ones((n, n)) @ np.linalg.inv(np.eye(n) * 2)).sum())
"""


def main(where: str, *arguments: str) -> None:
    sys.path[:0] = [str(HERE), str(ROOT)]
    if where in ("container", "bare"):
        drop_capabilities((6, 7) if where == "bare" else DOCKER_CAPABILITIES)
        refuse_calls()
    elif where == "user":
        uid = int(arguments[0])
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
        ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)  # readable by its user, as a program is that this user has started
    print(json.dumps(report()))


if __name__ == "__main__":
    main(*sys.argv[1:])
