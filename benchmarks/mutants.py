"""Small changes of the six functions, made by a machine: each is what a slip of the hand could leave.

Operators are exchanged, numbers changed, signs and transposes dropped, sums and means or exponentials and logarithms
taken for one another, statements left out.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator

OPERATORS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult}
COMPARISONS = {ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.LtE: ast.GtE, ast.GtE: ast.LtE}
NAMES = {"sum": "mean", "mean": "sum", "max": "min", "maximum": "minimum", "exp": "log", "log": "exp", "tanh": "sin",
         "log1p": "log", "logaddexp": "maximum", "abs": "negative", "outer": "multiply"}  # fmt: skip
NUMBERS = {0: (1,), 1: (0, 2), 2: (1,), 0.5: (1.0,)}


def mutants(source: str) -> Iterator[tuple[str, str]]:
    """(what was changed, the changed source), one change each."""
    tree = ast.parse(source)
    for at, node in enumerate(ast.walk(tree)):
        for what, change in _changes(node):
            mutant = copy.deepcopy(tree)
            change(list(ast.walk(mutant))[at])
            yield f"line {getattr(node, 'lineno', 0)}: {what}", ast.unparse(ast.fix_missing_locations(mutant))


def _changes(node):
    """(name, function that changes the copy of the node in place)."""
    yield from _changes_of_operators(node)
    if isinstance(node, ast.Attribute) and node.attr in NAMES:
        yield f"{node.attr} -> {NAMES[node.attr]}", lambda n: setattr(n, "attr", NAMES[n.attr])
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield "transpose dropped", lambda n: _become(n, n.value)
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
        for number in NUMBERS.get(node.value, ()):
            yield f"{node.value} -> {number}", lambda n, number=number: setattr(n, "value", number)
    if isinstance(node, ast.keyword) and node.arg in ("axis", "keepdims"):
        yield f"{node.arg} changed", _other_keyword
    if isinstance(node, (ast.AugAssign, ast.Expr)) and not isinstance(getattr(node, "value", None), ast.Constant):
        yield "statement left out", lambda n: _become(n, ast.Pass())


def _changes_of_operators(node):
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        other = OPERATORS[type(node.op)]
        yield f"{type(node.op).__name__} -> {other.__name__}", lambda n: setattr(n, "op", other())
        yield "the right side dropped", lambda n: _become(n, n.left)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        yield "sides exchanged", lambda n: n.__dict__.update(left=n.right, right=n.left)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "minus dropped", lambda n: _become(n, n.operand)
    if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARISONS:
        other = COMPARISONS[type(node.ops[0])]
        yield "comparison turned", lambda n: n.ops.__setitem__(0, other())


def _other_keyword(node):
    node.value = ast.Constant(False if node.arg == "keepdims" else 0)


def _become(node, other):
    """Turn a node into another one, where it stands."""
    node.__class__ = other.__class__
    node.__dict__.clear()
    node.__dict__.update(copy.deepcopy(other).__dict__)
