"""Prompts as plain text, for a terminal, a comment or a form: "∂L/∂w = (ŷ − y)x"."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from autograder.exams.notation import Atom, Attached, Call, Fraction, Sequenced, Tree, parse, ungrouped

GREEK = frozenset((
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi",
    "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
))  # fmt: skip
SYMBOLS = {
    "partial": "∂", "nabla": "∇", "dot": "·", "dot.op": "·", "times": "×", "dot.o": "⊙", "odot": "⊙", "!=": "≠",
    "<=": "≤", ">=": "≥", "approx": "≈", "plus.minus": "±", "->": "→", "arrow.r": "→", "=>": "⇒", "in": "∈",
    "oo": "∞", "infinity": "∞", "dots": "…", "dots.h": "…", "dots.c": "…", "...": "…", "top": "ᵀ", "TT": "ᵀ",
    "RR": "ℝ", "ell": "ℓ", "sum": "∑", "product": "∏", "mid": "|", "prop": "∝", "-": "\N{MINUS SIGN}", "quad": "  ",
    "tilde": "~", "&": "", "*": "∗", "thin": "", "med": "",
}  # fmt: skip
ACCENTS = {"hat": "\u0302", "tilde": "\u0303", "macron": "\u0304", "overline": "\u0304", "bar": "\u0304",
           "arrow": "\u20d7", "dot": "\u0307"}  # fmt: skip
PLAINLY = ("bold", "upright", "italic", "cal", "bb", "op", "sans", "mono", "display", "inline")
RAISED = dict(zip("0123456789+-=()niT\N{MINUS SIGN}", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵀ⁻"))
LOWERED = dict(zip("0123456789+-=()aeoxhklmnpstijruv\N{MINUS SIGN}", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼᵣᵤᵥ₋"))
INLINE = re.compile(r"\$([^$]*)\$|`([^`]*)`")


def plain(text: str) -> str:
    """A prompt, label or solution with its formulas in Unicode, code as it is; paragraphs stay."""
    return INLINE.sub(lambda found: plain_formula(found[1]) if found[1] is not None else found[2], text)


@lru_cache(maxsize=4096)
def plain_formula(source: str) -> str:
    """A formula in Typst's notation in one line of Unicode; nothing is lost, brackets keep it unambiguous."""
    return re.sub(r"(?<=\S) {2,}(?=\S)", " ", unicodedata.normalize("NFC", _write(parse(source)))).strip()


def _write(tree: Tree) -> str:
    if isinstance(tree, Atom):
        return tree.text if tree.kind in ("text", "number", "space") else _symbol(tree.text)
    if isinstance(tree, Sequenced):
        return "".join(map(_write, tree.pieces)).replace("∂ ", "∂").replace("∇ ", "∇")
    if isinstance(tree, Attached):
        return _write_attached(tree)
    if isinstance(tree, Fraction):
        return f"{_part(tree.over)}/{_part(tree.under)}"
    if isinstance(tree, Call):
        return _write_call(tree)
    return f"{tree.open}{_write(tree.inner)}{tree.close}"


def _symbol(name: str) -> str:
    if name.lower() in GREEK:
        return unicodedata.lookup(f"GREEK {'SMALL' if name.islower() else 'CAPITAL'} LETTER {_unicode_name(name)}")
    return SYMBOLS.get(name, name)


def _unicode_name(name: str) -> str:
    return "LAMDA" if name.lower() == "lambda" else name.upper()


def _part(tree: Tree) -> str:
    """A part of a fraction, a subscript or a power, in parentheses only where it would fall apart without."""
    inner = _write(ungrouped(tree))
    return inner if _holds_together(inner) else f"({inner})"


def _holds_together(text: str) -> bool:
    return re.fullmatch(r"[∂∇]?(\w|[\u0300-\u036f']|[.…∞⁰-₟])*(\([^()]*\))?", text) is not None


def _write_attached(tree: Attached) -> str:
    text = _write(tree.base) + "′" * tree.primes
    if tree.sub is not None:
        text += _shifted(ungrouped(tree.sub), LOWERED, "_")
    if tree.sup is not None:
        text += _shifted(ungrouped(tree.sup), RAISED, "^")
    return text


def _shifted(tree: Tree, letters: dict[str, str], mark: str) -> str:
    """A subscript or power in small letters where all of them exist, else after its mark."""
    text = _write(tree)
    small = text.replace(" ", "")
    if small == "ᵀ":
        return small
    if all(letter in letters for letter in small):
        return "".join(letters[letter] for letter in small)
    return mark + (text if re.fullmatch(r"\w+", text) else f"({text})")


def _write_call(tree: Call) -> str:
    arguments = [[_write(argument) for argument in row] for row in tree.rows]
    first = arguments[0][0] if arguments[0] else ""
    if tree.name in ACCENTS and not tree.quoted:
        return first[:1] + ACCENTS[tree.name] + first[1:]
    if tree.name in PLAINLY:
        return ", ".join(arguments[0])
    if tree.name == "sqrt":
        return f"√{first}" if _holds_together(first) else f"√({first})"
    if tree.name in ("abs", "norm"):
        bar = "|" if tree.name == "abs" else "‖"
        return f"{bar}{first}{bar}"
    rows = "; ".join(", ".join(row) for row in arguments)
    if tree.name in ("vec", "mat"):
        return f"({rows})" if tree.name == "vec" else f"[{rows}]"
    return f"{tree.name if tree.quoted else _symbol(tree.name)}({rows})"
