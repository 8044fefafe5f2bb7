"""A tree written back as plain text and as LaTeX, so that a student sees how the answer was understood."""

from __future__ import annotations

from fractions import Fraction

from .characters import GREEK
from .tree import COMPARISONS, Apply, Name, Number, Tree

LEVEL = {"+": 1, "-": 1, "neg": 1, "*": 2, "/": 2, "odot": 2, "^": 4}
ATOM = 5
LATEX_COMPARISONS = {"<=": r"\le", ">=": r"\ge", "!=": r"\ne"}
LATEX_FUNCTIONS = {
    "sigma": r"\sigma",
    "exp": r"\exp",
    "ln": r"\ln",
    "tanh": r"\tanh",
    "sinh": r"\sinh",
    "cosh": r"\cosh",
    "sin": r"\sin",
    "cos": r"\cos",
    "tan": r"\tan",
    "atan": r"\arctan",
    "max": r"\max",
    "min": r"\min",
}


def plain(tree: Tree) -> str:
    """Every product with *, brackets only where they are needed."""
    if isinstance(tree, Number):
        return _number(tree.value)
    if isinstance(tree, Name):
        return tree.name
    args = [plain(arg) for arg in tree.args]
    if tree.op in LEVEL:
        return _plain_operator(tree, args)
    if tree.op in COMPARISONS:
        return f"1[{args[0]} {tree.op} {args[1]}]"
    if tree.op == "entry":
        return f"{_wrap(args[0], _level(tree.args[0]) < ATOM)}_{args[1]}"
    if tree.op == "sum":
        return f"sum_{args[0]} ({args[1]})"
    name = {"total": "sum"}.get(tree.op, tree.op)
    return f"{name}({', '.join(args)})" if args else name


def _plain_operator(tree: Apply, args: list[str]) -> str:
    if tree.op == "neg":
        return "-" + _wrap(args[0], _level(tree.args[0]) < 2)
    left, right = (_wrap(text, _needs(tree, side)) for side, text in enumerate(args))
    op = {"+": " + ", "-": " - ", "odot": " \\odot "}.get(tree.op, tree.op)
    return f"{left}{op}{right}"


def latex(tree: Tree) -> str:
    """LaTeX for the tree; it holds nothing of the typed text but declared names and numbers."""
    if isinstance(tree, Number):
        return _number(tree.value)
    if isinstance(tree, Name):
        return latex_name(tree.name)
    args = [latex(arg) for arg in tree.args]
    if tree.op == "/":
        return rf"\frac{{{args[0]}}}{{{args[1]}}}"
    if tree.op in COMPARISONS:
        return rf"\mathbf{{1}}[{args[0]} {LATEX_COMPARISONS.get(tree.op, tree.op)} {args[1]}]"
    if tree.op in LEVEL:
        return _latex_operator(tree, args)
    return _latex_call(tree, args)


def _latex_operator(tree: Apply, args: list[str]) -> str:
    if tree.op == "neg":
        return "-" + _wrap_latex(args[0], _level(tree.args[0]) < 2)
    left = _wrap_latex(args[0], _needs(tree, 0))
    if tree.op == "^":
        return f"{left}^{{{args[1]}}}"
    right = _wrap_latex(args[1], _needs(tree, 1))
    op = {"*": r"\cdot", "odot": r"\odot"}.get(tree.op, tree.op)
    return f"{left} {op} {right}"


def _latex_call(tree: Apply, args: list[str]) -> str:
    if not args:
        return {"pi": r"\pi"}.get(tree.op, tree.op)
    if tree.op == "exp":
        return f"e^{{{args[0]}}}"
    if tree.op == "sqrt":
        return rf"\sqrt{{{args[0]}}}"
    if tree.op == "abs":
        return rf"\left|{args[0]}\right|"
    if tree.op == "entry":
        return rf"{_wrap_latex(args[0], _level(tree.args[0]) < ATOM)}_{{{args[1]}}}"
    if tree.op == "sum":
        return rf"\sum_{{{args[0]}}} {_wrap_latex(args[1], _level(tree.args[1]) < 2)}"
    if tree.op == "dot":
        left, right = (_wrap_latex(text, _level(arg) <= 2) for text, arg in zip(args, tree.args))
        return rf"({left} \cdot {right})"
    name = LATEX_FUNCTIONS.get(tree.op, rf"\operatorname{{{'sum' if tree.op == 'total' else tree.op}}}")
    return rf"{name}\left({', '.join(args)}\right)"


def latex_name(name: str) -> str:
    """delta_ij -> \\delta_{ij}, yhat -> \\hat{y}, c_pos -> c_{pos}."""
    base, _, below = name.replace("{", "").replace("}", "").partition("_")
    for accent in ("hat", "bar", "tilde"):
        if base.endswith(accent) and len(base) == len(accent) + 1:
            base = rf"\{accent}{{{base[0]}}}"
    if base in GREEK:
        base = "\\" + base
    elif base[:1].isalpha() and base[1:].isdigit():
        base, below = base[0], (base[1:] + ("," + below if below else ""))
    return f"{base}_{{{below}}}" if below else base


def _number(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    digits = _decimal(value)
    return digits if digits is not None else f"({value.numerator}/{value.denominator})"


def _decimal(value: Fraction) -> str | None:
    """Exact decimal digits, if the fraction has them (a typed number always does)."""
    scale = 0
    while value.denominator != 1 and scale < 30:
        value *= 10
        scale += 1
    if value.denominator != 1:
        return None
    text = str(abs(value.numerator)).rjust(scale + 1, "0")
    return ("-" if value < 0 else "") + text[:-scale] + "." + text[-scale:]


def _level(tree: Tree) -> int:
    return LEVEL.get(tree.op, ATOM) if isinstance(tree, Apply) else ATOM


def _needs(tree: Apply, side: int) -> bool:
    """Whether the operand on that side must stand in brackets."""
    own, inner = LEVEL[tree.op], _level(tree.args[side])
    argument = tree.args[side]
    if isinstance(argument, Apply) and argument.op in COMPARISONS:
        return (tree.op, side) in (("/", 1), ("^", 0), ("^", 1))  # x/1[z > 0] would be read as (x/1)*[z > 0]
    if isinstance(argument, Apply) and argument.op == "neg":
        return own > 1 or side == 1
    if tree.op == "^":
        return inner <= own if side == 0 else inner < own
    return inner < own or (side == 1 and inner == own and tree.op in ("-", "/", "*", "odot"))


def _wrap(text: str, brackets: bool) -> str:
    return f"({text})" if brackets else text


def _wrap_latex(text: str, brackets: bool) -> str:
    return rf"\left({text}\right)" if brackets else text
