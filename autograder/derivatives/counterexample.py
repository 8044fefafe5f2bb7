"""A point that shows a student that an answer is wrong, with numbers that can be checked by hand."""

from __future__ import annotations

import numpy as np

from .evaluate import Array
from .problem import Batch, Problem, Values
from .reader.tree import Tree, names_in
from .verdict import Counterexample

VISIBLE = 1e-3
CLEAR = 0.02  # a gap that a student sees, relative to the larger value


def counterexample(problem: Problem, tree: Tree, decided: int) -> Counterexample | None:
    """One-decimal inputs with a clear gap if there are any, else the largest gap; `decided`: a batch that has one."""
    looked = []
    for number, simple in ((0, True), (1, True), (decided, True), (decided, False)):
        batch = problem.batch(number, simple)
        answer = problem.values(tree, batch.points)
        gaps = _gaps(batch, answer)
        if (gaps > CLEAR).any():
            return _told(problem, tree, batch, answer, int(np.argmax(gaps > CLEAR)))
        looked.append((gaps, batch, answer))
    for least in (VISIBLE, 0.0):
        for gaps, batch, answer in looked:
            if gaps.max() > least:
                return _told(problem, tree, batch, answer, int(np.argmax(gaps)))
    return None


def _gaps(batch: Batch, answer: Values) -> Array:
    """Relative gaps; 1 where the answer has no value, 0 where the key has none."""
    with np.errstate(all="ignore"):
        larger = np.maximum(np.abs(batch.key.value), np.abs(answer.value))
        gaps = np.abs(batch.key.value - answer.value) / larger
    gaps = np.where(np.isfinite(answer.value), np.where(larger > 1e-12, gaps, 0.0), 1.0)
    return np.where(batch.usable, gaps, 0.0)


def _told(problem: Problem, tree: Tree, batch: Batch, answer: Values, place: int) -> Counterexample:
    row = place // problem.width
    used = names_in(problem.expanded(tree)) | names_in(problem.expanded(problem.key_tree))
    shown = [*problem.domains, *problem.indices]
    point = {name: _plain(batch.points[name], row, name in problem.indices) for name in shown if name in used}
    entry = None if problem.shape is None else place % problem.width + 1
    yours = float(answer.value[place])
    return Counterexample(point, yours if np.isfinite(yours) else None, float(batch.key.value[place]), entry)


def _plain(values: Array, row: int, index: bool) -> object:
    """Indices are counted from 1 for people."""
    return float(values[row]) + 1 if index else values[row].tolist()
