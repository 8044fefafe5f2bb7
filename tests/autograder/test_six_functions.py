"""The course that speed is measured on: its suite finds what 24 checks with forty times the calls find."""

from __future__ import annotations

import sys
from pathlib import Path

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def test_our_suite_finds_every_planted_mistake_that_the_checks_find(monkeypatch):
    """`benchmarks/mistakes_found.py` does the same with 400 mutants."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    monkeypatch.delitem(sys.modules, "hw", raising=False)
    from mistakes_found import both, candidates

    from autograder.assignment import load
    from autograder.course import Course
    from autograder.suites.suite import with_suite

    assignment = load(Course.at(BENCHMARKS / "six"), "six")
    kinds = ("planted: ", "unchanged")
    sources = [(name, source) for name, source in candidates(assignment) if any(kind in name for kind in kinds)]
    said = with_suite(assignment, lambda suite: {name: both(assignment, suite, source) for name, source in sources})
    assert {name for name, verdict in said.items() if verdict == "missed missed"} == {
        "the reference, unchanged", "another_way, unchanged", "loops, unchanged",
    }  # fmt: skip
    assert [name for name, verdict in said.items() if verdict not in ("missed missed", "found found")] == []
    assert len(said) == 29
