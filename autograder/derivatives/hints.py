"""Which slip explains a wrong answer, without any share: named so that the student knows where to look.

The whole-answer tests compare with other derivatives of the same function. Then the answer's own tree is walked from the
root with the value that each part would need for the whole to be right (undoing +, *, exp, ... on the way): the part whose
needed value is a simple change of its own value is where the slip is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from .evaluate import FUNCTIONS, Array, Evaluator
from .ladder import Fit, Found, rational
from .problem import MOVED, Problem, Values
from .reader.tree import Apply, Name, Number, Tree

CLOSE = 1e-7
RELATED = ("sigma", "exp", "ln", "tanh", "cosh", "sinh", "sign", "step", "relu", "softplus", "sin", "cos", "abs", "sqrt", "sech")


def whole(problem: Problem, tree: Tree, fit: Fit) -> Found | None:
    """not differentiated, differentiated twice, by another variable, integrated."""
    if problem.function is None or problem.shape is not None:
        return None
    points = problem.batch(0).points
    for found, candidate in _relatives(problem):
        if fit.matches(problem.values(candidate, points)):
            return found
    return Found("integrated", "it is an integral, not a derivative") if _integrated(problem, tree) else None


def _relatives(problem: Problem) -> Iterator[tuple[Found, Tree]]:
    function = problem.function
    assert function is not None
    wrt, index, _ = problem.moved
    yield Found("not-differentiated", "it is the function itself, not its derivative"), function
    if MOVED == index or index is None:
        for name in problem.domains:
            if name != wrt and problem.names.shapes[name] is None:
                yield (Found("other-variable", f"it is the derivative by {name}"),
                       problem.differentiator(name).derivative(function))
    if index is None:
        twice = problem.differentiator(wrt).derivative(problem.derivative(wrt))
        yield Found("twice", "it is the second derivative"), twice


def _integrated(problem: Problem, tree: Tree) -> bool:
    """Whether the answer's derivative is the function."""
    wrt, index, _ = problem.moved
    if index is not None or problem.function is None:
        return False
    batch = problem.batch(0)
    slope = problem.values(problem.differentiator(wrt).derivative(problem.expanded(tree)), batch.points)
    return Fit(batch.key, slope, batch.usable).matches(problem.values(problem.function, batch.points))


