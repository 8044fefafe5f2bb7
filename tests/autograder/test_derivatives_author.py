"""The author's side: mistakes in a question are found before any student, and the homeworks' questions are proved."""

import doctest
import importlib.util
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from autograder.conventions import bound
from autograder.derivatives import Derivation, Derivative, Slip
from autograder.derivatives.calculus import OUTER, Differentiator
from autograder.derivatives.domains import domain
from autograder.derivatives.reader import read
from autograder.derivatives.reader.tree import Apply, Name
from autograder.derivatives.second_opinion import agrees
from autograder.errors import QuestionError
from autograder.judging.local import standing_in

ROOT = Path(__file__).parents[2]
REAL = {"z": "real"}
PARTIAL = ("ln", "sqrt", "asin", "acos", "acosh", "atanh", "coth", "csch", "sec", "csc", "cot")


def homework(name):
    spec = importlib.util.spec_from_file_location(f"{name}_derivations", ROOT / "reference" / name / "derivations.py")
    module = importlib.util.module_from_spec(spec)
    with standing_in(bound(ROOT / "reference" / name)):
        spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["hw1", "hw2", "hw3"])
@pytest.mark.parametrize("seed", [None, 1, 2])
def test_the_homeworks_questions_are_proved(name, seed):
    module = homework(name)
    names = None if seed is None else module.draw_names(np.random.RandomState(seed))
    for derivation in module.derivations(names):
        assert derivation.prove() == []


POINTS = [("hw1", [3, 3, 3, 3, 4, 2]), ("hw2", [3, 4, 2, 3, 3]), ("hw3", [3, 3, 4, 3, 3])]


@pytest.mark.parametrize(("name", "points"), POINTS)
def test_each_question_prints_its_names_and_none_of_its_key(name, points):
    asked = homework(name).derivations()
    assert [derivation.points for derivation in asked] == points
    for derivation in asked:
        assert set(derivation.public()) == set(derivation.formulas)
        for formula in derivation.formulas.values():
            assert formula.forms
            assert len(formula.wrong) >= 3
            assert not any(form in derivation.prompt for form in formula.forms)


ANSWERS = [
    ("hw1", "A1", "", "s − s²", 1),
    ("hw1", "A1", "", "e^{-z}/(1+e^{-z})^2", 0.5),
    ("hw1", "A1", "", "s(1+s)", 0.4),
    ("hw1", "A1", "", "s", 0),
    ("hw1", "A2", "", "(a-y)/(a-a²)", 1),
    ("hw1", "A2", "", "where(y=1, -1/a, 1/(1-a))", 1),
    ("hw1", "A2", "", "y/a - (1-y)/(1-a)", 0.5),
    ("hw1", "A2", "", "-y/a - (1-y)/(1-a)", 0.4),
    ("hw1", "A3", "", "1/(1+e^{-z}) - y", 1),
    ("hw1", "A3", "", "y - a", 0.5),
    ("hw1", "A3", "", "(a-y)(a-a²)", 0.4),
    ("hw1", "A3", "", "(a-y) + a(1-a)", 0.4),
    ("hw1", "A4", "", "(σ(w·x+b)−y)x_j", 1),
    ("hw1", "A4", "", "(sigma(sum_j w_j x_j + b) - y) x_j", 1),
    ("hw1", "A4", "", "(y-a)x_j", 0.5),
    ("hw1", "A4", "", "(a-y)a(1-a)x_j", 0.4),
    ("hw1", "A4", "", "(sigma(-w.x+b)-y)x_j", 0),
    ("hw1", "A4", "", "(a-y)x", 0),
    ("hw1", "A5", "same", "p_i(1[i=i]-p_i)", 1),
    ("hw1", "A5", "same", "p_i(1-p_j)", 0),
    ("hw1", "A5", "other", "-e^{z_i}e^{z_j}/(sum_k e^{z_k})^2", 1),
    ("hw1", "A5", "other", "p_ip_j", 0.5),
    ("hw1", "A5", "other", "0", 0),
    ("hw1", "A6", "", "2αθ", 1),
    ("hw1", "A6", "", "αθ", 0.5),
    ("hw1", "A6", "", "αθ²", 0),
    ("hw2", "A1", "", "max(y,z) + x + y", 1),
    ("hw2", "A1", "", "x + y", 0.4),
    ("hw2", "A1", "", "z", 0),
    ("hw2", "A2", "", "(a−y)·W2·r·x", 1),
    ("hw2", "A2", "", "where(z1>0, (a-y)W2 x, 0)", 1),
    ("hw2", "A2", "", "(y-a)W2 r x", 0.5),
    ("hw2", "A2", "", "(a-y)a(1-a)W2 r x", 0.4),
    ("hw2", "A2", "", "(a-y) + a(1-a)W2 r x", 0.4),
    ("hw2", "A2", "", "(a-y)W2 x", 0.4),
    ("hw2", "A2", "", "-22.125", 0),
    ("hw2", "A3", "", "(1-h)(1+h)", 1),
    ("hw2", "A3", "", "h(1-h)", 0.4),
    ("hw2", "A4", "", "(a-y) w_i (1-tanh(z_i)^2)", 1),
    ("hw2", "A4", "", "e w_i", 0.4),
    ("hw2", "A5", "", "k/n g", 1),
    ("hw2", "A5", "", "g/n", 0.4),
    ("hw2", "A5", "", "-kg/n", 0.5),
]


