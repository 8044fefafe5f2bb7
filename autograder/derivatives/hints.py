"""Which slip explains a wrong answer, without any share: named so that the student knows where to look.

First the answer is compared with other derivatives of the same function. Then its own tree is walked from the root
with the value that each part would need for the whole to be right (undoing +, *, exp, ... on the way): the part whose
needed value is a simple change of its own value is where the slip is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from .evaluate import FUNCTIONS, Array, Evaluator
from .ladder import Fit, Found, links, rational
from .problem import Problem, Values
from .reader.echo import plain
from .reader.tree import Apply, Name, Number, Tree, names_in, substitute, walk

CLOSE = 1e-7
LARGEST_ANSWER = 150  # operations; beyond that an explanation would cost more than it says
MOST_PARTS = 60
RELATED = (
    "sigma",
    "exp",
    "ln",
    "tanh",
    "cosh",
    "sinh",
    "sign",
    "step",
    "relu",
    "softplus",
    "sin",
    "cos",
    "abs",
    "sqrt",
    "sech",
)


def hint(problem: Problem, tree: Tree) -> Found | None:
    """A hint from the answer's own form, for answers of a size that people type."""
    if problem.effort(tree) > LARGEST_ANSWER:
        return None
    return integrated(problem, tree) or inside(problem, tree)


def relatives(problem: Problem) -> Iterator[tuple[Found, Tree]]:
    """The function itself and its second derivative: never a slip that keeps a share, whatever else they fit."""
    if problem.function is None or problem.shape is not None:
        return
    wrt, index, _ = problem.moved
    yield Found("not-differentiated", "it is the function itself, not its derivative"), problem.function
    if index is None:
        twice = problem.differentiator(wrt).derivative(problem.derivative(wrt))
        yield Found("twice", "it is the second derivative"), twice


def strangers(problem: Problem) -> Iterator[tuple[Found, Tree]]:
    """Derivatives by other variables, and the chain rule forgotten altogether."""
    if problem.function is None or problem.shape is not None:
        return
    wrt, index, _ = problem.moved
    for name in problem.domains:
        if name != wrt and problem.names.shapes[name] is None and name in names_in(problem.function):
            yield Found("other-variable", f"it is the derivative by {name}"), problem.derivative(name)
    inner = frozenset(link for link in links(problem) if link[0] == "inner")
    yield Found("chain-rule", "the inner derivatives are missing"), problem.derivative(wrt, index, inner)


def integrated(problem: Problem, tree: Tree) -> Found | None:
    """For an answer whose derivative is the function."""
    if problem.function is None or problem.shape is not None:
        return None
    return Found("integrated", "it is an integral, not a derivative") if _integrated(problem, tree) else None


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

    def _parts(self, tree: Tree, target: Array) -> Iterator[tuple[Tree, Array, Array, str, Array]]:
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

    def _changed(self, node: Tree, value: Array, needed: Array, place: str, here: Array) -> Found | None:
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
            return (
                Found("coefficient", f"one part of it should be {factor} times as large") if place != "root" else None
            )
        return Found("extra-term", "one term is too much") if place == "sum" and not needed.any() else None

    def _power(self, value: Array, needed: Array) -> Found | None:
        for exponent in (2.0, 3.0, 0.5, -1.0, -2.0, 1.5):
            if _same(value**exponent, needed):
                return Found("power", "one power inside it is wrong")
        return None

    def _named(self, node: Tree, needed: Array, here: Array) -> Found | None:
        for name, value in self.names.items():
            if isinstance(node, (Name, Number)) and node != Name(name) and _same(value[here.astype(bool)], needed):
                return Found("names", f"{plain(node)} stands where {name} belongs")
        return None

    def _exchanged(self, node: Tree, needed: Array, here: Array) -> Found | None:
        if not isinstance(node, Apply) or node.op != "where":
            return None
        condition, a, b = node.args
        value = np.broadcast_to(self.evaluator.value(Apply("where", (condition, b, a))), here.shape)
        return (
            Found("branches-exchanged", "the two branches are exchanged")
            if _same(value[here.astype(bool)], needed)
            else None
        )

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

    def _other_sum(self, node: Tree, value: Array, needed: Array, place: str, here: Array) -> Found | None:
        mask = here.astype(bool)
        for sign in (1, -1):
            for other in (np.ones(len(value)), *(v[mask] for v in self.names.values())):
                if _same(value + sign * other, needed):
                    return Found("missing-term", "one term is missing")
        if _same(1 - value, needed):
            return Found("complement", "one part of it should be one minus itself")
        return None

    def _times(self, node: Tree, value: Array, needed: Array, place: str, here: Array) -> Found | None:
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
        yield from (value[mask] for value in self.factors)

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


def inside(problem: Problem, tree: Tree) -> Found | None:
    """The part of the answer that must change, if it is one part."""
    found = None if problem.shape is not None else _walked(problem, tree)
    return found or _renamed(problem, tree)


def _walked(problem: Problem, tree: Tree) -> Found | None:
    batch = problem.batch(0)
    rows = np.flatnonzero(batch.usable)[16:40]
    points = {name: value[rows] for name, value in batch.points.items()}
    return Walk(problem, points).explain(tree, batch.key.value[rows])


def _renamed(problem: Problem, tree: Tree) -> Found | None:
    """One name taken for another everywhere, or two exchanged."""
    batch, shapes = problem.batch(0), problem.names.shapes
    for old in sorted(names_in(tree) & set(shapes)):
        for new in shapes:
            if old == new or shapes[old] != shapes[new]:
                continue
            for change in ({old: Name(new)}, {old: Name(new), new: Name(old)}):
                values = problem.values(substitute(tree, dict(change)), batch.points)
                if Fit(batch.key, values, batch.usable).equal:
                    return Found("names", f"{old} stands where {new} belongs")
    return None


def constant(values: Values) -> Found:
    """For an answer that says the same everywhere."""
    zero = not values.value.any()
    return Found("constant", "it is 0 everywhere" if zero else "it does not depend on anything")
