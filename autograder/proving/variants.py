"""The author's check of many variants: each is drawn and proved in a process of its own, and all are compared."""

from __future__ import annotations

import os
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import click

from autograder.assignment import Assignment, load
from autograder.classes.batch import Slot, run_batch
from autograder.conventions import choices
from autograder.course import Course
from autograder.early import cores
from autograder.errors import UsageError
from autograder.progress import progress
from autograder.proving.variant_proof import TRAINING_SECONDS, Proof, prove_variant
from autograder.suites.suite import with_suite

BAND = 2.0
"""How many times easier or harder than the median a variant may be, by each measure."""
TIME_BAND = 4.0
"""The same for the run time of the reference, which depends on what else the machine does."""
LONGEST = 4 * 3600.0
"""Seconds after which a variant counts as failed."""
SHOWN = 20
"""Problems that are printed of each kind."""
NAMED = 6
"""Variants that are named with each."""
Problem = tuple[str, str, str, str]
"""The kind of check, the seed, what was checked, what is wrong."""


def check_variants(
    course: Course, name: str, count: int, base: str | None = None, quick: bool = False, question: str | None = None
) -> bool:
    """Draw and prove `count` variants, print what was found; True when all is well.

    base: what their seeds begin with. quick: nothing is trained, and of what is planted each variant grades a share.
    question: only this one, with all that is planted in it; then variants are not compared, for they differ elsewhere.
    """
    began, used_before = time.monotonic(), _processor_seconds()
    seeds = [f"{base or 'check'} {number}" for number in range(1, count + 1)]
    first = load(course, name, seeds[0])  # an author's mistake stops here
    if first.is_exam:
        raise UsageError(f"{name} is an exam, drawn for each student: `autograder check {name}` proves its draws.")
    only = _only(first, question, quick) if question else None
    found = _proofs(course, name, seeds, quick, only)
    compared = [] if only else [*_alike(found), *difficulty_problems(found)]
    problems = [*_own(found), *compared]
    for line in (*_table(found, problems, not only), *_told(problems), *_coverage(course, name, found)):
        click.echo(line)
    for line in (*([] if only else _spread(found)), *_redraws(found)):
        click.echo(line)
    seconds, used = time.monotonic() - began, (_processor_seconds() - used_before) / count
    click.echo(f"{count} variants in {seconds:.0f} s on {cores()} cores, {used:.1f} s of a processor's time for each.")
    click.echo(_verdict(name, problems))
    return not problems


def _only(assignment: Assignment, question: str, quick: bool) -> str:
    """The number of the one question to look at; UsageError where there would be nothing to look at."""
    asked = assignment.question(question)
    if quick and asked.seconds >= TRAINING_SECONDS:
        raise UsageError(f"{asked.number} trains, and with --quick nothing is trained: leave out --quick.")
    return asked.number


def _verdict(name: str, problems: Sequence[Problem]) -> str:
    """The last line; with problems, how to look at the first of them."""
    if not problems:
        return "Everything is as it should be."
    bad = {seed for _, seed, _, _ in problems}
    look = f'autograder check {name} --variant "{problems[0][1]}"'
    return f"{len(problems)} problems in {len(bad)} variants. To look at one: {look}"


def _processor_seconds() -> float:
    """What the processes that have ended took."""
    times = os.times()
    return times.children_user + times.children_system


def _proofs(course: Course, name: str, seeds: Sequence[str], quick: bool, only: str | None) -> list[Proof]:
    found: dict[int, Proof] = {}
    with progress(len(seeds), "variants proved", "is not as it should be") as tell:

        def done(index: int, result: Mapping[str, Any]) -> None:
            found[index] = _proof(seeds[index], result)
            tell(seeds[index], failed=bool(found[index].problems))

        slots: list[Slot[None]] = [Slot(None, lambda none: none) for _ in range(cores())]
        run_batch(range(len(seeds)), slots, _work(course, name, seeds, quick, only), done, LONGEST)
    return [found[index] for index in range(len(seeds))]


def _work(
    course: Course, name: str, seeds: Sequence[str], quick: bool, only: str | None
) -> Callable[[int, None], dict[str, Any]]:
    def work(index: int, _: None) -> dict[str, Any]:
        assignment = load(course, name, seeds[index])
        number = index if quick else None
        return asdict(with_suite(assignment, lambda suite: prove_variant(assignment, suite, number, only)))

    return work


