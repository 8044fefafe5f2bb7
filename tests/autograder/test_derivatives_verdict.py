"""Right answers in unusual forms are accepted, near misses are not, and each gets an explanation."""

import json
import random
from pathlib import Path

import pytest
from derivative_strings import expression, strings

from autograder.derivatives import OUTCOMES, Derivative, Slip

PAIRS = [
    json.loads(line) for line in (Path(__file__).parent / "derivative_pairs.jsonl").read_text("utf-8").splitlines()
]
SIGMOID = {"of": "sigma(z)", "wrt": "z", "variables": {"z": "real"}, "definitions": {"s": "sigma(z)"}}


def question(row, seed=0):
    return Derivative(row["f"], row["wrt"], row["vars"], row["defs"], key=row["ref"], seed=seed)


def questions(seed=0):
    return {row["id"].split(".")[0]: question(row, seed) for row in reversed(PAIRS)}


@pytest.mark.parametrize("seed", range(5))
def test_labelled_pairs(seed):
    asked = questions(seed)
    for row in PAIRS:
        verdict = asked[row["id"].split(".")[0]].verdict(row["student"])
        assert (verdict.outcome == "equal") == bool(row["expected"]), (row["student"], verdict)
        assert verdict.share == 1 if row["expected"] else verdict.share <= 0.5


def test_near_misses_get_a_counterexample_and_mostly_a_cause():
    asked = questions()
    wrong = [row for row in PAIRS if not row["expected"]]
    verdicts = [asked[row["id"].split(".")[0]].verdict(row["student"]) for row in wrong]
    assert all(verdict.counterexample is not None for verdict in verdicts)
    assert sum(verdict.cause is not None for verdict in verdicts) >= 0.9 * len(wrong)
    for row, verdict in zip(wrong, verdicts):
        assert row["error"] in (None, verdict.cause), (row["student"], verdict)


def test_answers_of_other_questions_earn_nothing():
    for name, asked in questions().items():
        for row in PAIRS:
            if not row["id"].startswith(name):
                assert asked.verdict(row["student"]).share == 0, (name, row["student"])


def test_the_counterexample_can_be_checked_by_hand():
    verdict = Derivative(**SIGMOID).verdict("s*(1+s)")
    shown = verdict.counterexample
    z = shown.point["z"]
    assert z == round(z, 1)
    assert abs(shown.yours - shown.expected) > 0.02 * max(abs(shown.yours), abs(shown.expected))
    assert f"At z = {z}" in verdict.reason
    assert f"{shown.expected:.4g}" in verdict.reason


def test_an_exam_does_not_tell_the_value():
    verdict = Derivative(**SIGMOID, reveal=False).verdict("s*(1+s)")
    assert f"{verdict.counterexample.expected:.4g}" not in verdict.reason
    assert f"{verdict.counterexample.yours:.4g}" in verdict.reason


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("s*(1-s)", "equal"),
        ("s*(1-s)*(1+1/10^14)", "different"),
        ("0.2499*4*s*(1-s)", "different"),
        ("s*(1-s) + 1/10^9", "different"),
        ("where(z>100, 7, s*(1-s))", "different"),
        ("s*(1-s) + max(z-1000000, 0)", "undecided"),
        ("s*(1-s) + max(exp(z), 0)*0", "equal"),
        ("|s|*(1-s)", "equal"),
        ("s*(1-s)*z/z", "equal"),
        ("sqrt(-s^2)", "undefined"),
        ("ln(-s)", "undefined"),
        ("s*(1-s) + 0*ln(z)", "undefined"),
        ("1/0", "undefined"),
        ("9**9**9**9", "undefined"),
        ("s*(1-s) + exp(exp(exp(exp(9+z^2))))*0", "undefined"),
        ("exp(300*z)/exp(300*z)*s*(1-s)", "equal"),
        ("exp(1000*z)/exp(1000*z)*s*(1-s)", "equal"),
        ("s*(1-q)", "unreadable"),
        ("", "unreadable"),
    ],
)
def test_outcomes(answer, outcome):
    verdict = Derivative(**SIGMOID).verdict(answer)
    assert verdict.outcome == outcome, verdict
    assert (verdict.share == 1) == (outcome == "equal")


