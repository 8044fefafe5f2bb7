"""Limits on slow machines: longer by as much as the solution is, asked only when one has passed, never shorter."""

from __future__ import annotations

import itertools
import time
from pathlib import Path

import pytest
from mini import TRIPLE, mini_assignment, points

from autograder.confined import CleanProcess, TimeLimit
from autograder.confined.channel import Deadline, DeadlineError
from autograder.grader import Grader
from autograder.pace import LOOP_SECONDS, MOST, Pace
from autograder.question import Question
from autograder.suites.suite import with_suite

SOURCE = b"""
import time

def naps(seconds):
    time.sleep(seconds)
    return seconds

def hangs():
    while True:
        pass
"""
TESTS = f'''
@number("B1.1")
def test_double(student):
    """double doubles"""
    agree(student.double(2.0), 4.0, "double(2)")
{TRIPLE}'''
QUESTIONS = """
from autograder.question import Question
from autograder.checks import HiddenTests
TITLE = "Mini"
def questions(variant, drawn):
    return [Question("B1", "double", 6, ("work.double",), HiddenTests(), seconds=0.4, solution_seconds=USUAL),
            Question("B2", "triple", 4, ("work.triple",), HiddenTests(), seconds=8)]
"""
SOLUTION = "import time\ndef double(x):\n    time.sleep(0.2)\n    return 2 * x\ndef triple(x):\n    return 3 * x\n"
SLOW = "import time\ndef double(x):\n    time.sleep(0.7)\n    return 2 * x\ndef triple(x):\n    return 3 * x\n"
HANGS = "def double(x):\n    while True:\n        pass\ndef triple(x):\n    return 3 * x\n"


@pytest.fixture(scope="module")
def clean():
    with CleanProcess.start() as process:
        process.ready()
        yield process


def question(usual):
    return Question("B1", "double", 6, ("work.double",), lambda answer, key: None, solution_seconds=usual)


def clock_of(seconds):
    """A clock on which every look takes so long."""
    looks = itertools.count()
    return lambda: next(looks) * seconds


def test_the_solutions_own_time_says_how_slow_it_is():
    pace = Pace(lambda: {"double": lambda x: 2 * x}, clock_of(3.0))  # two looks before the end: 6 s for one call
    assert pace(question(2.0), "double", (1,), {}) == pytest.approx(3.0)


@pytest.mark.parametrize(("usual", "ratio"), [(6.0, 1.0), (100.0, 1.0), (5.5, 1.0), (0.001, MOST)])
def test_it_is_never_below_one_nor_beyond_the_most(usual, ratio):
    assert Pace(lambda: {"double": lambda x: 2 * x}, clock_of(3.0))(question(usual), "double", (1,), {}) == ratio


@pytest.mark.parametrize("args", [(len,), (1, 2)], ids=["a callback would be counted", "the solution refuses it"])
def test_a_call_that_cannot_be_repeated_is_judged_by_a_small_loop(args):
    calls = []
    pace = Pace(lambda: {"double": lambda x: calls.append(x) or 2 * x}, clock_of(3 * LOOP_SECONDS))
    assert pace(question(2.0), "double", args, {}) == pytest.approx(3.0, rel=0.1)
    assert calls == []


def test_the_solution_is_measured_for_its_own_call_alone():
    def forbidden():
        raise AssertionError("another question's function says nothing about this one's time")

    assert Pace(forbidden, clock_of(3 * LOOP_SECONDS))(question(2.0), "triple", (1,), {}) > 1


def test_a_deadline_is_put_off_once():
    now = [0.0]
    deadline = Deadline(2.0, lambda: now[0], lambda: 5.0)
    now[0] = 2.5
    assert deadline.left() == pytest.approx(2.5)
    assert deadline.seconds == 5.0
    now[0] = 5.1
    with pytest.raises(DeadlineError):
        deadline.left()


def test_asking_takes_none_of_the_students_time_and_shortens_nothing():
    now = [0.0]

    def ask():
        now[0] += 10.0
        return 1.0

    deadline = Deadline(2.0, lambda: now[0], ask)
    now[0] = 1.9
    assert deadline.left() == pytest.approx(0.1)
    now[0] = 2.0
    with pytest.raises(DeadlineError):
        deadline.left()
    assert deadline.seconds == 2.0


def test_a_call_goes_on_when_there_is_more_time(clean):
    with clean.worker({"work.py": SOURCE}) as worker:
        assert worker.call("work", "naps", (0.6,), deadline_seconds=0.3, longer=lambda: 20.0).value == 0.6
        with pytest.raises(TimeLimit, match=r"longer than 0\.3 s"):
            worker.call("work", "naps", (5.0,), deadline_seconds=0.3, longer=lambda: 0.1)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="/proc tells whether a process is stopped")
def test_the_worker_is_stopped_while_the_machine_is_measured(clean):
    states = []
    with clean.worker({"work.py": SOURCE}) as worker:

        def look():
            for _ in range(200):
                states.append(Path(f"/proc/{worker._pid}/stat").read_text().rpartition(")")[2].split()[0])
                if states[-1] == "T":
                    break
                time.sleep(0.01)
            return 0.5

        with pytest.raises(TimeLimit, match=r"longer than 0\.5 s"):
            worker.call("work", "hangs", (), deadline_seconds=0.2, longer=look)
    assert states[-1] == "T"


@pytest.mark.parametrize(
    ("code", "usual", "earned"),
    [(SLOW, 0.04, 6), (SLOW, 0.2, 0), (HANGS, 0.04, 0), (HANGS, 0.2, 0)],
    ids=["slow code, slow machine", "slow code", "a loop, slow machine", "a loop"],
)
def test_honest_code_on_a_slow_machine_earns_what_it_should(tmp_path, clean, code, usual, earned):
    """The solution takes 0.2 s here, and `usual` where the limit of 0.4 s was chosen."""
    assignment = mini_assignment(tmp_path / "course", TESTS, QUESTIONS.replace("USUAL", str(usual)), SOLUTION)
    handed_in = tmp_path / "handed-in"
    handed_in.mkdir()
    (handed_in / "work.py").write_text(code)
    report = with_suite(assignment, lambda suite: Grader(assignment, suite, clean, "").grade(handed_in))
    assert points(report, "B1") == earned
    assert points(report, "B2") == 4
    assert set(report.staff["time limits scaled by"]) == ({"B1"} if usual == 0.04 else set())
