"""A fork that is as it was may do another job; whatever a test can reach and has changed is seen."""

from __future__ import annotations

import csv
import os
import random
import sys
import time
import types
import warnings

import numpy as np
import pytest
from click.testing import CliRunner
from mini import QUESTIONS, SOLUTION, mini_assignment

from autograder import batch
from autograder.cli import main
from autograder.untouched import MOST, Untouched

SOURCE = """
import collections
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

def plain(x):
    local = [x]
    local.append(sum(local))
    return float(np.sum(np.exp(array))) + rng.get_state()[2] + len(local)
"""


@pytest.fixture
def module():
    made = types.ModuleType("a_suite_of_tests")
    sys.modules[made.__name__] = made
    try:
        exec(compile(SOURCE, "suite.py", "exec"), made.__dict__)
        yield made
    finally:
        del sys.modules[made.__name__]


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
}


@pytest.fixture
def as_before(monkeypatch):
    """Put back what changes of the process leave."""
    states = np.random.get_state(), random.getstate(), list(sys.path)
    monkeypatch.setenv("AUTOGRADER_TEST", "0")
    with warnings.catch_warnings(), np.errstate():
        yield
    np.random.set_state(states[0])
    random.setstate(states[1])
    sys.path[:] = states[2]


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_is_seen(module, as_before, change):
    as_it_was = Untouched([vars(module)], [module.table]).watch()
    assert as_it_was()
    change(module)
    assert not as_it_was()


def test_plain_work_changes_nothing(module, as_before):
    as_it_was = Untouched([vars(module)], []).watch()
    for x in range(3):
        module.plain(x)
    assert as_it_was()


UNKNOWN = {
    "an iterator": iter([1]),
    "an object": object(),
    "an array of objects": np.array([object()]),
    "too many": [[number] for number in range(MOST)],
    "an object of another library": types.SimpleNamespace(),
}


@pytest.mark.parametrize("unknown", UNKNOWN.values(), ids=UNKNOWN)
def test_what_cannot_be_looked_at_counts_as_changed(module, unknown):
    module.held = unknown
    assert not Untouched([vars(module)], []).watch()()


# ---------------------------------------------------------------- forks that do several jobs


def collect(count, work, watch, slots=2, **more):
    seen, renewed = {}, []
    places = [batch.Slot(number, lambda tool: renewed.append(tool) or tool + 100) for number in range(slots)]
    batch.run_batch(range(count), places, work, seen.__setitem__, watch=watch, **more)
    return seen, renewed


def always():
    return lambda: True


def test_a_fork_that_is_as_it_was_does_another_job():
    seen, _ = collect(40, lambda job, tool: {"job": job, "pid": os.getpid()}, always)
    assert [seen[job]["job"] for job in range(40)] == list(range(40))
    each = [result["pid"] for result in seen.values()]
    assert 40 / batch.MOST_JOBS <= len(set(each)) <= 6
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