def test_unsimplified_chains_are_right_even_where_they_saturate():
    """1 - a underflows on part of the box; the answer is right all the same, for every seed."""
    answers = ("(a-y)*x*v", "-(y/a + (y-1)/(1-a))*a*(1-a)*x*v", "x*v*exp(w*x*v+b)/(1+exp(w*x*v+b)) - x*v*y")
    variables = {"w": "real", "x": "real", "v": "real", "b": "real", "y": "unit"}
    for seed in range(20):
        asked = Derivative("-(y*ln(a)+(1-y)*ln(1-a))", "w", variables, {"a": "sigma(w*x*v+b)"}, seed=seed)
        for answer in answers:
            assert asked.verdict(answer).outcome == "equal", (seed, answer)


def test_a_derivative_by_a_definition_holds_the_rest_fixed():
    variables, definitions = {"w": "real", "x": "real", "y": "bit"}, {"z": "w*x", "a": "sigma(z)"}
    asked = Derivative("-(y*ln(a)+(1-y)*ln(1-a))", "z", variables, definitions, forms=["a-y"])
    assert asked.prove() == []
    assert asked.verdict("sigma(w*x)-y").outcome == "equal"
    assert asked.verdict("(a-y)*x").outcome == "different"
    assert set(asked.verdict("a").counterexample.point) == {"w", "x", "y"}
    assert (
        Derivative("-(y*ln(a)+(1-y)*ln(1-a))", "a", variables, definitions).verdict("(a-y)/(a-a²)").outcome == "equal"
    )


def test_a_branch_must_have_been_seen_on_both_sides():
    relu = Derivative("relu(z)", "z", {"z": "real"})
    for right in ("1[z>0]", "H(z)", "(1+sign(z))/2", "max(z,0)/z", "where(z>=0,1,0)"):
        assert relu.verdict(right).outcome == "equal", right
    for wrong in ("sign(z)", "1[z<0]", "where(z>0,1,1/10)", "sigma(100*z)"):
        assert relu.verdict(wrong).outcome == "different", wrong


def test_conditions_settle_branches():
    asked = Derivative("(x+y)*max(y,z)", "y", {"x": "real", "y": "real", "z": "real"}, given=["y > z"])
    for right in ("x+2y", "max(y,z)+x+y", "max(y,z)+(x+y)*1[y>z]", "where(z<y, x+2y, 0)"):
        assert asked.verdict(right).outcome == "equal", right
    assert asked.verdict("x+y+z").outcome == "different"


def test_a_label_of_zero_or_one_makes_its_square_itself():
    bit = Derivative("(a-y)^2/2", "a", {"a": "real", "y": "bit"})
    assert bit.verdict("a - y^2").outcome == "equal"
    assert bit.verdict("where(y=1, a-1, a)").outcome == "equal"
    assert bit.verdict("a - 1[y=0]").outcome == "different"
    assert Derivative("(a-y)^2/2", "a", {"a": "real", "y": "real"}).verdict("a - y^2").outcome == "different"


def test_names_that_the_question_did_not_want_cost_half():
    asked = Derivative(**SIGMOID, answer_in=["s"])
    assert asked.verdict("s-s^2").share == 1
    verdict = asked.verdict("sigma(z)*(1-sigma(z))")
    assert (verdict.outcome, verdict.share, verdict.cause) == ("equal", 0.5, "forbidden-name")
    assert "s alone" in verdict.reason


def test_functions_that_the_question_did_not_want():
    asked = Derivative(key="tanh(z)", variables={"z": "real"}, functions=["sigma"], shares={"forbidden-name": 0.1})
    assert asked.verdict("2*sigma(2*z)-1").share == 1
    assert asked.verdict("tanh(z)").share == 0.1
    assert "without tanh" in asked.verdict("tanh(z)").reason


@pytest.mark.parametrize("answer", [None, 5, ["s"], b"s", True])
def test_what_is_not_a_text_is_unreadable(answer):
    assert Derivative(**SIGMOID).verdict(answer).outcome == "unreadable"


