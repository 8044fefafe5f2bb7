"""A small course with a bank and an exam, for tests."""

from __future__ import annotations

from pathlib import Path

from autograder.course import Course

BANK = """
from fractions import Fraction
from autograder.exams import Choose, Item, Line, Number, Slip, template

@template("N01-STEP", "A step", topic="descent", points=4, minutes=4)
def step(draw):
    w, x = draw.integer(2, 9), draw.distinct(2, range(11, 99))
    return Item("From $w = {w}$, slope {a} times {b}?", {"w": w, "a": x[0], "b": x[1]}, (
        Number("g", "$g$", x[0] * x[1], slips=(Slip("sum", x[0] + x[1], 0.25, "They are multiplied."),)),
        Number("w_new", "new $w$", lambda g: w - Fraction(1, 2) * g, weight=3, slips=(
            Slip("ascent", lambda g: w + Fraction(1, 2) * g, 0.5, "Uphill."),)),
    ), "{g}, {w_new}")

@template("M01-PICK", "A pick", topic="descent", points=2, minutes=2)
def pick(draw):
    n = draw.integer(2, 99)
    options = draw.shuffled([("n", True), ("2 n", False), ("n / 2", False)])
    right = frozenset(i for i, (text, fine) in enumerate(options) if fine)
    return Item("Which is $n = {n}$?", {"n": n}, (Choose("a", "", [text for text, _ in options], right),), "n")

@template("N02-COUNT", "A count", topic="counts", points=3, minutes=3)
def count(draw):
    n = draw.integer(11, 99)
    return Item("Twice {n}?", {"n": n}, (Number("n", "", 2 * n, slips=(Slip("once", n, 0.5),)),), "{n}")
"""
EXAM = """
from pathlib import Path
from autograder.exams import Paper, Section, exam
TITLE = "Quiz"
PAPER = Paper(20, (Section("Numbers", ("N02", "N01"), points=8), Section("Choices", ("M01",))))
draw, questions = exam(PAPER, bank=Path(__file__).parents[1] / "bank")
"""


def exam_course(folder: Path, bank: str = BANK, exam: str = EXAM, settings: str = "") -> Course:
    """A course with the exam `quiz` of three questions, 10 points."""
    for name, text in (("bank/toys.py", bank), ("quiz/questions.py", exam)):
        path = folder / "reference" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (folder / "course.toml").write_text(settings)
    return Course.at(folder)
