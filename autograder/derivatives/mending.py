"""Finding the one part of a wrong answer that must change.

The answer's tree is walked from the root with the value that each part would need for the whole to be right (undoing
+, *, exp, ... on the way): the part whose needed value is a simple change of its own value is where the slip is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from .evaluate import FUNCTIONS, Array, Evaluator
from .ladder import Found, rational
from .problem import Problem
from .reader.echo import plain
from .reader.tree import Apply, Name, Number, Tree, walk

Mask = NDArray[np.bool_]
CLOSE = 1e-7
MOST_PARTS = 60
ONE_FOR_ANOTHER = "sigma exp ln tanh cosh sinh sech sign step relu softplus sin cos abs sqrt"
RELATED = ONE_FOR_ANOTHER.split()


class Mender:
    """Finds the one part of an answer that must change."""

    def __init__(self, problem: Problem, points: Mapping[str, Array]) -> None:
        self.problem = problem
        self.evaluator = Evaluator(points, problem.sampler.index_sizes)
        self.names = {name: points[name] for name, shape in problem.names.shapes.items() if shape is None}
        self.size = len(next(iter(points.values())))
        parts = [node for node in list(walk(problem.key_tree))[:60] if isinstance(node, Apply)]
        self.factors = [value for value in map(self.evaluator.value, parts) if value.shape == (self.size,)]

    def explain(self, tree: Tree, target: Array) -> Found | None:
        """The slip that would make `tree` equal `target` if mended; parts before wholes lose to wholes."""
        with np.errstate(all="ignore"):
            parts = list(self._parts(tree, target))
            tests = (self._changed, self._other_sum, self._times)
            found = (test(*part) for test in tests for part in parts)
            return next((slip for slip in found if slip is not None), None)

    def _parts(self, tree: Tree, target: Array) -> Iterator[tuple[Tree, Array, Array, str, Mask]]:
        """Each part with its value and the value needed, where both exist, its place, and where that is."""
        todo: list[tuple[Tree, Array, str]] = [(tree, target, "root")]
        for _ in range(MOST_PARTS):
            if not todo:
                return
            node, needed, place = todo.pop(0)
            value = self.evaluator.value(node)
            if value.ndim == 2 or needed.ndim == 2:
                continue
            value = np.broadcast_to(value, needed.shape)
            here = np.isfinite(value) & np.isfinite(needed)
            if here.sum() >= 12:
                yield node, value[here], needed[here], place, here
                if isinstance(node, Apply):
                    todo += self._inside(node, needed)

    def _changed(self, node: Tree, value: Array, needed: Array, place: str, here: Mask) -> Found | None:
        """The part itself is a simple change of what it should be."""
        if not value.any():
            return None
        return (
            self._scaled(value, needed, place)
            or self._power(value, needed)
            or self._named(node, needed, here)
            or self._function(node, needed, here)
            or self._exchanged(node, needed, here)
        )

    def _scaled(self, value: Array, needed: Array, place: str) -> Found | None:
        ratio = float(np.median(needed / value))
        if not np.isfinite(ratio) or not _same(value * ratio, needed):
            return None
        factor = rational(ratio) if ratio else None
        if factor == -1:
            return Found("inner-sign", "one sign inside it is wrong") if place != "root" else None
        if factor is not None and not _same(needed, np.ones_like(needed)):
            return Found("coefficient", f"one part should be {factor} times as large") if place != "root" else None
        return Found("extra-term", "one term is too much") if place == "sum" and not needed.any() else None

    def _power(self, value: Array, needed: Array) -> Found | None:
        for exponent in (2.0, 3.0, 0.5, -1.0, -2.0, 1.5):
            if _same(value**exponent, needed):
                return Found("power", "one power inside it is wrong")
        return None

    def _named(self, node: Tree, needed: Array, here: Mask) -> Found | None:
        for name, value in self.names.items():
            if isinstance(node, (Name, Number)) and node != Name(name) and _same(value[here], needed):
                return Found("names", f"{plain(node)} stands where {name} belongs")
        return None

    def _exchanged(self, node: Tree, needed: Array, here: Mask) -> Found | None:
        if not isinstance(node, Apply) or node.op != "where":
            return None
        condition, a, b = node.args
        value = np.broadcast_to(self.evaluator.value(Apply("where", (condition, b, a))), here.shape)
        same = _same(value[here], needed)
        return Found("branches-exchanged", "the two branches are exchanged") if same else None

    def _function(self, node: Tree, needed: Array, here: Mask) -> Found | None:
        if not isinstance(node, Apply) or node.op not in RELATED:
            return None
        inner = np.broadcast_to(self.evaluator.value(node.args[0]), here.shape)[here]
        for name in RELATED:
            if name != node.op and _same(FUNCTIONS[name](inner), needed):
                return Found("function", f"{node.op} stands where {name} belongs")
        if _same(FUNCTIONS[node.op](-inner), needed):
            return Found("argument", f"the argument of {node.op} has the wrong sign")
        return None

    def _other_sum(self, node: Tree, value: Array, needed: Array, place: str, here: Mask) -> Found | None:
        for sign in (1, -1):
            for other in (np.ones(len(value)), *(v[here] for v in self.names.values())):
                if _same(value + sign * other, needed):
                    return Found("missing-term", "one term is missing")
        if _same(1 - value, needed):
            return Found("complement", "one part of it should be one minus itself")
        return None

    def _times(self, node: Tree, value: Array, needed: Array, place: str, here: Mask) -> Found | None:
        for sign in (1, -1):
            for other in self._simple(here):
                if _same(sign * value * other, needed):
                    return Found("missing-factor", "a factor is missing")
                if _same(sign * value / other, needed):
                    return Found("extra-factor", "a factor is too much")
        return None

    def _simple(self, here: Mask) -> Iterator[Array]:
        """Values of names, their complements, squares and slopes: what one forgets or adds."""
        yield np.ones(int(here.sum()))
        for value in self.names.values():
            v = value[here]
            yield from (v, 1 - v, v * (1 - v), v**2, 1 - v**2)
        yield from (value[here] for value in self.factors)

    def _inside(self, node: Apply, needed: Array) -> Iterator[tuple[Tree, Array, str]]:
        """Each argument with the value that it would need."""
        args = node.args
        if node.op in INVERSES:
            yield args[0], INVERSES[node.op](needed), node.op
        elif node.op == "^" and isinstance(args[1], Number) and args[1].value:
            base = self.evaluator.value(args[0])
            root = np.abs(needed) ** (1 / float(args[1].value))
            yield args[0], np.where(needed >= 0, np.copysign(root, base), np.nan), "^"
            if args[1].value == 2:
                yield args[0], needed / base, "product"
        elif node.op in UNDO:
            left, right = (self.evaluator.value(arg) for arg in args)
            place = "sum" if node.op in ("+", "-") else "product"
            yield args[0], UNDO[node.op][0](needed, right), place
            yield args[1], UNDO[node.op][1](needed, left), place


INVERSES: dict[str, Callable[[Array], Array]] = {
    "neg": lambda t: -t,
    "exp": np.log,
    "ln": np.exp,
    "sigma": lambda t: np.log(t / (1 - t)),
    "tanh": np.arctanh,
    "sqrt": lambda t: np.where(t >= 0, t**2, np.nan),
    "softplus": lambda t: np.log(np.expm1(t)),
    "sinh": np.arcsinh,
}
UNDO: dict[str, tuple[Callable[[Array, Array], Array], Callable[[Array, Array], Array]]] = {
    "+": (lambda t, b: t - b, lambda t, a: t - a),
    "-": (lambda t, b: t + b, lambda t, a: a - t),
    "*": (lambda t, b: t / b, lambda t, a: t / a),
    "/": (lambda t, b: t * b, lambda t, a: a / t),
}


def _same(value: Array, needed: Array) -> bool:
    """Equal within what undoing operations costs in accuracy."""
    with np.errstate(all="ignore"):
        gap = np.abs(value - needed)
        return bool((np.isfinite(gap) & (gap <= CLOSE * (np.abs(needed) + np.abs(value) + 1e-3))).all())
