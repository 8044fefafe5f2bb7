"""Values of a tree at many points at once, in float64."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .reader.tree import COMPARISONS, Apply, Name, Number, Tree, names_in

Array = NDArray[np.float64]


def _sigma(z: Array) -> Array:
    return 1.0 / (1.0 + np.exp(-z))


def _softmax(z: Array) -> Array:
    powers = np.exp(z - z.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


FUNCTIONS: dict[str, Callable[[Array], Array]] = {
    "neg": np.negative,
    "sigma": _sigma,
    "exp": np.exp,
    "ln": np.log,
    "tanh": np.tanh,
    "sinh": np.sinh,
    "cosh": np.cosh,
    "sech": lambda z: 1.0 / np.cosh(z),
    "csch": lambda z: 1.0 / np.sinh(z),
    "coth": lambda z: 1.0 / np.tanh(z),
    "sec": lambda z: 1.0 / np.cos(z),
    "csc": lambda z: 1.0 / np.sin(z),
    "cot": lambda z: 1.0 / np.tan(z),
    "asin": np.arcsin,
    "acos": np.arccos,
    "asinh": np.arcsinh,
    "acosh": np.arccosh,
    "atanh": np.arctanh,
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "atan": np.arctan,
    "erf": np.vectorize(math.erf, otypes=[float]),
    "sqrt": np.sqrt,
    "abs": np.abs,
    "sign": np.sign,
    "step": lambda z: np.where(z > 0, 1.0, 0.0),
    "relu": lambda z: np.maximum(z, 0.0),
    "softplus": lambda z: np.logaddexp(0.0, z),
    "softmax": _softmax,
    "total": lambda v: v.sum(axis=-1),
}
COMPARE: dict[str, Callable[[Array, Array], NDArray[np.bool_]]] = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "=": np.equal,
    "!=": np.not_equal,
}
BINARY: dict[str, Callable[[Array, Array], Array]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "odot": np.multiply,
    "max": np.maximum,
    "min": np.minimum,
    "dot": lambda u, v: (u * v).sum(axis=-1),
}
SWITCHES = ("abs", "sign", "step", "relu")


@dataclass
class Evaluator:
    """Evaluates trees at points.

    values: name -> array (P,) for a number, (P, n) for a vector; an index is an integer array (P,).
    sizes: index -> n, the size of the dimension it runs over.
    After `value(tree)`: `scale` (P,) is the largest magnitude met on the way, the yardstick for rounding, and
    `switches` holds for each branching node the sign (or the truth) that it took at each point.
    """

    values: Mapping[str, Array]
    sizes: Mapping[str, int] = field(default_factory=dict)
    scale: Array = field(default_factory=lambda: np.zeros(1))
    switches: dict[int, tuple[Apply, Array]] = field(default_factory=dict)

    def value(self, tree: Tree) -> Array:
        """The tree's values; infinite or NaN where it has none. Never raises for a tree that the reader passed."""
        with np.errstate(all="ignore"):
            return self._value(tree)

    def _value(self, tree: Tree) -> Array:
        if isinstance(tree, Number):
            return np.asarray(float(tree.value))
        if isinstance(tree, Name):
            return self.values[tree.name]
        result = self._apply(tree)
        if result.ndim == 0:
            return result  # a constant is as exact as its value; 1/10^14 is no large intermediate
        size = np.abs(result)
        self.scale = np.maximum(self.scale, size.max(axis=-1) if size.ndim == 2 else size)
        return result

    def _apply(self, tree: Apply) -> Array:
        if tree.op == "sum":
            return self._sum(tree)
        args = [self._value(arg) for arg in tree.args]
        if tree.op in FUNCTIONS:
            if tree.op in SWITCHES:
                self._switch(tree, np.sign(args[0]))
            return FUNCTIONS[tree.op](args[0])
        if tree.op in COMPARISONS:
            return self._compare(tree, args)
        if tree.op in BINARY:
            return self._binary(tree, args)
        return self._other(tree, args)

    def _binary(self, tree: Apply, args: list[Array]) -> Array:
        if tree.op in ("max", "min"):
            self._switch(tree, np.sign(args[0] - args[1]))
        left, right = args
        if left.ndim == 1 and right.ndim == 2:
            left = left[:, None]
        elif left.ndim == 2 and right.ndim == 1:
            right = right[:, None]
        return np.asarray(BINARY[tree.op](left, right))

    def _compare(self, tree: Apply, args: list[Array]) -> Array:
        truth = COMPARE[tree.op](args[0], args[1]).astype(float)
        if tree.args[0] != tree.args[1]:
            self._switch(tree, 2 * truth - 1)
        return truth

    def _other(self, tree: Apply, args: list[Array]) -> Array:
        if tree.op == "^":
            return np.asarray(np.power(args[0], args[1]))
        if tree.op == "where":
            return np.where(args[0] != 0, args[1], args[2])
        if tree.op == "entry":
            return self._entry(tree, args)
        if tree.op == "basis":
            positions = np.arange(args[1].shape[-1])
            return np.asarray(np.atleast_1d(args[0])[:, None] == positions, dtype=float)
        return np.asarray({"pi": math.pi, "e": math.e}[tree.op])

    def _entry(self, tree: Apply, args: list[Array]) -> Array:
        """A number in the text counts from 1; an index variable from 0."""
        vector, index = np.atleast_2d(args[0]), args[1]
        if isinstance(tree.args[1], Number):
            position = int(tree.args[1].value) - 1
            return vector[:, position] if position < vector.shape[1] else np.full(len(vector), np.nan)
        rows = np.broadcast_to(index, (len(vector),)).astype(int)
        return np.asarray(np.take_along_axis(vector, rows[:, None], axis=1)[:, 0])

    def _sum(self, tree: Apply) -> Array:
        index, body = tree.args
        assert isinstance(index, Name)
        total: Array = np.asarray(0.0)
        for k in range(self.sizes[index.name]):
            inner = Evaluator({**self.values, index.name: np.asarray(float(k))}, self.sizes)
            total = total + inner._value(body)
            self.scale = np.maximum(self.scale, inner.scale)
            self.switches.update(inner.switches)
        return total

    def _switch(self, tree: Apply, side: Array) -> None:
        if any(names_in(arg) for arg in tree.args):
            self.switches[id(tree)] = (tree, side)
