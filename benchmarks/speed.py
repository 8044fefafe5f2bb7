"""How fast grading is, beside other graders, in one run.

    python benchmarks/speed.py                         # some minutes; writes a table
    python benchmarks/speed.py --install --peers DIR   # first makes environments for other graders in DIR
    python benchmarks/speed.py --peers DIR             # with those that are there

Six functions are graded as a class (two thirds of the submissions right, one third with planted mistakes) by us and by
the others, in turn, so that a busy machine hits all of them; then homework 1 without its training question, a class of
copies of one right submission. A slow peer grades a few of them in each round. Every count of points is checked. Cold
starts are measured in pairs with `python -c "import numpy, pytest"`. Both by the clock and by the processors' time: on
a machine that does other things too, the clock says more about those. Compiled files may be kept, as users keep them.
"""

from __future__ import annotations

import argparse
import csv
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import peers_run
from speed_classes import ROOT, SAMPLE, SIX, Homework, homework_1, own_milliseconds, six_functions

CHECKS, COLD_PAIRS = 24, 9
BASE = [sys.executable, "-c", "import numpy, pytest"]
AIMS = "aims: 60 a second at level 2 or higher, 12 ms on top of the student's own computing, 1.5 for a cold start"


def grader(*words: object) -> list[str]:
    """Our command, as its users type it."""
    return [sys.executable, "-m", "autograder", *map(str, words)]


@dataclass(frozen=True)
class Spent:
    """Seconds: by the clock, and of the processors by the command and all that it started."""

    clock: float
    processors: float


def timed(command: Sequence[str], **more) -> Spent:
    """What a command takes; raises CalledProcessError when it fails."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment, **more)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(time.perf_counter() - began, used)


# ---------------------------------------------------------------- measuring


@dataclass
class Row:
    """A grader on a homework: what it checks, how many submissions in a round, submissions a second in each round."""

    grader: str
    checked: str
    confined: str
    count: int
    rates: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)
    """Milliseconds of the processors for a submission; ours alone."""


def our_run(homework: Homework, out: Path, jobs: int) -> tuple[Spent, str]:
    """What grade-all takes, from the command to its end, and the level of confinement; the marks are checked."""
    spent = timed(grader("grade-all", homework.name, homework.folder, "--course", homework.course, "--out", out,
                         "--jobs", jobs, "--require-level", 2))  # fmt: skip
    with (out / "gradebook.csv").open(newline="", encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    if {row["id"]: float(row["score"]) == float(row["max"]) for row in rows} != homework.right:
        raise SystemExit("some submission was not graded as it should be")
    return spent, f"level {min(row['confinement'] for row in rows)}"


def peer_run(peer: peers_run.Peer, homework: Homework, count: int, jobs: int) -> float:
    """Seconds that a peer takes for the first so many; what it gave is checked: a wrong one passes some checks."""
    names = list(homework.right)[:count]
    seconds, passed = peer.run([homework.folder / name for name in names], jobs)
    for name, one in zip(names, passed, strict=True):
        if not (one == CHECKS if homework.right[name] else 0 < one < CHECKS):
            raise SystemExit(f"{peer.name} passed {one} of {CHECKS} checks of {name}, right: {homework.right[name]}")
    return seconds


def rounds_of(homework: Homework, work: Path, rounds: int, jobs: int) -> list[Row]:
    """Rates in each round, ours and the peers' in turn."""
    ours = Row("this one", homework.checked, "", len(homework.right))
    others = [Row(peer.name, f"{CHECKS} checks", "no", min(peer.few, ours.count)) for peer in homework.peers]
    for turn in range(rounds):
        print(f"{homework.title}, round {turn + 1} of {rounds}", file=sys.stderr)
        spent, ours.confined = our_run(homework, work / f"{homework.name}-out{turn}", jobs)
        ours.rates.append(ours.count / spent.clock)
        ours.work.append(1000 * spent.processors / ours.count)
        for peer, row in zip(homework.peers, others, strict=True):
            row.rates.append(row.count / peer_run(peer, homework, row.count, jobs))
    return [ours, *others]


