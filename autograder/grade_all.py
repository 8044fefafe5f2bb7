"""Grade a class: every submission whatever happens to the others, and a run that was stopped goes on where it was."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import click

from autograder import html
from autograder.batch import run_batch
from autograder.export import Entry, find_submissions
from autograder.gradebook import Row, class_summary, write_gradebook
from autograder.grader import Grader
from autograder.intake import archive, take_in
from autograder.outputs import modes_for, write_outputs
from autograder.progress import progress
from autograder.slots import clean_slots
from autograder.writing import write_json, write_text

RECORD = "graded.json"
"""Beside a submission's results: the row of the gradebook, and what it was made from."""


def grade_everyone(grader: Grader, folder: Path, out: Path, jobs: int) -> list[Row]:
    """Grade every submission of a folder or an export into `out`; returns the rows of the gradebook.

    A submission that was graded before from the same bytes, suite, variant and versions is not graded again. Raises
    UsageError when the folder holds no submissions.
    """
    entries = find_submissions(folder, apart=out)
    html.ready()  # once, before the forks
    rows: dict[str, Row] = {}
    with clean_slots(grader.clean, min(jobs, len(entries))) as slots, progress(len(entries)) as tell:

        def done(entry: Entry, result: Mapping[str, Any]) -> None:
            failed = result.get("failed")
            row = Row.failed(entry, grader.assignment, str(failed)) if failed else Row.from_json(result)
            rows[entry.id] = row.belonging_to(entry)
            tell(entry.id, failed=bool(failed))

        run_batch(entries, slots, lambda entry, clean: _one(replace(grader, clean=clean), entry, out), done)
    ordered = [rows[entry.id] for entry in entries]
    write_gradebook(ordered, out / "gradebook.csv")
    write_text(out / "class.html", html.class_html(ordered, grader.assignment.title), private=True)
    click.echo(class_summary(ordered))
    failed = [row.id for row in ordered if not row.graded]
    if failed:
        click.echo(f"\nNOT GRADED: {', '.join(failed)}; gradebook.csv says why. The same command tries them again.")
    click.echo(f"\ngradebook.csv, class.html and a folder for each of {len(ordered)} submissions in {out}")
    return ordered


def _one(grader: Grader, entry: Entry, out: Path) -> dict[str, Any]:
    """In a fork: grade one submission, write its files, return its row."""
    began = time.monotonic()
    folder = out / entry.id
    intake = take_in(entry.path, grader.assignment.files)
    after_due = grader.after_due(datetime.now(timezone.utc))
    modes = modes_for(grader.assignment, after_due)
    made_from = {**grader.hashes(intake), "feedback": json.dumps([modes, after_due], sort_keys=True)}
    earlier = _record(folder / RECORD, made_from)
    if earlier is not None:
        return earlier
    report = grader.judge(intake)
    seconds = time.monotonic() - began
    write_outputs(report, modes, grader.assignment.course, folder, seconds, after_due)
    archive(intake, folder / "submitted")
    row = Row.of(entry, report, seconds).to_json()
    write_json(folder / RECORD, {"made from": made_from, "row": row}, private=True)
    return row


def _record(path: Path, made_from: Mapping[str, str]) -> dict[str, Any] | None:
    """The row of an earlier run made from the same; the record is written last, so it never tells of half."""
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        if record["made from"] != made_from or not (path.parent / "results.json").is_file():
            return None
        row: dict[str, Any] = Row.from_json(record["row"]).to_json()
        return row
    except (OSError, ValueError, KeyError, TypeError):
        return None
