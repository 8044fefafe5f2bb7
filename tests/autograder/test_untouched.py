"""A fork that is as it was may do another job; whatever a test can reach and has changed is seen."""

from __future__ import annotations

import csv
import io
import math
import os
import random
import signal
import sys
import threading
import time
import types
import warnings
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from mini import QUESTIONS, SOLUTION, mini_assignment

from autograder.classes import batch
from autograder.cli import main
from autograder.suites import untouched
from autograder.suites.untouched import Untouched

HELPER = """
cache = {}
def remembered(x):
    return cache.setdefault(x, x)
"""
SOURCE = """
import collections
import helper_of_tests as helper
from helper_of_tests import remembered
import functools
import numpy as np
from autograder.judging import agree

seen = []
table = {"a": [1, 2], "b": {3}, "c": (4, [5])}
array = np.arange(6.0)
rng = np.random.RandomState(1)
pattern = __import__("re").compile("x")

class Kind:
    level = 1
    shared = []
    def method(self, x=[]):
        x.append(1)
        return x

class Marked(dict):
    pass

marked = Marked(a=1)

one = Kind()
one.inner = Kind()

def with_default(x, found=[]):
    found.append(x)
    return found

def counter():
    count = [0]
    def step():
        count[0] += 1
    return step

step = counter()
append = [].append
bound = one.method

def plain(x):
    local = [x]
    local.append(sum(local))
    return float(np.sum(np.exp(array))) + rng.get_state()[2] + len(local)
"""


FOLDER = Path("/course/tests")


@pytest.fixture
def module():
    """A module of an author's, and one that it imports."""
    made = {"helper_of_tests": HELPER, "a_suite_of_tests": SOURCE}
    try:
        for name, source in made.items():
            sys.modules[name] = types.ModuleType(name)
            sys.modules[name].__file__ = str(FOLDER / f"{name}.py")
            exec(compile(source, f"{name}.py", "exec"), vars(sys.modules[name]))
        yield sys.modules["a_suite_of_tests"]
    finally:
        for name in made:
            sys.modules.pop(name, None)


def watched(*values):
    return Untouched(values, [FOLDER]).watch()


def set_filter():
    warnings.simplefilter("error")


CHANGES = {
    "a list grows": lambda m: m.seen.append(1),
    "a name is new": lambda m: setattr(m, "fresh", 1),
    "a name is gone": lambda m: delattr(m, "seen"),
    "a name stands for another number": lambda m: setattr(m, "seen", 3),
    "deep in a dict": lambda m: m.table["c"][1].append(6),
    "a set": lambda m: m.table["b"].add(4),
    "an entry of an array": lambda m: m.array.__setitem__(3, 1.0),
    "the shape of an array": lambda m: setattr(m, "array", m.array.reshape(2, 3)),
    "a generator draws": lambda m: m.rng.normal(),
    "a class": lambda m: setattr(m.Kind, "level", 2),
    "a list of a class": lambda m: m.Kind.shared.append(1),
    "an object": lambda m: setattr(m.one, "new", 1),
    "an object in an object": lambda m: setattr(m.one.inner, "new", 1),
    "a default": lambda m: m.with_default(1),
    "a default of a method": lambda m: m.one.method(),
    "what a function keeps": lambda m: m.step(),
    "a mark on a function": lambda m: setattr(m.plain, "__score__", 1.0),
    "another function": lambda m: setattr(m, "plain", lambda x: x),
    "numpy's own generator": lambda m: np.random.rand(),
    "the library's own generator": lambda m: random.random(),
    "numpy's treatment of errors": lambda m: np.seterr(over="raise"),
    "the environment": lambda m: os.environ.__setitem__("AUTOGRADER_TEST", "1"),
    "filters of warnings": lambda m: set_filter(),
    "the path": lambda m: sys.path.append("/nowhere"),
    "what is drawn": lambda m: m.table["a"].reverse(),
    "the order of a dict": lambda m: m.table.__setitem__("a", m.table.pop("a")),
    "the same number of another kind": lambda m: m.table["a"].__setitem__(0, True),
    "a list like the one that was there": lambda m: setattr(m, "seen", list(m.seen)),
    "a mark on an author's own dict": lambda m: setattr(m.marked, "new", 1),
    "a list known only by its method": lambda m: m.append(1),
    "a module that the tests import": lambda m: m.remembered(1),
    "a name in a module that the tests import": lambda m: setattr(m.helper, "fresh", 1),
    "a function of numpy": lambda m: np.__dict__.__setitem__("exp", lambda x: 1.0),
    "a function of the library": lambda m: math.__dict__.__setitem__("exp", lambda x: 1.0),
    "how numbers are shown": lambda m: np.set_printoptions(precision=3),
    "where output goes": lambda m: setattr(sys, "stdout", io.StringIO()),
    "a thread that goes on": lambda m: threading.Thread(target=time.sleep, args=(1,), daemon=True).start(),
    "an alarm": lambda m: signal.setitimer(signal.ITIMER_REAL, 1000),
}


