"""Homework 1: logistic and softmax regression. Every question, its points, what it asks for and how it is checked."""

from autograder.assignment import Question
from autograder.checks import HiddenTests

TITLE = "Logistic and softmax regression"


def draw(variant):
    """What this variant draws for students to see."""
    return {}


def questions(variant, drawn):
    """The questions in order."""
    tests = HiddenTests()
    return [
        Question("B1", "sigmoid", 6, ("logistic.sigmoid",), tests),
        Question("B3", "gradient of logistic regression", 10, ("logistic.lr_grad",), tests),
    ]