def cold(pairs: int, *words: object) -> tuple[float, float, float]:
    """Median seconds of one cold `grade`; its ratio to the imports of BASE, by the clock and by processors' time.

    What confines the student's code starts on another core meanwhile, so by processors' time the ratio is larger.
    """
    with tempfile.TemporaryDirectory() as out:
        command = grader("grade", *words, "--out", out)
        timed(command)  # now everything is compiled and read
        both = [(timed(command), timed(BASE)) for _ in range(pairs)]
    clocks = statistics.median(ours.clock / base.clock for ours, base in both)
    used = statistics.median(ours.processors / base.processors for ours, base in both)
    return statistics.median(ours.clock for ours, _ in both), clocks, used


# ---------------------------------------------------------------- the report


def table(parts: Sequence[tuple[Homework, Sequence[Row]]], jobs: int) -> None:
    """One line for each grader on each homework, the fastest first."""
    print(f"\n| homework | grader, {jobs} at a time | a second | lowest to highest | graded in a round | checked "
          "| student code confined |\n|---|---|---|---|---|---|---|")  # fmt: skip
    for homework, rows in parts:
        for row in sorted(rows, key=lambda one: -statistics.median(one.rates)):
            middle, ends = statistics.median(row.rates), f"{min(row.rates):.3g} to {max(row.rates):.3g}"
            print(f"| {homework.title} | {row.grader} | {middle:.3g} | {ends} | {row.count} | {row.checked} "
                  f"| {row.confined} |")  # fmt: skip
    for homework, rows in parts:
        ours, *others = (statistics.median(row.rates) for row in rows)
        print(f"{homework.title}: {ours / max(others):.2g} times as fast as the next")
    print("\nA peer's check gives its point or none. Homework 1 is without its training question: we give it unjudged, "
          "and\nthe peers have no check of it; they judge no typed answers either.")  # fmt: skip


def costs(ours: Row, own: float, again: float, jobs: int) -> None:
    """What a submission of the six functions costs us."""
    each, used = 1000 / statistics.median(ours.rates), statistics.median(ours.work)
    print(f"\nSix functions: the student's own take {own:.1f} ms a submission in a warm process; grading takes "
          f"{each - own / jobs:.1f} ms on top of it,\non {jobs} cores together. In all {used:.1f} ms of a processor's "
          f"time for each: {1000 * jobs / used:.0f} a second at most.")  # fmt: skip
    print(f"The same class again, nothing changed: {again:.1f} s.")


def cold_starts(pairs: int, course: Path) -> None:
    """One cold `grade` of each homework."""
    print()
    for name, words in {
        "the six functions": ("six", SIX / "reference" / "six", "--course", SIX),
        "homework 1, its training question aside": ("hw1", SAMPLE, "--course", course),
    }.items():
        seconds, ratio, used = cold(pairs, *words)
        print(f"One cold grade of {name}: {seconds:.2f} s, {ratio:.2f} times the imports; {used:.2f} times their work.")


def measured(asked: argparse.Namespace, work: Path) -> None:
    """Everything, in order."""
    peers, missing = peers_run.available(asked.peers, work)
    for sentence in missing:
        print(sentence)
    print(f"load {os.getloadavg()[0]:.1f} at the start", flush=True)
    six = six_functions(work, asked.count, peers)
    first = homework_1(work, max(asked.count // 8, 1), peers_run.with_ours("test_hw1")[0])
    parts = [(homework, rounds_of(homework, work, asked.rounds, asked.jobs)) for homework in (six, first)]
    again = our_run(six, work / "six-out0", asked.jobs)[0].clock
    table(parts, asked.jobs)
    costs(parts[0][1][0], own_milliseconds(six.folder, list(six.right)), again, asked.jobs)
    cold_starts(COLD_PAIRS, first.course)
    print(AIMS)


def positive(text: str) -> int:
    """A whole number from 1."""
    if (number := int(text)) < 1:
        raise ValueError
    return number


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--count", type=positive, default=600, help="of the six functions; homework 1: an eighth")
    words.add_argument("--rounds", type=positive, default=3)
    words.add_argument("--jobs", type=positive, default=2)
    words.add_argument("--peers", type=Path, default=Path.home() / ".cache" / "autograder-peers")
    words.add_argument("--install", action="store_true")
    asked = words.parse_args()
    if asked.install:
        for sentence in peers_run.install(asked.peers):
            print(sentence)
    with tempfile.TemporaryDirectory() as folder:
        measured(asked, Path(folder))


if __name__ == "__main__":
    main()
