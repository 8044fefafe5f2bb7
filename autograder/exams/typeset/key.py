"""The key of a version: worked solutions, and what each answer earns."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from autograder.exams.entries import Choose, Entry, Expression, Item, Line, Number, Value, names_in, shown, value_of
from autograder.exams.marking import LETTERS, plain_label
from autograder.exams.paper import Asked
from autograder.exams.questions import right_formula
from autograder.exams.typeset.compiler import Data
from autograder.exams.typeset.markup import Run, paragraphs, runs
from autograder.exams.typeset.sheet import Sheet, question_data
from autograder.report import share_out
from autograder.reports.wording import points as cents_text

LINE = 80
"""Characters of a row that surely stand in one line; a longer one may need two."""


def key_data(sheet: Sheet, look: Data) -> Data:
    """What the typesetter reads to set a version's key."""
    return {
        "look": look,
        "title": f"{sheet.title}: key {f'for {sheet.name or sheet.id}' if sheet.id else f'of version {sheet.version}'}",
        "course": sheet.course,
        "version": sheet.version,
        "code": sheet.code,
        "student": sheet.name,
        "sections": [
            {"title": title, "questions": [question_key(asked) for asked in section]}
            for title, section in sheet.sections
        ],
    }


def question_key(asked: Asked) -> Data:
    """A question with its solution and a row for each answer that earns something."""
    item = asked.item
    cents = share_out(round(asked.points * 100), [entry.weight for entry in item.entries])
    return {
        **question_data(asked),
        "solution": paragraphs(item.text(item.solution)),
        "scheme": [row for entry, worth in zip(item.entries, cents) for row in scheme(item, entry, worth)],
    }


def scheme(item: Item, entry: Entry, cents: int) -> list[Data]:
    """The rows of one entry: the right answer, then each modelled error with what it earns."""
    if isinstance(entry, Number):
        return list(_number_rows(item, entry, cents))
    if isinstance(entry, Expression):
        return list(_expression_rows(entry, cents))
    if isinstance(entry, Line):
        return [_row(entry.label, [_text(f"line {entry.key}")], "", cents, right=True)]
    return [_choice_row(item, entry, cents)]


def _number_rows(item: Item, entry: Number, cents: int) -> Iterator[Data]:
    keys = item.keys()
    near = f"within {entry.within:g}" if entry.within else "exactly"
    own = [plain_label(item, one) for one in item.numbers if one.name in names_in(entry.key)]
    near += f"; or what is written for {' and '.join(own)} leads to" if own else ""
    unit = f" {entry.unit}" if entry.unit else ""
    yield _row(entry.label, [_number(keys[entry.name]), _text(unit)], near, cents, right=True)
    for slip in entry.slips:
        said = slip.sentence or f"{slip.name}."
        try:
            value = [_number(value_of(slip.value, keys))]
        except (ArithmeticError, ValueError, KeyError):
            value = [_text("none here")]
        yield _row(said, value, "", round(cents * slip.share))


def _expression_rows(entry: Expression, cents: int) -> Iterator[Data]:
    yield _row(entry.label, [{"code": right_formula(entry.derivative)}], "or any equal formula", cents, right=True)
    for slip in entry.derivative.wrong:
        yield _row(slip.sentence or "A foreseen wrong form.", [{"code": slip.text}], "", round(cents * slip.share))


def _choice_row(item: Item, entry: Choose, cents: int) -> Data:
    letters = ", ".join(LETTERS[index] for index in sorted(entry.right))
    how = "wrong ticks take right ones away" if entry.many and len(entry.right) < len(entry.options) else ""
    told = entry.why and entry.why not in item.solution
    return _row(entry.label, [_text(letters)], f"{entry.why} {how}".strip() if told else how, cents, right=True)


def _row(label: str, answer: list[Run], how: str, cents: int, right: bool = False) -> Data:
    return {
        "label": runs(label.rstrip(".") if right else label),
        "answer": answer,
        "how": how,
        "points": cents_text(cents),
        "right": right,
        "long": sum(len(str(part)) for run in answer for part in run.values()) + len(label) + len(how) > LINE,
    }


def _text(text: str) -> Run:
    return {"text": text}


def _number(value: Value) -> Run:
    """A value as it may be typed; a float with the digits that a reader needs."""
    return _text(shown(value if isinstance(value, int | Fraction) else round(value, 6)))
