"""The author's check of the bank and of an exam as a command: templates are proved in parallel, with a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib import import_module
from typing import Any

import click

from autograder.assignment import Assignment
from autograder.classes.batch import Slot, run_batch
from autograder.course import Course
from autograder.early import cores
from autograder.errors import QuestionError
from autograder.exams.bank import bank
from autograder.exams.paper import asked, paper_of
from autograder.exams.proving import DRAWS, LEGEND, QUICK_DRAWS, Proved, prove_template, table
from autograder.exams.template import Template
from autograder.progress import progress

ROOM = 1.0
"""The share of a paper's minutes that its questions may take together."""


def check_bank(course: Course, only: str | None, quick: bool) -> bool:
    """Prove the whole bank, or one template of it; print the table; True when all is well.

    Raises QuestionError when there is no bank, or no such template.
    """
    templates = bank(course)
    if not templates:
        raise QuestionError(f"{course.folder / 'reference' / 'bank'} holds no templates")
    return _told(prove_templates([templates[only]] if only else list(templates.values()), _draws(quick)))


def check_paper(exam: Assignment, only: str | None, quick: bool) -> bool:
    """Prove the templates that an exam draws, or that of one question, and that its time is enough."""
    chosen = [one for one in asked(exam) if only in (None, one.number)]
    fine = _told(prove_templates([one.template for one in chosen], _draws(quick)))
    minutes, needed = paper_of(exam).minutes, sum(one.template.minutes for one in asked(exam))
    click.echo(f"\n{exam.points:g} points; the questions take {needed:g} of {minutes:g} minutes")
    return fine and needed <= ROOM * minutes


def prove_templates(templates: Sequence[Template], draws: int = DRAWS) -> list[Proved]:
    """Prove templates, as many at a time as there are cores; whatever one does costs the others nothing."""
    import_module("sympy")  # once, before the forks: the proofs of formulas need it
    found: dict[str, Proved] = {}
    slots = [Slot(None, lambda tool: tool) for _ in range(min(cores(), len(templates)))]
    with progress(len(templates), "proved", "is not as it should be") as tell:

        def done(template: Template, result: Mapping[str, Any]) -> None:
            found[template.id] = _row(template, draws, result)
            tell(template.id, failed=bool(found[template.id].problems))

        run_batch(templates, slots, lambda template, _: asdict(prove_template(template, draws)), done)
    return [found[template.id] for template in templates]


def _row(template: Template, draws: int, result: Mapping[str, Any]) -> Proved:
    if "failed" in result:
        return Proved(template.id, template.title, draws, problems=(f"the check failed: {result['failed']}",))
    return Proved(**{**result, "digits": tuple(result["digits"]), "problems": tuple(result["problems"])})


def _draws(quick: bool) -> int:
    return QUICK_DRAWS if quick else DRAWS


def _told(rows: Sequence[Proved]) -> bool:
    click.echo(f"{table(rows)}\n\n{LEGEND}")
    bad = sum(bool(row.problems) for row in rows)
    what = "1 template" if len(rows) == 1 else f"{len(rows)} templates"
    click.echo(
        f"{what}, {rows[0].draws} draws of each: {f'{bad} not as it should be' if bad else 'all as they should be'}"
    )
    return not bad
