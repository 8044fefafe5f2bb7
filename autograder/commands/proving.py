"""The author's check as a command: everything planted is graded in parallel, in the confined process."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from autograder.classes.batch import run_batch
from autograder.classes.slots import clean_slots
from autograder.commands.shared import find_course
from autograder.confined import CleanProcess
from autograder.early import cores
from autograder.errors import UsageError
from autograder.grader import Grader, with_grader
from autograder.progress import progress
from autograder.proving.planted import Planted, planted
from autograder.proving.proof import Row, proofs, row, summary, table

TRAINING_SECONDS = 30.0
"""A question whose calls may take this long trains something."""


def check(
    assignment: str, variant: str | None, course: Path | None, question: str | None = None, quick: bool = False,
    variants: int | None = None,
) -> None:  # fmt: skip
    """Prove an assignment with its planted mistakes, an exam with its templates, or the bank.

    variants: how many variants to draw and prove instead; `variant` is then what their seeds begin with. Exit status 1
    when something is not as it should be.
    """
    from autograder.exams.prove_command import check_bank, check_paper

    def proved(grader: Grader) -> bool:
        click.echo(f"{assignment}, {grader.assignment.variant.described}", err=True)
        only = grader.assignment.question(question).number if question else None
        drawn = not grader.assignment.is_exam or check_paper(grader.assignment, only, quick)
        return prove_assignment(grader, only, quick) and drawn

    found = find_course(course)
    if variants and assignment == "bank":
        raise UsageError("--variants proves a homework, not the bank: name one.")
    if variants:
        from autograder.proving.variants import check_variants

        fine = check_variants(found, assignment, variants, variant, quick, question)
    elif assignment == "bank":
        fine = check_bank(found, question, quick)
    else:
        fine = with_grader(found, assignment, variant, proved)
    sys.exit(0 if fine else 1)


def prove_assignment(grader: Grader, question: str | None = None, quick: bool = False) -> bool:
    """Grade what is planted (for one question, or all), print the table and the summary; True when all is well."""
    if question:
        grader.assignment.question(question)
    rows = [*proofs(grader.assignment, question), *prove(grader, question, quick)]
    click.echo(table(rows, shutil.get_terminal_size((120, 24)).columns))
    click.echo(f"\n{summary(rows)}")
    bad = sum(not one.fine for one in rows)
    click.echo(f"{bad} rows are not as they should be." if bad else "Everything is as it should be.")
    return not bad


def prove(grader: Grader, question: str | None = None, quick: bool = False) -> list[Row]:
    """Grade every planted submission, as many at a time as there are cores.

    question: only the mistakes and trivial answers in that question, and every right one. quick: mistakes that name no
    training question are not trained.
    """
    everything = [p for p in planted(grader.assignment) if not question or not p.earns or question in p.earns]
    found: dict[int, Row] = {}
    telling = progress(len(everything), "proved", "is not as it should be")
    with clean_slots(grader.clean, cores()) as slots, telling as tell:

        def done(index: int, result: Mapping[str, Any]) -> None:
            found[index] = _row(everything[index], result)
            tell(everything[index].name, failed=not found[index].fine)

        run_batch(range(len(everything)), slots, lambda i, clean: _graded(grader, everything[i], clean, quick), done)
    return [found[index] for index in range(len(everything))]


def _graded(grader: Grader, one: Planted, clean: CleanProcess, quick: bool) -> dict[str, Any]:
    """In a fork: write the files, grade them, return the row."""
    assignment = grader.assignment
    if one.only:
        assignment = replace(assignment, questions=(assignment.question(one.only),))
    elif quick and one.kind == "mistake":
        asked = tuple(q for q in assignment.questions if q.seconds < TRAINING_SECONDS or q.number in one.earns)
        assignment = replace(assignment, questions=asked)
    with tempfile.TemporaryDirectory() as folder:
        for name, data in one.files.items():
            (Path(folder) / name).write_bytes(data)
        report = replace(grader, assignment=assignment, clean=clean).grade(Path(folder))
    return asdict(row(one, report))


def _row(one: Planted, result: Mapping[str, Any]) -> Row:
    if "failed" in result:
        return Row(one.name, one.kind, one.why, "a grade", "", (f"grading failed: {result['failed']}",), False)
    return Row(**{**result, "problems": tuple(result["problems"])})
