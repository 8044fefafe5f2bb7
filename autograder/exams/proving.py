"""The author's check of a template: many draws are made, and what must hold for every student is tried on each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import numpy as np

from autograder.errors import AutograderError
from autograder.exams.draw import Draw, Redraw
from autograder.exams.draw_facts import Facts, facts, formula_problems, problems, table_problems
from autograder.exams.entries import Item
from autograder.exams.template import Template

DRAWS, QUICK_DRAWS = 500, 25
MOST_REDRAWN = 0.5
"""The share of draws that may be thrown away."""
BAND, BAND_SHARE = 5, 0.4
"""How far the significant digits of a draw, given and asked for, may lie from the median: so many, or such a share."""
SLOW_EVERY = 25
"""Formulas are proved in one of so many draws: only their names are drawn, and a proof takes a while."""
HOPELESS = 3
"""After so many draws without a single item no more are tried."""
AGAIN = 3
"""How many draws are made twice: the same seed must give the same item."""


@dataclass(frozen=True)
class Proved:
    """What many draws of a template showed.

    variants: how many were different. redrawn: the share of draws that were thrown away. digits: the least, the median
    and the most significant digits. gap: the least distance between a key and a modelled error, or two errors, of the
    entries with a tolerance; None without any. problems: what is not as it should be.
    """

    id: str
    title: str
    draws: int
    variants: int = 0
    redrawn: float = 0.0
    digits: tuple[float, float, float] = (0, 0, 0)
    gap: float | None = None
    problems: tuple[str, ...] = ()


@dataclass
class _Found:
    """Problems by kind: in how many draws, and what the first of them says."""

    draws: int
    counts: Counter[str] = field(default_factory=Counter)
    first: dict[str, str] = field(default_factory=dict)

    def add(self, kind: str, detail: str) -> None:
        self.counts[kind] += 1
        self.first.setdefault(kind, detail)

    def sentences(self) -> tuple[str, ...]:
        found = self.counts.items()
        return tuple(f"{kind}, {count} times in {self.draws} draws; {self.first[kind]}" for kind, count in found)


def prove_template(template: Template, draws: int = DRAWS) -> Proved:
    """Draw a template so often and try what must hold for each draw, and for all of them together; never raises."""
    found, seen = _Found(draws), []
    thrown = 0
    for seed in range(draws):
        try:
            item, redraws = template.draw(np.random.RandomState(seed))
            for kind, detail in (*problems(item), *_slowly(template, item, seed, draws)):
                found.add(kind, f"seed {seed}: {detail}")
            seen.append(facts(item))
        except Exception as error:  # whatever a template does is told in its row
            found.add("cannot be drawn", f"seed {seed}: {_said(error)}")
            if not seen and seed + 1 >= HOPELESS:
                break
            continue
        thrown += redraws
    return _summed(template, found, seen, thrown)


def _slowly(template: Template, item: Item, seed: int, draws: int) -> Iterator[tuple[str, str]]:
    """What is tried in some of the draws alone."""
    if seed < max(1, draws // SLOW_EVERY):
        yield from formula_problems(item)
        yield from table_problems(lambda: _made(template, Draw(np.random.RandomState(seed))))


def _made(template: Template, draw: Draw) -> Item:
    """An item as the template itself makes it, its modelled errors not yet looked at."""
    while True:
        with suppress(Redraw):
            return template.make(draw)


def _said(error: Exception) -> str:
    return str(error) if isinstance(error, AutograderError) else f"{type(error).__name__}: {error}"


def _summed(template: Template, found: _Found, seen: Sequence[Facts], thrown: int) -> Proved:
    if not seen:
        return Proved(template.id, template.title, found.draws, problems=found.sentences())
    variants, redrawn = len({one.printed for one in seen}), thrown / (thrown + len(seen))
    digits = [one.digits for one in seen]
    gaps = [one.gap for one in seen if one.gap is not None]
    together = [*_same_everywhere(seen), *_key_follows(seen), *_in_band(digits), *_again(template)]
    needed = round(template.variants * min(1.0, found.draws / DRAWS))
    if variants < needed:
        together.append(f"only {variants} different variants in {found.draws} draws; {needed} are needed")
    if redrawn > MOST_REDRAWN:
        together.append(f"{redrawn:.0%} of the draws are thrown away; draw by construction what is required")
    return Proved(
        template.id, template.title, found.draws, variants, redrawn, (min(digits), median(digits), max(digits)),
        min(gaps, default=None), (*found.sentences(), *together),
    )  # fmt: skip


def _same_everywhere(seen: Sequence[Facts]) -> Iterator[str]:
    """What must not depend on the draw: a difference would make one variant another question."""
    looks: dict[str, Callable[[Facts], Any]] = {
        "the pattern": lambda one: one.pattern,
        "the entries, their tolerances, weights and modelled errors": lambda one: one.scheme,
        "decimals that the prompt prints without naming them in `given`": lambda one: one.decimals,
    }
    for what, look in looks.items():
        values = list(dict.fromkeys(look(one) for one in seen))
        if len(values) > 1:
            yield f"{what} differ between draws: {values[0]} and {values[1]}"


def _key_follows(seen: Sequence[Facts]) -> Iterator[str]:
    """What is printed must settle what is right."""
    keys: dict[str, set[str]] = defaultdict(set)
    for one in seen:
        keys[one.printed].add(one.right)
    twofold = [sorted(values) for values in keys.values() if len(values) > 1]
    if twofold:
        yield f"the same printed question has two keys: {twofold[0][0]} and {twofold[0][1]}"


def _in_band(digits: Sequence[float]) -> Iterator[str]:
    middle = median(digits)
    room = max(BAND, BAND_SHARE * middle)
    outside = [count for count in digits if abs(count - middle) > room]
    if outside:
        yield (
            f"{len(outside)} of {len(digits)} draws are harder or easier than the rest: {min(outside):g} to "
            f"{max(outside):g} significant digits, where the median is {middle:g} and {room:g} more or less is allowed"
        )


def _again(template: Template) -> Iterator[str]:
    def printed(seed: int) -> str:
        return facts(template.draw(np.random.RandomState(seed))[0]).printed

    if any(printed(seed) != printed(seed) for seed in range(AGAIN)):
        yield "the same seed gives different items: something is drawn without `draw`, or kept between draws"


HEAD = ("template", "variants", "redrawn", "digits", "distance", "title")


def table(rows: Sequence[Proved]) -> str:
    """The rows as text, each template's problems below it."""
    wide = max(len(row.id) for row in rows)
    lines = [f"    {HEAD[0]:<{wide}}  {HEAD[1]:>8}  {HEAD[2]:>7}  {HEAD[3]:>11}  {HEAD[4]:>8}  {HEAD[5]}"]
    for row in rows:
        low, middle, high = row.digits
        gap = "exact" if row.gap is None else f"{row.gap:.3g}"
        lines.append(
            f"{'BAD' if row.problems else 'ok '} {row.id:<{wide}}  {row.variants:>8}  {row.redrawn:>7.0%}  "
            f"{f'{low:g} {middle:g} {high:g}':>11}  {gap:>8}  {row.title}"
        )
        lines += [f"      {problem}" for problem in row.problems]
    return "\n".join(lines)


LEGEND = (
    "variants: different ones; redrawn: draws thrown away; digits: least, median and most significant ones,\n"
    "given and asked for; distance: the least between a key and a modelled error, or between two"
)
