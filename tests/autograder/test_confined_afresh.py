"""A worker that serves several questions: each finds everything as new, or the worker is not used again."""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from confined_tools import offered, outcome, start_at

from autograder.confined import BrokenProtocol, Limits, StudentError, TimeLimit, WorkerDied
from autograder.question import Question
from autograder.submission import Budget, Submission

SOURCES = {
    "work.py": b"""
import os, random, signal, sys, threading, time, warnings
import numpy as np
import helper
calls = []
def count():
    calls.append(1)
    return len(calls), helper.add()
def draws(): return random.random(), float(np.random.rand())
def exponential(x): return np.exp(x)
def warns():
    warnings.warn("careful")
    return 1
def depth(): return sys.getrecursionlimit()
def pid(): return os.getpid()
def keeps(): return [1.0]
def first(values): return values[0]
def prints(): print("hello")

def sets_errors(): np.seterr(all="raise")
def sets_filters(): warnings.filterwarnings("error")
def sets_depth(): sys.setrecursionlimit(5000)
def seeds(): random.seed(7); np.random.seed(7)
def old_numpy_name(): np.float = float
def new_numpy_name(): np.sigmoid = exponential
def leaves_a_thread(): threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
def grows(): return float(np.ones(40_000_000).sum())
def sets_an_alarm(): signal.setitimer(signal.ITIMER_REAL, 3000)
def changes_numpy(): np.exp = np.sin
def changes_a_builtin():
    import builtins
    builtins.sum = len
def adds_a_path(): sys.path.append("/nowhere")
def traces(): sys.settrace(lambda *a: None)
def closes_its_pipes(): os.closerange(3, 64)
def nothing(): pass
""",
    "helper.py": b"seen = []\ndef add():\n    seen.append(1)\n    return len(seen)\n",
    "other.py": b"import os\ndef elsewhere(): return os.getpid()\n",
}
HARMLESS = ["nothing", "sets_errors", "sets_filters", "sets_depth", "seeds", "prints", "count", "old_numpy_name"]
TELLING = ["new_numpy_name", "leaves_a_thread", "grows", "sets_an_alarm", "changes_numpy", "changes_a_builtin",
           "adds_a_path", "traces"]  # fmt: skip


@pytest.fixture(scope="module")
def clean():
    with start_at(offered()[0]) as process:
        yield process


@pytest.fixture
def worker(clean):
    with clean.worker(SOURCES) as one:
        yield one


def ask(worker, name, *args):
    return worker.call("work", name, args).value


@pytest.mark.parametrize("function", HARMLESS)
def test_a_question_finds_everything_as_new(worker, function):
    first = [ask(worker, name) for name in ("count", "draws", "depth", "pid")]
    worker.call("work", function)
    assert worker.afresh()
    assert [ask(worker, name) for name in ("count", "draws", "depth", "pid")] == first
    assert ask(worker, "exponential", 1000.0) == np.inf
    assert ask(worker, "warns") == 1


@pytest.mark.parametrize("function", TELLING)
def test_a_worker_that_is_not_as_it_was_is_not_used_again(worker, function):
    worker.call("work", function)
    assert not worker.afresh()


def test_what_was_printed_before_is_not_the_next_questions(worker):
    worker.call("work", "nothing")
    worker.call("work", "prints")
    assert worker.afresh()
    assert worker.call("work", "nothing").printed == ""


def test_a_kept_value_stays_with_its_question(worker):
    kept = worker.call("work", "keeps", keep=True).value
    assert worker.afresh()
    with pytest.raises(ValueError, match="only go back to the worker that holds it"):
        worker.call("work", "first", (kept,))
    again = worker.call("work", "keeps", keep=True).value
    assert worker.call("work", "first", (again,)).value == 1.0


def test_a_dead_or_silent_worker_is_not_used_again(worker):
    outcome(worker, "work", "closes_its_pipes", deadline_seconds=1.0)
    assert not worker.afresh()
    assert not worker.afresh()


def test_a_file_that_cannot_be_imported_says_so_each_time(clean):
    with clean.worker({"work.py": b"def f():\n    return (\n"}) as worker:
        for _ in range(2):
            with pytest.raises(StudentError, match="SyntaxError"):
                worker.call("work", "f")
            assert worker.afresh()


def question(number, *asks, **more):
    return Question(number, number, 1, asks, lambda answer, key: None, **more)


@pytest.fixture
def submission(clean):
    intake = SimpleNamespace(sources=SOURCES, refused={})
    one = Submission(intake, SimpleNamespace(values={}, problems={}), clean, Budget(time.monotonic), Limits())
    yield one
    one.close()


def pid_of(submission, asked):
    with submission.question(asked) as view:
        return view[asked.names[0]]()


def test_questions_of_the_same_files_share_a_worker_in_turn_and_others_do_not(submission):
    first, second = question("B1", "work.pid"), question("B2", "work.pid")
    apart, mixed = question("B3", "other.elsewhere"), question("B4", "work.pid", uses=("other.elsewhere",))
    pids = [pid_of(submission, asked) for asked in (first, second, apart, first, mixed)]
    assert pids[0] == pids[1]
    assert len(set(pids)) == 4


@pytest.mark.parametrize("ending", ["leaves_a_thread", "closes_its_pipes", "changes_numpy"])
def test_the_question_after_a_spoilt_one_has_a_worker_of_its_own(submission, ending):
    spoils = question("B1", "work.pid", f"work.{ending}", seconds=1.0)
    with submission.question(spoils) as view:
        pid = view["pid"]()
        with contextlib.suppress(WorkerDied, TimeLimit, BrokenProtocol):
            view[ending]()
    assert pid_of(submission, replace(question("B2", "work.pid"))) != pid


def test_no_worker_outlives_its_submission(submission):
    pid = pid_of(submission, question("B1", "work.pid"))
    os.kill(pid, 0)
    submission.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_unseeded_draws_are_the_same_in_every_worker(clean):
    drawn = []
    for _ in range(2):
        with clean.worker(SOURCES) as one:
            drawn.append(ask(one, "draws"))
    assert drawn[0] == drawn[1]
