"""The final: language models, recurrent networks, optimisers, and what they rest on."""

from pathlib import Path

from autograder.exams import Paper, Section, exam

TITLE = "Final"
PAPER = Paper(
    minutes=80,
    sections=(
        Section("Multiple choice", ("M09", "M10", "M11", "M15", "M17"), points=10),
        Section("Short answers", ("N29", "N31", "N32", "N36", "D16", "N38"), points=24),
        Section("Forward and backward", ("N26", "N33"), points=24),
        Section("Formulas", ("S11", "S15", "S17"), points=18),
        Section("Find the bug", ("B11", "B14"), points=12),
        Section("Through time", ("N34",), points=12),
    ),
)
draw, questions = exam(PAPER, bank=Path(__file__).parents[1] / "bank")
