"""Whether numbers and vectors go together in a tree."""

from __future__ import annotations

from collections.abc import Iterator

from .echo import plain
from .errors import Unreadable
from .names import Names
from .tree import COMPARISONS, ONE_ARGUMENT, Apply, Name, Number, Tree, walk

ELEMENTWISE = {*ONE_ARGUMENT.split(), "step"} - {"abs", "indicator", "softmax"}


def shape_of(tree: Tree, names: Names) -> str | None:
    """None for a number, the name of the dimension for a vector. Raises Unreadable where shapes do not fit."""
    if isinstance(tree, Number):
        return None
    if isinstance(tree, Name):
        if tree.name in names.indices:
            raise Unreadable(f"the index {tree.name} stands alone.", 1, "An index belongs below a name: p_i.")
        return names.shapes.get(tree.name)
    if tree.op == "sum":
        _check_sum(tree)
        return shape_of(tree.args[1], names)
    shapes = [None if _is_index(arg, tree, names) else shape_of(arg, names) for arg in tree.args]
    return _combine(tree, shapes, names)


def _check_sum(tree: Apply) -> None:
    """Sums may stand inside each other over different indices, two deep: each level multiplies the work."""
    index, body = tree.args
    inner = [node for node in walk(body) if isinstance(node, Apply) and node.op == "sum"]
    if any(node.args[0] == index or any(_sums(node.args[1])) for node in inner):
        raise Unreadable(f"sums over {plain(index)} are nested too deep.", 1, "Use another index, at most two deep.")


def _sums(tree: Tree) -> Iterator[bool]:
    return (True for node in walk(tree) if isinstance(node, Apply) and node.op == "sum")


def _is_index(arg: Tree, parent: Apply, names: Names) -> bool:
    """Whether the argument is an index where one may stand: below a name, or in a comparison."""
    return isinstance(arg, Name) and arg.name in names.indices and parent.op in ("entry", "basis", *COMPARISONS)


def _combine(tree: Apply, shapes: list[str | None], names: Names) -> str | None:
    op = tree.op
    if op in ELEMENTWISE or op in ("neg", "transpose", "softmax"):
        return _unary(tree, shapes[0])
    if op in ("dot", "odot"):
        return _vectors(tree, shapes)
    if op == "basis":
        return shapes[1]
    if op in ("total", "entry"):
        return _reduced(tree, shapes, names)
    if op == "*":
        return _product(tree, shapes)
    if op == "/":
        return _scalar_right(tree, shapes)
    if op in ("+", "-"):
        return _same(tree, shapes)
    if any(shapes):
        raise _misfit(tree, "needs numbers, not vectors")
    return None


def _unary(tree: Apply, shape: str | None) -> str | None:
    if tree.op in ("softmax", "transpose") and shape is None:
        raise _misfit(tree, "needs a vector, not a number")
    return shape


def _vectors(tree: Apply, shapes: list[str | None]) -> str | None:
    if None in shapes or shapes[0] != shapes[1]:
        raise _misfit(tree, "needs two vectors of the same size")
    return None if tree.op == "dot" else shapes[0]


def _reduced(tree: Apply, shapes: list[str | None], names: Names) -> str | None:
    if shapes[0] is None:
        raise _misfit(tree, "needs a vector, not a number")
    index = tree.args[1] if tree.op == "entry" else None
    if isinstance(index, Name) and names.indices.get(index.name, shapes[0]) != shapes[0]:
        raise _misfit(tree, f"has an index that does not run over {shapes[0]}")
    return None


def _product(tree: Apply, shapes: list[str | None]) -> str | None:
    if shapes[0] is not None and shapes[1] is not None:
        raise _misfit(tree, "multiplies two vectors; write dot(u, v), or u \\odot v for entry by entry")
    return shapes[0] or shapes[1]


def _scalar_right(tree: Apply, shapes: list[str | None]) -> str | None:
    if shapes[1] is not None:
        raise _misfit(tree, "divides by a vector")
    return shapes[0]


def _same(tree: Apply, shapes: list[str | None]) -> str | None:
    if shapes[0] != shapes[1]:
        raise _misfit(tree, "adds a vector and a number, or vectors of different sizes")
    return shapes[0]


def _misfit(tree: Tree, problem: str) -> Unreadable:
    return Unreadable(
        f"{plain(tree)[:60]} {problem}.", 1, "Look which names are vectors; an entry of one is written h_i."
    )