class Walk:
    """Finds the one part of an answer that must change."""

    def __init__(self, problem: Problem, points: Mapping[str, Array]) -> None:
        self.problem = problem
        self.evaluator = Evaluator(points, problem.sampler.index_sizes)
        self.names = {name: points[name] for name, shape in problem.names.shapes.items() if shape is None}

    def explain(self, tree: Tree, target: Array) -> Found | None:
        """The slip that would make `tree` equal `target` if mended; parts before wholes lose to wholes."""
        todo: list[tuple[Tree, Array, str]] = [(tree, target, "root")]
        with np.errstate(all="ignore"):
            while todo:
                node, needed, place = todo.pop(0)
                value = np.broadcast_to(self.evaluator.value(node), needed.shape)
                found = self._slip(node, value, needed, place)
                if found is not None:
                    return found
                if isinstance(node, Apply):
                    todo += [step for step in self._inside(node, needed) if np.isfinite(step[1]).sum() > len(needed) / 2]
        return None

    def _slip(self, node: Tree, value: Array, needed: Array, place: str) -> Found | None:
        here = np.isfinite(value) & np.isfinite(needed)
        value, needed = value[here], needed[here]
        if len(value) < 12 or not value.any():
            return None
        return (self._scaled(value, needed, place) or self._power(value, needed) or self._named(node, needed, here)
                or self._function(node, needed, here) or self._other_sum(value, needed, place, here)
                or self._times(value, needed, here))

    def _scaled(self, value: Array, needed: Array, place: str) -> Found | None:
        ratio = float(np.median(needed / value))
        if not np.isfinite(ratio) or not _same(value * ratio, needed):
            return None
        factor = rational(ratio) if ratio else None
        if factor == -1:
            return Found("inner-sign", "one sign inside it is wrong") if place != "root" else None
        if factor is not None and not _same(needed, np.ones_like(needed)):
            return Found("coefficient", f"one part of it should be {factor} times as large") if place != "root" else None
        return Found("extra-term", "one term is too much") if place == "sum" and not needed.any() else None

    def _power(self, value: Array, needed: Array) -> Found | None:
        for exponent in (2.0, 3.0, 0.5, -1.0, -2.0, 1.5):
            if _same(value**exponent, needed):
                return Found("power", "one power inside it is wrong")
        return None

    def _named(self, node: Tree, needed: Array, here: Array) -> Found | None:
        for name, value in self.names.items():
            if isinstance(node, Name) and node.name != name and _same(value[here.astype(bool)], needed):
                return Found("names", f"{node.name} stands where {name} belongs")
        return None

    def _function(self, node: Tree, needed: Array, here: Array) -> Found | None:
        if not isinstance(node, Apply) or node.op not in RELATED:
            return None
        inner = np.broadcast_to(self.evaluator.value(node.args[0]), here.shape)[here.astype(bool)]
        for name in RELATED:
            if name != node.op and _same(FUNCTIONS[name](inner), needed):
                return Found("function", f"{node.op} stands where {name} belongs")
        if _same(FUNCTIONS[node.op](-inner), needed):
            return Found("argument", f"the argument of {node.op} has the wrong sign")
        return None

    def _other_sum(self, value: Array, needed: Array, place: str, here: Array) -> Found | None:
        for sign in (1, -1):
            for other in self._simple(here):
                if _same(value + sign * other, needed):
                    return Found("missing-term", "one term is missing")
        if _same(1 - value, needed):
            return Found("complement", "one part of it should be one minus itself")
        return None

    def _times(self, value: Array, needed: Array, here: Array) -> Found | None:
        for sign in (1, -1):
            for other in self._simple(here):
                if _same(sign * value * other, needed):
                    return Found("missing-factor", "a factor is missing")
                if _same(sign * value / other, needed):
                    return Found("extra-factor", "a factor is too much")
        return None

    def _simple(self, here: Array) -> Iterator[Array]:
        """Values of names, their complements, squares and slopes: what one forgets or adds."""
        mask = here.astype(bool)
        yield np.ones(int(mask.sum()))
        for value in self.names.values():
            v = value[mask]
            yield from (v, 1 - v, v * (1 - v), v**2, 1 - v**2)

    def _inside(self, node: Apply, needed: Array) -> Iterator[tuple[Tree, Array, str]]:
        """Each argument with the value that it would need."""
        args = node.args
        if node.op in INVERSES:
            yield args[0], INVERSES[node.op](needed), node.op
        elif node.op == "^" and isinstance(args[1], Number) and args[1].value:
            base = self.evaluator.value(args[0])
            root = np.abs(needed) ** (1 / float(args[1].value))
            yield args[0], np.where(needed >= 0, np.copysign(root, base), np.nan), "^"
        elif node.op in UNDO:
            left, right = (np.broadcast_to(self.evaluator.value(arg), needed.shape) for arg in args)
            place = "sum" if node.op in ("+", "-") else "product"
            yield args[0], UNDO[node.op][0](needed, right), place
            yield args[1], UNDO[node.op][1](needed, left), place


INVERSES = {
    "neg": lambda t: -t, "exp": np.log, "ln": np.exp, "sigma": lambda t: np.log(t / (1 - t)), "tanh": np.arctanh,
    "sqrt": lambda t: np.where(t >= 0, t**2, np.nan), "softplus": lambda t: np.log(np.expm1(t)), "sinh": np.arcsinh,
}
UNDO = {
    "+": (lambda t, b: t - b, lambda t, a: t - a), "-": (lambda t, b: t + b, lambda t, a: a - t),
    "*": (lambda t, b: t / b, lambda t, a: t / a), "/": (lambda t, b: t * b, lambda t, a: a / t),
}


def _same(value: Array, needed: Array) -> bool:
    """Equal within what undoing operations costs in accuracy."""
    with np.errstate(all="ignore"):
        return bool((np.abs(value - needed) <= CLOSE * (np.abs(needed) + np.abs(value) + 1e-3)).all())


def inside(problem: Problem, tree: Tree) -> Found | None:
    """The part of the answer that must change, if it is one part."""
    if problem.shape is not None:
        return None
    batch = problem.batch(0)
    rows = np.flatnonzero(batch.usable)[16:40]
    points = {name: value[rows] for name, value in batch.points.items()}
    return Walk(problem, points).explain(tree, batch.key.value[rows])


def constant(values: Values) -> Found:
    """For an answer that says the same everywhere."""
    zero = not values.value.any()
    return Found("constant", "it is 0 everywhere" if zero else "it does not depend on anything")
