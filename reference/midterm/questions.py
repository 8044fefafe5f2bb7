"""The midterm: which templates of the bank it draws, and for how many points."""

from pathlib import Path

from autograder.exams import Paper, Section, exam

TITLE = "Midterm"
PAPER = Paper(
    minutes=80,
    sections=(
        Section("Short questions", ("N01", "N02", "N04", "D14", "D43", "N11"), points=40),
        Section("Gradients", ("N03", "N09", "N10", "N12"), points=60),
    ),
)
draw, questions = exam(PAPER, bank=Path(__file__).parents[1] / "bank")
