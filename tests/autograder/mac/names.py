"""What Linux has and macOS lacks in the standard library, as the type checker's own stubs say it."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import mypy

STUBS = Path(mypy.__file__).parent / "typeshed" / "stdlib"
MODULES = {
    "os": "os/__init__.pyi", "posix": "posix.pyi", "socket": "socket.pyi", "_socket": "_socket.pyi",
    "signal": "signal.pyi", "_signal": "signal.pyi", "select": "select.pyi", "resource": "resource.pyi",
    "fcntl": "fcntl.pyi", "time": "time.pyi", "mmap": "mmap.pyi", "termios": "termios.pyi", "errno": "errno.pyi",
}  # fmt: skip


def missing() -> dict[str, list[str]]:
    """module -> names that are there on Linux and not on macOS, for this version of Python."""
    found = {}
    for module, stub in MODULES.items():
        body = ast.parse((STUBS / stub).read_text(encoding="utf-8")).body
        found[module] = sorted(set(_names(body, "linux")) - set(_names(body, "darwin")))
    return found


def _names(body: list[ast.stmt], platform: str) -> Iterator[str]:
    """The public names of a stub whose conditions hold on that platform."""
    for node in body:
        if isinstance(node, ast.If):
            yield from _names(node.body if _holds(node.test, platform) else node.orelse, platform)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.ImportFrom):
            yield from (name.asname or name.name for name in node.names)


def _holds(test: ast.expr, platform: str) -> bool:
    known = SimpleNamespace(platform=platform, version_info=sys.version_info)
    return bool(eval(compile(ast.Expression(test), "stub", "eval"), {"sys": known}))
