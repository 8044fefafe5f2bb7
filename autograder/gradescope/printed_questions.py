"""Personal questions as text at the top of the results: how students read theirs where nothing is handed out apart."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from autograder.assignment import Assignment
from autograder.grade import BLANK
from autograder.people.personal import for_student, typed
from autograder.people.students import Member
from autograder.question import Question

WIDTH = 100
MOST = 11_000
"""Characters; with all else at the top it stays below what one text of the results may hold."""


def printed_questions(
    assignment: Assignment, members: Sequence[Member], answers: Mapping[str, Any], first: bool
) -> str:
    """The questions that have no answer yet, with the numbers of the first member; "" when there are none.

    answers: the typed answers by key. first: this is the first submission, so that all questions are printed. What
    does not fit is printed when the questions before it are answered.
    """
    member = members[0]
    own = for_student(assignment, member.draws)
    asked = [question for question in typed(own) if first or not _answered(question, answers)]
    asked = [question for question in asked if question.dropped is None]
    if not asked:
        return ""
    whose = f" with the numbers of {member.shown}" if member.draws else ""
    group = " A group answers those of one member: the ones that give most points count." if members[1:] else ""
    head = f"YOUR QUESTIONS{whose}. Answer in answers.toml and submit again.{group}"
    return "\n\n".join([_wrapped(head), *_that_fit([_text(question) for question in asked])])


def _answered(question: Question, answers: Mapping[str, Any]) -> bool:
    return all(not any(type(b) is type(answers.get(n)) and b == answers.get(n) for b in BLANK) for n in question.names)


def _that_fit(texts: Sequence[str]) -> Iterator[str]:
    left = MOST
    for at, text in enumerate(texts):
        left -= len(text) + 2
        if left < 0 and at:
            yield "More questions follow when these are answered."
            return
        yield text


def _text(question: Question) -> str:
    points = "point" if question.points == 1 else "points"
    head = f"{question.number}  {question.title} ({question.points:g} {points})"
    asked = _wrapped(question.prompt.strip())
    return f"{head}\n{'-' * len(head)}\n\n{asked}\n\nIn answers.toml:\n{question.blank.strip()}"


def _wrapped(text: str) -> str:
    """Long lines broken; those of a program, which are indented, as they are."""
    lines: list[str] = []
    for line in text.splitlines():
        inside = "  " if line.startswith("- ") else ""
        lines += [line] if line.startswith("    ") else textwrap.wrap(line, WIDTH, subsequent_indent=inside) or [""]
    return "\n".join(lines)
