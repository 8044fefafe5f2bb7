"""Find the bug: a short function with one wrong line, and the proof that it is wrong and that one repair mends it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograder.errors import QuestionError
from autograder.exams.draw import Draw
from autograder.exams.entries import Choose, Item, Line

OFFERED = 4
"""Repairs to choose from: the right one and three that do not mend it."""
TRIALS = 6
CLOSE = 1e-9
CODE = re.compile("`([^`]*)`")


@dataclass(frozen=True)
class Program:
    """A function with one wrong line.

    lines: the code as printed. wrong: the wrong line. repair: the line that mends it. decoys: lines that do not.
    inputs: arguments to run it with, drawn with numpy's RandomState.
    """

    lines: Sequence[str]
    wrong: str
    repair: str
    decoys: Sequence[str]
    inputs: Callable[[np.random.RandomState], tuple[Any, ...]]

    def __post_init__(self) -> None:
        if list(self.lines).count(self.wrong) != 1:
            raise QuestionError(f"the wrong line {self.wrong!r} must be there once")
        if len({self.wrong, self.repair, *self.decoys}) != len(self.decoys) + 2:
            raise QuestionError(f"the repairs of {self.wrong!r} must differ from it and from each other")

    @property
    def number(self) -> int:
        """The number of the wrong line, from 1."""
        return list(self.lines).index(self.wrong) + 1

    def renamed(self, names: Mapping[str, str]) -> Program:
        """The same program with other names for its variables."""

        def new(line: str) -> str:
            return renamed(line, names)

        return replace(
            self, lines=[*map(new, self.lines)], wrong=new(self.wrong), repair=new(self.repair),
            decoys=[*map(new, self.decoys)],
        )  # fmt: skip

    def run(self, line: str, arguments: tuple[Any, ...]) -> Any:
        """What the function gives with `line` in place of the wrong one: its result and its arguments as it left them.

        An exception is a result too: its name.
        """
        source = "\n".join(line if each == self.wrong else each for each in self.lines)
        space: dict[str, Any] = {"np": np}
        exec(compile(source, "program", "exec"), space)
        function = next(value for name, value in space.items() if name not in ("np", "__builtins__"))
        copies = [np.array(one) if isinstance(one, np.ndarray) else _copy(one) for one in arguments]
        try:
            with np.errstate(all="ignore"):
                return function(*copies), copies
        except Exception as error:
            return type(error).__name__, copies

    def problems(self) -> list[str]:
        """What is wrong with it: a bug that never shows, a decoy that mends it, a repair that fails."""
        trials = [self.inputs(np.random.RandomState(seed)) for seed in range(TRIALS)]
        right = [self.run(self.repair, arguments) for arguments in trials]
        found = [f"repaired, the code raises {result}" for result, _ in right if isinstance(result, str)]
        for line in (self.wrong, *self.decoys):
            if all(_alike(self.run(line, arguments), it) for arguments, it in zip(trials, right)):
                found.append(f"{line.strip()!r} gives what the repaired code gives")
        return found


def renamed(code: str, names: Mapping[str, str]) -> str:
    """Code with other names."""
    return re.sub(r"[A-Za-z_]\w*", lambda found: names.get(found[0], found[0]), code)


def _names(code: str) -> set[str]:
    return set(re.findall(r"[A-Za-z_]\w*", code))


def _unknown(prompt: str, program: Program) -> list[str]:
    """What is wrong with a question that names something its code has not; `i` may stand for any row."""
    named = _names(" ".join(code[1] for code in CODE.finditer(prompt)))
    unknown = sorted(named - _names("\n".join(program.lines)) - {"i"})
    return [f"the question names {', '.join(unknown)}, which is not in its code"] if unknown else []


def bug_item(draw: Draw, does: str, program: Program, names: Mapping[str, Sequence[str]], why: str) -> Item:
    """The question: which line is wrong (half of the points), and what stands there instead (the other half).

    does: what the code should do, one or two sentences, as a prompt; variables in it stand between backquotes. names:
    variables that are renamed together, here too, each with its possible names; the k-th ones go together. why: what
    is wrong, for the key.
    """
    if names:
        which = draw.integer(0, min(map(len, names.values())) - 1)
        chosen = {name: options[which] for name, options in names.items()}
        program = program.renamed(chosen)
        does = CODE.sub(lambda found: f"`{renamed(found[1], chosen)}`", does)
    offered = draw.shuffled([program.repair, *draw.distinct(OFFERED - 1, program.decoys)])
    right = offered.index(program.repair)
    return Item(
        prompt=f"{does}\n\nOne line is wrong. Which one, and what should stand there?",
        given={},
        code=program.lines,
        entries=(
            Line("line", "number of the wrong line", program.number),
            Choose("repair", "the line that repairs it", [f"`{line.strip()}`" for line in offered], frozenset({right}),
                   why=why),
        ),
        solution=f"Line {program.number}: {why} It should be `{program.repair.strip()}`.",
        prove=lambda: [*program.problems(), *_unknown(does, program)],
    )  # fmt: skip


def _copy(value: Any) -> Any:
    return {name: np.array(inner) for name, inner in value.items()} if isinstance(value, dict) else value


def _alike(one: Any, other: Any) -> bool:
    """Whether two results, with whatever lists and dictionaries they are made of, agree."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_alike(one[name], other[name]) for name in one)
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(_alike, one, other))
    if isinstance(one, str) or isinstance(other, str) or one is None or other is None:
        return one is other or one == other
    return np.shape(one) == np.shape(other) and np.allclose(one, other, rtol=CLOSE, atol=CLOSE, equal_nan=True)
