"""Mark a box for a formula: as it is judged in homework, but there is no second try, so more is let pass."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from autograder.checks import Formula
from autograder.credit import Credit
from autograder.derivatives import Derivative
from autograder.derivatives.reader import Apply, Name, Number, Tree
from autograder.exams.entries import Expression
from autograder.question import Key

LISTED = "listed"
"""The cause of a wrong form that the question foresees; others are found by the machine."""


def formula(entry: Expression, answer: Any, key: Key) -> Credit:
    """The credit of a formula; raises SubmissionError for an answer that is no text.

    Of an equation that cannot be read otherwise, what stands behind the last equals sign is marked: "dL/dz = a - y".
    Where it is not right, or what stands before it is a formula that is not, a person is told; and so of what cannot be
    read. A single name or number earns nothing but what is listed for it: it may be copied.
    """
    text = answer.strip().rstrip(".;,") if isinstance(answer, str) else answer
    credit = _judged(entry.derivative, text, key)
    before, equals, behind = text.rpartition("=") if isinstance(text, str) else ("", "", "")
    if _is_unread(credit) and equals and behind.strip():
        credit, other = (_judged(entry.derivative, side, key) for side in (behind, before.rpartition("=")[2] or behind))
        if not _is_unread(credit):
            why = f"{entry.name}: only what stands behind the equals sign was read"
            agree = credit.share == 1 and (other.share == 1 or _is_unread(other))
            return credit if agree else replace(credit, review=why)
    return replace(credit, review=f"{entry.name}: {credit.echo}") if _is_unread(credit) else credit


def _is_unread(credit: Credit) -> bool:
    return credit.share == 0 and credit.echo == credit.feedback


def _judged(derivative: Derivative, text: Any, key: Key) -> Credit:
    credit = Formula(derivative)(text, key)
    if credit.share in (None, 0, 1) or credit.cause == LISTED:
        return credit
    return replace(credit, share=0.0) if _is_copied(derivative.read(text).tree) else credit


def _is_copied(tree: Tree) -> bool:
    """A name, a number or an entry of a vector, perhaps with its sign turned."""
    if isinstance(tree, Apply):
        return tree.op in ("neg", "entry") and all(_is_copied(inner) for inner in tree.args)
    return isinstance(tree, (Name, Number))