def _proof(seed: str, result: Mapping[str, Any]) -> Proof:
    if "failed" in result:
        return Proof(seed, {}, problems=[["variant", "drawn", f"it cannot be proved: {result['failed']}"]])
    return Proof(**result)


def _own(found: Sequence[Proof]) -> Iterator[Problem]:
    for proof in found:
        for kind, what, problem in proof.problems:
            yield kind, proof.seed, what, problem


def _alike(found: Sequence[Proof]) -> Iterator[Problem]:
    """Variants whose hand-outs say the same."""
    first: dict[str, str] = {}
    for proof in found:
        if proof.record and proof.record in first:
            yield "different", proof.seed, "hand-out", f"it is the same as that of {first[proof.record]!r}"
        first.setdefault(proof.record, proof.seed)


def difficulty_problems(found: Sequence[Proof]) -> Iterator[Problem]:
    """Variants that are much easier or harder than the others."""
    for measure in sorted({name for proof in found for name in proof.measures}):
        values = [proof.measures[measure] for proof in found if measure in proof.measures]
        middle, band = statistics.median(values), TIME_BAND if measure == "seconds" else BAND
        for proof in found:
            value = proof.measures.get(measure, middle)
            if not middle / band <= value <= middle * band:
                said = f"{value:.3g} {measure}, {value / middle:.2f} times the median"
                yield "difficulty", proof.seed, measure, said


def _table(found: Sequence[Proof], problems: Sequence[Problem], compared: bool) -> Iterator[str]:
    made: Counter[str] = Counter()
    for proof in found:
        made.update(proof.checks)
    if compared:
        made["different"], made["difficulty"] = len(found), sum(len(proof.measures) for proof in found)
    bad = Counter(kind for kind, *_ in problems)
    yield f"{'kind of check':16} {'made':>7} {'problems':>9}"
    for kind in [*made, *(kind for kind in bad if kind not in made)]:
        yield f"{kind:16} {made[kind]:7} {bad[kind]:9}"


def _spread(found: Sequence[Proof]) -> Iterator[str]:
    """How much harder than the median the hardest variant is."""
    said = []
    for name in sorted({name for proof in found for name in proof.measures}):
        values = [proof.measures[name] for proof in found if name in proof.measures]
        said.append(f"{name} {max(values) / max(statistics.median(values), 1e-9):.2f}")
    if said:
        yield f"the largest against the median: {', '.join(said)}"


def _told(problems: Sequence[Problem]) -> Iterator[str]:
    """Each problem once, with the variants that have it."""
    seeds: dict[tuple[str, str, str], list[str]] = {}
    for kind, seed, what, problem in problems:
        seeds.setdefault((kind, what, problem), []).append(seed)
    for kind in dict.fromkeys(kind for kind, *_ in problems):
        these = [(key, where) for key, where in seeds.items() if key[0] == kind]
        for (_, what, problem), where in these[:SHOWN]:
            yield f"  BAD {kind}, {what}: {problem}"
            yield f"      in {_listed(where)}"
        if len(these) > SHOWN:
            yield f"  and {len(these) - SHOWN} more of this kind"


def _listed(seeds: Sequence[str]) -> str:
    """The first of them, and how many they are."""
    some = ", ".join(map(repr, seeds[:NAMED]))
    if len(seeds) == 1:
        return f"variant {some}"
    return f"{len(seeds)} variants: {some}" + (f" and {len(seeds) - NAMED} more" if len(seeds) > NAMED else "")


def _coverage(course: Course, name: str, found: Sequence[Proof]) -> Iterator[str]:
    """How often each value of each switch was drawn."""
    declared = choices(course.folder / "reference" / name)
    for switch, values in declared.items():
        drawn = Counter(repr(proof.conventions.get(switch)) for proof in found)
        yield f"{switch}: " + ", ".join(f"{value!r} in {drawn[repr(value)]}" for value in values)
    if declared:
        seen, all_of = {tuple(proof.conventions.items()) for proof in found}, 1
        for values in declared.values():
            all_of *= len(values)
        yield f"{len(seen)} of {all_of} combinations of the course conventions"


def _redraws(found: Sequence[Proof]) -> Iterator[str]:
    total: Counter[str] = Counter()
    for proof in found:
        total.update(proof.redraws)
    most = ", ".join(f"{label} {times}" for label, times in total.most_common(5))
    yield f"{sum(total.values())} draws were not fit and were drawn again{': ' + most if most else ''}"
