"""Grade typed answers to an exam by the version that they state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from autograder.assignment import Assignment
from autograder.credit import Credit
from autograder.errors import UsageError
from autograder.exams.paper import other_version
from autograder.exams.questions import VERSION
from autograder.exams.record import Record, read_code, record_of, version_code
from autograder.exams.versions import LETTERS, MAKE_UP, lettered
from autograder.exams.which_version import Versions, better_fit, plain_name
from autograder.grade import grade
from autograder.plain_text import one_line
from autograder.question import ByQuestion
from autograder.report import Judgement, Report
from autograder.variant import DEFAULT

COMPARED = 4
"""So many lettered versions, and the make-up, are looked at for a better fit."""


def graded_as_stated(exam: Assignment, answers: Mapping[str, Any] | ByQuestion, typed: Mapping[str, Any]) -> Report:
    """The report on answers by the version whose letter or code stands in answers.toml.

    typed: the answers that could be read. Where no version is stated the exam's own variant counts, and where that is
    not one of the lettered versions staff are told. One that does not exist leaves everything unjudged.
    """
    stated = str(typed.get(VERSION, "")).strip()
    if not stated:
        report = grade(exam, answers)
        return report if _term(exam)[1] else replace(report, staff={"flags": ["no version is stated"]})
    try:
        version = version_stated(exam, stated)
    except UsageError as error:
        return _unjudged(exam, stated, error)
    record, report = record_of(version, _term(version)[1] or None), grade(version, answers)
    text = {name: str(value) for name, value in typed.items()}
    flag = better_fit(version, record, Versions([record, *_others(exam, record)]), text)
    title = record.title
    return replace(report, notes=(f"Graded as {title}.",), staff={"version": title, "flags": [flag] if flag else []})


def version_stated(exam: Assignment, stated: str) -> Assignment:
    """The version of a letter, "make-up" or the code on a page; raises UsageError for what is none of them."""
    term, name = _term(exam)
    seeds = {one.name.casefold(): one.seed for one in lettered(len(LETTERS), term, make_up=True)}
    seeds[(name or exam.variant.seed).casefold()] = exam.variant.seed
    codes = {version_code(exam.name, seed): seed for seed in seeds.values()}
    seed = seeds.get(plain_name(stated)) or codes.get(read_code(stated))
    if seed is None:
        raise UsageError(f"{one_line(stated, 40)!r} is the code of no version of this exam.")
    return other_version(exam, seed)


def _term(exam: Assignment) -> tuple[str, str]:
    """The term of an exam's variant, and the name of the version, empty where it is none: "spring/A" is A of spring."""
    seed = exam.variant.seed
    term, _, name = seed.rpartition("/")
    return (term or DEFAULT, name) if name in (*LETTERS, MAKE_UP) else (seed, "")


def _others(exam: Assignment, own: Record) -> list[Record]:
    versions = lettered(COMPARED, _term(exam)[0], make_up=True)
    return [record_of(other_version(exam, one.seed), one.name) for one in versions if one.seed != own.seed]


def _unjudged(exam: Assignment, stated: str, error: UsageError) -> Report:
    note = f"{VERSION} = {one_line(stated, 40)!r} is no version of this exam: nothing is graded. {error}"
    credit = Credit(None, "Not graded: the version is not known.", staff=note, echo="The version is not known.")
    judgements = tuple(Judgement(question, credit) for question in exam.questions)
    return Report(exam.name, exam.title, exam.variant.seed, judgements, notes=(note,))
