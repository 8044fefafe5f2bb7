"""Mark one student's paper at the terminal: each box is asked for, how it is read is shown, points come at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from autograder.assignment import Assignment
from autograder.credit import Credit
from autograder.errors import UsageError
from autograder.exams.class_answers import AnswerSheet
from autograder.exams.class_marking import Marking
from autograder.exams.marking import is_blank, mark, plain_label
from autograder.exams.paper import Asked, asked
from autograder.exams.record import Record
from autograder.people.person import Person
from autograder.question import Key
from autograder.report import Report

Ask = Callable[[str], str]
"""Puts a question to the person at the terminal and gives back what was typed; empty for nothing."""
Say = Callable[[str], None]


def mark_one(marking: Marking, ask: Ask, say: Say) -> Report:
    """Ask for a version and for each box, saying how each answer is read; the report."""
    record = _version(marking, ask, say)
    version = marking.version(record)
    say(f"{record.title}; leave a box empty with Enter.")
    answers: dict[str, str] = {}
    for one in asked(version):
        answers.update(_question(version, one, ask, say))
    return marking.report(AnswerSheet("", Person(""), record.code, answers))


def _version(marking: Marking, ask: Ask, say: Say) -> Record:
    records = marking.versions.records
    if len(records) == 1:
        return records[0]
    while True:
        try:
            return marking.versions.of(ask("Version (its letter, or the code at the foot of a page)"))
        except UsageError as error:
            say(f"  {error}")


def _question(version: Assignment, one: Asked, ask: Ask, say: Say) -> dict[str, str]:
    """The answers to one question by box; what cannot be read may be typed again, or kept with Enter."""
    say(f"\n{one.number}  {one.template.title}")
    key = Key(version.question(one.number), version.variant)
    given: dict[str, str] = {}
    for index, entry in enumerate(one.item.entries):
        label = f"{one.number}_{entry.name}  {plain_label(one.item, entry)}"
        text = ask(label)
        read = _echo(one, index, text, key)
        while read.review:
            say(f"  {read.echo}")
            again = ask(f"{label}, again (Enter keeps it)")
            if not again:
                break
            text, read = again, _echo(one, index, again, key)
        if not is_blank(text) and not read.review:
            say(f"  {read.echo}")
        given[f"{one.number}_{entry.name}"] = text
    return given


def _echo(one: Asked, index: int, text: str, key: Key) -> Credit:
    """How this box alone is read; whether it is right is of no matter here."""
    entry = one.item.entries[index]
    credit = mark(one.item, {entry.name: text}, key).parts[index].credit
    unreadable = credit.review and credit.echo in credit.review
    return replace(credit, review=credit.review if unreadable else "")
