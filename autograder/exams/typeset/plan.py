"""The page plan: how high each question's block is, the same in every version, and which page it stands on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from autograder.errors import QuestionError
from autograder.exams.typeset.compiler import Data

LINE = 1.35
"""Height of a line to work on, in em."""
GAP = 1.2
"""After a question and after a section's title, in em."""
MOST_EXTRA = 0.7
"""What is left of a page goes to the room to work in: at most so many times the height of a question's body."""


@dataclass(frozen=True)
class Sizes:
    """What the typesetter measured in points: of each version's questions (head, what is asked, each row of boxes),
    of the sections' titles, of the page's room, and of an em."""

    questions: Sequence[Sequence[Mapping[str, Any]]]
    titles: Sequence[float]
    page: float
    em: float


@dataclass(frozen=True)
class Block:
    """How a question is laid out, in points: its title, its body, the rows of its boxes; whether a page begins."""

    head: float
    body: float
    rows: tuple[float, ...]
    works: bool
    breaks: bool = False

    @property
    def height(self) -> float:
        """All of it."""
        return self.head + self.body


def joined(parts: Sequence[Any]) -> Sizes:
    """The sizes of all versions from those of some at a time."""
    questions = [version for part in parts for version in part["questions"]]
    return Sizes(**{**parts[0], "questions": questions})


def plan(questions: Sequence[Data], sizes: Sizes, starts: Mapping[int, int], large: bool) -> list[Block]:
    """A block for each question, as high as the highest of its versions needs.

    questions: the data of one version. starts: index of a question -> that of the section that it begins. Raises
    QuestionError for a question that fits on no page.
    """
    blocks = [_block(index, question, sizes, large) for index, question in enumerate(questions)]
    gap = GAP * sizes.em
    before = {index: sizes.titles[section] + gap for index, section in starts.items()}
    needs = [block.height + gap + before.get(index, 0.0) for index, block in enumerate(blocks)]
    for question, need in zip(questions, needs):
        if need > sizes.page:
            raise QuestionError(
                f"question {question['number']} ({question['title']}) is {need / sizes.page:.2f} pages high; shorten it"
            )
    return [block for page in _pages(needs, sizes.page) for block in _page(page, blocks, needs, sizes.page)]


def _block(index: int, question: Data, sizes: Sizes, large: bool) -> Block:
    """A question's block without what is left of its page."""
    found = [version[index] for version in sizes.questions]
    head = max(one["head"] for one in found)
    asked = max(one["asked"] for one in found) + question["space"] * LINE * sizes.em
    rows = tuple(max(column) for column in zip(*(one["rows"] for one in found)))
    boxes = sum(rows)
    return Block(head, asked + boxes if large else max(asked, boxes), rows, question["space"] > 0)


def _pages(needs: Sequence[float], room: float) -> list[list[int]]:
    """Which questions stand on each page: in order, as many as fit."""
    pages: list[list[int]] = [[]]
    for index, need in enumerate(needs):
        if pages[-1] and sum(needs[i] for i in pages[-1]) + need > room:
            pages.append([])
        pages[-1].append(index)
    return pages


def _page(page: Sequence[int], blocks: Sequence[Block], needs: Sequence[float], room: float) -> list[Block]:
    """The blocks of one page, with what is left of it shared among those that are worked in."""
    left = room - sum(needs[index] for index in page) - 1.0
    growing = sum(blocks[index].body for index in page if blocks[index].works)
    factor = min(MOST_EXTRA, left / growing) if growing and left > 0 else 0.0
    grown = [replace(b, body=b.body * (1 + factor)) if b.works else b for b in (blocks[i] for i in page)]
    return [replace(grown[0], breaks=True), *grown[1:]]


def block_data(block: Block) -> Data:
    """What the typesetter reads of a block."""
    return asdict(block)