@pytest.mark.parametrize(
    ("answer", "cause", "share"),
    [
        ("-s*(1-s)", "sign", 0.5),
        ("3*s*(1-s)/2", "factor", 0.5),
        ("-2*s*(1-s)", "factor", 0.5),
        ("s*(1-s)/ln(2)", "log-base", 0),
        ("1.37*s*(1-s)*pi", "constant-factor", 0),
        ("0.99*s*(1-s)", "rounded", 0),
        ("s", "not-differentiated", 0),
        ("s*(1-s)*(1-2*s)", "twice", 0),
        ("s*(1+s)", "term", 0.25),
        ("0", "constant", 0),
        ("1/4", "constant", 0),
        ("s*(1-z)", "names", 0),
        ("s*(1-s)*z", "extra-factor", 0),
        ("sigma(z)*(1-tanh(z))", "function", 0),
    ],
)
def test_slips_are_named(answer, cause, share):
    verdict = Derivative(**SIGMOID).verdict(answer)
    assert (verdict.cause, verdict.share) == (cause, share), verdict.reason


def test_an_integral_is_named():
    asked = Derivative("1/(1+z^2)", "z", {"z": "real"})
    assert asked.verdict("atan(z)").cause == "integrated"


def test_slips_that_differ_only_where_the_key_is_zero_are_told_apart():
    slips = [Slip("x*z", 0.4, cause="first"), Slip("x*relu(z)", 0.3, cause="second")]
    asked = Derivative("x*relu(z)^2/z", "z", {"z": "real", "x": "real"}, wrong=slips)
    assert asked.verdict("x*max(z,0)").cause == "second"
    assert asked.verdict("z x").cause == "first"


def test_nothing_is_earned_by_cancelling_something_huge():
    asked = Derivative(**SIGMOID, wrong=[Slip("1-s", 0.4)], forms=["s-s^2"])
    for trick in (
        "z*10^12 - z*10^12 + z",
        "10^9*exp(z) + z - 10^9*exp(z)",
        "(z+10^13) - 10^13",
        "z/10^12*10^12 + z*10^9 - z*10^9",
    ):
        verdict = asked.verdict(trick)
        assert (verdict.outcome, verdict.share) == ("different", 0), trick


def test_listed_slips_go_first_and_keep_their_share():
    slips = [Slip("-s*(1-s)", 0.1, "the minus is not there", "minus"), Slip("0", 0.0, "it does change")]
    asked = Derivative(**SIGMOID, wrong=slips)
    verdict = asked.verdict("s*(s-1)")
    assert (verdict.share, verdict.cause) == (0.1, "minus")
    assert "the minus is not there" in verdict.reason
    assert "it does change" in asked.verdict("0").reason
    assert asked.verdict("2*s*(1-s)").share == 0.5


def test_the_question_states_the_shares():
    asked = Derivative(**SIGMOID, shares={"sign": 0.2, "term": 0})
    assert asked.verdict("-s*(1-s)").share == 0.2
    assert asked.verdict("s*(1+s)").share == 0
    assert asked.verdict("s*(1+s)").cause == "term"


def test_inner_derivatives_may_be_missing_and_nothing_else():
    asked = Derivative(
        "(v*tanh(w*x)-y)^2", "w", {"v": "real", "w": "real", "x": "real", "y": "real"}, {"h": "tanh(w*x)"}
    )
    for missing in ("2*(v*h-y)*v*(1-h^2)", "2*(v*h-y)*v*x", "2*(v*h-y)", "2*(v*h-y)*(1-h^2)*x"):
        verdict = asked.verdict(missing)
        assert (verdict.cause, verdict.share) == ("inner-derivative", 0.5), missing
    for not_inner in ("v*(1-h^2)*x", "2*v*x", "x", "2*(1-h^2)*x", "v*h-y", "(1-h^2)*x"):
        assert asked.verdict(not_inner).share == 0, not_inner


def test_every_verdict_is_in_order():
    asked = Derivative("ln(1+exp(z))*p+abs(x)", "z", {"z": "real", "x": "real", "p": "unit"}, {"a": "sigma(z)"})
    rng = random.Random(5)
    texts = [expression(rng, ("z", "x", "p", "a"), 4) for _ in range(300)] + list(strings(rng, 600))
    for text in texts:
        verdict = asked.verdict(text)
        assert verdict.outcome in OUTCOMES
        assert 0 <= verdict.share <= 1
        assert verdict.reason
        assert (verdict.outcome == "unreadable") == (verdict.reading == "")
