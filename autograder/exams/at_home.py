"""Mark a practice set on a student's own machine, as the real exam is marked."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from autograder.exams.entries import Item
from autograder.exams.marking import is_blank, mark
from autograder.exams.questions import answer_name, as_question
from autograder.exams.thawed import item
from autograder.question import Key, Question
from autograder.report import Judgement, Report
from autograder.reports.as_text import render

ANSWERS, FACTS = "answers.toml", "practice.json"
LINE = re.compile(r"""\s*([A-Za-z]\w*)\s*=\s*(?:"([^"\n]*)"|'([^'\n]*)'|([^#\n]*))\s*(?:#.*)?""")
CURLY = str.maketrans("“”„‘’", '"""\'\'')


def run(folder: Path, words: Sequence[str]) -> int:
    """Mark the answers to the questions that are named, or to all that are answered, and print the report.

    Status 0 when there was something to mark, 2 when not.
    """
    facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    wanted = [word.upper() for word in words]
    known = [one["number"] for one in facts["questions"]]
    strange = [word for word in wanted if word not in known]
    if strange:
        print(f"There is no question {strange[0]}; there are {', '.join(known)}.")
        return 2
    answers, unclear = read_answers(folder / ANSWERS)
    for line in unclear:
        print(line)
    judgements = list(_judged(facts, answers, wanted))
    if not judgements:
        print(f"Nothing to mark yet: write your answers into {ANSWERS}, between the quotation marks.")
        return 2
    report = Report(facts["exam"], facts["title"], "practice", tuple(judgements))
    print(render(report, colour=sys.stdout.isatty(), width=shutil.get_terminal_size((100, 24)).columns))
    left = [number for number in known if number not in {one.question.number for one in judgements}]
    if left and not wanted:
        print(f"\nNot answered yet, and not counted here: {', '.join(left)}.")
    return 0


def _judged(facts: Mapping[str, Any], answers: Mapping[str, str], wanted: Sequence[str]) -> Iterator[Judgement]:
    for one in facts["questions"]:
        if wanted and one["number"] not in wanted:
            continue
        found = item(one["item"])
        question = as_question(one["number"], one["title"], one["points"], found)
        given = _given(question.number, found, answers)
        if wanted or given:
            key: Any = Key(question, None)  # type: ignore[arg-type]  # no check of an exam asks for the variant
            yield Judgement(question, mark(found, given, key))


def _given(number: str, found: Item, answers: Mapping[str, str]) -> dict[str, str]:
    """The answers to a question by the names of its boxes, those left empty out."""
    typed = {entry.name: answers.get(answer_name(number, entry), "") for entry in found.entries}
    return {name: answer for name, answer in typed.items() if not is_blank(answer)}


def read_answers(path: Path) -> tuple[dict[str, str], list[str]]:
    """What is typed after each name, with or without quotation marks, and a sentence for each line that is none."""
    if not path.is_file():
        return {}, [f"There is no {path.name} beside mark.py."]
    found: dict[str, str] = {}
    unclear = []
    text = path.read_text(encoding="utf-8-sig", errors="replace").translate(CURLY)
    for number, line in enumerate(text.splitlines(), 1):
        match = LINE.fullmatch(line)
        if match:
            found[match[1]] = next(text for text in match.groups()[1:] if text is not None).strip()
        elif line.strip() and not line.lstrip().startswith("#"):
            unclear.append(f"{path.name}, line {number} is not understood: {line.strip()[:60]}")
    return found, unclear


def blank(questions: Sequence[Question]) -> str:
    """The answers.toml of a practice set."""
    lines = ["# Write your answers between the quotation marks, then type:  python mark.py"]
    for question in questions:
        lines += ["", f"# {question.number}  {question.title} ({question.points:g} points)", question.blank.strip()]
    return "\n".join(lines) + "\n"
