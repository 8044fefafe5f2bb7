"""sympy's opinion, asked for in a child process that can be killed, when points cannot decide.

The child builds sympy objects node by node from trees; no text reaches sympy's own parser.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

from .precise import INVERSES, POLES
from .problem import Problem
from .reader.tree import Apply, Name, Number, Tree, walk

SECONDS = 1.5
BYTES = 1 << 30
UNKNOWN_TO_SYMPY = ("sum", "entry", "total", "dot", "odot", "basis", "softmax")


def agrees(problem: Problem, tree: Tree, seconds: float = SECONDS) -> bool:
    """True if sympy proves the answer equal to the key; False if it does not, or not in time."""
    key, answer = problem.expanded(problem.key_tree), problem.expanded(tree)
    if not (understood(key) and understood(answer)):
        return False
    positive = [name for name, domain in problem.domains.items() if domain.bounds()[0] >= 0]
    question = json.dumps({"key": packed(key), "answer": packed(answer), "positive": positive})
    root = str(Path(__file__).parents[2])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "autograder.derivatives.second_opinion"],
            input=question,
            capture_output=True,
            text=True,
            timeout=seconds,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return done.stdout.strip() == "equal"


def understood(tree: Tree) -> bool:
    """Whether the tree has no vectors and no sums over an index."""
    return not any(isinstance(node, Apply) and node.op in UNKNOWN_TO_SYMPY for node in walk(tree))


def packed(tree: Tree) -> Any:
    """A tree as JSON: numbers as text, names as {"name": ...}, the rest as lists."""
    if isinstance(tree, Number):
        return str(tree.value)
    return {"name": tree.name} if isinstance(tree, Name) else [tree.op, *(packed(arg) for arg in tree.args)]


def to_sympy(tree: Any, positive: list[str]) -> Any:
    """The sympy object for a packed tree."""
    import sympy

    if isinstance(tree, str):
        return sympy.Rational(tree)
    if isinstance(tree, dict):
        name = tree["name"]
        return sympy.Symbol(name, positive=True) if name in positive else sympy.Symbol(name, real=True)
    return _functions(sympy)[tree[0]](*(to_sympy(arg, positive) for arg in tree[1:]))


SAME_NAME = (*POLES, *INVERSES, "exp", "tanh", "sinh", "cosh", "sin", "cos", "tan", "atan", "erf", "sqrt", "sign")


def _functions(sp: Any) -> dict[str, Any]:
    relations = {"<": sp.Lt, "<=": sp.Le, ">": sp.Gt, ">=": sp.Ge, "=": sp.Eq, "!=": sp.Ne}
    return {
        **{name: getattr(sp, name) for name in SAME_NAME},
        **{sign: partial(_indicator, sp, relation) for sign, relation in relations.items()},
        "+": lambda a, b: a + b,
        "-": lambda a, b: a - b,
        "*": lambda a, b: a * b,
        "/": lambda a, b: a / b,
        "^": lambda a, b: a**b,
        "neg": lambda a: -a,
        "pi": lambda: sp.pi,
        "e": lambda: sp.E,
        "ln": sp.log,
        "abs": sp.Abs,
        "max": sp.Max,
        "min": sp.Min,
        "sigma": lambda z: 1 / (1 + sp.exp(-z)),
        "softplus": lambda z: sp.log(1 + sp.exp(z)),
        "relu": lambda z: sp.Max(z, 0),
        "step": lambda z: _indicator(sp, sp.Gt, z, 0),
        "where": lambda c, a, b: sp.Piecewise((a, sp.Ne(c, 0)), (b, True)),
    }


def _indicator(sp: Any, relation: Any, a: Any, b: Any) -> Any:
    return sp.Piecewise((1, relation(a, b)), (0, True))


def main() -> None:
    """The child: read one question, print `equal` or `unknown`."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    except (ImportError, ValueError, OSError):
        pass  # no such limit on this system; the deadline stays
    question = json.load(sys.stdin)
    import sympy

    key, answer = (to_sympy(question[side], question["positive"]) for side in ("key", "answer"))
    same = sympy.simplify(sympy.piecewise_fold(key - answer)) == 0
    print("equal" if same else "unknown")


if __name__ == "__main__":
    main()
