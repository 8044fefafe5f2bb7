"""Typed formulas as questions: points, echoes, unreadable and undecided answers, and what check.py tells."""

from __future__ import annotations

import pytest
from mini import mini_assignment, points

from autograder.derivatives import Derivation, Derivative, Slip
from autograder.errors import QuestionError
from autograder.formula_questions import formula_questions
from autograder.grade import grade
from autograder.judging.at_home import typed_answers

QUESTIONS = """
from autograder.derivatives import Derivation, Derivative, Slip
from autograder.formula_questions import formula_questions
TITLE = "Formulas"
SQUARE = Derivative("theta^2", "theta", {"theta": "real"}, forms=["2*theta"], wrong=[Slip("theta^2", 0.1, "", "x")])
CUBE = Derivative("theta^3", "theta", {"theta": "real"}, forms=["3*theta^2"])
def questions(variant, drawn):
    return formula_questions([Derivation("A1", "square", 3, "Differentiate.", {"": SQUARE}),
                              Derivation("A2", "both", 4, "Differentiate.", {"one": SQUARE, "two": CUBE})])
"""
TESTS = ""


def judged(tmp_path, **answers):
    return grade(mini_assignment(tmp_path, TESTS, QUESTIONS), answers)


@pytest.mark.parametrize(
    ("answers", "earned"),
    [
        ({"A1": "2 theta", "A2_one": "2θ", "A2_two": "3θ²"}, [3, 4]),
        ({"A1": "-2*theta", "A2_one": "2*theta", "A2_two": "theta^2"}, [1.5, 3]),
        ({"A1": "theta^2", "A2_one": "theta +", "A2_two": "3*theta^2"}, [0.3, 2]),
        ({"A1": 2, "A2_one": ["2*theta"], "A2_two": True}, [0, 0]),
        ({"A1": "", "A2_two": "3*theta*theta"}, [0, 2]),
        ({"A1": "__import__('os').system('true')", "A2_one": "9**9**9**9"}, [0, 0]),
    ],
)
def test_points_of_typed_formulas(tmp_path, answers, earned):
    report = judged(tmp_path, **answers)
    assert [points(report, "A1"), points(report, "A2")] == earned
    assert all(j.judged for j in report.judgements)


def test_how_an_answer_was_read_is_kept_and_an_unreadable_one_says_where(tmp_path):
    report = judged(tmp_path, A1="2 theta", A2_one="theta +")
    first, second = report.judgements
    assert first.credit.echo.startswith("Read as:")
    assert "column" in second.credit.parts[0].credit.echo
    assert second.credit.parts[1].credit.feedback == "Not answered."


def test_a_recognised_slip_keeps_its_name_for_staff(tmp_path):
    assert judged(tmp_path, A1="-2*theta").judgements[0].credit.cause == "sign"


def test_a_formula_without_a_right_form_is_the_authors_mistake():
    with pytest.raises(QuestionError, match="right form"):
        formula_questions([Derivation("A1", "", 1, "", {"": Derivative("x^2", "x", {"x": "real"})})])


def test_the_checks_prove_themselves(tmp_path):
    assignment = mini_assignment(tmp_path, TESTS, QUESTIONS)
    assert [question.check.prove() for question in assignment.questions] == [[], []]
    wrong = Derivative("x^2", "x", {"x": "real"}, forms=["x"], wrong=[Slip("2*x", 0.4, "no", "right")])
    (question,) = formula_questions([Derivation("A1", "", 1, "", {"": wrong})])
    assert question.check.prove()


def test_check_py_tells_how_formulas_are_read_and_never_whether_they_are_right(tmp_path):
    assignment = mini_assignment(tmp_path / "course", TESTS, QUESTIONS)
    facts = {
        "questions": [
            {"number": q.number, "formulas": dict(zip(q.names, q.names_known.values()))} for q in assignment.questions
        ]
    }
    path = tmp_path / "answers.toml"
    path.write_text('A1 = "2 theta" # mine\nA2_one = \'\\frac{1}{theta}\'\nA2_two = "theta ++* 2"\n', encoding="utf-8")
    lines = list(typed_answers(path, facts, []))
    assert "as 2" in lines[0]
    assert "theta" in lines[1]
    assert "cannot be read" in lines[2]
    path.write_text('A1 = ""\n', encoding="utf-8")
    assert "not answered yet" in next(typed_answers(path, facts, ["A1"]))
    assert not any(word in " ".join(lines).lower() for word in ("right", "wrong", "equal"))
