"""Values of a tree at one point to 40 digits, for what float64 cannot decide."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .reader.tree import COMPARISONS, Apply, Name, Number, Tree

DIGITS = 40
MORE_DIGITS = 300  # before a value is called missing: 1 - sigma(500) is not 0
POLES = ("sech", "csch", "coth", "sec", "csc", "cot")
INVERSES = ("asin", "acos", "asinh", "acosh", "atanh")
HUGE = 10**5  # decimal exponents beyond this are given up: exp(exp(exp(x))) must not fill the memory


class NoValue(ArithmeticError):
    """The tree has no real value at the point, or one too large to write down."""


def precise(tree: Tree, values: Mapping[str, Any], definitions: Mapping[str, Tree], sizes: Mapping[str, int]) -> Any:
    """An mpf, or a list of them for a vector. values: name -> float, index, or list of floats. Raises NoValue."""
    mpmath = _many_digits()  # only needed when float64 cannot decide
    with mpmath.workdps(DIGITS):
        try:
            return _Precise(mpmath.mp, values, definitions, sizes).value(tree)
        except NoValue:
            pass
    with mpmath.workdps(MORE_DIGITS):
        return _Precise(mpmath.mp, values, definitions, sizes).value(tree)


def _many_digits() -> Any:
    """mpmath, which comes with sympy; on a laptop without it, what stands in for it."""
    try:
        import mpmath  # type: ignore[import-untyped]
    except ImportError:
        from . import digits

        return digits
    return mpmath


class _Precise:
    def __init__(
        self, mp: Any, values: Mapping[str, Any], definitions: Mapping[str, Tree], sizes: Mapping[str, int]
    ) -> None:
        self.mp, self.values, self.definitions, self.sizes = mp, dict(values), definitions, sizes
        self.limit = mp.mpf(10) ** HUGE
        self.functions = self._functions()

    def _functions(self) -> dict[str, Callable[..., Any]]:
        mp = self.mp
        return {
            "neg": lambda x: -x,
            "sigma": lambda x: 1 / (1 + self._exp(-x)),
            "exp": self._exp,
            "ln": self._ln,
            "tanh": mp.tanh,
            "sinh": self._bounded(mp.sinh),
            "cosh": self._bounded(mp.cosh),
            **{name: self._bounded(getattr(mp, name)) for name in POLES},
            **{name: self._real(getattr(mp, name)) for name in INVERSES},
            "sin": self._bounded(mp.sin),
            "cos": self._bounded(mp.cos),
            "tan": self._bounded(mp.tan),
            "atan": mp.atan,
            "erf": mp.erf,
            "sqrt": self._sqrt,
            "abs": abs,
            "sign": mp.sign,
            "step": lambda x: mp.mpf(x > 0),
            "relu": lambda x: max(x, mp.mpf(0)),
            "softplus": self._softplus,
            "+": lambda a, b: a + b,
            "-": lambda a, b: a - b,
            "*": lambda a, b: a * b,
            "/": self._divide,
            "^": self._power,
            "max": max,
            "min": min,
            "where": lambda c, a, b: a if c else b,
            "pi": lambda: +mp.pi,
            "e": lambda: mp.e + 0,
        }

    def value(self, tree: Tree) -> Any:
        if isinstance(tree, Number):
            return self.mp.mpf(tree.value.numerator) / tree.value.denominator
        if isinstance(tree, Name):
            return self._name(tree.name)
        if tree.op == "sum":
            return self._sum(tree)
        args = [self.value(arg) for arg in tree.args]
        if tree.op in COMPARISONS:
            return self._compare(tree.op, args)
        return self._checked(self._apply(tree, args))

    def _name(self, name: str) -> Any:
        if name in self.definitions:
            return self.value(self.definitions[name])
        value = self.values[name]
        return [self.mp.mpf(x) for x in value] if isinstance(value, list) else self.mp.mpf(value)

    def _apply(self, tree: Apply, args: list[Any]) -> Any:
        if tree.op in ("dot", "total"):
            parts = zip(*args) if tree.op == "dot" else ((x, 1) for x in args[0])
            return sum((a * b for a, b in parts), self.mp.mpf(0))
        if tree.op == "softmax":
            powers = [self._exp(x - max(args[0])) for x in args[0]]
            return [p / sum(powers) for p in powers]
        if tree.op == "entry":
            return self._entry(tree, args)
        if tree.op == "basis":
            return [self.mp.mpf(k == int(args[0])) for k in range(len(args[1]))]
        return self._elementwise(self.functions["*" if tree.op == "odot" else tree.op], args)

    def _elementwise(self, function: Callable[..., Any], args: list[Any]) -> Any:
        size = next((len(arg) for arg in args if isinstance(arg, list)), None)
        if size is None:
            return function(*args)
        columns = [arg if isinstance(arg, list) else [arg] * size for arg in args]
        return [function(*row) for row in zip(*columns)]

    def _entry(self, tree: Apply, args: list[Any]) -> Any:
        position = int(args[1]) - (1 if isinstance(tree.args[1], Number) else 0)
        if position >= len(args[0]):
            raise NoValue
        return args[0][position]

    def _sum(self, tree: Apply) -> Any:
        index, body = tree.args
        assert isinstance(index, Name)
        saved = self.values.get(index.name)
        total: Any = self.mp.mpf(0)
        for k in range(self.sizes[index.name]):
            self.values[index.name] = k
            total = self._elementwise(self.functions["+"], [total, self.value(body)])
        if saved is not None:
            self.values[index.name] = saved
        return total

    def _compare(self, op: str, args: list[Any]) -> Any:
        a, b = args
        truth = {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b, "=": a == b, "!=": a != b}[op]
        return self.mp.mpf(truth)

    def _checked(self, value: Any) -> Any:
        for x in value if isinstance(value, list) else [value]:
            if not self.mp.isfinite(x) or abs(x) > self.limit:
                raise NoValue
        return value

    def _exp(self, x: Any) -> Any:
        if x > 2 * HUGE:
            raise NoValue
        return self.mp.mpf(0) if x < -2 * HUGE else self.mp.exp(x)

    def _bounded(self, function: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def bounded(x: Any) -> Any:
            if abs(x) > HUGE:
                raise NoValue
            try:
                return function(x)
            except (ZeroDivisionError, ValueError):
                raise NoValue from None

        return bounded

    def _real(self, function: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def real(x: Any) -> Any:
            value = function(x)
            if not isinstance(value, self.mp.mpf):
                raise NoValue
            return value

        return real

    def _softplus(self, x: Any) -> Any:
        return max(x, self.mp.mpf(0)) + self.mp.log1p(self._exp(-abs(x)))

    def _ln(self, x: Any) -> Any:
        if x <= 0:
            raise NoValue
        return self.mp.log(x)

    def _sqrt(self, x: Any) -> Any:
        if x < 0:
            raise NoValue
        return self.mp.sqrt(x)

    def _divide(self, a: Any, b: Any) -> Any:
        if b == 0:
            raise NoValue
        return a / b

    def _power(self, a: Any, b: Any) -> Any:
        if (a == 0 and b < 0) or (a < 0 and b != int(b)):
            raise NoValue
        if abs(b) > HUGE or (a != 0 and abs(b * self.mp.log(abs(a))) > 2 * HUGE):
            raise NoValue
        return self.mp.mpf(1) if b == 0 else a ** (int(b) if b == int(b) else b)
