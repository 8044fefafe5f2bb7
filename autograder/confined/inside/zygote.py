"""The clean process: a fresh interpreter with numpy loaded, that forks workers.

Started by path, before any hidden file is read, with an empty environment:

    python -I -S zygote.py REQUESTS LIFE STATUS     (three descriptor numbers)

The standard input says where numpy lies and which layers are wanted. REQUESTS is a datagram socket: each message asks
for a worker and brings three descriptors: the worker's input, its output, and a control socket. LIFE closes when the
grader has ended. The outcome of the start goes to STATUS once: R, its length and a report, or E and a sentence; STATUS
closes when this process has ended.
"""

from __future__ import annotations

import importlib.machinery
import importlib.util
import os
import sys


def load_siblings() -> object:
    """The modules beside this file, under a private package name that is forgotten again at once."""
    folder = os.path.dirname(os.path.abspath(__file__))
    spec = importlib.machinery.ModuleSpec("_confined", None, is_package=True)
    package = importlib.util.module_from_spec(spec)
    package.__path__ = [folder]
    sys.modules["_confined"] = package
    from _confined import mother  # type: ignore[import-not-found]

    # A student's own module may have any name, and the way to this folder is closed.
    for name in [name for name in sys.modules if name.split(".")[0] == "_confined"]:
        del sys.modules[name]
    package.__path__ = []
    return mother


def run(requests: int, life: int, status: int) -> None:
    """Add numpy's folder for as long as numpy is imported, then serve."""
    sys.dont_write_bytecode = True
    with open(0, "rb", closefd=False) as stream:
        site, which, *layers = stream.read().decode().split("\n")
    sys.path.append(site)
    try:
        import numpy  # noqa: F401

        mother = load_siblings()
    except BaseException as error:
        os.write(status, b"E" + f"{type(error).__name__}: {error}".encode("utf-8", "replace")[:2000])
        raise
    sys.path.remove(site)
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    mother.main(requests, life, status, None if which == "all" else layers)  # type: ignore[attr-defined]


if __name__ == "__main__":
    run(*map(int, sys.argv[1:4]))
