"""Whether a student's code could leave something behind for the next question that its process serves.

Each question finds the modules, settings and seeds as they were. Code that reaches further into the interpreter than a
homework needs may get round that; then questions hang together, and all of them are judged again or none.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

HARMLESS = frozenset("""
    __future__ abc bisect cmath collections copy dataclasses enum fractions functools heapq itertools math numbers numpy
    operator random re statistics string time timeit typing warnings
""".split())  # noqa: SIM905
REACHING = frozenset({
    "__import__", "breakpoint", "compile", "delattr", "eval", "exec", "globals", "open", "setattr", "vars",
})  # fmt: skip
KNOWN_DUNDERS = frozenset({"__init__", "__name__", "__class__", "__doc__", "__version__"})


def may_leave(sources: Mapping[str, bytes]) -> bool:
    """Whether anything of these files reaches beyond its own modules; True where that cannot be told."""
    own = {name.removesuffix(".py") for name in sources}
    return any(_reaches(source, own) for source in sources.values())


def _reaches(source: bytes, own: set[str]) -> bool:
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError):  # it never runs
        return False
    except (RecursionError, MemoryError):
        return True
    modules, imported = set[str](), set[str]()
    for node in nodes:
        if isinstance(node, ast.Import):
            if not {alias.name.split(".")[0] for alias in node.names} <= HARMLESS | own:
                return True
            modules |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            if node.level or str(node.module).split(".")[0] not in HARMLESS | own:
                return True
            imported |= {alias.asname or alias.name for alias in node.names}
    attributes = [node for node in nodes if isinstance(node, ast.Attribute)]
    looked_into = {id(node.value) for node in attributes}
    return any(_is_strange(node, modules | imported) for node in attributes) or any(
        node.id in REACHING or (node.id in modules and id(node) not in looked_into)
        for node in nodes
        if isinstance(node, ast.Name)
    )


def _is_strange(node: ast.Attribute, imported: set[str]) -> bool:
    """An attribute of the interpreter's own, or one of what was imported that is set."""
    if node.attr.startswith("__") and node.attr not in KNOWN_DUNDERS:
        return True
    return not isinstance(node.ctx, ast.Load) and _root(node) in imported


def _root(node: ast.expr) -> str | None:
    """The name that `a.b[0].c()` begins with."""
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None
