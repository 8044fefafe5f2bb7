"""What is printed: one version of an exam as plain data, before it is known where on the page anything stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.exams.entries import Choose, Entry, Expression, Item, Line, Number
from autograder.exams.marking import LETTERS
from autograder.exams.paper import Asked
from autograder.exams.typeset.compiler import Data
from autograder.exams.typeset.markup import paragraphs, runs


@dataclass(frozen=True)
class Sheet:
    """One version of an exam: what stands on it, and for whom.

    version: what the cover says: "A", or "personal". code: the checked code on each page. name, id: whose paper it
    is; empty for a version that anyone may get.
    """

    title: str
    course: str
    minutes: float
    version: str
    code: str
    questions: Sequence[Asked]
    name: str = ""
    id: str = ""

    @property
    def sections(self) -> list[tuple[str, list[Asked]]]:
        """Title and questions of each section, in order."""
        titles = dict.fromkeys(asked.section for asked in self.questions)
        return [(title, [asked for asked in self.questions if asked.section == title]) for title in titles]

    @property
    def uses(self) -> set[str]:
        """The printed tables that its questions need."""
        return {table for asked in self.questions for table in asked.item.uses}


def question_data(asked: Asked) -> Data:
    """What is printed of a question."""
    item = asked.item
    return {
        "number": asked.number,
        "title": asked.template.title,
        "points": points_text(asked.points),
        "prompt": paragraphs(item.text(item.prompt)),
        "code": list(item.code),
        "table": [[runs(item.text(cell)) for cell in row] for row in item.table],
        "boxes": [box_data(item, entry) for entry in item.entries],
        "space": working_space(asked),
    }


def box_data(item: Item, entry: Entry) -> Data:
    """What is printed of an entry: its label, and the box or boxes to fill in."""
    data: Data = {
        "kind": kind_of(entry),
        "name": entry.name,
        "label": runs(item.text(entry.label)),
        "unit": "",
        "options": [],
    }
    if isinstance(entry, Number):
        data["unit"] = entry.unit
    if isinstance(entry, Choose):
        data["options"] = [
            {"letter": letter, "text": runs(item.text(text))} for letter, text in zip(LETTERS, entry.options)
        ]
        data["many"] = entry.many
    return data


def kind_of(entry: Entry) -> str:
    """The kind of box that an entry has."""
    kinds: dict[type, str] = {Number: "number", Expression: "expression", Choose: "choose", Line: "line"}
    return kinds[type(entry)]


def working_space(asked: Asked) -> float:
    """Lines of room to work in, beside what is printed; choices need none."""
    worked = any(isinstance(entry, Number | Expression) for entry in asked.item.entries)
    return 1.6 * asked.template.minutes if worked else 0.0


def points_text(points: float) -> str:
    """ "1 point", "2.5 points"."""
    return f"{points:g} {'point' if points == 1 else 'points'}"
