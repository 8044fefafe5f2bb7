"""Differentiation of trees by the chain rule.

One rule for each operation, written as text in `u` (and `v`), so that the table reads as in a textbook. The tree that comes
out is the key's own form: the places where an inner derivative was multiplied are known, which is what partial credit
needs. sympy checks these rules in the author's check; nothing of sympy is needed while grading.
"""

from __future__ import annotations

from functools import cache

from .reader import read
from .reader.tree import ONE, ZERO, Apply, Name, Number, Tree, names_in, substitute

OUTER = {
    "sigma": "sigma(u)*(1-sigma(u))", "exp": "exp(u)", "ln": "1/u", "tanh": "1-tanh(u)^2", "sinh": "cosh(u)", "cosh": "sinh(u)",
    "sech": "-sech(u)*tanh(u)", "sin": "cos(u)", "cos": "-sin(u)", "tan": "1+tan(u)^2", "atan": "1/(1+u^2)",
    "erf": "2/sqrt(pi)*exp(-u^2)", "sqrt": "1/(2*sqrt(u))", "abs": "sign(u)", "relu": "step(u)", "softplus": "sigma(u)",
}
FLAT = ("sign", "step", "<", "<=", ">", ">=", "=", "!=", "pi", "e")


@cache
def _outer(function: str) -> Tree:
    return read(OUTER[function], ("u",)).tree


def add(a: Tree, b: Tree) -> Tree:
    return b if a == ZERO else a if b == ZERO else Apply("+", (a, b))


def subtract(a: Tree, b: Tree) -> Tree:
    return a if b == ZERO else negate(b) if a == ZERO else Apply("-", (a, b))


def negate(a: Tree) -> Tree:
    return ZERO if a == ZERO else Apply("neg", (a,))


def multiply(a: Tree, b: Tree, op: str = "*") -> Tree:
    if ZERO in (a, b):
        return ZERO
    return b if a == ONE else a if b == ONE else Apply(op, (a, b))


class Differentiator:
    """The derivative by one variable.

    wrt: the variable; `index`: for a vector, the name of the index whose entry is moved (the result then depends on it).
    skip: the number of an inner derivative that is left out, as a student might; `inner` counts those met.
    """

    def __init__(self, wrt: str, index: str | None = None, vectors: frozenset[str] = frozenset(), skip: int = -1) -> None:
        self.wrt, self.index, self.vectors, self.skip = wrt, index, vectors, skip
        self.inner = 0

    def derivative(self, tree: Tree) -> Tree:
        if self.wrt not in names_in(tree):
            return ZERO
        if isinstance(tree, Name):
            return ONE if self.index is None else Apply("basis", (Name(self.index), tree))
        assert isinstance(tree, Apply)
        if tree.op in FLAT:
            return ZERO
        if tree.op in OUTER:
            return self._chain(substitute(_outer(tree.op), {"u": tree.args[0]}), tree.args[0])
        return getattr(self, RULES[tree.op])(*tree.args)  # type: ignore[no-any-return]

    def _chain(self, outer: Tree, inner: Tree) -> Tree:
        """outer * inner', where `skip` may leave inner' out."""
        derivative = self.derivative(inner)
        if derivative == ZERO:
            return ZERO
        if derivative not in (ONE, ZERO):
            number = self.inner
            self.inner += 1
            if number == self.skip:
                return outer
        return multiply(outer, derivative, "odot" if self._vector(outer) and self._vector(derivative) else "*")

    def _vector(self, tree: Tree) -> bool:
        if isinstance(tree, Name):
            return tree.name in self.vectors
        if isinstance(tree, Number) or tree.op in ("dot", "entry", "total"):
            return False
        return tree.op == "basis" or any(self._vector(arg) for arg in tree.args)

    def _sum_rule(self, a: Tree, b: Tree) -> Tree:
        return add(self.derivative(a), self.derivative(b))

    def _difference(self, a: Tree, b: Tree) -> Tree:
        return subtract(self.derivative(a), self.derivative(b))

    def _negative(self, a: Tree) -> Tree:
        return negate(self.derivative(a))

    def _product(self, a: Tree, b: Tree) -> Tree:
        return add(multiply(self.derivative(a), b), multiply(a, self.derivative(b)))

    def _entrywise(self, a: Tree, b: Tree) -> Tree:
        return add(multiply(self.derivative(a), b, "odot"), multiply(a, self.derivative(b), "odot"))

    def _dot(self, a: Tree, b: Tree) -> Tree:
        return add(multiply(self.derivative(a), b, "dot"), multiply(a, self.derivative(b), "dot"))

    def _quotient(self, a: Tree, b: Tree) -> Tree:
        da, db = self.derivative(a), self.derivative(b)
        left = ZERO if da == ZERO else Apply("/", (da, b))
        right = multiply(a, db)
        return subtract(left, ZERO if right == ZERO else Apply("/", (right, Apply("^", (b, Number(ONE.value * 2))))))

    def _power(self, a: Tree, b: Tree) -> Tree:
        if self.wrt not in names_in(b):
            lower = Number(b.value - 1) if isinstance(b, Number) else Apply("-", (b, ONE))
            power = a if lower == ONE else Apply("^", (a, lower))
            return self._chain(multiply(b, power), a)
        exponent = Apply("*", (b, Apply("ln", (a,))))
        return multiply(Apply("^", (a, b)), self.derivative(exponent))

    def _larger(self, a: Tree, b: Tree) -> Tree:
        return self._either(Apply(">", (a, b)), a, b)

    def _smaller(self, a: Tree, b: Tree) -> Tree:
        return self._either(Apply("<", (a, b)), a, b)

    def _either(self, condition: Tree, a: Tree, b: Tree) -> Tree:
        return Apply("where", (condition, self.derivative(a), self.derivative(b)))

    def _entry(self, vector: Tree, index: Tree) -> Tree:
        if isinstance(vector, Name) and self.index is not None and isinstance(index, Name):
            return Apply("=", (index, Name(self.index)))
        return Apply("entry", (self.derivative(vector), index))

    def _total(self, vector: Tree) -> Tree:
        return Apply("total", (self.derivative(vector),))

    def _index_sum(self, index: Tree, body: Tree) -> Tree:
        return Apply("sum", (index, self.derivative(body)))

    def _softmax(self, vector: Tree) -> Tree:
        """p odot (z' - p.z'), the product of the softmax's Jacobian with the direction z'."""
        p, direction = Apply("softmax", (vector,)), self.derivative(vector)
        mean = Apply("dot", (p, direction))
        return Apply("-", (Apply("odot", (p, direction)), Apply("*", (mean, p))))


RULES = {
    "+": "_sum_rule", "-": "_difference", "neg": "_negative", "*": "_product", "odot": "_entrywise", "dot": "_dot",
    "/": "_quotient", "^": "_power", "max": "_larger", "min": "_smaller", "where": "_either", "entry": "_entry",
    "total": "_total", "sum": "_index_sum", "softmax": "_softmax",
}
