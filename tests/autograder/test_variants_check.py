"""The check of many variants: it says yes to this repository's homeworks, and finds what is wrong in others."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from test_conventions import ASKING, DECLARED, SOLUTION, TESTS

from autograder.assignment import names
from autograder.cli import main
from autograder.course import Course
from autograder.proving.variant_proof import Proof
from autograder.proving.variants import check_variants, difficulty_problems
from autograder.variant import Variant, attempts

ROOT = Path(__file__).parents[2]
HOMEWORKS = [name for name in names(Course.at(ROOT)) if name.startswith("hw")]
MISTAKES = '''
import conventions
import numpy as np
from autograder.proving.planted import mistake

@mistake(file="work.py", earns={"B1": 0})
def total(x):
    """The largest."""
    return {largest}
'''
CAREFUL = TESTS.replace('"total")', '"total", inputs=(np.array([1.0, 5.0]),))')
DRAWING = ASKING + "def draw(variant):\n    return {'title_word': str(variant.public_rng('w').randint(10 ** 9))}\n"


@pytest.mark.parametrize("name", HOMEWORKS)
def test_variants_of_each_homework_are_as_they_should_be(name, capsys):
    count = 2 if name == "hw1" else 1
    fine = check_variants(Course.at(ROOT), name, count, "in tests", quick=True)
    told = capsys.readouterr().out
    assert fine, told
    assert "Everything is as it should be." in told
    assert f"{count} variants in " in told


@pytest.fixture
def checked(tmp_path, capsys):
    """What a check of a few variants of a small course says, and whether it is content."""

    def run(tests=CAREFUL, largest="float(np.max(x)) * 1.5 + 1", asking=DRAWING, count=4, question=None):
        reference = tmp_path / "reference" / "mini"
        for folder in (reference / "handout", tmp_path / "tests" / "hidden" / "mini", tmp_path / "tests/mistakes/mini"):
            folder.mkdir(parents=True)
        (tmp_path / "course.toml").write_text("")
        (reference / "conventions.py").write_text(DECLARED)
        (reference / "questions.py").write_text(asking)
        (reference / "work.py").write_text(SOLUTION)
        (reference / "handout" / "README.md").write_text("# {{title}}\n" + "{{title_word}}" * (asking == DRAWING))
        head = "import numpy as np\nfrom autograder.judging import *\n"
        (tmp_path / "tests" / "hidden" / "mini" / "test_mini.py").write_text(head + tests)
        (tmp_path / "tests" / "mistakes" / "mini" / "work.py").write_text(MISTAKES.replace("{largest}", largest))
        fine = check_variants(Course.at(tmp_path), "mini", count, question=question)
        return fine, capsys.readouterr().out

    return run


def test_all_is_well(checked):
    fine, told = checked()
    assert fine, told
    assert "reference              4         0" in told
    assert "of 6 combinations of the course conventions" in told


def test_a_test_that_is_right_for_one_convention_only(checked):
    fine, told = checked(tests=CAREFUL.replace('3.0 if conventions.reduction == "mean" else 6.0', "3.0"))
    assert not fine
    assert "BAD reference, " in told
    assert told.count("B1 earned") < told.count("'check ")  # each problem once, with its variants
    assert 'To look at one: autograder check mini --variant "check ' in told


def test_a_mistake_that_is_right_under_one_convention(checked):
    fine, told = checked(largest="float(np.sum(x))")
    assert not fine
    assert "work: total (The largest.): B1 earned 6, not 0" in told


def test_one_question_alone(checked):
    fine, told = checked(question="B1", asking=ASKING, count=7)  # not compared: they may be alike elsewhere
    assert fine, told
    assert "mistake                7         0" in told
    assert "different" not in told


def test_what_is_planted_in_one_question_is_all_graded(checked):
    fine, told = checked(question="B1", largest="float(np.sum(x))")
    assert not fine
    assert "work: total (The largest.): B1 earned 6, not 0" in told


def test_variants_that_are_the_same(checked):
    fine, told = checked(asking=ASKING, count=7)  # of six combinations
    assert not fine
    assert "BAD different" in told
    assert "it is the same as that of 'check " in told


def test_a_variant_that_cannot_be_drawn(checked):
    failing = "    int(variant.conventions['reduction'].replace('mean', '3'))\n    return {'t"
    bad = DRAWING.replace("    return {'t", failing)
    fine, told = checked(asking=bad)
    assert not fine
    assert "it cannot be proved: reference/mini/questions.py: ValueError: invalid literal" in told


def test_a_variant_that_is_much_harder():
    easy = [Proof(f"easy {i}", {}, measures={"numbers": 100.0 + i, "seconds": 1.0}) for i in range(4)]
    hard = Proof("hard", {}, measures={"numbers": 300.0, "seconds": 1.5})
    problems = list(difficulty_problems([*easy, hard]))
    assert [(kind, seed, measure) for kind, seed, measure, _ in problems] == [("difficulty", "hard", "numbers")]


def test_draws_that_are_not_fit_are_counted_and_end():
    variant = Variant("hw1", "one")
    rng = variant.hidden_rng("B3.4 test")
    found = next(number for _ in attempts(rng) if (number := rng.randint(20)) == 7)
    assert found == 7
    assert variant.redraws["B3.4 test"] > 0
    assert list(variant.redraws) == ["B3.4 test"]


def test_what_the_command_says_of_bad_input(tmp_path):
    run = CliRunner().invoke
    assert run(main, ["check", "hw1", "--variants", "0"]).exit_code == 2
    trains = ["hw1", "--question", "C", "--quick"]
    for words, why in ((["hw1", "--question", "B33"], "B33"), (["bank"], "not the bank"), (trains, "C trains")):
        done = run(main, ["check", *words, "--variants", "2", "--course", str(ROOT)])
        assert done.exit_code == 2
        assert why in done.output
