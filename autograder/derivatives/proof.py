"""The author's check: is the key right, is it defined, do the listed forms earn what they should?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from .evaluate import Array, Evaluator
from .precise import NoValue
from .problem import MOVED, Batch, Problem
from .reader.echo import plain
from .reader.tree import names_in
from .second_opinion import packed, to_sympy, understood

if TYPE_CHECKING:
    from .question import Derivative

POINTS = 24
STEP = 1e-5
TOLERANCE = 1e-6  # right derivatives are within 1e-9 of a central difference at this step


def problems(asked: Derivative) -> list[str]:
    """Sentences about what is wrong with the question; empty if nothing is."""
    return [*_key(asked.problem), *_domain(asked.problem), *_forms(asked), *_wrong(asked), *_names(asked)]


def _key(problem: Problem) -> Iterator[str]:
    """The key against central differences and sympy's derivative at 24 points."""
    if problem.function is None:
        return
    batch = problem.batch(0)
    rows = np.flatnonzero(batch.usable.reshape(-1, problem.width).all(axis=1))[:POINTS]
    points = {name: value[rows] for name, value in batch.points.items()}
    key = problem.values(problem.key_tree, points)
    for place, differences in _differences(problem, points):
        if not _near(key.value[place :: problem.width], differences, key.scale[place :: problem.width]):
            yield f"the key {plain(problem.key_tree)} disagrees with central differences of {problem.of}."
    symbolic = understood(problem.function) and MOVED not in names_in(problem.key_tree)
    if symbolic and not _near(key.value, _by_sympy(problem, points), key.scale):
        yield f"sympy's derivative of {problem.of} by {problem.wrt} disagrees with the key {plain(problem.key_tree)}."


def _near(value: Array, other: Array, scale: Array) -> bool:
    return bool((np.abs(value - other) <= TOLERANCE * np.maximum(scale, 1)).all())


def _differences(problem: Problem, points: dict[str, Array]) -> Iterator[tuple[int, Array]]:
    """(entry, central differences by it) for each entry of the key."""
    name, index, number = problem.moved
    for entry in range(problem.width):
        up, down = dict(points), dict(points)
        step = np.zeros_like(points[name])
        rows = np.arange(len(step))
        if step.ndim == 1:
            step += STEP
        elif index == MOVED:
            step[:, entry if number is None else number] = STEP
        else:
            step[rows, points[index or ""].astype(int)] = STEP
        up[name], down[name] = points[name] + step, points[name] - step
        assert problem.function is not None
        ends = [Evaluator(end, problem.sampler.index_sizes).value(problem.function) for end in (up, down)]
        yield entry, (ends[0] - ends[1]) / (2 * STEP)


def _by_sympy(problem: Problem, points: dict[str, Array]) -> Array:
    """sympy's derivative, evaluated point by point with numbers put in for symbols."""
    import sympy

    assert problem.function is not None
    symbols = {name: sympy.Symbol(name, real=True) for name in names_in(problem.function)}
    slope = sympy.diff(to_sympy(packed(problem.function), []), symbols[problem.moved[0]])
    return np.array([_number(slope, symbols, points, row) for row in range(len(points[problem.moved[0]]))])


def _number(slope: Any, symbols: dict[str, Any], points: dict[str, Array], row: int) -> float:
    return float(slope.subs({symbol: float(points[name][row]) for name, symbol in symbols.items()}).evalf())


def _domain(problem: Problem) -> Iterator[str]:
    batch = problem.batch(0)
    missing = sum(not _defined(problem, batch, place) for place in np.flatnonzero(~np.isfinite(batch.key.value)))
    if missing:
        share = missing / len(batch.key.value)
        yield f"the key has no value on {share:.0%} of the domain; narrow the domains or state `given`."


def _defined(problem: Problem, batch: Batch, place: np.intp) -> bool:
    """Whether the key has a value there that only float64 cannot hold."""
    try:
        problem.precisely(problem.key_tree, batch.points, int(place))
    except NoValue:
        return False
    return True


def _forms(asked: Derivative) -> Iterator[str]:
    for form in asked.forms:
        verdict = asked.verdict(form)
        if verdict.outcome != "equal" or verdict.share != 1:
            yield f"the right form {form} is judged {verdict.outcome} ({verdict.share:g}): {verdict.reason}"


def _wrong(asked: Derivative) -> Iterator[str]:
    for slip in asked.wrong:
        verdict = asked.verdict(slip.text)
        if verdict.outcome != "different":
            yield f"the wrong form {slip.text} is judged {verdict.outcome}: {verdict.reason}"
        elif verdict.share != slip.share:
            yield f"the wrong form {slip.text} earns {verdict.share:g}, not {slip.share:g}: one listed before fits too."
        elif not 0 <= slip.share < 1:
            yield f"the wrong form {slip.text} has the share {slip.share:g}; a share is at least 0 and below 1."


def _names(asked: Derivative) -> Iterator[str]:
    if asked.answer_in is None:
        return
    strange = set(asked.answer_in) - set(asked.names.shapes)
    if strange:
        yield f"answer_in names {', '.join(sorted(strange))}, which are not declared."
    if not any(asked.verdict(form).share == 1 for form in asked.forms):
        yield f"list a right form in {', '.join(asked.answer_in)} alone, to show that there is one."
