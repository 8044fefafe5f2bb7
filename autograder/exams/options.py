"""Multiple choice: options from pools of right and wrong statements, and the proof of those that can be computed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.exams.draw import Draw
from autograder.exams.entries import Choose, Item, Value

SHOWN = 4
TRIALS = 5
SELECT_ALL = "Select all that apply."
SELECT_ONE = "Select one."


def choice_item(
    draw: Draw,
    prompt: str,
    right: Sequence[str],
    wrong: Sequence[str],
    why: str,
    *,
    many: bool = False,
    given: Mapping[str, Value | str] | None = None,
    table: Sequence[Sequence[str]] = (),
    prove: Callable[[], Sequence[str]] | None = None,
) -> Item:
    """An item of four options: one right one, or with `many` one to three, the others from the pool of wrong ones.

    right, wrong: statements, written as prompts. why: the explanation for the key. prove: what the author's check runs.
    """
    count = draw.integer(1, min(SHOWN - 1, len(right))) if many else 1
    chosen = draw.distinct(count, right)
    options = draw.shuffled([*chosen, *draw.distinct(SHOWN - count, wrong)])
    rights = frozenset(options.index(text) for text in chosen)
    label = SELECT_ALL if many else SELECT_ONE
    return Item(
        prompt=prompt,
        given=given or {},
        table=table,
        entries=(Choose("choice", label, options, rights, many=many, why=why),),
        solution=why,
        prove=prove,
    )


def sorted_out(
    options: Mapping[str, Callable[..., Any]],
    target: Callable[..., Any],
    inputs: Callable[[np.random.RandomState], Any],
) -> tuple[list[str], list[str]]:
    """The options that compute what the target computes, on drawn inputs, and those that do not.

    options: what is shown, with a function of the inputs. What cannot be computed, or is not finite, is not the target.
    """
    drawn = [inputs(np.random.RandomState(seed)) for seed in range(TRIALS)]
    right = [text for text, value in options.items() if all(_same(value, target, one) for one in drawn)]
    return right, [text for text in options if text not in right]


def _same(value: Callable[..., Any], target: Callable[..., Any], arguments: Any) -> bool:
    with np.errstate(all="ignore"):
        one, other = np.asarray(value(*arguments), float), np.asarray(target(*arguments), float)
    return one.shape == other.shape and np.allclose(one, other, rtol=1e-9, atol=1e-12)
