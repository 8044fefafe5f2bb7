"""Which slip explains a wrong answer, without any share: named so that the student knows where to look.

The answer is compared with other derivatives of the same function; then the one part or name of it is looked for that
must change.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from .ladder import Fit, Found, links
from .mending import Mender
from .problem import Problem, Values
from .reader.tree import Name, Tree, names_in, substitute

LARGEST_ANSWER = 150  # operations; beyond that an explanation would cost more than it says


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
    slope = problem.values(problem.differentiator(wrt).derivative(problem.ready(tree)), batch.points)
    return Fit(batch.key, slope, batch.usable).matches(problem.values(problem.function, batch.points))


def inside(problem: Problem, tree: Tree) -> Found | None:
    """The part of the answer that must change, if it is one part."""
    found = None if problem.shape is not None else _walked(problem, tree)
    return found or _renamed(problem, tree)


def _walked(problem: Problem, tree: Tree) -> Found | None:
    batch = problem.batch(0)
    rows = np.flatnonzero(batch.usable)[16:40]
    points = {name: value[rows] for name, value in batch.points.items()}
    return Mender(problem, points).explain(tree, batch.key.value[rows])


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
