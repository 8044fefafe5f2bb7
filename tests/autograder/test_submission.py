"""A submission seen through its questions: workers, time limits, budgets, missing and refused files."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from types import SimpleNamespace

import pytest
from mini import TRIPLE, mini_assignment, points

from autograder.confined import CleanProcess, Limits, TimeLimit
from autograder.errors import SubmissionError
from autograder.grade import grade
from autograder.intake.taking import take_in
from autograder.submission import Budget, Submission
from autograder.suites.suite import with_suite

TESTS = f'''
@number("B1.1")
@parts({{"two": 1, "three": 2}})
def test_double(student, part):
    """double doubles"""
    with part("two"):
        agree(student.double(2.0), 4.0, "double(2)")
    with part("three"):
        agree(student.double(3.0), 6.0, "double(3)")
{TRIPLE}'''
RIGHT = "def double(x):\n    return 2 * x\n\n\ndef triple(x):\n    return 3 * x\n"


@pytest.fixture(scope="module")
def clean():
    with CleanProcess.start() as process:
        process.ready()
        yield process


@pytest.fixture
def judged(tmp_path, clean):
    def run(code: str | None, seconds: float = 480.0, limit: float = 10.0, **files: str):
        folder = tmp_path / "handed-in"
        folder.mkdir(exist_ok=True)
        (folder / "note.txt").write_text("hello")
        for name, text in {"work": code, **files}.items():
            if text is not None:
                (folder / f"{name}.py").write_text(text)
        questions = f"""
from autograder.question import Question
from autograder.checks import HiddenTests
TITLE = "Mini"
def questions(variant, drawn):
    return [Question("B1", "double", 6, ("work.double",), HiddenTests(), seconds={limit}),
            Question("B2", "triple", 4, ("work.triple",), HiddenTests(), seconds={limit})]
"""
        assignment = mini_assignment(tmp_path / "course", TESTS, questions)
        intake = take_in(folder, assignment.files)
        typed = SimpleNamespace(values={}, problems={})
        submission = Submission(intake, typed, clean, Budget(time.monotonic, seconds), Limits())
        return with_suite(assignment, lambda suite: grade(assignment, submission, suite)), submission

    return run


def feedback(report, number):
    judgement = next(j for j in report.judgements if j.question.number == number)
    return " ".join(line.credit.feedback for line in judgement.lines())


def test_right_code_and_a_helper_module_earn_everything(judged):
    report, _ = judged("from helper import twice as double, thrice as triple\n",
                       helper="def twice(x):\n    return 2 * x\ndef thrice(x):\n    return 3 * x\n")  # fmt: skip
    assert report.cents == 1000


def test_a_hanging_function_costs_its_question_alone(judged):
    report, _ = judged("def double(x):\n    while True:\n        pass\ndef triple(x):\n    return 3 * x\n", limit=0.3)
    assert (points(report, "B1"), points(report, "B2")) == (0, 4)
    assert "longer than 0.3 s" in feedback(report, "B1")


def test_a_time_limit_costs_what_was_earned_before_it_too(judged):
    report, _ = judged("def double(x):\n    while x == 3:\n        pass\n    return 2 * x\n", limit=0.3)
    assert points(report, "B1") == 0


def test_calls_that_are_each_just_in_time_are_stopped_together(judged):
    slow = "import time\ndef double(x):\n    time.sleep(0.3)\n    return 2 * x\ndef triple(x):\n    return 3 * x\n"
    report, submission = judged(slow, limit=0.5)
    assert report.cents == 1000
    question = report.judgements[0].question
    with submission.question(question) as view:
        for _ in range(4):
            view["double"](1.0)
        with pytest.raises(TimeLimit, match=r"together took longer than 1\.5 s"):
            view["double"](1.0)
        with pytest.raises(TimeLimit, match="together"):
            view["double"](1.0)


def test_a_borrowed_function_that_hangs_costs_nothing_here(judged, monkeypatch):
    monkeypatch.setattr("autograder.submission.BORROWED_SECONDS", 0.2)
    hanging = "def double(x):\n    while True:\n        pass\ndef triple(x):\n    return 3 * x\n"
    report, submission = judged(hanging, limit=0.3)
    question = replace(report.judgements[1].question, uses=("work.double",))
    with submission.question(question) as view:
        for _ in range(2):
            with pytest.raises(SubmissionError, match=r"too long|longer"):
                view["double"](1.0)
        assert view["triple"](2.0) == 6.0
        assert view.stopped is None


def test_a_crash_costs_its_part_alone(judged):
    report, _ = judged("import os\ndef double(x):\n    if x == 2:\n        os.abort()\n    return 2 * x\n")
    assert points(report, "B1") == 4
    assert "crashed" in feedback(report, "B1")


def test_when_the_whole_time_is_used_up_the_rest_is_not_judged(judged):
    report, _ = judged("import time\ndef double(x):\n    time.sleep(9)\ndef triple(x):\n    return 3\n", seconds=0.5)
    assert [j.judged for j in report.judgements] == [False, False]
    assert report.cents == 0


def test_a_missing_file_and_a_missing_function_say_so(judged):
    report, _ = judged(None)
    assert (report.cents, report.max_cents) == (0, 1000)
    assert "work.py is not in the submission" in feedback(report, "B1")
    report, _ = judged("def double(x):\n    return 2 * x\n")
    assert (points(report, "B1"), points(report, "B2")) == (6, 0)
    assert "triple" in feedback(report, "B2")


def test_a_file_that_does_not_parse_names_its_line(judged):
    report, _ = judged("def double(x:\n    return 2 * x\n")
    assert (report.cents, report.max_cents) == (0, 1000)
    assert "work.py, line 1" in feedback(report, "B1")
    assert f"Python {sys.version_info[0]}.{sys.version_info[1]} cannot read" in feedback(report, "B1")


def test_state_does_not_outlive_a_question(judged):
    report, _ = judged("n = []\ndef double(x):\n    n.append(x)\n    return 2 * x\n"
                       "def triple(x):\n    return 3 * x + len(n)\n")  # fmt: skip
    assert report.cents == 1000


def test_prints_are_kept_for_staff(judged):
    report, submission = judged("def double(x):\n    print('here', x)\n    return 2 * x\n")
    assert points(report, "B1") == 6
    assert "here 2.0" in submission.printed["B1"]
    assert "here" not in feedback(report, "B1")
