"""An expression as a tree of three kinds of node."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Number:
    """An exact number: 0.25 is 1/4, and 0.2499 is not."""

    value: Fraction


@dataclass(frozen=True)
class Name:
    """A declared name, in the spelling of its declaration."""

    name: str


@dataclass(frozen=True)
class Apply:
    """An operation on trees.

    op: + - * / ^ neg; < <= > >= = !=; pi, e; a function's name; `dot`, `odot` (entry by entry) and `transpose`
    of vectors (a centred dot is `cdot` until shapes are known); `entry` (vector, index or number); `sum` (index,
    body); `total` (the sum of a vector's entries); `basis` (index, a vector): the unit vector along that index,
    only made by differentiation.
    """

    op: str
    args: tuple[Tree, ...]


Tree = Number | Name | Apply

ZERO, ONE, TWO = (Number(Fraction(n)) for n in (0, 1, 2))
COMPARISONS = ("<", "<=", ">", ">=", "=", "!=")

ONE_ARGUMENT = (
    "sigma exp ln tanh sinh cosh sech csch coth sin cos tan sec csc cot asin acos atan asinh acosh atanh"
    " erf sqrt abs sign relu softplus indicator softmax"
)

# Number of arguments of each function that can be typed.
ARITY: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(ONE_ARGUMENT.split(), (1,)),
    "step": (1, 2),
    "max": (2, 3, 4),
    "min": (2, 3, 4),
    "where": (3,),
    "dot": (2,),
}

ALIASES = {
    "sigmoid": "sigma",
    "logistic": "sigma",
    "expit": "sigma",
    "log": "ln",
    "sgn": "sign",
    "h": "step",
    "heaviside": "step",
    "i": "indicator",
    "ind": "indicator",
    **{"arc" + name: "a" + name for name in ("sin", "cos", "tan")},
    **{"ar" + name: "a" + name for name in ("sinh", "cosh", "tanh")},
    **{"arc" + name: "a" + name for name in ("sinh", "cosh", "tanh")},
    "if": "where",
    "ifelse": "where",
    "piecewise": "where",
}


def walk(tree: Tree) -> Iterator[Tree]:
    """The tree and everything in it, parents first."""
    yield tree
    if isinstance(tree, Apply):
        for arg in tree.args:
            yield from walk(arg)


def names_in(tree: Tree) -> set[str]:
    """The names that occur in the tree."""
    return {node.name for node in walk(tree) if isinstance(node, Name)}


def functions_in(tree: Tree) -> set[str]:
    """The functions that occur in the tree."""
    return {node.op for node in walk(tree) if isinstance(node, Apply) and node.op in ARITY}


def rebuild(tree: Tree, change: Callable[[Tree], Tree | None]) -> Tree:
    """A copy in which each node for which `change` returns something is replaced by it."""
    new = change(tree)
    if new is not None:
        return new
    if not isinstance(tree, Apply):
        return tree
    return Apply(tree.op, tuple(rebuild(arg, change) for arg in tree.args))


def substitute(tree: Tree, values: dict[str, Tree]) -> Tree:
    """Replace names by trees, all at once."""
    return rebuild(tree, lambda node: values.get(node.name) if isinstance(node, Name) else None)