@pytest.fixture(scope="module")
def formulas():
    return {(name, d.number): d.formulas for name in ("hw1", "hw2") for d in homework(name).derivations()}


@pytest.mark.parametrize(("name", "number", "part", "answer", "share"), ANSWERS)
def test_what_answers_of_the_homeworks_earn(formulas, name, number, part, answer, share):
    verdict = formulas[name, number][part].verdict(answer)
    assert verdict.share == share, verdict.reason
    assert verdict.outcome in ("equal", "different")


def test_a_wrong_key_form_is_found():
    assert any("right form" in p for p in Derivative("z^2", "z", REAL, forms=["z"]).prove())


def test_a_wrong_form_that_is_right_is_found():
    assert any("judged equal" in p for p in Derivative("z^2", "z", REAL, wrong=[Slip("z+z", 0.4)]).prove())


def test_two_slips_for_one_form_are_found():
    slips = [Slip("z", 0.4), Slip("2z/2", 0.2)]
    assert any("not 0.2" in p for p in Derivative("z^2", "z", REAL, wrong=slips).prove())


def test_a_share_of_one_is_found():
    assert any("below 1" in p for p in Derivative("z^2", "z", REAL, wrong=[Slip("z", 1.0)]).prove())


def test_a_key_without_a_value_is_found():
    assert any("no value" in p for p in Derivative("ln(z)*z", "z", REAL).prove())
    assert Derivative("ln(z)*z", "z", {"z": "pos"}).prove() == []


def test_names_that_no_form_keeps_to_are_found():
    asked = Derivative("sigma(z)", "z", REAL, {"s": "sigma(z)"}, answer_in=["s"], forms=["sigma(z)*(1-sigma(z))"])
    assert any("in s alone" in p for p in asked.prove())


def test_a_wrong_rule_of_differentiation_is_found(monkeypatch):
    monkeypatch.setitem(OUTER, "atan", "1/(1-u^2)")
    found = Derivative("atan(z)", "z", {"z": (0.1, 0.9)}).prove()
    assert any("central differences" in p for p in found)
    assert any("sympy" in p for p in found)


@pytest.mark.parametrize("function", sorted(OUTER))
def test_every_rule_is_proved(function):
    domain = {"acosh": (2.1, 3)}.get(function, (0.2, 0.9) if function in PARTIAL else (-1.2, 1.3))
    of = f"y*{function}(y*z)" if function in PARTIAL else f"y*{function}(y*z+z^2)"
    assert Derivative(of, "z", {"z": domain, "y": (0.5, 1.1)}).prove() == []


