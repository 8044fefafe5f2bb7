"""One submission of a class: grade it into its folder, or find that this has been done."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.classes.export import Entry
from autograder.classes.gradebook import Row
from autograder.classes.judged_again import in_part
from autograder.classes.overrides import overridden
from autograder.grader import Grader
from autograder.intake.taking import SUBMITTED, Intake, archive, take_in
from autograder.keys.question_keys import with_submission
from autograder.keys.stored_credits import Known, known, stored
from autograder.people.students import Member
from autograder.reports.outputs import FILES, modes_for, write_outputs
from autograder.suites.leaves_behind import may_leave
from autograder.writing import write_json

if TYPE_CHECKING:
    from autograder.classes.grade_all import ClassRun

RECORD = "graded.json"
"""Beside a submission's results: the row of the gradebook, and what it was made from."""
UNFINISHED = re.compile(r"\..+\.[0-9a-f]{12}")
"""The names of files that were being written when a run was killed."""


@dataclass(frozen=True)
class Terms:
    """What was handed in and all that decides what it is worth; made_from: the same as hashes.

    keys: of the questions whose judgement may be kept (see `question_keys`). known: what earlier judgements still hold.
    """

    intake: Intake
    members: tuple[Member, ...]
    modes: Mapping[str, str]
    after_due: bool
    made_from: Mapping[str, str]
    keys: Mapping[str, str] = field(default_factory=dict)
    known: Mapping[str, Known] = field(default_factory=dict)


def owners(grader: Grader, entry: Entry) -> tuple[Member, ...]:
    """Whose numbers a submission is judged on; nobody's where the assignment is not personal."""
    return grader.members(entry.people, entry.path.name.removesuffix(".zip"))


def terms_of(run: ClassRun, entry: Entry) -> Terms:
    """Take in a submission; raises UsageError as `take_in` does."""
    grader = run.grader
    intake, members = take_in(entry.path, grader.assignment.files), owners(grader, entry)
    after_due = grader.after_due(datetime.now(timezone.utc))
    modes = modes_for(grader.assignment, after_due)
    board = grader.assignment.course.leaderboard(grader.assignment.name)
    overrides = run.overrides.of(entry)
    made_from = {
        **grader.hashes(intake, members),
        "feedback": json.dumps([modes, after_due, board], sort_keys=True),
        "overrides": hashlib.sha256(repr(overrides).encode()).hexdigest()[:16] if overrides else "",
        "machine": run.machine,
    }
    keys = with_submission(run.keys, intake, made_from.get("members", ""))
    return Terms(intake, members, modes, after_due, made_from, keys)


def terms_with_known(run: ClassRun, entry: Entry) -> Terms:
    """The same, with the questions that an earlier run judged from the very same; raises UsageError as `take_in` does.

    Where the code could leave something behind for the next question, all count or none.
    """
    terms = terms_of(run, entry)
    found = [known(_read(place / entry.id / RECORD), terms.keys) for place in run.kept]
    best = max(found, key=len, default={})
    again = {q.number for q in run.grader.assignment.questions if q.files} - best.keys()
    if best and again and may_leave(terms.intake.sources):
        best = {}
    return replace(terms, known=best)


def earlier(run: ClassRun, entry: Entry) -> dict[str, Any] | None:
    """The row that an earlier run made from the very same; None if there is none, or anything is in doubt."""
    places = [place for place in run.kept if (place / entry.id / RECORD).is_file()]
    if not places:
        return None
    try:
        made_from = terms_of(run, entry).made_from
    except Exception:  # whatever is wrong with it will be said where it is graded
        return None
    for place in places:
        row = _recorded(place / entry.id / RECORD, made_from)
        if row is not None:
            if place != run.out:  # what a regrade that was never taken over left there is of something else
                shutil.rmtree(run.out / entry.id, ignore_errors=True)
            return row
    return None


def grade_one(run: ClassRun, entry: Entry, terms: Terms | None = None) -> dict[str, Any]:
    """Grade a submission, write its files, return its row, as `in_part` has it.

    terms: made here, or where the submission lies.
    """
    began = time.monotonic()
    terms, folder = terms or terms_with_known(run, entry), run.out / entry.id
    _remove_unfinished(folder)
    judged = run.grader.judge(terms.intake, members=terms.members, known=terms.known)
    report = overridden(judged, run.overrides.of(entry))
    seconds = time.monotonic() - began
    write_outputs(report, terms.modes, run.grader.assignment.course, folder, seconds, terms.after_due)
    archive(terms.intake, folder / SUBMITTED)
    row = Row.of(entry, report, seconds).to_json()
    record = {
        "made from": dict(terms.made_from), "files": _digests(folder), "row": row, "judged": stored(judged, terms.keys),
    }  # fmt: skip
    write_json(folder / RECORD, record, private=True, durable=False)
    return in_part(row, terms.keys, terms.known)


def _remove_unfinished(folder: Path) -> None:
    for path in [*folder.glob(".*"), *(folder / SUBMITTED).glob(".*")]:
        if UNFINISHED.fullmatch(path.name):
            with suppress(OSError):
                path.unlink()


def _digests(folder: Path) -> dict[str, str]:
    """What the written files hold, to be compared before they are taken for results."""
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest()[:32] for name in FILES}


def _read(path: Path) -> Any:
    """What a record holds; None where there is none that can be read."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _recorded(path: Path, made_from: Mapping[str, str]) -> dict[str, Any] | None:
    """The row of a record made from the same, whose files are all as they were written.

    The record is written last; where the machine itself went down in between, the files tell.
    """
    record = _read(path)
    try:
        if record["made from"] != made_from or record["files"] != _digests(path.parent):
            return None
        row: dict[str, Any] = Row.from_json(record["row"]).to_json()
        return row
    except (OSError, ValueError, KeyError, TypeError):
        return None


def row_of_record(folder: Path, entry: Entry) -> Row | None:
    """The row that stands for a submission in the results of a class, from whatever suite; None without one."""
    record = _read(folder / entry.id / RECORD)
    try:
        return Row.from_json(record["row"]).belonging_to(entry)
    except (OSError, ValueError, KeyError, TypeError):
        return None
