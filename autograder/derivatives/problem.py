"""A question made ready for judging: its names, its key as a tree, and the key's values at the test points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import QuestionError
from .calculus import Differentiator, Link
from .domains import Domain, domain
from .draws import Sampler
from .evaluate import SWITCHES, Array, Evaluator
from .precise import precise
from .reader import Names, Unreadable, read, spoken
from .reader.names import canonical
from .reader.shapes import shape_of
from .reader.tree import Apply, Name, Number, Tree, names_in, substitute

CORE = 2.0  # half the side of the box that most points are drawn from
MOVED = "@"  # the index of the entry by which a vector question differentiates; cannot be typed


@dataclass(frozen=True)
class Values:
    """A tree's values at a batch of points, entries of vectors laid out one after another: all arrays (P*n,)."""

    value: Array
    scale: Array
    switches: Mapping[int, tuple[Apply, Array]]


@dataclass(frozen=True)
class Batch:
    """Points with the key's values.

    usable: where the key has a value and is not at a kink. core: where every unbounded variable is at most 2, so that
    nothing saturates: only there does a missing value count against an answer.
    """

    points: Mapping[str, Array]
    key: Values
    usable: NDArray[np.bool_]
    core: NDArray[np.bool_]


@dataclass
class Problem:
    """What the question declares, read. Raises QuestionError for an author's mistake."""

    variables: Mapping[str, object]
    definitions: Mapping[str, str]
    indices: Mapping[str, str]
    given: Sequence[str]
    of: str | None
    wrt: str | None
    key: str | None
    seed: int
    _batches: dict[tuple[int, bool], Batch] = field(default_factory=dict, repr=False)

    @cached_property
    def domains(self) -> dict[str, Domain]:
        """Variable -> domain."""
        return {name: domain(declared, name) for name, declared in self.variables.items()}

    @cached_property
    def names(self) -> Names:
        """Variables and definitions with their shapes."""
        if not self.variables:
            raise QuestionError("declare at least one variable; a question about numbers is another kind of question.")
        self._check_names()
        shapes: dict[str, str | None] = {name: d.dimension for name, d in self.domains.items()}
        waiting = dict(self.definitions)
        while waiting:
            ready = self._readable(waiting, shapes)
            shapes.update(ready)
            for name in ready:
                del waiting[name]
        return Names(shapes, dict(self.indices))

    def _check_names(self) -> None:
        """Each name can be typed, and no two are spelled alike."""
        seen: dict[str, str] = {}
        for name in [*self.variables, *self.definitions]:
            twin = seen.get(canonical(name), name if name in self.indices else None)
            if twin is not None:
                raise QuestionError(f"the names {twin} and {name} cannot be told apart; rename one.")
            seen[canonical(name)] = name
            if spoken(name, Names.of([name])) != (True, f"read as {name}"):
                raise QuestionError(f"{name!r} cannot be used as a name; use a letter, digits and _.")

    def _readable(self, waiting: Mapping[str, str], shapes: Mapping[str, str | None]) -> dict[str, str | None]:
        """The definitions that need only what is known so far, with their shapes."""
        known, problem = Names(shapes, self.indices), ""
        ready: dict[str, str | None] = {}
        for name, text in waiting.items():
            try:
                ready[name] = read(text, known).shape
            except Unreadable as error:
                problem = problem or f"the definition {name} = {text} cannot be read: {error}"
        if not ready:
            raise QuestionError(problem)
        return ready

    @cached_property
    def trees(self) -> dict[str, Tree]:
        """Definitions as trees, each after those that it needs."""
        order = [name for name in self.names.shapes if name in self.definitions]
        return {name: self.tree(self.definitions[name], f"definition {name}") for name in order}

    def tree(self, text: str, what: str) -> Tree:
        """An author's text as a tree."""
        try:
            return read(text, self.names).tree
        except Unreadable as error:
            raise QuestionError(f"the {what} ({text}) cannot be read: {error}") from None

    def expanded(self, tree: Tree, keep: str | None = None) -> Tree:
        """The tree with every definition (but `keep`) written out in variables."""
        for name in reversed(self.trees):
            if name != keep:
                tree = substitute(tree, {name: self.trees[name]})
        return tree

    def ready(self, tree: Tree) -> Tree:
        """The tree to differentiate: written out, but for a definition by which the derivative is taken."""
        return self.expanded(tree, keep=self.moved[0])

    @cached_property
    def moved(self) -> tuple[str, str | None, int | None]:
        """The variable of the derivative, the index of its entry, and that entry's number if it is a fixed one."""
        tree = self.tree(self.wrt or "", "variable wrt")
        name, below = (tree.args[0], tree.args[1]) if isinstance(tree, Apply) and tree.op == "entry" else (tree, None)
        if not isinstance(name, Name):
            raise QuestionError(f"wrt={self.wrt!r} must be a name: {', '.join(self.names.shapes)}.")
        if isinstance(below, Name):
            return name.name, below.name, None
        if isinstance(below, Number):
            return name.name, MOVED, int(below.value) - 1
        return name.name, MOVED if self.names.shapes[name.name] else None, None

    @cached_property
    def function(self) -> Tree | None:
        """The function to differentiate, in variables alone."""
        if self.of is None:
            return None
        tree = self.tree(self.of, "function of")
        if shape_of(tree, self.names) is not None:
            raise QuestionError(f"of={self.of!r} is a vector; name one entry of it, for example softmax(z)_i.")
        function = self.ready(tree)
        if self.moved[0] not in names_in(function):
            raise QuestionError(f"of={self.of!r} does not depend on {self.wrt}.")
        return function

    @cached_property
    def shape(self) -> str | None:
        """The dimension of the key if it is a vector."""
        if self.function is None:
            return shape_of(self.key_tree, self.names)
        name, index, number = self.moved
        return self.names.shapes[name] if index == MOVED and number is None else None

    @cached_property
    def key_tree(self) -> Tree:
        """The key: stated, or differentiated."""
        if self.function is None:
            return self.tree(self.key or "", "key")
        return self.derivative(self.moved[0], self.moved[1])

    def differentiator(self, wrt: str, index: str | None = None, skip: frozenset[Link] = frozenset()) -> Differentiator:
        """A differentiator that knows which names are vectors."""
        vectors = frozenset(name for name, shape in self.names.shapes.items() if shape)
        return Differentiator(wrt, index, vectors, skip)

    def derivative(self, wrt: str, index: str | None = None, skip: frozenset[Link] = frozenset()) -> Tree:
        """The derivative of the function."""
        assert self.function is not None
        return self.differentiator(wrt, index, skip).derivative(self.function)

    # -- values ---------------------------------------------------------------------------------------------------

    @cached_property
    def sampler(self) -> Sampler:
        """Where test points come from."""
        conditions = [self.tree(f"({text})", "condition") for text in self.given]
        return Sampler(self.domains, self.indices, self.trees, conditions, self.seed)

    @cached_property
    def width(self) -> int:
        """Entries of the key: 1 for a number."""
        return 1 if self.shape is None else self.sampler.sizes[self.shape]

    def values(self, tree: Tree, points: Mapping[str, Array]) -> Values:
        """Values of a key-shaped tree, `@` standing for each entry in turn."""
        if MOVED not in names_in(tree):
            return self._evaluated(tree, points)
        number = self.moved[2]
        entries = range(self.width) if number is None else (number,)
        parts = [self._evaluated(tree, {**points, MOVED: np.asarray(float(k))}, 1) for k in entries]
        value, scale = (np.stack([getattr(p, f) for p in parts], axis=1).ravel() for f in ("value", "scale"))
        return Values(value, scale, parts[0].switches if self.width == 1 else {})

    def _evaluated(self, tree: Tree, points: Mapping[str, Array], width: int | None = None) -> Values:
        evaluator = Evaluator(points, self.sampler.index_sizes)
        value, size = evaluator.value(tree), len(next(iter(points.values())))
        width = self.width if width is None else width
        if value.ndim < 2:
            value = np.broadcast_to(value[..., None] if value.ndim else value, (size, width))
        scale = np.maximum(np.broadcast_to(evaluator.scale, (size,))[:, None], np.abs(value))
        switches = {
            key: (node, np.repeat(np.broadcast_to(side, (size,)) if side.ndim < 2 else side[:, 0], width))
            for key, (node, side) in evaluator.switches.items()
        }
        return Values(value.ravel(), scale.ravel(), switches)

    def effort(self, tree: Tree) -> int:
        """How many operations one evaluation takes."""
        if not isinstance(tree, Apply):
            return 1
        inside = sum(self.effort(arg) for arg in tree.args)
        index = tree.args[0] if tree.op == "sum" else None
        return 1 + inside * (self.sampler.index_sizes[index.name] if isinstance(index, Name) else 1)

    def batch(self, number: int, simple: bool = False) -> Batch:
        """The number-th batch, drawn once."""
        found = self._batches.get((number, simple))
        if found is None:
            points = self.sampler.batch(number, simple)
            key = self.values(self.key_tree, points)
            found = self._batches[number, simple] = Batch(points, key, _usable(key), self._core(points))
        return found

    def _core(self, points: Mapping[str, Array]) -> NDArray[np.bool_]:
        core = np.ones(len(next(iter(points.values()))), dtype=bool)
        for name, found in self.domains.items():
            if found.kind in ("real", "pos"):
                inside = np.abs(points[name]) <= CORE
                core &= inside if inside.ndim == 1 else inside.all(axis=1)
        return np.repeat(core, self.width)

    def precisely(self, tree: Tree, points: Mapping[str, Array], place: int) -> Any:
        """The tree's value to 40 digits at one place of the flat layout. Raises NoValue."""
        row, entry = divmod(place, self.width)
        values: dict[str, Any] = {
            name: points[name][row].tolist() for name in [*self.domains, *self.indices] if name not in self.trees
        }
        values[MOVED] = entry if self.shape else (self.moved[2] if self.function is not None else 0) or 0
        value = precise(tree, values, self.trees, self.sampler.index_sizes)
        return value[entry] if isinstance(value, list) else value


def _usable(key: Values) -> NDArray[np.bool_]:
    usable = np.isfinite(key.value)
    for node, side in key.switches.values():
        if node.op in (*SWITCHES, "max", "min"):
            usable = usable & (side != 0)
    return usable
