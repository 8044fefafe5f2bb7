"""Course conventions: declared by a homework, drawn or pinned, bound for what imports them, told in words."""

import ast
import doctest
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from mini import HEAD, QUESTIONS, mini_assignment

from autograder.assignment import load, names
from autograder.conventions import bound, choices
from autograder.course import Course
from autograder.errors import QuestionError
from autograder.grade import grade
from autograder.gradescope.pack import reference_files
from autograder.handouts.examples import rerun
from autograder.handouts.folding import fold
from autograder.handouts.handout import write_handout
from autograder.handouts.publish import published
from autograder.judging.local import importing_from
from autograder.reference import reference_answers
from autograder.suites.suite import with_suite

ROOT = Path(__file__).parents[2]
DECLARED = '''
CHOICES = {"reduction": ("mean", "sum"), "slope": (0, 1, 0.5)}
def words(conventions):
    return {"reduced": "averaged" if conventions.reduction == "mean" else "summed"}
'''
SOLUTION = '''"""Work on numbers."""

import conventions
import numpy as np


def total(x):
    """The {{reduction}} of x.

    >>> total(np.array([1.0, 2.0, 3.0]))     # they are {{reduced}}
    2.0
    """
    # BEGIN SOLUTION
    return float(getattr(np, conventions.reduction)(x))
    # END SOLUTION
'''
ASKING = '''
import conventions
from autograder.question import Question
from autograder.checks import HiddenTests
TITLE = "Mini"
def questions(variant, drawn):
    return [Question("B1", "the {{reduction}}", 6, ("work.total",), HiddenTests(), prompt="Entries are {{reduced}}.",
                     checked=f"It is the {conventions.reduction}.")]
'''
TESTS = '''
import conventions
@number("B1.1")
def test_total(student):
    """entries are {{reduced}}"""
    agree(student.total(np.array([1.0, 5.0])), 3.0 if conventions.reduction == "mean" else 6.0, "total")
'''


@pytest.fixture
def homework(tmp_path):
    """A course whose homework has two switches; called with lines of course.toml and a seed."""

    def made(course="", seed=None, declared=DECLARED):
        (tmp_path / "reference" / "mini").mkdir(parents=True, exist_ok=True)
        (tmp_path / "reference" / "mini" / "conventions.py").write_text(declared)
        (tmp_path / "reference" / "mini" / "handout").mkdir(exist_ok=True)
        (tmp_path / "reference" / "mini" / "handout" / "README.md").write_text("# {{title}}\n\nThe {{reduction}}.\n")
        mini_assignment(tmp_path, TESTS, ASKING, SOLUTION, course)
        return load(Course.at(tmp_path), "mini", seed)

    return made


def test_the_default_has_the_first_of_each_and_seeds_draw_all(homework):
    assert homework().variant.conventions == {"reduction": "mean", "slope": 0}
    drawn = [homework(seed=str(seed)).variant.conventions for seed in range(40)]
    assert len({tuple(one.items()) for one in drawn}) == 6


def test_a_new_switch_changes_nothing_that_the_others_draw(homework):
    before = [homework(seed=str(seed)).variant.conventions["reduction"] for seed in range(8)]
    more = DECLARED.replace("CHOICES = {", 'CHOICES = {"first": (False, True), ')
    after = [homework(seed=str(seed), declared=more).variant.conventions["reduction"] for seed in range(8)]
    assert before == after
    assert len(set(before)) == 2


def test_a_pinned_switch_holds_for_every_seed(homework):
    pinned = "[conventions]\nslope = 0.5\n"
    drawn = [homework(pinned, str(seed)).variant.conventions for seed in range(6)]
    assert {one["slope"] for one in drawn} == {0.5}
    assert {one["reduction"] for one in drawn} == {"mean", "sum"}
    assert homework(pinned).variant.conventions["slope"] == 0.5


@pytest.mark.parametrize(("line", "said"), [
    ("slope = 2", "course.toml [conventions] slope = 2: mini knows 0, 1, 0.5"),
    ("slope = true", "slope = True"),
    ("colour = 1", "colour is not a setting; known are reduction, slope"),
])  # fmt: skip
def test_what_course_toml_cannot_mean(homework, line, said):
    with pytest.raises(QuestionError) as caught:
        homework(f"[conventions]\n{line}\n")
    assert said in str(caught.value)


@pytest.mark.parametrize(("declared", "said"), [
    ("CHOICES = 3", "must be a dict"),
    ("CHOICES = {c: (0, 1) for c in 'abcdef'}", "at most 5"),
    ("CHOICES = {'a': [0, 1]}", "tuples"),
    ("CHOICES = {'a': (0,)}", "two values"),
    ("CHOICES = {'a': (0, 0)}", "all different"),
    ("CHOICES = {'a': (0, None)}", "texts, numbers"),
    ("1 / 0", "ZeroDivisionError"),
    ("", "must be a dict"),
    (DECLARED.replace('"reduced"', '"slope"'), "names of their own"),
    (DECLARED.replace('"averaged"', "1"), "must give texts"),
])  # fmt: skip
def test_a_declaration_that_is_not_right(homework, declared, said):
    with pytest.raises(QuestionError, match=r"mini/conventions\.py") as caught:
        homework(declared=declared)
    assert said in str(caught.value)


def test_every_part_of_a_homework_is_of_its_variant_and_none_leaks_into_another(homework):
    for pin in ("sum", "mean", "sum"):
        assignment = homework(f'[conventions]\nreduction = "{pin}"\n')
        question = assignment.questions[0]
        said = "summed" if pin == "sum" else "averaged"
        assert (question.title, question.checked) == (f"the {pin}", f"It is the {pin}.")
        assert question.prompt == f"Entries are {said}."
        answers = reference_answers(assignment)
        report = with_suite(assignment, lambda suite, a=assignment, r=answers: grade(a, r, suite))
        assert report.judgements[0].cents == 600
        assert report.judgements[0].credit.parts[0].name == f"entries are {said}"
        assert "conventions" not in sys.modules


