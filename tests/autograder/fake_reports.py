"""Small made-up reports for the tests of the writers: no suite, no submission."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from autograder.assignment import Assignment
from autograder.course import Course
from autograder.credit import FULL, Credit, Grid, Part, from_parts
from autograder.question import Key, Question
from autograder.report import Judgement, Report
from autograder.variant import Variant

GRID: Grid = ((0, 0, 2), (0, 1, 0), (3, 0, 0))
SECRET = "the hidden input is 42"


def never(answer: object, key: Key) -> Credit:
    raise AssertionError("the writers judge nothing")


def code(number: str = "B1", points: float = 10, **more: Any) -> Question:
    return Question(number, f"Code {number}", points, (f"sgd.f{number}",), never, **more)


def typed(number: str = "D1", points: float = 4, **more: Any) -> Question:
    return Question(number, f"Typed {number}", points, (f"answers.{number}",), never, **more)


def property_(number: str, credit: Credit, weight: float = 1.0, **more: Any) -> Part:
    return Part(f"Property {number}", weight, credit, number, **more)


def two_tests(number: str = "B1", second: Credit = FULL) -> Credit:
    return from_parts([property_(f"{number}.1", FULL), property_(f"{number}.2", second)])


def wrong(said: str = "Off by a factor of 2.", share: float = 0.0, **more: Any) -> Credit:
    return Credit(share, said, **more)


def pending() -> Credit:
    return Credit(None, "Not judged: this is not your doing; staff have been told.", SECRET)


def report(*judged: tuple[Question, Credit], **more: Any) -> Report:
    judgements = tuple(Judgement(question, credit) for question, credit in judged)
    return Report("hw1", "Homework 1", "default", judgements, **more)


def assignment(*questions: Question) -> Assignment:
    return Assignment("hw1", "Homework 1", questions, Variant("hw1"), Course(Path()))
