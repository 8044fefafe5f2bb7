"""The machine that judges: it knows no assignment; see docs/concepts.md."""

__version__ = "0.1.0"