def test_the_other_convention_is_a_mistake(homework):
    mean, total = homework(), homework('[conventions]\nreduction = "sum"\n')
    wrong = with_suite(total, lambda suite: grade(total, reference_answers(mean), suite))
    assert wrong.judgements[0].cents < 600


def test_what_leaves_the_house_reads_as_if_written_for_the_variant(homework, tmp_path):
    assignment = homework('[conventions]\nreduction = "sum"\n')
    with_suite(assignment, lambda suite: write_handout(assignment, suite, tmp_path / "out"))
    stub = (tmp_path / "out" / "work.py").read_text()
    assert "conventions" not in stub
    assert '"""The sum of x.' in stub
    assert "     # they are summed\n    6.0\n" in stub
    assert "The sum." in (tmp_path / "out" / "README.md").read_text()
    assert b"return float(np.sum(x))" in reference_files(assignment)["work.py"]


def test_an_example_that_fails_is_the_authors_mistake(homework):
    assignment = homework()
    path = assignment.reference_folder / "work.py"
    path.write_text(path.read_text().replace(">>> total(", ">>> totl("))
    with pytest.raises(QuestionError, match=r"work\.py, line 7: totl.*NameError"):
        reference_files(assignment)


def test_an_authors_mistake_leaves_an_earlier_hand_out_as_it_is(homework, tmp_path):
    with_suite(homework(), lambda suite: write_handout(homework(), suite, tmp_path / "out"))
    before = (tmp_path / "out" / "work.py").read_text()
    broken = homework()
    path = broken.reference_folder / "work.py"
    path.write_text(path.read_text() + "\n\nunknown = conventions.colour\n")
    with pytest.raises(QuestionError, match="colour"):
        with_suite(broken, lambda suite: write_handout(broken, suite, tmp_path / "out"))
    assert (tmp_path / "out" / "work.py").read_text() == before


def test_plain_pytest_takes_the_variant_of_the_course(homework, tmp_path):
    homework('[conventions]\nreduction = "sum"\n')
    words = [sys.executable, "-m", "pytest", "-q", "-p", "autograder.pytest_plugin", "--import-mode=importlib",
             "-p", "no:cacheprovider", str(tmp_path / "tests")]  # fmt: skip
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False,
                          env={"PYTHONPATH": str(ROOT), "PATH": ""})  # fmt: skip
    assert "1 passed" in done.stdout, done.stdout


def test_a_homework_without_conventions_has_none(tmp_path):
    (tmp_path / "reference" / "mini").mkdir(parents=True)
    assignment = mini_assignment(tmp_path, f"{HEAD}\n", QUESTIONS)
    assert (assignment.bound, dict(assignment.variant.conventions)) == ({}, {})


# ---------------------------------------------------------------- this repository's homeworks


DECLARING = [name for name in names(Course.at(ROOT)) if choices(ROOT / "reference" / name)]


def strings_that_are_no_docstrings(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return [node.value for node in constants if id(node) not in docs]


@pytest.mark.parametrize("name", DECLARING)
def test_sentences_of_tests_use_fstrings_for_phrases(name):
    files = [*(ROOT / "tests" / "hidden" / name).glob("*.py"), *(ROOT / "reference" / name / "handout").glob("*.py")]
    assert files
    unfilled = [text for path in files for text in strings_that_are_no_docstrings(path) if re.search(r"\{\{\w+", text)]
    assert not unfilled


def example_files(name):
    return [path for path in (ROOT / "reference" / name).glob("*.py") if ">>>" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("name", DECLARING)
def test_examples_are_written_with_the_numbers_of_the_default(name):
    assignment = load(Course(ROOT), name, "default")
    for path in example_files(name):
        written = fold(path.read_text(encoding="utf-8"), assignment.words, path.name)
        assert rerun(written, path, assignment.bound) == written


def one_of_each_value(name):
    """Values of the switches such that every value of each comes."""
    declared = choices(ROOT / "reference" / name)
    most = max(map(len, declared.values()))
    return [{switch: values[(turn + at) % len(values)] for at, (switch, values) in enumerate(declared.items())}
            for turn in range(most)]  # fmt: skip


@pytest.mark.parametrize(("name", "values"), [(n, v) for n in DECLARING for v in one_of_each_value(n)])
def test_the_examples_of_each_variant_are_true_with_its_solution(name, values):
    assignment = load(Course(ROOT, {"conventions": values}, {name: b"key"}), name)
    assert assignment.variant.conventions == values
    for path in example_files(name):
        module = ModuleType(path.stem)
        with importing_from(path.parent, assignment.bound):
            exec(compile(published(assignment, path), path.name, "exec"), vars(module))
        done = doctest.testmod(module)
        assert (done.failed, done.attempted > 0) == (0, True), path.name


@pytest.mark.parametrize("name", DECLARING)
def test_every_phrase_is_used(name):
    folder = ROOT / "reference" / name
    files = [*folder.rglob("*.py"), *folder.rglob("*.md"), *(ROOT / "tests" / "hidden" / name).glob("*.py")]
    texts = "\n".join(path.read_text(encoding="utf-8") for path in files)
    phrases = set(bound(folder)["conventions"].NAMES) - set(choices(folder))
    unused = [p for p in phrases if not re.search(rf"\{{\{{\s*{p}\s*\}}\}}|conventions\.{p}\b", texts)]
    assert not unused
