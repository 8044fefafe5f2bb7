"""The classes that speed is measured on: the six functions, and homework 1 without its training question."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from peers_notebooks import check_names
from peers_run import Peer

HERE = Path(__file__).parent
ROOT, SIX = HERE.parent, HERE / "six"
SAMPLE = ROOT / "tests" / "samples" / "hw1" / "right"


@dataclass(frozen=True)
class Homework:
    """What is graded: an assignment of a course, a folder of submissions, and what of ours and which peers check them.

    right: by a submission's name, whether it earns everything.
    """

    title: str
    name: str
    course: Path
    folder: Path
    right: dict[str, bool]
    checked: str
    peers: Sequence[Peer]


def six_functions(work: Path, count: int, peers: Sequence[Peer]) -> Homework:
    """The class of the six functions."""
    right = submissions(work / "six", count)
    return Homework("six functions", "six", SIX, work / "six", right, tests_of(SIX / "tests/hidden/six"), peers)


def homework_1(work: Path, count: int, peers: Sequence[Peer]) -> Homework:
    """A class of copies of one right submission; each says who it is, so that none is taken for another."""
    course, names = without_training(work / "course"), [f"s{at:04d}" for at in range(count)]
    for name in names:
        shutil.copytree(SAMPLE, work / "hw1" / name)
        with (work / "hw1" / name / "sgd.py").open("a", encoding="utf-8") as stream:
            stream.write(f"\n# submission {name}\n")
    typed = len((SAMPLE / "answers.toml").read_text(encoding="utf-8").splitlines())
    checked = f"{tests_of(ROOT / 'tests/hidden/hw1', 'test_sentiment.py')}, {typed} typed answers"
    return Homework("homework 1", "hw1", course, work / "hw1", dict.fromkeys(names, True), checked, peers)


def tests_of(folder: Path, *but: str) -> str:
    """How many hidden tests this folder has."""
    files = [path for path in folder.glob("test_*.py") if path.name not in but]
    return f"{sum(len(check_names(path)) for path in files)} tests with shares"


def without_training(folder: Path) -> Path:
    """This course with homework 1's training question dropped."""
    for name in ("reference/hw1", "tests/hidden/hw1"):
        shutil.copytree(ROOT / name, folder / name)
    text = (ROOT / "course.toml").read_text()
    (folder / "course.toml").write_text(f'{text}\n[assignments.hw1]\ndrop = {{ C = "full credit" }}\n')
    return folder


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
