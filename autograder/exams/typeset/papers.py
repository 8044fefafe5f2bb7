"""Papers from sheets: measured over all versions, planned once, set one by one or all in one file."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from autograder.errors import UsageError
from autograder.exams.entries import shown
from autograder.exams.paper import Asked
from autograder.exams.tables import NAMES, table
from autograder.exams.typeset.compiler import Data
from autograder.exams.typeset.markup import formula_of
from autograder.exams.typeset.plan import Plan, block_data, joined, plan
from autograder.exams.typeset.press import Press
from autograder.exams.typeset.sheet import Sheet, question_data

PAGES = ("a4", "us-letter")
ARGUMENTS = {"sigma": ("sigma(z)", "z"), "ln": ("ln(x)", "x"), "tanh": ("tanh(z)", "z")}
ROWS = 22
"""Of a printed table's column, at most."""
LONG_CODE = 56
"""Signs in a line; longer ones need the whole width of a page."""
AT_A_TIME = 20
"""Versions that are measured together."""
ABOUT_TABLES = "The tables at the end give the values that you need."
INSTRUCTIONS = (
    "Write your answers into the boxes. Only what stands in a box is marked.",
    "An answer may be a fraction, or a decimal number with three decimals; you need no calculator.",
    "A later part is marked with your own answer to an earlier one.",
    "Where you select all that apply, wrong ones take right ones away.",
    ABOUT_TABLES,
    "Use the backs of the pages to work on.",
)
HONOUR = "I have neither given nor received help on this exam, and I have used nothing that is not allowed."


@dataclass(frozen=True)
class Edition:
    """How a paper looks: the size of its letters in points, the paper, how much longer than usual it may take."""

    large: bool = False
    page: str = "a4"
    extra_time: float = 1.0

    def __post_init__(self) -> None:
        if not 1 <= self.extra_time <= 4:
            raise UsageError(f"--extra-time is a factor from 1 to 4, such as 1.5; not {self.extra_time:g}.")
        if self.page not in PAGES:
            raise UsageError(f"paper is one of {', '.join(PAGES)}, not {self.page!r}")

    @property
    def look(self) -> Data:
        """What the typesetter reads."""
        return {"size": 18 if self.large else 11, "large": self.large, "page": self.page}

    @property
    def key_look(self) -> Data:
        """Keys are for staff and the same in every edition."""
        return {**self.look, "size": 11, "large": False}

    @property
    def file(self) -> str:
        """The name of a paper in its version's folder."""
        return f"paper{self.suffix}.pdf"

    @property
    def suffix(self) -> str:
        """What tells the files of an edition from those of the others."""
        large = "-large-print" if self.large else ""
        return large + (f"-extra-time-{self.extra_time:g}" if self.extra_time != 1 else "")


def measure_data(sheets: Sequence[Sheet], edition: Edition, stacked: Sequence[bool]) -> Data:
    """What the typesetter reads to say how high everything is."""
    return {
        "look": edition.look,
        "title": sheets[0].title,
        "cover": cover_data(sheets[0], edition, breaks=False, tables=True),
        "versions": [[question_data(asked) for asked in sheet.questions] for sheet in sheets],
        "people": [_person_data(sheet) for sheet in sheets],
        "stacked": list(stacked),
        "titles": [title for title, _ in sheets[0].sections],
    }


def planned(sheets: Sequence[Sheet], edition: Edition, press: Press) -> Plan:
    """One plan for all the versions; raises QuestionError for a question that fits on no page."""
    groups = [sheets[start : start + AT_A_TIME] for start in range(0, len(sheets), AT_A_TIME)]
    stacked = _stacked(sheets, edition)
    found = press.query("measure", "sizes", [measure_data(group, edition, stacked) for group in groups])
    questions = [question_data(asked) for asked in sheets[0].questions]
    return plan(questions, joined(found), _starts(sheets[0]), stacked)


def _stacked(sheets: Sequence[Sheet], edition: Edition) -> list[bool]:
    """Of each question, whether its boxes stand under it: in large print, and under long lines of code."""
    same = zip(*(sheet.questions for sheet in sheets))
    longest = [max((len(line) for asked in versions for line in asked.item.code), default=0) for versions in same]
    return [edition.large or length > LONG_CODE for length in longest]


def _starts(sheet: Sheet) -> Mapping[int, int]:
    """Index of a question -> that of the section that it begins."""
    sizes = [len(questions) for _, questions in sheet.sections]
    return {sum(sizes[:section]): section for section in range(len(sizes))}


def common_data(sheets: Sequence[Sheet], layout: Plan, edition: Edition, tables: Sequence[str]) -> Data:
    """What the typesetter reads and all the papers have in common."""
    one = sheets[0]
    pages = table_pages(tables, edition)
    return {
        "look": edition.look,
        "title": one.title,
        "cover": cover_data(one, edition, layout.cover_breaks, bool(tables)),
        "starts": {section[0].number: title for title, section in one.sections},
        "pages": layout.pages + len(pages),
        "first": layout.first,
        "blocks": [block_data(block) for block in layout.blocks],
        "tables": [[table_data(name) for name in page] for page in pages],
    }


def paper_data(sheet: Sheet, common: Data) -> Data:
    """What the typesetter reads to set one paper."""
    return {
        **common,
        "sheet": {**_person_data(sheet), "questions": [question_data(asked) for asked in sheet.questions]},
    }


def cover_data(sheet: Sheet, edition: Edition, breaks: bool, tables: bool) -> Data:
    """What stands on the cover of every version."""
    return {
        "course": sheet.course,
        "minutes": f"{sheet.minutes * edition.extra_time:g}",
        "points": f"{sum(asked.points for asked in sheet.questions):g}",
        "instructions": [line for line in INSTRUCTIONS if tables or line != ABOUT_TABLES],
        "honour": HONOUR,
        "sections": [_section_data(title, section) for title, section in sheet.sections],
        "breaks": breaks,
    }


def table_pages(tables: Sequence[str], edition: Edition) -> list[list[str]]:
    """Which printed tables stand on each of the last pages: all on one, in large print one on each."""
    return [[name] for name in tables] if edition.large else [list(tables)] * bool(tables)


def _section_data(title: str, section: Sequence[Asked]) -> Data:
    numbers = [asked.number for asked in section]
    points = sum(asked.points for asked in section)
    span = f"{numbers[0]} to {numbers[-1]}" if len(numbers) > 1 else f"{numbers[0]}"
    return {"title": title, "questions": span, "points": f"{points:g}"}


def _person_data(sheet: Sheet) -> Data:
    return {"version": sheet.version, "code": sheet.code, "student": sheet.name, "id": sheet.id}


def table_data(name: str) -> Data:
    """A printed table in columns of equal height."""
    title, argument = ARGUMENTS[name]
    rows = [[shown(at), three_places(value)] for at, value in table(name).items()]
    height = math.ceil(len(rows) / math.ceil(len(rows) / ROWS))
    columns = [rows[start : start + height] for start in range(0, len(rows), height)]
    return {"title": formula_of(title), "argument": formula_of(argument), "columns": columns}


def three_places(value: Fraction) -> str:
    """A printed value, with a real minus sign."""
    return f"{float(value):.3f}".replace("-", "\N{MINUS SIGN}")


def tables_of(sheets: Sequence[Sheet]) -> list[str]:
    """The printed tables that any of the versions needs, so that all have the same pages."""
    used = set().union(*(sheet.uses for sheet in sheets))
    return [name for name in NAMES if name in used]
