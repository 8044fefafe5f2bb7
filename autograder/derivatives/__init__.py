"""Derivative questions: typed by students, read safely, judged at random points, explained. See docs/derivatives.md."""

from .derivation import Derivation
from .question import Derivative
from .reader import Reading, Unreadable, read
from .verdict import OUTCOMES, SHARES, Counterexample, Slip, Verdict

__all__ = [
    "OUTCOMES",
    "SHARES",
    "Counterexample",
    "Derivation",
    "Derivative",
    "Reading",
    "Slip",
    "Unreadable",
    "Verdict",
    "read",
]
