"""A paper: which templates of the bank an exam draws, and for how many points; and the exam as an assignment."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from autograder.errors import QuestionError, UsageError
from autograder.exams.bank import Bank, bank_of
from autograder.exams.entries import Item
from autograder.exams.questions import as_question, asks_version
from autograder.exams.template import Template
from autograder.question import Question
from autograder.report import share_out
from autograder.variant import Variant

if TYPE_CHECKING:
    from autograder.assignment import Assignment

NAME = re.compile(r"[A-Za-z0-9_]{1,24}")


@dataclass(frozen=True)
class Section:
    """A part of a paper: templates by id, long or short ("N04").

    points: of the whole section, shared out over its questions in proportion to their own, in whole points where
    these are; the questions keep their own points without it.
    """

    title: str
    templates: Sequence[str]
    points: float | None = None


@dataclass(frozen=True)
class Paper:
    """What an exam consists of; every version draws its own numbers for it."""

    minutes: int
    sections: Sequence[Section]


@dataclass(frozen=True)
class Asked:
    """One question of a drawn paper. number: "Q3"; section: its title; points: in this paper."""

    number: str
    section: str
    template: Template
    item: Item
    points: float


def exam(
    paper: Paper, bank: Path
) -> tuple[Callable[[Variant], dict[str, Any]], Callable[[Variant, Mapping[str, Any]], list[Question]]]:
    """`draw` and `questions` of an exam's questions.py. bank: the folder of its templates.

    What is drawn is {"paper": Paper, "bank": Bank, "asked": tuple of Asked}.
    """

    def draw(variant: Variant) -> dict[str, Any]:
        return _drawn(paper, bank_of(bank), variant)

    return draw, _questions


def _drawn(paper: Paper, bank: Bank, variant: Variant) -> dict[str, Any]:
    return {"paper": paper, "bank": bank, "asked": tuple(_asked(paper, bank, variant))}


def _questions(variant: Variant, drawn: Mapping[str, Any]) -> list[Question]:
    made = [as_question(one.number, one.template.title, one.points, one.item) for one in drawn["asked"]]
    return [asks_version(made[0], variant.seed), *made[1:]]


def other_version(exam: Assignment, seed: str, student: str | None = None) -> Assignment:
    """Another version of a loaded exam, as `load` would draw it, without reading the bank again."""
    variant = replace(exam.variant, seed=seed).for_student(student)
    drawn = _drawn(paper_of(exam), exam.drawn["bank"], variant)
    questions = tuple(exam.course.adjusted(exam.name, question) for question in _questions(variant, drawn))
    return replace(exam, questions=questions, variant=variant, drawn=drawn)


def paper_of(assignment: Assignment) -> Paper:
    """The paper of an exam; raises UsageError for an assignment that is none."""
    paper = assignment.drawn.get("paper")
    if not isinstance(paper, Paper):
        raise UsageError(f"{assignment.name} is not an exam: its questions.py states no PAPER.")
    return paper


def asked(assignment: Assignment) -> tuple[Asked, ...]:
    """The questions of a drawn exam, in order; raises UsageError for an assignment that is none."""
    paper_of(assignment)
    found: tuple[Asked, ...] = assignment.drawn["asked"]
    return found


def version_rng(variant: Variant, template: Template) -> np.random.RandomState:
    """What a version's item is drawn with: never foreseen without the course's secret."""
    label = f"exam/{template.id}"
    return variant.hidden_rng(label) if variant.student is None else variant.personal_rng(label)


def _asked(paper: Paper, bank: Bank, variant: Variant) -> Iterator[Asked]:
    number = 0
    for section, templates, points in _places(paper, bank):
        for template, worth in zip(templates, points):
            number += 1
            item, _ = template.draw(version_rng(variant, template))
            _named(template, item)
            yield Asked(f"Q{number}", section.title, template, item, worth)


def _places(paper: Paper, bank: Bank) -> Iterator[tuple[Section, list[Template], list[float]]]:
    seen: list[str] = []
    for section in paper.sections:
        templates = [bank[name] for name in section.templates]
        seen += [one.id for one in templates]
        twice = [id for id in seen if seen.count(id) > 1]
        if twice or not templates:
            why = f"{twice[0]} stands in the paper twice" if twice else "it has no templates"
            raise QuestionError(f"the section {section.title!r}: {why}")
        yield section, templates, _points(section, templates)


def _points(section: Section, templates: Sequence[Template]) -> list[float]:
    own = [template.points for template in templates]
    if section.points is None:
        return own
    unit = 1 if section.points == int(section.points) else 100
    return [share / unit for share in share_out(round(section.points * unit), own)]


def _named(template: Template, item: Item) -> None:
    wrong = [entry.name for entry in item.entries if not NAME.fullmatch(entry.name)]
    if wrong:
        raise QuestionError(f"{template.id}: {wrong[0]!r} cannot be an entry's name; use letters, digits and _")