@pytest.fixture
def as_before(monkeypatch):
    """Put back what changes of the process leave."""
    states = np.random.get_state(), random.getstate(), list(sys.path)
    monkeypatch.setenv("AUTOGRADER_TEST", "0")
    for module in (np, math):
        monkeypatch.setitem(vars(module), "exp", module.exp)
    monkeypatch.setattr(sys, "stdout", sys.stdout)
    with np.printoptions(), warnings.catch_warnings(), np.errstate():
        yield
    np.random.set_state(states[0])
    random.setstate(states[1])
    sys.path[:] = states[2]
    signal.setitimer(signal.ITIMER_REAL, 0)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_is_seen(module, as_before, change):
    as_it_was = watched(module.plain)
    assert as_it_was()
    change(module)
    assert not as_it_was()


def test_modules_that_were_imported_and_forgotten_are_the_authors_too(module):
    for name in ("a_suite_of_tests", "helper_of_tests"):
        del sys.modules[name]
    for change in ("the suite's own", "a class", "its helper"):
        as_it_was = watched(module.plain)
        assert as_it_was()
        {"the suite's own": module.seen.append, "a class": module.Kind.shared.append, "its helper": module.remembered}[
            change](change)  # fmt: skip
        assert not as_it_was(), change


def test_plain_work_changes_nothing(module, as_before):
    as_it_was = watched(module.plain, module.table)
    for x in range(3):
        module.plain(x)
    assert as_it_was()


def test_a_fork_that_has_grown_is_not_as_it_was(module, monkeypatch):
    as_it_was = watched(module.plain)
    assert as_it_was()
    monkeypatch.setattr(untouched.watched, "GROWTH_KB", -1)
    assert not as_it_was()


def empty_cell():
    later = 1

    def function():
        return later  # noqa: F821

    del later
    return function


UNKNOWN = {
    "an iterator": lambda: iter([1]),
    "an object": object,
    "an array of objects": lambda: np.array([object()]),
    "too many": lambda: [[number] for number in range(untouched.MOST)],
    "an object of another library": types.SimpleNamespace,
    "a function whose value is still to come": empty_cell,
}


@pytest.mark.parametrize("unknown", UNKNOWN.values(), ids=UNKNOWN)
def test_what_cannot_be_looked_at_counts_as_changed(module, unknown):
    module.held = unknown()
    assert not watched(module.plain)()


# ---------------------------------------------------------------- forks that do several jobs


def collect(count, work, watch, slots=2, **more):
    seen, renewed = {}, []
    places = [batch.Slot(number, lambda tool: renewed.append(tool) or tool + 100) for number in range(slots)]
    batch.run_batch(range(count), places, work, seen.__setitem__, watch=watch, **more)
    return seen, renewed


def always():
    return lambda: True


