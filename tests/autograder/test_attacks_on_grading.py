"""Planted attacks through the whole of grading: the attacked question gets nothing, the other one keeps everything,
and nothing hidden, forged or harmful reaches any file that is written."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from mini import QUESTIONS, mini_assignment

from autograder.course import Course
from autograder.grader import with_grader
from autograder.reports.as_text import render
from autograder.reports.outputs import modes_for, write_outputs
from autograder.reports.shown import for_student

TESTS = '''
@number("B1.1")
@parts({"one": 1, "many": 2})
def test_double(student, part):
    """double doubles"""
    with part("one"):
        agree(student.double(7.123456), 14.246912, "double(x)")
    with part("many"):
        agree(student.double(np.array([7.123456, 8.654321])), [14.246912, 17.308642], "double(x)")

@number("B2.1")
def test_triple(student):
    """triple triples"""
    agree(student.triple(2.0), 6.0, "triple(2)")
'''
TRIPLE = "\n\ndef triple(x):\n    return 3 * x\n"
HIDDEN = ("7.123456", "8.654321", "14.2469", "17.3086", "7123456")
ATTACKS = {
    "prints the input": "print(x); return 0",
    "raises the input": "raise ValueError(str(x))",
    "raises the input as a name": "raise NameError(f\"name '{x}' is not defined\")",
    "raises the input as digits": "raise IndexError(f'index {int(7123456)} is out of bounds for axis 0 with size 3')",
    "names an exception after the input": "raise type('E' + str(x), (Exception,), {})()",
    "markup in an exception": "raise type('<script>alert(1)</script>', (Exception,), {})('<b>bold</b>')",
    "terminal control in an exception": "raise ValueError('\\x1b[31mred\\x1b]0;title\\x07')",
    "a forged line": "print('10/10 PASSED'); return '10/10 PASSED'",
    "leaves with 0": "import sys; sys.exit(0)",
    "leaves hard": "import os; os._exit(0)",
    "interrupts": "raise KeyboardInterrupt",
    "skips": "import unittest; raise unittest.SkipTest('no')",
    "kills itself": "import os; os.kill(os.getpid(), 9)",
    "stops the grader": "import os; os.kill(os.getppid(), 19); return 0",
    "kills everybody": "import os; os.kill(-1, 9); return 0",
    "an equal to everything": "return type('E', (float,), {'__eq__': lambda s, o: True})(1)",
    "an array hook": "return type('H', (), {'__array__': lambda s, *a, **k: np.zeros(2)})()",
    "NaN": "return x * np.nan",
    "infinity": "return x * np.inf",
    "a masked array": "return np.ma.masked_all(np.shape(x))",
    "an empty array": "return np.zeros((0, 2))",
    "objects": "return np.array([object()])",
    "a complex number": "return 2j * x",
    "a generator": "return (2 * v for v in np.atleast_1d(x))",
    "itself": "r = []; r.append(r); return r",
    "a deep list": "r = []\n    for _ in range(100_000): r = [r]\n    return r",
    "a long integer": "return 10 ** 5000",
    "a lone surrogate": "return '\\ud800'",
    "colliding keys": "return {i * (2**61 - 1): 0 for i in range(5000)}",
    "a huge view": "return np.broadcast_to(1.0, (10**6, 10**5))",
    "a result record": "return {'score': 100, 'max_score': 1, 'visibility': 'visible', 'tests': []}",
    "reads the suite": "return float(open(SUITE).read().split('14.')[1][:3])",
    "imports the reference": "import importlib; return importlib.import_module('reference.mini.work').double(x)",
    "imports the machine": "import autograder.judging; return 0",
    "looks for tests in memory": "import sys; return sum('test_mini' in m for m in sys.modules)",
    "reads the grader's memory": "return len(open(f'/proc/{__import__(\"os\").getppid()}/environ', 'rb').read())",
    "opens a socket": "import socket; socket.socket().connect(('127.0.0.1', 9)); return 0",
    "starts a program": "import subprocess; return subprocess.run(['true']).returncode",
    "writes a file": "open('/tmp/planted-attack', 'w').write('x'); return 0",
    "forges results": "open(OUT + '/results.json', 'w').write('{\"score\": 100}'); return 0",
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Every attack graded one after another by one grader, and what was written for each."""
    folder = tmp_path_factory.mktemp("attacks")
    mini_assignment(folder / "course", TESTS, QUESTIONS)
    course = Course.at(folder / "course")
    suite = folder / "course" / "tests" / "hidden" / "mini" / "test_mini.py"

    def everyone(grader):
        found = {}
        for index, (name, body) in enumerate({**ATTACKS, "honest": "return 2 * x"}.items()):
            out, home = folder / "out" / str(index), folder / "in" / str(index)
            home.mkdir(parents=True)
            head = f"import numpy as np\nSUITE, OUT = {str(suite)!r}, {str(out)!r}\n\n\ndef double(x):\n    "
            (home / "work.py").write_text(head + body + TRIPLE, encoding="utf-8")
            for stray in ("conftest.py", "numpy.py", "sitecustomize.py"):
                (home / stray).write_text("raise SystemExit('stray')\n")
            report = grader.grade(home)
            write_outputs(report, modes_for(grader.assignment, True), course, out, 0.1, True)
            shown = render(for_student(report, {}), colour=False, width=100)
            found[name] = (report, out, shown)
        return found, grader.clean.level

    return with_grader(course, "mini", None, everyone)


@pytest.mark.parametrize("name", list(ATTACKS))
def test_the_attacked_question_gets_nothing_and_the_other_everything(graded, name):
    report, out, _ = graded[0][name]
    first, second = report.judgements
    assert (first.cents, second.cents, report.max_cents) == (0, 400, 1000)
    assert first.judged
    assert second.judged
    results = json.loads((out / "results.json").read_text())
    assert (results["score"], sum(test["max_score"] for test in results["tests"])) == (4.0, 10.0)
    assert all(line.credit.feedback for line in first.lines())


@pytest.mark.parametrize("name", list(ATTACKS))
def test_nothing_hidden_and_nothing_harmful_is_written_for_students(graded, name):
    _, out, shown = graded[0][name]
    texts = {path: (out / path).read_text() for path in ("results.json", "report.json", "report.html")}
    for text in (*texts.values(), shown):
        assert not [secret for secret in HIDDEN if secret in text]
        assert "\x1b" not in text
        assert "\\u001b" not in text
    assert "<script>alert" not in texts["report.html"]
    assert "Traceback" not in shown


def test_the_honest_one_among_them_loses_nothing(graded):
    report, _, _ = graded[0]["honest"]
    assert report.cents == 1000
    assert not report.staff["printed"]


def test_what_was_printed_is_for_staff(graded):
    report, out, _ = graded[0]["prints the input"]
    assert "7.123456" in report.staff["printed"]["B1"]
    assert "7.123456" in (out / "staff.json").read_text()


def test_nothing_is_left_behind(graded):
    if graded[1] < 2:
        pytest.skip("files are not protected at this level")
    assert not Path("/tmp/planted-attack").exists()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
