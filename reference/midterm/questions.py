"""The midterm: classifiers, networks and word vectors."""

from pathlib import Path

from autograder.exams import Paper, Section, exam

TITLE = "Midterm"
PAPER = Paper(
    minutes=80,
    sections=(
        Section("Multiple choice", ("M01", "M02", "M04", "M06", "M07"), points=10),
        Section("Short answers", ("N01", "N02", "N06", "N10", "D14", "N21"), points=24),
        Section("Forward and backward", ("T24", "N27"), points=24),
        Section("Formulas", ("S05", "S08", "S12"), points=18),
        Section("Find the bug", ("B04", "B08"), points=12),
        Section("Word vectors", ("N30",), points=12),
    ),
)
draw, questions = exam(PAPER, bank=Path(__file__).parents[1] / "bank")
