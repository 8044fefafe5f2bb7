"""A formula as a person would read it aloud: the alternative text that a screen reader gets."""

from __future__ import annotations

import re
from functools import lru_cache

from autograder.exams.notation import (
    Atom,
    Attached,
    Call,
    Fraction,
    Group,
    Sequenced,
    Tree,
    is_signed_number,
    parse,
    ungrouped,
)

WORDS = {
    "=": "equals", "!=": "is not equal to", "≠": "is not equal to", "<": "is less than", ">": "is greater than",
    "<=": "is at most", "≤": "is at most", ">=": "is at least", "≥": "is at least", "approx": "is about",
    "≈": "is about", "+": "plus", "-": "minus", "\N{MINUS SIGN}": "minus", "*": "star", "dot": "times",
    "dot.op": "times", "times": "times", "dot.o": "element by element times", "odot": "element by element times",
    "plus.minus": "plus or minus", "->": "to", "arrow.r": "to", "arrow": "to", "=>": "implies", "|": "given",
    "mid": "given", ",": ",", ";": ";", "!": "factorial", "&": "", "in": "in", "oo": "infinity",
    "infinity": "infinity", "dots": "and so on", "dots.h": "and so on", "...": "and so on", "dots.c": "and so on",
    "top": "transpose", "TT": "transpose", "RR": "the real numbers", "nabla": "gradient", "ell": "l",
    "colon": "colon", ":": "colon", "quad": "", "thin": "", "med": "", "log": "log", "ln": "natural log",
    "exp": "exp", "min": "min", "max": "max", "tanh": "tanh", "sum": "the sum", "product": "the product",
    "prop": "is proportional to", "tilde": "is distributed as", "~": "is distributed as",
}  # fmt: skip
OVER = {"hat": "hat", "tilde": "tilde", "macron": "bar", "overline": "bar", "bar": "bar", "arrow": "arrow"}
PLAINLY = ("bold", "upright", "italic", "cal", "bb", "op", "sans", "mono", "display", "inline")
AROUND = {"sqrt": ("the square root of", ""), "abs": ("the absolute value of", ""), "norm": ("the norm of", "")}
APPLIED = ("f", "g", "L", "P", "p", "R", "J")
"""Letters that name functions; other letters before a bracket are factors."""
BRACKETS = {
    "(": "open parenthesis", ")": "close parenthesis", "[": "open bracket", "]": "close bracket",
    "{": "open brace", "}": "close brace",
}  # fmt: skip
POWERS = {"2": "squared", "3": "cubed"}


@lru_cache(maxsize=4096)
def spoken(source: str) -> str:
    """The words for a formula in Typst's notation: "partial L over partial w equals minus 0.4"."""
    words = " ".join(_say(parse(source)).split())
    return re.sub(r"( ?,)+", ",", words).rstrip(",")


def _say(tree: Tree) -> str:
    if isinstance(tree, Atom):
        return tree.text if tree.kind in ("text", "number") else WORDS.get(tree.text, tree.text.replace(".", " "))
    if isinstance(tree, Sequenced):
        return _say_sequence(tree)
    if isinstance(tree, Attached):
        return _say_attached(tree)
    if isinstance(tree, Fraction):
        return _say_fraction(tree)
    if isinstance(tree, Call):
        return _say_call(tree)
    return _say_group(tree)


def _say_sequence(tree: Sequenced) -> str:
    words: list[str] = []
    for before, piece in zip((None, *tree.pieces), tree.pieces):
        applied = isinstance(piece, Group) and piece.open == "(" and before is not None and _is_function(before)
        words.append(_say_applied(ungrouped(piece)) if applied else _say(piece))
    return " ".join(words)


def _say_applied(inner: Tree) -> str:
    end = "" if _is_simple(inner) or is_signed_number(inner) else ", end,"
    return f"of {_say(inner)}{end}"


def _is_function(tree: Tree) -> bool:
    base = tree.base if isinstance(tree, Attached) else tree
    return isinstance(base, Atom) and (base.kind == "text" or base.text in APPLIED or len(base.text) > 1)


def _say_group(tree: Group) -> str:
    if tree.open == "(" and is_signed_number(tree.inner):
        return _say(tree.inner)
    return f"{BRACKETS[tree.open]} {_say(tree.inner)} {BRACKETS.get(tree.close, '')}"


def _say_fraction(tree: Fraction) -> str:
    over, under = ungrouped(tree.over), ungrouped(tree.under)
    if _is_simple(over) and _is_simple(under):
        return f"{_say(over)} over {_say(under)}"
    return f"the fraction {_say(over)} over {_say(under)}, end of fraction,"


def _is_simple(tree: Tree) -> bool:
    """Whether no listener could mistake where it ends: nothing in it is added, compared or divided."""
    if isinstance(tree, Sequenced):
        inner = tree.pieces[1:] if is_signed_number(tree) else tree.pieces
        return all(_is_simple(piece) for piece in inner)
    if isinstance(tree, Atom):
        return tree.kind != "operator"
    if isinstance(tree, Group):
        return tree.open == "(" and _is_simple(tree.inner)
    return isinstance(tree, Attached | Call)


def _say_attached(tree: Attached) -> str:
    base = tree.base
    if isinstance(base, Atom) and base.text in ("sum", "product"):
        return _say_sum(tree)
    words = [_say(base), *["prime"] * tree.primes]
    if tree.sub is not None:
        sub = ungrouped(tree.sub)
        end = "" if _is_simple(sub) or is_signed_number(sub) else ", end of subscript,"
        words.append(f"{'base' if _say(base) == 'log' else 'sub'} {_say(sub)}{end}")
    if tree.sup is not None:
        words.append(_say_power(ungrouped(tree.sup)))
    return " ".join(words)


def _say_sum(tree: Attached) -> str:
    words = [_say(tree.base)]
    if tree.sub is not None:
        words.append(f"over {_say(ungrouped(tree.sub))}")
    if tree.sup is not None:
        words.append(f"up to {_say(ungrouped(tree.sup))}")
    return " ".join([*words, "of"])


def _say_power(power: Tree) -> str:
    said = _say(power)
    if said in POWERS:
        return POWERS[said]
    if said in ("transpose", "T"):
        return "transpose"
    return f"to the power {said}{'' if _is_simple(power) or is_signed_number(power) else ', end of power,'}"


def _say_call(tree: Call) -> str:
    arguments = [_say(argument) for row in tree.rows for argument in row]
    if tree.name in OVER and not tree.quoted:
        return f"{arguments[0]} {OVER[tree.name]}"
    if tree.name in PLAINLY:
        return " ".join(arguments)
    if tree.name in AROUND:
        before, after = AROUND[tree.name]
        end = "" if _is_simple(tree.rows[0][0]) else ", end,"
        return f"{before} {arguments[0]} {after}{end}"
    if tree.name in ("vec", "mat"):
        kind = "the vector" if tree.name == "vec" else "the matrix with rows"
        return f"{kind} {'; '.join(', '.join(map(_say, row)) for row in tree.rows)}, end,"
    name = tree.name if tree.quoted else WORDS.get(tree.name, tree.name)
    end = "" if all(_is_simple(a) or is_signed_number(a) for row in tree.rows for a in row) else ", end,"
    return f"{name} of {', '.join(arguments)}{end}"
