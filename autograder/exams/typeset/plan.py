"""The page plan: how high each question's block is, the same in every version, and which page it stands on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from autograder.errors import QuestionError
from autograder.exams.typeset.compiler import Data

LINE = 15.0
"""Height of a line to work on, in points: people write as large in every edition."""
GAP = 2.0
"""After a question and after a section's title, in em."""
TINY = 0.01
"""Points that are lost to rounding."""
MOST_EXTRA = 0.7
"""What is left of a page goes to the room to work in: at most so many times the height of a question's body."""


@dataclass(frozen=True)
class Sizes:
    """What the typesetter measured in points: of each version's questions (head, what is asked, each row of boxes),
    of the sections' titles, of the halves of each version's cover, of the page's room, and of an em."""

    questions: Sequence[Sequence[Mapping[str, Any]]]
    titles: Sequence[float]
    covers: Sequence[Sequence[float]]
    page: float
    em: float


@dataclass(frozen=True)
class Block:
    """How a question is laid out, in points: its title, its body, the rows of its boxes.

    stacked: the boxes stand under what is asked. works: room is left to work in. page: its
    page's number; the cover is 1.
    """

    head: float
    body: float
    rows: tuple[float, ...]
    stacked: bool
    works: bool
    page: int = 0

    @property
    def height(self) -> float:
        """All of it."""
        return self.head + self.body


def joined(parts: Sequence[Any]) -> Sizes:
    """The sizes of all versions from those of some at a time."""
    every = {kind: [one for part in parts for one in part[kind]] for kind in ("questions", "covers")}
    return Sizes(**{**parts[0], **every})


@dataclass(frozen=True)
class Plan:
    """The blocks of the questions in order, and whether the cover takes two pages."""

    blocks: tuple[Block, ...]
    cover_breaks: bool

    @property
    def pages(self) -> int:
        """Of the cover and the questions."""
        return self.blocks[-1].page

    @property
    def first(self) -> int:
        """The page that questions begin on."""
        return self.blocks[0].page


def plan(questions: Sequence[Data], sizes: Sizes, starts: Mapping[int, int], stacked: Sequence[bool]) -> Plan:
    """A block for each question, as high as the highest of its versions needs.

    questions: the data of one version. starts: index of a question -> that of the section that it begins. stacked:
    of each question, whether its boxes stand under it. Raises QuestionError for a question that fits on no page.
    """
    gap = GAP * sizes.em
    before = {index: sizes.titles[section] + gap for index, section in starts.items()}
    rooms = [sizes.page - gap - before.get(index, 0.0) for index in range(len(questions))]
    blocks = [_block(i, question, sizes, stacked[i], rooms[i]) for i, question in enumerate(questions)]
    needs = [block.height + gap + before.get(index, 0.0) for index, block in enumerate(blocks)]
    for question, need in zip(questions, needs):
        if need > sizes.page + TINY:
            raise QuestionError(
                f"{question['number']} ({question['title']}) is {need / sizes.page:.2f} pages high; shorten it"
            )
    cover_breaks = _cover_breaks(sizes)
    pages = [
        [replace(block, page=number) for block in _page(page, blocks, needs, sizes.page)]
        for number, page in enumerate(_pages(needs, sizes.page), 2 + cover_breaks)
    ]
    return Plan(tuple(block for page in pages for block in page), cover_breaks)


def _cover_breaks(sizes: Sizes) -> bool:
    """Whether the halves of the cover need a page each; raises QuestionError where that is not enough."""
    if max(max(halves) for halves in sizes.covers) > sizes.page:
        raise QuestionError("the cover is more than two pages high: has the paper too many sections?")
    return max(sum(halves) for halves in sizes.covers) + GAP * sizes.em > sizes.page


def _block(index: int, question: Data, sizes: Sizes, stacked: bool, room: float) -> Block:
    """A question's block, without what is left of its page; room to work in is given up where it has less `room`."""
    found = [version[index] for version in sizes.questions]
    head = max(one["head"] for one in found)
    asked = max(one["asked"] for one in found)
    rows = tuple(max(column) for column in zip(*(one["rows"] for one in found)))
    boxes = sum(rows) + sizes.em * stacked
    space = min(question["space"] * LINE, max(0.0, room - head - asked - boxes * stacked))
    body = asked + space + boxes if stacked else max(asked + space, boxes)
    return Block(head, body, rows, stacked, question["space"] > 0)


def _pages(needs: Sequence[float], room: float) -> list[list[int]]:
    """Which questions stand on each page: in order, as many as fit."""
    pages: list[list[int]] = [[]]
    for index, need in enumerate(needs):
        if pages[-1] and sum(needs[i] for i in pages[-1]) + need > room + TINY:
            pages.append([])
        pages[-1].append(index)
    return pages


def _page(page: Sequence[int], blocks: Sequence[Block], needs: Sequence[float], room: float) -> list[Block]:
    """The blocks of one page, with what is left of it shared among those that are worked in."""
    left = room - sum(needs[index] for index in page) - 1.0
    growing = sum(blocks[index].body for index in page if blocks[index].works)
    factor = min(MOST_EXTRA, left / growing) if growing and left > 0 else 0.0
    return [replace(b, body=b.body * (1 + factor)) if b.works else b for b in (blocks[i] for i in page)]


def block_data(block: Block) -> Data:
    """What the typesetter reads of a block."""
    return asdict(block)
