"""A changed suite judges again just what it must, and what comes out is what a full grading gives, to the byte."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

import pytest
from class_tools import METADATA, run

QUESTIONS = '''
from autograder.question import Question
from autograder.checks import Choice, HiddenTests
from drawing import numbers
TITLE = "Mini"
def draw(variant):
    return {"numbers": numbers(variant.public_rng("numbers"))}
def questions(variant, drawn):
    choice = Choice({"a": "yes", "b": "no"}, "a")
    return [Question("B1", "double", 6, ("one.double",), HiddenTests()),
            Question("B2", "triple", 4, ("two.triple",), HiddenTests(), uses=("one.double",)),
            Question("B3", "four times", 3, ("two.four",), HiddenTests()),
            Question("D1", "a choice", 2, ("answers.D1",), choice, right="a")]
'''
SOLUTIONS = {
    "one": "def double(x):\n    return 2 * x\n",
    "two": "def triple(x):\n    return 3 * x\n\n\ndef four(x):\n    return 4 * x\n",
}
DRAWING = "def numbers(rng):\n    return [float(n) for n in rng.randint(2, 9, size=3)]\n"
HEAD = "import numpy as np\nfrom autograder.judging import *\n"
TESTS = {
    "test_double.py": '''
import helping

@number("B1.1")
@parts({"small": 1, "large": 2})
def test_double(student, rng, part):
    """double doubles"""
    for name, size in (("small", 1.0), ("large", 100.0)):
        x = size * rng.normal(size=3)
        with part(name):
            agree(student.double(x), helping.doubled(x), "f(x)", hypotheses=[slip("sign", "The sign.", 0.3, -2 * x)])
''',
    "test_triple.py": '''
@number("B2.1")
@weight(2)
@tags("important")
def test_triple(student):
    """triple triples"""
    agree(student.triple(2.0), 6.0, "triple(2)")

@number("B2.2")
def test_with_double(student, reference):
    """triple goes with the reference's double"""
    agree(student.triple(2.0) - 2.0, reference.double(2.0), "triple(2) - 2")
''',
    "test_four.py": '''
@number("B3.1")
def test_four(student, drawn):
    """four times the numbers"""
    agree(student.four(drawn["numbers"][0]), 4 * drawn["numbers"][0], "four(x)")
