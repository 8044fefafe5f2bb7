"""Which sides of a branch no point of the domain can reach: then not having seen them is no gap in the evidence."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

from .evaluate import Evaluator
from .problem import Problem
from .reader.tree import COMPARISONS, Apply, Name, Number, Tree

Bounds = tuple[float, float]
EVERYTHING: Bounds = (-math.inf, math.inf)
RANGES: Mapping[str, Bounds] = {
    "sigma": (0, 1),
    "tanh": (-1, 1),
    "softplus": (0, math.inf),
    "cosh": (1, math.inf),
    "sech": (0, 1),
    "step": (0, 1),
    "sign": (-1, 1),
    "exp": (0, math.inf),
    "sin": (-1, 1),
    "cos": (-1, 1),
    "erf": (-1, 1),
    "sqrt": (0, math.inf),
    "relu": (0, math.inf),
    "abs": (0, math.inf),
    "softmax": (0, 1),
    "basis": (0, 1),
    "pi": (math.pi, math.pi),
    "e": (math.e, math.e),
    **dict.fromkeys(COMPARISONS, (0, 1)),
}
MONOTONE: Mapping[str, Callable[[float], float]] = {
    "exp": math.exp,
    "tanh": math.tanh,
    "sqrt": math.sqrt,
    "ln": math.log,
}


def unreachable(problem: Problem, node: Apply) -> bool:
    """Whether interval arithmetic, or a condition in `given`, shows that the branch has only one side."""
    argument = problem.expanded(_argument(node))
    low, high = bounds(argument, problem)
    if node.op in ("=", "!="):
        return low > 0 or high < 0 or _same_equation(problem, node)
    return low >= 0 or high <= 0 or _given(problem, argument)


def _argument(node: Apply) -> Tree:
    """What the branch looks at the sign of."""
    return Apply("-", node.args[:2]) if node.op in ("max", "min", *COMPARISONS) else node.args[0]


def _same_equation(problem: Problem, node: Apply) -> bool:
    """Whether a condition settles just this: i != j, for 1[i = j]."""
    equations = [c for c in problem.sampler.given if isinstance(c, Apply) and c.op in ("=", "!=")]
    return any(set(condition.args) == set(node.args) for condition in equations)


def _given(problem: Problem, argument: Tree) -> bool:
    """Whether the argument is a constant multiple of a side of one of the question's conditions."""
    points = problem.batch(0).points
    evaluator = Evaluator(points, problem.sampler.index_sizes)
    value = evaluator.value(argument)
    for condition in problem.sampler.given:
        if isinstance(condition, Apply) and condition.op in ("<", ">", "<=", ">="):
            with np.errstate(all="ignore"):
                ratio = value / evaluator.value(Apply("-", condition.args))
            if np.isfinite(ratio).all() and np.ptp(ratio) <= 1e-9 * abs(ratio).max():
                return True
    return False


def bounds(tree: Tree, problem: Problem) -> Bounds:
    """An interval that holds every value of the tree on the domain; wide where nothing better is known."""
    if isinstance(tree, Number):
        return float(tree.value), float(tree.value)
    if isinstance(tree, Name):
        found = problem.domains.get(tree.name)
        return found.bounds() if found else EVERYTHING
    if tree.op in ("sum", "entry", "total", "dot"):
        return EVERYTHING
    args = [bounds(arg, problem) for arg in tree.args]
    if tree.op in MONOTONE:
        return _monotone(tree.op, args[0])
    if tree.op in RANGES:
        return RANGES[tree.op]
    return _arithmetic(tree, args)


def _monotone(op: str, arg: Bounds) -> Bounds:
    low, high = RANGES.get(op, EVERYTHING)
    try:
        return max(low, MONOTONE[op](arg[0])), min(high, MONOTONE[op](arg[1]))
    except (ValueError, OverflowError):
        return low, high


def _arithmetic(tree: Apply, args: list[Bounds]) -> Bounds:
    op = tree.op
    if op == "neg":
        return -args[0][1], -args[0][0]
    if op in ("+", "-"):
        (a, b), (c, d) = args if op == "+" else (args[0], (-args[1][1], -args[1][0]))
        return _safe(a + c, b + d)
    if op in ("*", "odot"):
        if tree.args[0] == tree.args[1]:
            return 0.0, math.inf
        return _product(args[0], args[1])
    if op == "/" and (args[1][0] >= 0 or args[1][1] <= 0):
        return _product(
            args[0],
            (_inverse(args[1][1], 1), _inverse(args[1][0], 1))
            if args[1][0] >= 0
            else (_inverse(args[1][1], -1), _inverse(args[1][0], -1)),
        )
    if op == "^":
        return _power(tree.args[1], args[0])
    if op in ("max", "min"):
        choose = max if op == "max" else min
        return choose(args[0][0], args[1][0]), choose(args[0][1], args[1][1])
    if op == "where":
        return min(args[1][0], args[2][0]), max(args[1][1], args[2][1])
    return EVERYTHING


def _inverse(x: float, side: int) -> float:
    return 1 / x if x else side * math.inf


def _product(a: Bounds, b: Bounds) -> Bounds:
    corners = [0.0 if 0 in (x, y) else x * y for x in a for y in b]
    return _safe(min(corners), max(corners))


def _power(exponent: Tree, base: Bounds) -> Bounds:
    even = isinstance(exponent, Number) and exponent.value.denominator == 1 and exponent.value.numerator % 2 == 0
    return (0.0, math.inf) if even or base[0] >= 0 else EVERYTHING


def _safe(low: float, high: float) -> Bounds:
    return (-math.inf if math.isnan(low) else low), (math.inf if math.isnan(high) else high)
