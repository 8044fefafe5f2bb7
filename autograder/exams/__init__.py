"""Exams: a bank of templates, the papers drawn from it, and how their answers are marked."""

from autograder.exams.draw import Draw, Redraw
from autograder.exams.entries import Choose, Expression, Item, Line, Number, Slip
from autograder.exams.paper import Paper, Section, exam
from autograder.exams.template import Template, template

__all__ = [
    "Choose",
    "Draw",
    "Expression",
    "Item",
    "Line",
    "Number",
    "Paper",
    "Redraw",
    "Section",
    "Slip",
    "Template",
    "exam",
    "template",
]
