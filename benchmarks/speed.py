"""How fast grading is, beside other graders, in one run.

    python benchmarks/speed.py                       # a few minutes; writes a table
    python benchmarks/speed.py --install --peers DIR  # first makes an environment for check50 in DIR

The six functions are graded as a class (two thirds of the submissions right, one third with planted mistakes) by us and
by the others, in turn, so that a busy machine hits all of them. Every count of points is checked. Cold starts are
measured in pairs with `python -c "import numpy, pytest"`. Both by the clock and by the processors' time: on a machine
that does other things too, the clock says more about those. Compiled files may be kept, as they are for users.
"""

from __future__ import annotations

import argparse
import csv
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import peers_run

HERE = Path(__file__).parent
ROOT, SIX = HERE.parent, HERE / "six"
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


# ---------------------------------------------------------------- what is graded


def submissions(folder: Path, count: int) -> dict[str, bool]:
    """Write so many submissions; by name, whether each is right."""
    sys.path.insert(0, str(HERE))
    from mistakes_found import candidates

    from autograder.assignment import load
    from autograder.course import Course

    found = list(candidates(load(Course.at(SIX), "six")))
    right = [source for name, source in found if name.endswith("unchanged")]
    wrong = [source for name, source in found if name.startswith("planted")]
    names = {}
    for at in range(count):
        name, fine = f"s{at:04d}", at % 3 != 2
        source = right[at % len(right)] if fine else wrong[at // 3 % len(wrong)]
        (folder / name).mkdir(parents=True)
        (folder / name / "hw.py").write_text(f"{source}\n# submission {at}\n")
        names[name] = fine
    return names


def own_milliseconds(folder: Path, names: Sequence[str]) -> float:
    """What the student's functions themselves take for our suite, in one warm process, on average."""
    from mistakes_found import explained, module_of

    from autograder.assignment import load
    from autograder.course import Course
    from autograder.grade import grade
    from autograder.judging.student import LocalFunction
    from autograder.suites.suite import with_suite

    assignment, spent = load(Course.at(SIX), "six"), 0.0

    def clocked(function):
        def run(*args, **kwargs):
            nonlocal spent
            began = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                spent += time.perf_counter() - began

        return run

    def all_of(suite):
        nonlocal spent
        for name in names:
            began = time.perf_counter()
            module = module_of((folder / name / "hw.py").read_text())
            spent += time.perf_counter() - began
            asked = [question.names[0] for question in assignment.questions]
            grade(assignment, {n: LocalFunction(clocked(getattr(module, n)), explained) for n in asked}, suite)

    with_suite(assignment, all_of)
    return 1000 * spent / len(names)


# ---------------------------------------------------------------- measuring


def our_run(folder: Path, out: Path, names: dict[str, bool], jobs: int) -> Spent:
    """What grade-all takes, from the command to its end; the marks are checked."""
    spent = timed(grader("grade-all", "six", folder, "--course", SIX, "--out", out, "--jobs", jobs,
                           "--require-level", 2))  # fmt: skip
    with (out / "gradebook.csv").open(newline="", encoding="utf-8-sig") as stream:
        full = {row["id"]: float(row["score"]) == float(row["max"]) for row in csv.DictReader(stream)}
    if full != names:
        raise SystemExit("some submission was not graded as it should be")
    return spent


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


def without_training(folder: Path) -> Path:
    """This course with homework 1's training question dropped."""
    for name in ("reference/hw1", "tests/hidden/hw1"):
        shutil.copytree(ROOT / name, folder / name)
    text = (ROOT / "course.toml").read_text()
    (folder / "course.toml").write_text(f'{text}\n[assignments.hw1]\ndrop = {{ C = "full credit" }}\n')
    return folder


def batches(work: Path, count: int, rounds: int, peers: Sequence[peers_run.Peer], jobs: int) -> dict[str, list[float]]:
    """Rates in each round, ours and the peers' in turn; a peer grades a part of what we do."""
    names = submissions(work / "class", count)
    rates: dict[str, list[float]] = {}
    few = list(names)[: max(6, count // 30)]
    for turn in range(rounds):
        spent = our_run(work / "class", work / f"out{turn}", names, jobs)
        rates.setdefault("autograder", []).append(count / spent.clock)
        rates.setdefault("processors", []).append(1000 * spent.processors / count)
        for peer in peers:
            rate, passed = peers_run.rate(peer, [work / "class" / name for name in few], jobs)
            if [one == 24 for one in passed] != [names[name] for name in few]:
                raise SystemExit(f"{peer.name} did not grade as it should: {passed}")
            rates.setdefault(peer.name, []).append(rate)
    began = time.perf_counter()
    our_run(work / "class", work / "out0", names, jobs)
    rates["again"] = [time.perf_counter() - began]
    rates["own"] = [own_milliseconds(work / "class", list(names))]
    return rates


def report(rates: dict[str, list[float]], jobs: int, colds: dict[str, tuple[float, float, float]]) -> None:
    """The tables."""
    middle = {name: statistics.median(values) for name, values in rates.items() if name not in ("again", "own")}
    ours, own, used = middle["autograder"], rates["own"][0], middle.pop("processors")
    print(f"\n| {jobs} at a time | submissions a second | times as fast as the next best |\n|---|---|---|")
    best = max(rate for name, rate in middle.items() if name != "autograder")
    for name, rate in sorted(middle.items(), key=lambda one: -one[1]):
        print(f"| {name} | {rate:.1f} | {rate / best:.2g} |")
    print(f"\nThe student's own functions take {own:.1f} ms a submission in a warm process; "
          f"grading takes {1000 / ours - own / jobs:.1f} ms on top of it, on {jobs} cores together.")  # fmt: skip
    print(f"In all {used:.1f} ms of a processor's time for each: {1000 * jobs / used:.0f} a second at most.")
    print(f"The same class again, nothing changed: {rates['again'][0]:.1f} s.")
    for name, (seconds, ratio, used) in colds.items():
        print(f"One cold grade of {name}: {seconds:.2f} s, {ratio:.2f} times the imports; {used:.2f} times their work.")
    print(AIMS)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--count", type=int, default=600)
    words.add_argument("--rounds", type=int, default=3)
    words.add_argument("--jobs", type=int, default=2)
    words.add_argument("--peers", type=Path, default=Path.home() / ".cache" / "autograder-peers")
    words.add_argument("--install", action="store_true")
    asked = words.parse_args()
    if asked.install:
        peers_run.install(asked.peers)
    peers, missing = peers_run.available(asked.peers)
    print(*missing, sep="\n")
    print(f"load {os.getloadavg()[0]:.1f} at the start")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        rates = batches(work, asked.count, asked.rounds, peers, asked.jobs)
        course, sample = without_training(work / "course"), ROOT / "tests" / "samples" / "hw1" / "right"
        colds = {
            "the six functions": cold(9, "six", SIX / "reference" / "six", "--course", SIX),
            "homework 1, its training question aside": cold(9, "hw1", sample, "--course", course),
        }
    report(rates, asked.jobs, colds)


if __name__ == "__main__":
    main()