def test_a_fork_that_is_as_it_was_does_another_job():
    seen, _ = collect(4 * batch.MOST_JOBS, lambda job, tool: {"job": job, "pid": os.getpid()}, always)
    assert [seen[job]["job"] for job in range(len(seen))] == list(range(4 * batch.MOST_JOBS))
    each = [result["pid"] for result in seen.values()]
    assert 4 <= len(set(each)) <= 6
    assert max(map(each.count, set(each))) == batch.MOST_JOBS


def test_a_fork_that_is_not_ends_and_so_does_one_that_cannot_say():
    def broken():
        return lambda: 1 // 0

    for watch in (batch.never_again, broken):
        seen, renewed = collect(6, lambda job, tool: {"pid": os.getpid()}, watch)
        assert len({result["pid"] for result in seen.values()}) == 6
        assert renewed == []


def test_a_later_job_of_a_fork_that_dies_costs_itself_alone():
    def work(job, tool):
        if job == 3:
            os.kill(os.getpid(), 9)
        if job == 5:
            time.sleep(60)
        return {"job": job}

    seen, renewed = collect(8, work, always, slots=1, hard_seconds=1.0)
    assert [job for job, result in seen.items() if "failed" in result] == [3, 5]
    assert len(renewed) == 2


def test_a_fork_that_ends_between_two_jobs_costs_nobody_anything(monkeypatch):
    """Its result has come, and the next job is done by another."""
    given = batch._Batch._give

    def give(self, fork, number):
        if number == 3:
            os.kill(fork.pid, 9)
            os.waitid(os.P_PID, fork.pid, os.WEXITED | os.WNOWAIT)
        return given(self, fork, number)

    monkeypatch.setattr(batch._Batch, "_give", give)
    seen, renewed = collect(8, lambda job, tool: {"job": job}, always, slots=1)
    assert [seen[job]["job"] for job in range(8)] == list(range(8))
    assert renewed == []


def test_a_result_that_comes_with_the_deadline_counts_once(monkeypatch):
    reading, told = batch._Batch._read, []

    def read(self, fork):
        fork.deadline = 0.0
        return reading(self, fork)

    monkeypatch.setattr(batch._Batch, "_read", read)
    batch.run_batch(range(4), [batch.Slot(0, lambda tool: tool)], lambda job, tool: {"job": job},
                    lambda job, result: told.append((job, result)), watch=always)  # fmt: skip
    assert told == [(job, {"job": job}) for job in range(4)]


def test_what_a_test_leaves_behind_never_reaches_the_next_student(tmp_path):
    """With a list in its module that grows, with a draw that it changes: everybody is the first."""
    tests = '''
    seen = []

    @number("B1.1")
    def test_double(student):
        """double doubles, for the first one who comes"""
        seen.append(1)
        assert len(seen) == 1, "Somebody was here before."
        agree(student.double(2.0), 4.0, "double(2)")

    @number("B2.1")
    def test_triple(student, drawn):
        """triple triples"""
        drawn["numbers"][0] += 1
        assert drawn["numbers"][0] == 2.0, "Somebody was here before."
        agree(student.triple(2.0), 6.0, "triple(2)")
    '''
    questions = QUESTIONS.replace("def questions", "def draw(variant):\n    import numpy\n    return "
                                  "{'numbers': numpy.ones(3)}\n\ndef questions")  # fmt: skip
    mini_assignment(tmp_path / "course", tests, questions, SOLUTION)
    path = tmp_path / "course" / "tests" / "hidden" / "mini" / "test_mini.py"
    path.write_text(path.read_text().replace("import pytest\n", ""))
    for number in range(8):
        (tmp_path / "class" / f"s{number}").mkdir(parents=True)
        (tmp_path / "class" / f"s{number}" / "work.py").write_text(SOLUTION)
    words = ["grade-all", "mini", str(tmp_path / "class"), "--out", str(tmp_path / "out"), "--jobs", "2"]
    result = CliRunner().invoke(main, [*words, "--course", str(tmp_path / "course")], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    with (tmp_path / "out" / "gradebook.csv").open(newline="", encoding="utf-8-sig") as stream:
        assert {row["score"] for row in csv.DictReader(stream)} == {"10"}
