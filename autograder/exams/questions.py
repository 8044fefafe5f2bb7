"""An item as a question of an assignment: what it asks for, its text, its check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from autograder.credit import Credit
from autograder.derivatives import Derivative
from autograder.derivatives.reader.echo import plain as plain_tree
from autograder.exams.carried import exact
from autograder.exams.entries import Choose, Entry, Expression, Item, Line, Number
from autograder.exams.marking import LETTERS, mark, plain_label
from autograder.exams.plain import plain
from autograder.question import Key, Question

VERSION = "version"
"""The key in answers.toml, and the column of a class's answers, that says which paper was answered."""


@dataclass(frozen=True)
class ItemCheck:
    """Marks the answers to one item; their names are "Q3_" and the entry's."""

    number: str
    item: Item

    blanks: tuple[Any, ...] = (None, "", [])
    """What is no answer: a typed 0 is one here."""

    def __call__(self, answer: Any, key: Key) -> Credit:
        """answer: a mapping by the question's names, or the answer itself where the question asks for one thing."""
        if len(key.question.names) == 1:
            return mark(self.item, {self.item.entries[0].name: answer}, key)
        return mark(self.item, _Renamed(self.number, answer), key)

    def prove(self) -> list[str]:
        """What is wrong with this draw, for its author."""
        from autograder.exams.draw_facts import formula_problems, problems  # the author's side only

        return [f"{kind}: {detail}" for kind, detail in (*problems(self.item), *formula_problems(self.item))]


@dataclass(frozen=True)
class _Renamed:
    """Answers by the entries' own names; one that cannot be read raises its own error, at that entry alone."""

    number: str
    answers: Mapping[str, Any]

    def get(self, name: str) -> Any:
        return self.answers.get(f"{self.number}_{name}")


def as_question(number: str, title: str, points: float, item: Item) -> Question:
    """The question of an assignment that asks for the item's entries."""
    right = {answer_name(number, entry): right_answer(item, entry) for entry in item.entries}
    return Question(
        number,
        title,
        points,
        tuple(f"answers.{name}" for name in right),
        ItemCheck(number, item),
        prompt=prompt(item),
        blank="\n".join(f'{answer_name(number, entry)} = ""   # {plain_label(item, entry)}' for entry in item.entries),
        right=right if len(right) > 1 else next(iter(right.values())),
    )


def asks_version(question: Question, seed: str) -> Question:
    """The first question of an exam, which also asks for the version that stands on the paper."""
    names = [ask.partition(".")[2] for ask in question.asks]
    right = question.right if len(names) > 1 else {names[0]: question.right}
    return replace(
        question,
        asks=(*question.asks, f"answers.{VERSION}"),
        blank=f'{VERSION} = ""   # the code at the foot of each page\n{question.blank}',
        right={**right, VERSION: seed},
    )


def answer_name(number: str, entry: Entry) -> str:
    """The key in answers.toml and the column of a class's answers: "Q3_g"."""
    return f"{number}_{entry.name}"


def right_answer(item: Item, entry: Entry) -> str:
    """An answer that earns everything, as it may be typed: "-9/10", "a, c", "w - eta * g", "4"."""
    if isinstance(entry, Number):
        return str(exact(item.keys()[entry.name]))
    if isinstance(entry, Line):
        return str(entry.key)
    if isinstance(entry, Choose):
        return ", ".join(LETTERS[index] for index in sorted(entry.right))
    return right_formula(entry.derivative)


def right_formula(derivative: Derivative) -> str:
    """The first right form that a formula question lists, or its key."""
    problem = derivative.problem
    return derivative.forms[0] if derivative.forms else problem.key or plain_tree(problem.key_tree)


def prompt(item: Item) -> str:
    """What is asked, as plain text with its code, its options and the labels of its boxes."""
    return "\n\n".join(_pieces(item))


def _pieces(item: Item) -> Iterator[str]:
    yield plain(item.text(item.prompt))
    if item.table:
        yield "\n".join("    " + "  ".join(plain(item.text(cell)) for cell in row) for row in item.table)
    if item.code:
        yield "\n".join(f"    {number:2}  {line}" for number, line in enumerate(item.code, 1))
    for entry in item.entries:
        if isinstance(entry, Choose):
            options = "\n".join(
                f"- ({letter}) {plain(item.text(text))}" for letter, text in zip(LETTERS, entry.options)
            )
            yield f"{plain_label(item, entry)}\n\n{options}"
        elif isinstance(entry, Expression):
            yield f"{plain_label(item, entry)}: a formula"