@pytest.mark.parametrize(
    "of", ["z^y", "max(z,y)*min(z*y,1)", "z/(1+y^z)", "where(z>1, z^2, 2*z-1)", "sum_j v_j*z^2", "z*sum(v)"]
)
def test_every_operation_is_proved(of):
    variables = {"z": "pos", "y": "pos", "v": "real vector d"}
    assert Derivative(of, "z", variables, indices={"j": "d"}).prove() == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"of": "z^2"}, "state either"),
        ({"of": "z^2", "wrt": "z", "key": "2*z"}, "state either"),
        ({"of": "z^2", "wrt": "q"}, "cannot be read"),
        ({"of": "z^2", "wrt": "s", "definitions": {"s": "2*z"}}, "does not depend"),
        ({"of": "z^2", "wrt": "2*z"}, "must be a name"),
        ({"of": "z^2 +", "wrt": "z"}, "cannot be read"),
        ({"key": "2", "variables": {}}, "at least one variable"),
        ({"of": "z", "wrt": "z", "definitions": {"a": "b", "b": "a"}}, "definition a = b"),
        ({"of": "z", "wrt": "z", "variables": {"z": "complex"}}, "domain"),
        ({"of": "z", "wrt": "z", "variables": {"z": (1, 1)}}, "empty"),
        ({"of": "z", "wrt": "z", "variables": {"z": "[e, 2]"}}, "domain"),
        ({"of": "z", "wrt": "z", "given": ["z > 1000000"]}, "hardly any point"),
        ({"of": "tanh(v)", "wrt": "z", "variables": {"z": "real", "v": "real vector d"}}, "is a vector"),
        ({"of": "z", "wrt": "z", "shares": {"signs": 1}}, "none of"),
        ({"of": "z", "wrt": "z", "definitions": {"z": "2"}}, "told apart"),
        ({"of": "z", "wrt": "z", "variables": {"z": "real", "x1": "real", "x_1": "real"}}, "told apart"),
        ({"of": "z", "wrt": "z", "variables": {"z": "real", "2x": "real"}}, "used as a name"),
        ({"of": "z", "wrt": "z", "indices": {"z": "K"}}, "told apart"),
    ],
)
def test_an_authors_mistake_is_a_question_error(arguments, words):
    with pytest.raises(QuestionError, match=words):
        Derivative(**{"variables": REAL, **arguments})


def test_domains():
    places = (np.arange(64) + 0.5) / 64
    ones = np.ones(64)
    assert np.abs(domain("real", "z").at(places, ones)).min() >= 0.05
    assert set(domain("pm1", "y").at(places, ones)) == {-1, 1}
    assert set(domain("2..4", "k").at(places, ones)) == {2, 3, 4}
    assert domain("(2, 5)", "t") == domain("interval[2.0,5e0]", "t") == domain((2, 5), "t") == domain([2, 5], "t")
    inside = domain("[2, 5]", "t").at(places, ones)
    assert 2 < inside.min() < inside.max() < 5
    assert set(np.sign(domain("real", "z").at(places, ones))) == {-1, 1}


def test_draws_depend_on_the_question_and_its_seed_alone():
    first, again, other = (Derivative("z^2", "z", REAL, seed=seed).problem.batch(0).points["z"] for seed in (0, 0, 1))
    assert (first == again).all()
    assert (first != other).any()


def test_links_of_the_chain_rule():
    tree = read("ln(sigma(w*x))", ("w", "x")).tree
    differentiator = Differentiator("w")
    differentiator.derivative(tree)
    inner = Apply("*", (Name("w"), Name("x")))
    assert ("inner", inner) in differentiator.links
    assert {kind for kind, _ in differentiator.links} == {"inner", "outer"}


def test_sympy_settles_what_points_cannot():
    asked = Derivative("z^2", "z", REAL)
    right = asked.read("2*z + 0*max(z - 1000000, 0)").tree
    assert agrees(asked.problem, right, seconds=20)
    assert not agrees(asked.problem, asked.read("2*z + max(z - 1000000, 0)").tree, seconds=20)


def test_the_second_opinion_is_killed_in_time():
    asked = Derivative("z^2", "z", REAL)
    assert not agrees(asked.problem, asked.read("2*z + 0*max(z - 1000000, 0)").tree, seconds=0.001)


def test_grading_never_imports_sympy():
    code = (
        "import sys; from autograder.derivatives import Derivative; d = Derivative('z^2', 'z', {'z': 'real'});"
        "d.verdict('2z'); d.verdict('3z'); d.verdict('z+'); print('sympy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_derivation_names_the_formula_that_is_wrong():
    broken = Derivation("A9", "t", 2, "p", {"same": Derivative("z^2", "z", REAL, forms=["z"])})
    assert broken.prove()[0].startswith("A9 same: ")


def test_the_examples_in_the_documentation_run():
    failed, tried = doctest.testfile(str(ROOT / "docs" / "derivatives.md"), module_relative=False)
    assert tried > 8
    assert failed == 0
