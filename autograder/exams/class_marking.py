"""Mark the papers of a class: every student whatever happens to the others, in parallel, with the usual outputs."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment
from autograder.classes.batch import Slot, run_batch
from autograder.classes.export import Entry, safe_ids
from autograder.classes.gradebook import Row
from autograder.classes.overrides import Settled, overridden
from autograder.exams.class_answers import AnswerSheet
from autograder.exams.questions import VERSION
from autograder.exams.record import Record, redrawn
from autograder.exams.which_version import Versions, better_fit
from autograder.grade import grade
from autograder.grader import environment, suite_digest
from autograder.progress import progress
from autograder.report import Report
from autograder.reports import pages
from autograder.reports.outputs import modes_for, write_outputs


@dataclass(frozen=True)
class Marking:
    """What is the same for every student of a class.

    exam: any version of it. drawn: the versions that several students share, by code; checked against their records.
    hashes: what judges, for the reports.
    """

    exam: Assignment
    versions: Versions
    drawn: Mapping[str, Assignment]
    overrides: Settled = field(default_factory=Settled)
    hashes: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, exam: Assignment, versions: Versions, overrides: Settled | None = None) -> Marking:
        """Draw the shared versions again; raises UsageError where one is no longer what was printed."""
        drawn = {record.code: redrawn(exam, record) for record in versions.shared}
        hashes = {"suite": suite_digest(exam), "environment": environment()}
        return cls(exam, versions, drawn, overrides or Settled(), hashes)

    def version(self, record: Record) -> Assignment:
        """The drawn exam of a record; raises UsageError where it is no longer what was printed."""
        return self.drawn[record.code] if record.code in self.drawn else redrawn(self.exam, record)

    def report(self, sheet: AnswerSheet) -> Report:
        """The report on one sheet; raises UsageError where its version is not settled.

        An answer sheet that fits another version better is marked as stated, and staff are told.
        """
        record = self.versions.of(sheet.version, sheet.id)
        version = self.version(record)
        report = grade(version, {**sheet.answers, VERSION: record.version})
        flags = [better_fit(version, record, self.versions, sheet.answers), _stranger(record, sheet, self.versions)]
        staff = {"version": record.title, "flags": [flag for flag in flags if flag]}
        hashes = {**self.hashes, "version": record.code}
        return replace(report, staff=staff, notes=(f"Marked as {record.title}.",), hashes=hashes)


def _stranger(record: Record, sheet: AnswerSheet, versions: Versions) -> str:
    """What staff read where a student answered the paper of somebody else."""
    own = versions.own(sheet.id)
    strange = bool(sheet.id) and record.student is not None and record != own
    return f"answered {record.title}, which is not their own" if strange else ""


def mark_class(marking: Marking, sheets: Sequence[AnswerSheet], out: Path, jobs: int) -> list[Row]:
    """Mark all sheets and write a folder for each student into `out`; the rows of the gradebook, in order."""
    pages.ready()  # once, before the forks
    entries = entries_of(sheets, out)
    rows: dict[str, Row] = {}
    slots = [Slot(None, lambda tool: tool) for _ in range(max(1, min(jobs, len(sheets))))]
    with progress(len(sheets), "marked", "could not be marked") as tell:

        def done(index: int, result: Mapping[str, Any]) -> None:
            entry, failed = entries[index], result.get("failed")
            row = Row.failed(entry, marking.exam, str(failed)) if failed else Row.from_json(result)
            rows[entry.id] = row.belonging_to(entry)
            tell(sheets[index].id, failed=bool(failed))

        run_batch(range(len(sheets)), slots, lambda i, _: _one(marking, sheets[i], entries[i], out), done)
    return [rows[entry.id] for entry in entries]


def entries_of(sheets: Sequence[AnswerSheet], out: Path) -> list[Entry]:
    """The students as submissions of a class, with names for their folders."""
    names = safe_ids([sheet.id for sheet in sheets])
    return [Entry(name, out / name, (sheet.person,)) for name, sheet in zip(names, sheets)]


def _one(marking: Marking, sheet: AnswerSheet, entry: Entry, out: Path) -> dict[str, Any]:
    """In a fork: mark one sheet, write its files, return its row."""
    began = time.monotonic()
    report = overridden(marking.report(sheet), marking.overrides.of(entry))
    seconds = time.monotonic() - began
    modes = modes_for(marking.exam, after_due=True)
    write_outputs(report, modes, marking.exam.course, out / entry.id, seconds, after_due=True)
    return Row.of(entry, report, seconds).to_json()