''',
}
HELPING = "def doubled(x):\n    return 2 * x\n"
RIGHT = {f"{name}.py": text for name, text in SOLUTIONS.items()}
PRINTS = {**RIGHT, "one.py": "def double(x):\n    print('hello')\n    return -2 * x\n"}
WRONG = {
    "one.py": "def double(x):\n    return x[5]\n",
    "two.py": "def triple(x):\n    return 3 * x\n",
    "answers.toml": 'D1 = "b"\n',
}
UNREADABLE = {"one.py": "def double(x:\n", "two.py": SOLUTIONS["two"], "answers.toml": 'D1 = "a"\n'}
CLASS = {"submission_1": RIGHT, "submission_2": PRINTS, "submission_3": WRONG, "submission_4": UNREADABLE}
MARK = "It was kept."


@pytest.fixture(scope="module")
def graded_once(tmp_path_factory):
    """A course whose tests have a helper, and a class that was graded."""
    place = tmp_path_factory.mktemp("keys")
    files = {
        reference(place) / "questions.py": QUESTIONS,
        reference(place) / "drawing.py": DRAWING,
        hidden(place) / "helping.py": HELPING,
        hidden(place) / "numbers.txt": "1\n",
        **{reference(place) / f"{name}.py": text for name, text in SOLUTIONS.items()},
        **{hidden(place) / name: HEAD + text for name, text in TESTS.items()},
        **{place / "class" / name / file: text for name, files in CLASS.items() for file, text in files.items()},
        place / "class" / "submission_metadata.yml": METADATA,
        place / "course" / "course.toml": "",
    }
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(hidden(place)))
        grade_all(place, "out")
    return place


@pytest.fixture
def place(graded_once, tmp_path, monkeypatch):
    """The same to be changed; what was graded is in `out`."""
    shutil.copytree(graded_once, tmp_path / "place")
    monkeypatch.syspath_prepend(str(hidden(tmp_path / "place")))
    return tmp_path / "place"


@pytest.fixture
def one(place):
    """The same with a single submission."""
    for name in set(CLASS) - {"submission_1"}:
        shutil.rmtree(place / "class" / name)
    (place / "class" / "submission_metadata.yml").unlink()
    return place


def grade_all(place, out, *more):
    sys.modules.pop("helping", None)
    return run(place / "course", "grade-all", "mini", place / "class", "--out", place / out, "--jobs", "1", *more)


def everything(out: Path):
    """All that was written, without times."""
    seen = {}
    for path in sorted(path for path in out.rglob("*") if path.is_file()):
        text = re.sub(r'"(seconds|execution_time)": [0-9.e-]+', "", path.read_text())
        if path.name == "graded.json":
            text = re.sub(r'"files": \{.*?\}', "", text, flags=re.DOTALL)
        if path.name == "gradebook.csv":
            text = re.sub(r"(?<=,)\d+\.\d(?=,)", "", text)
        seen[str(path.relative_to(out))] = text
    return seen


def mark(place):
    """Write into each kept credit that it was kept: it can be read afterwards whose question was judged again."""
    for path in (place / "out").glob("*/graded.json"):
        record = json.loads(path.read_text())
        for one in record["judged"].values():
            one["credit"]["feedback"] = MARK
        path.write_text(json.dumps(record))


def judged_again(place, submission="submission_1", *more):
    """The numbers of the questions whose tests run again for a submission; the others keep what was marked."""
    mark(place)
    grade_all(place, "out", *more)
    judged = json.loads((place / "out" / submission / "graded.json").read_text())["judged"]
    return {number for number, one in judged.items() if one["credit"].get("feedback") != MARK}


def hidden(place) -> Path:
    return place / "course" / "tests" / "hidden" / "mini"


def reference(place) -> Path:
    return place / "course" / "reference" / "mini"


def add(path: Path, text: str = "\n# changed\n") -> None:
    path.write_text(path.read_text() + text)


def replaced(path: Path, old: str, new: str) -> None:
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))


def new_test(path: Path, number: str, function: str) -> None:
    path.parent.mkdir(exist_ok=True)
    text = f'@number("{number}")\ndef test_more(student):\n    """zero"""\n    assert student.{function}(0.0) == 0\n'
    path.write_text(HEAD + text)


def test_what_is_joined_is_what_a_full_grading_gives(place):
    replaced(hidden(place) / "test_triple.py", "agree(student.triple(2.0), 6.0", "agree(student.triple(2.0), 7.0")
    add(hidden(place) / "test_triple.py")
    said = grade_all(place, "out")
    assert "Judged again: B2 (4 submissions)." in said
    assert "Judged again" not in grade_all(place, "full")
    assert everything(place / "out") == everything(place / "full")
    assert "hello" in (place / "out" / "submission_2" / "staff.json").read_text()


def test_a_regrade_takes_over_what_a_full_grading_gives(place):
    replaced(hidden(place) / "test_four.py", "agree(student", "assert student.four(1.0) == 5\n    agree(student")
    words = ("regrade", "mini", place / "class", "--out", place / "out", "--write")
    assert "Judged again: B3 (4 submissions)." in run(place / "course", *words)
    grade_all(place, "full")
    shutil.rmtree(place / "out" / ".earlier")
    (place / "out" / "regrade.csv").unlink()
    assert everything(place / "out") == everything(place / "full")


B1, B2, B3 = {"B1"}, {"B2"}, {"B3"}
CHANGES = {
    "its own test": (lambda p: add(hidden(p) / "test_four.py"), B3),
    "a test of two questions' function": (lambda p: add(hidden(p) / "test_triple.py"), B2),
    "a helper": (lambda p: add(hidden(p) / "helping.py"), B1),
    "a new test in a file of its own": (lambda p: new_test(hidden(p) / "test_more.py", "B3.2", "four"), B3),
    "a public test": (lambda p: new_test(reference(p) / "handout" / "test_public.py", "B1.2", "double"), B1),
    "a solution that another question's test asks": (lambda p: add(reference(p) / "one.py"), B1 | B2),
    "a solution": (lambda p: add(reference(p) / "two.py"), B2 | B3),
    "what is drawn": (lambda p: add(reference(p) / "drawing.py"), B3),
    "a time limit": (
        lambda p: replaced(reference(p) / "questions.py", '("one.double",), H', '("one.double",), seconds=3, check=H'),
        B1 | B3,  # B3's test asks for what this file draws
    ),
    "points": (lambda p: (p / "course" / "course.toml").write_text("[assignments.mini]\npoints = {B1 = 8}\n"), set()),
    "a file that no test can reach": (lambda p: add(hidden(p) / "numbers.txt"), set()),
    "other answers": (lambda p: (p / "class" / "submission_1" / "answers.toml").write_text('D1 = "a"\n'), set()),
    "other code": (lambda p: add(p / "class" / "submission_1" / "two.py"), B1 | B2 | B3),
    "a file beside it": (lambda p: (p / "class" / "submission_1" / "more.py").write_text("x = 1\n"), B1 | B2 | B3),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_just_what_depends_on_a_change_is_judged_again(one, what):
    change, expected = CHANGES[what]
    change(one)
    assert judged_again(one) == expected


def test_new_points_are_given_without_judging_again(place):
    (place / "course" / "course.toml").write_text("[assignments.mini]\npoints = {B1 = 8.5}\n")
    grade_all(place, "out")
    grade_all(place, "full")
    assert everything(place / "out") == everything(place / "full")
    assert '"max_score": 17.5' in (place / "out" / "submission_1" / "report.json").read_text()


@pytest.mark.parametrize("test", ["test_double.py", "helping.py"])
@pytest.mark.parametrize("line", ["LINES = open(__file__).read()", "import pathlib", "from numpy import load"])
def test_a_test_behind_which_files_are_opened_is_judged_each_time(one, test, line):
    add(hidden(one) / test, f"\n{line}\n")
    grade_all(one, "out")
    (one / "course" / "course.toml").write_text("[assignments.mini]\npoints = {B2 = 8}\n")
    assert judged_again(one) == set()  # of those that have a key
    assert "B1" not in json.loads((one / "out" / "submission_1" / "graded.json").read_text())["judged"]


def test_a_package_of_unknown_version_is_no_ground_to_keep_anything(one, monkeypatch):
    folder = one / "elsewhere" / "unheard_of"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(folder.parent))
    add(hidden(one) / "test_double.py", "\nimport unheard_of\n")
    grade_all(one, "out")
    assert set(json.loads((one / "out" / "submission_1" / "graded.json").read_text())["judged"]) == B2 | B3


@pytest.mark.parametrize("of_the_machine", ["environment", "code_digest", "secret", "variant"])
def test_another_machine_secret_or_variant_judges_everything_again(one, monkeypatch, of_the_machine):
    more = ("--variant", "another") if of_the_machine == "variant" else ()
    if of_the_machine == "secret":
        monkeypatch.setenv("AUTOGRADER_SECRET", "another")
    elif not more:
        monkeypatch.setattr(f"autograder.keys.question_keys.{of_the_machine}", lambda *_: "another")
    assert judged_again(one, "submission_1", *more) == B1 | B2 | B3


def test_code_that_reaches_into_the_interpreter_is_judged_whole(place):
    (place / "class" / "submission_1" / "one.py").write_text("import sys\n" + SOLUTIONS["one"])
    grade_all(place, "out")
    add(hidden(place) / "test_four.py")
    assert judged_again(place) == B1 | B2 | B3
    add(hidden(place) / "test_four.py")
    assert judged_again(place, "submission_2") == B3
    (place / "course" / "course.toml").write_text("[assignments.mini]\npoints = {B1 = 8}\n")
    assert judged_again(place) == set()  # all of it still holds
    add(hidden(place) / "test_double.py", "\nimport pathlib\n")  # from now on B1 is judged each time
    grade_all(place, "out")
    (place / "course" / "course.toml").write_text("[assignments.mini]\npoints = {B1 = 9}\n")
    assert judged_again(place) == B2 | B3


def test_what_was_not_judged_is_never_kept(place):
    replaced(hidden(place) / "test_four.py", "agree(student", "raise RuntimeError  # agree(student")
    grade_all(place, "out")
    record = json.loads((place / "out" / "submission_1" / "graded.json").read_text())
    assert set(record["judged"]) == B1 | B2
    add(hidden(place) / "test_double.py")
    assert "B3 (4 submissions)" in grade_all(place, "out")


def test_a_record_that_is_damaged_is_not_believed(place):
    record = json.loads((place / "out" / "submission_1" / "graded.json").read_text())
    half = {"B1": {**record["judged"]["B1"], "credit": {"share": 7}}}
    for name, judged in zip(CLASS, (half, {"B1": {"key": None}}, "x", None)):
        path = place / "out" / name / "graded.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), "judged": judged}))
    add(hidden(place) / "test_four.py")
    grade_all(place, "out")
    grade_all(place, "full")
    assert everything(place / "out") == everything(place / "full")
