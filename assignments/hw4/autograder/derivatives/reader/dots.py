"""Centred dots and transposes: w . c and w^T c are dot products, 2 . w is a product."""

from __future__ import annotations

from .errors import Unreadable
from .names import Names
from .shapes import shape_of
from .tree import Apply, Tree


def resolve(tree: Tree, names: Names) -> Tree:
    """Replace `cdot` and `transpose` by products and dot products. Raises Unreadable for a stray transpose."""
    return _resolve(tree, names) if names.has_vectors else tree


def _resolve(tree: Tree, names: Names) -> Tree:
    if not isinstance(tree, Apply):
        return tree
    if tree.op in ("*", "cdot"):
        return _product(tree, names)
    if tree.op == "transpose":
        raise Unreadable("a transposed vector must stand left of a vector.", 1, "Write dot(w, c).")
    return Apply(tree.op, tuple(_resolve(arg, names) for arg in tree.args))


def _product(tree: Apply, names: Names) -> Tree:
    left, right = tree.args
    if isinstance(left, Apply) and left.op == "transpose":
        return Apply("dot", (_resolve(left.args[0], names), _resolve(right, names)))
    if isinstance(left, Apply) and left.op in ("*", "cdot") and _transposed(left.args[1]):
        inner = Apply("*", (left.args[1], right))
        return Apply("*", (_resolve(left.args[0], names), _resolve(inner, names)))
    left, right = _resolve(left, names), _resolve(right, names)
    both = tree.op == "cdot" and shape_of(left, names) is not None and shape_of(right, names) is not None
    return Apply("dot" if both else "*", (left, right))


def _transposed(tree: Tree) -> bool:
    return isinstance(tree, Apply) and tree.op == "transpose"
