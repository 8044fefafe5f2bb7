"""What is kept of a judgement comes back as it was; what code could leave behind; the keys of a real homework."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.assignment import load
from autograder.checks import HiddenTests
from autograder.course import Course
from autograder.credit import FULL, Credit, Part
from autograder.keys.question_keys import PACKAGE, code_digest, question_keys
from autograder.keys.stored_credits import Known, known, stored
from autograder.question import Question
from autograder.report import Judgement, Report
from autograder.suites.leaves_behind import may_leave
from autograder.suites.suite import with_suite


def report(*credits):
    questions = [Question(f"B{n}", "title", 1, ("one.f",), HiddenTests()) for n in range(1, len(credits) + 1)]
    staff = {"confinement": {"survivors": 0}, "printed": {"B1": "hello"}, "time limits scaled by": {"B2": 1.5}}
    judgements = tuple(Judgement(question, credit) for question, credit in zip(questions, credits))
    return Report("mini", "Mini", "default", judgements, staff=staff)


EVERYTHING = Credit(
    0.3, "told", "for staff", cause="sign", grid=((0, 1), (2, 3)), echo="Read as: x", review="look",
    parts=(Part("small", 2, Credit(1.0), "B1.1", ("tag",), "hidden", ("time", "desc", 1.5)), Part("large", 1.0, FULL)),
)  # fmt: skip


def test_a_credit_comes_back_as_it_was():
    keys = {"B1": "a", "B2": "b"}
    record = json.loads(json.dumps({"judged": stored(report(EVERYTHING, FULL), keys)}))
    assert known(record, keys) == {"B1": Known(EVERYTHING, "hello"), "B2": Known(FULL, "", 1.5)}
    assert set(known(record, {**keys, "B1": "another"})) == {"B2"}


def test_what_would_not_come_back_as_it_was_is_not_kept():
    waits, strange = Credit(None, "waits"), Credit(0.0, "a lone \udc80")
    assert set(stored(report(FULL, waits, strange, Credit(0.0)), {"B1": "a", "B2": "b", "B3": "c"})) == {"B1"}
    survived = replace(report(FULL), staff={"confinement": {"survivors": 1}})
    assert stored(survived, {"B1": "a"}) == {}


LEAVES = {
    "another module": "import sys",
    "one from a package": "from os import path",
    "an attribute of a module": "import numpy as np\nnp.e = 3",
    "an attribute of an attribute": "import numpy as np\nnp.linalg.norm = max",
    "a module given away": "import numpy as np\nalias = np",
    "setattr": "import numpy as np\nsetattr(np.linalg, 'norm', max)",
    "dunders": "x = ().__class__.__subclasses__()",
    "files": "open('x')",
}
LEAVES_NOTHING = {
    "not Python": "import sys\ndef f(:",
    "numpy": "import numpy as np\nfrom collections import Counter\ndef f(x):\n    return np.exp(x).sum()",
    "its own module": "import one\nfrom one import double",
    "objects": "class Node:\n    def __init__(self):\n        self.grad = 0.0\ndef f(n):\n    n.parents[0].grad += 1",
    "seeds": "import numpy as np, random\nnp.random.seed(1)\nrandom.seed(2)\nrng = np.random.default_rng(0)",
}


@pytest.mark.parametrize("what", LEAVES)
def test_code_that_could_leave_something_behind(what):
    assert may_leave({"one.py": b"def double(x):\n    return x\n", "two.py": LEAVES[what].encode()})


@pytest.mark.parametrize("what", LEAVES_NOTHING)
def test_code_that_leaves_nothing_behind(what):
    assert not may_leave({"one.py": b"def double(x):\n    return x\n", "two.py": LEAVES_NOTHING[what].encode()})


def test_one_mended_file_of_a_homework_changes_the_keys_of_its_own_questions(tmp_path):
    root = Path(__file__).parents[2]
    for folder in ("reference/hw1", "tests/hidden/hw1"):
        shutil.copytree(root / folder, tmp_path / folder)
    (tmp_path / "course.toml").write_text("")

    def keys():
        assignment = load(Course.at(tmp_path), "hw1")
        grader = type("Grading", (), {"assignment": assignment})
        return with_suite(assignment, lambda suite: (setattr(grader, "suite", suite), question_keys(grader, "here"))[1])

    before = keys()
    assert set(before) == {"B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "C"}
    with (tmp_path / "tests" / "hidden" / "hw1" / "test_lr_grad.py").open("a") as file:
        file.write("\n# mended\n")
    after = keys()
    assert {number for number in before if before[number] != after[number]} == {"B3"}
    with (tmp_path / "reference" / "hw1" / "conventions.py").open("a") as file:
        file.write("\n# mended\n")
    assert not set(keys().items()) & set(after.items())


def test_every_file_of_the_machine_counts(tmp_path):
    assert (PACKAGE / "cli.py").is_file()
    assert (PACKAGE / "judging" / "compare.py").is_file()
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "one.py").write_text("x = 1\n")
    before = code_digest(tmp_path)
    (tmp_path / "inner" / "one.py").write_text("x = 2\n")
    assert code_digest(tmp_path) != before
