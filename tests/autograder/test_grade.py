"""The nouns: what judging makes of answers, how points are shared out, what a course file changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mini import QUESTIONS, SOLUTION, functions, graded, mini_assignment, points

from autograder.assignment import load
from autograder.checks import Choice, Choices, FindTheBug, letters
from autograder.course import Course
from autograder.errors import QuestionError, SubmissionError, UsageError
from autograder.reference import reference_functions
from autograder.report import share_out

DOUBLE = '''
@number("B1.1")
def test_double(student):
    """double doubles"""
    assert student.double(4) == 8

@number("B2.1")
def test_triple(student):
    """triple triples"""
    assert student.triple(2) == 6
'''
TYPED = """
from autograder.question import Question
from autograder.checks import Choice, Choices, FindTheBug
TITLE = "Typed"
OPTIONS = {"a": "one", "b": "two", "c": "three"}
def questions(variant, drawn):
    return [
        Question("D1", "bug", 4, ("answers.D1_line", "answers.D1_repair"),
                 FindTheBug(2, ["x", "y", "z"], Choice(OPTIONS, "b")), right={"D1_line": 2, "D1_repair": "b"}),
        Question("D2", "choices", 3, ("answers.D2",), Choices(OPTIONS, frozenset("ac")), right=["a", "c"]),
    ]
"""


@given(cents=st.integers(1, 10_000), weights=st.lists(st.floats(0.01, 100), min_size=1, max_size=30))
def test_shares_add_up_and_none_is_off_by_a_cent_or_more(cents, weights):
    shares = share_out(cents, weights)
    assert sum(shares) == cents
    assert all(abs(share - cents * w / sum(weights)) < 1 for share, w in zip(shares, weights))


def typed(tmp_path, **answers):
    from autograder.grade import grade

    return grade(mini_assignment(tmp_path, DOUBLE, TYPED), answers)


@pytest.mark.parametrize(
    ("answers", "earned"),
    [
        ({"D1_line": 2, "D1_repair": "b", "D2": ["a", "c"]}, [4, 3]),
        ({"D1_line": 2, "D1_repair": "a", "D2": ["a"]}, [2, 1.5]),
        ({"D1_line": 3, "D1_repair": "B", "D2": "ca"}, [2, 3]),
        ({"D1_line": 0, "D1_repair": "b", "D2": ["a", "b", "c"]}, [2, 1.5]),
        ({"D1_line": True, "D1_repair": ["b"], "D2": ["b"]}, [2, 0]),
        ({"D1_line": "2.5", "D1_repair": 7, "D2": ["z"]}, [0, 0]),
        ({"D1_line": " 2 ", "D1_repair": "(b)", "D2": "a, c"}, [4, 3]),
        ({"D1_line": 2.0, "D1_repair": "b.", "D2": ["A)", "c"]}, [4, 3]),
        ({"D1_line": float("nan"), "D1_repair": "d", "D2": ["a", "c", "c"]}, [0, 3]),
        ({"D1_line": float("inf"), "D1_repair": "", "D2": ["ac"]}, [0, 0]),
        ({"D1_line": 2, "D1_repair": "abc", "D2": 3}, [2, 0]),
        ({}, [0, 0]),
    ],
)
def test_typed_answers(tmp_path, answers, earned):
    report = typed(tmp_path, **answers)
    assert [points(report, "D1"), points(report, "D2")] == earned
    assert all(j.judged for j in report.judgements)


def test_one_unreadable_answer_costs_only_its_part(tmp_path):
    class View(dict):
        def get(self, name, default=None):
            if name == "D1_line":
                raise SubmissionError("line 3 cannot be read")
            return super().get(name, default)

    from autograder.grade import grade

    report = grade(mini_assignment(tmp_path, DOUBLE, TYPED), View(D1_repair="b"))
    first = report.judgements[0]
    assert points(report, "D1") == 2
    assert "line 3" in first.lines()[0].credit.feedback


def test_an_unanswered_question_says_so(tmp_path):
    report = typed(tmp_path, D2=[])
    assert {j.credit.feedback for j in report.judgements} == {"Not answered."}


def test_letters_refuse_what_is_no_choice():
    with pytest.raises(SubmissionError, match="not one of the options"):
        letters("az", {"a": ""})
    with pytest.raises(SubmissionError, match="list"):
        letters(3, {"a": ""})


@pytest.mark.parametrize(
    "make",
    [
        lambda: Choices({"a": ""}, frozenset("b")),
        lambda: Choices({"a": ""}, frozenset()),
        lambda: Choice({"a": ""}, "b"),
        lambda: FindTheBug(4, ["x"], Choice({"a": ""}, "a")),
    ],
)
def test_a_key_outside_the_options_is_the_authors_mistake(make):
    with pytest.raises(QuestionError):
        make()


def test_an_error_of_ours_costs_one_question_and_tells_staff_alone(tmp_path):
    questions = QUESTIONS.replace('"triple", 4, ("work.triple",), HiddenTests()', '"triple", 4, ("answers.T",), broken')
    questions += "\ndef broken(answer, key):\n    raise RuntimeError('ours: /secret/path')\n"
    only_double = DOUBLE.split('@number("B2.1")')[0]
    report = graded(mini_assignment(tmp_path, only_double, questions), {**functions(), "T": 1})[0]
    second = report.judgements[1]
    assert points(report, "B1") == 6
    assert not second.judged
    assert "/secret/path" in second.credit.staff
    assert "/secret/path" not in second.credit.feedback
    assert (report.cents, report.max_cents) == (600, 1000)


@pytest.mark.parametrize(
    ("course", "cents", "most"),
    [
        ('[assignments.mini]\npoints = { B1 = 8.5 }\n', 850, 1250),
        ('[assignments.mini]\ndrop = { B2 = "full credit" }\n', 1000, 1000),
        ('[assignments.mini]\ndrop = { B2 = "removed" }\n', 600, 600),
        ('[assignments.mini]\nbonus = ["B1"]\n', 600, 400),
    ],
)
def test_course_toml_changes_points(tmp_path, course, cents, most):
    wrong = functions(triple=lambda x: x)
    (report,) = graded(mini_assignment(tmp_path, DOUBLE, course=course), wrong)
    assert (report.cents, report.max_cents) == (cents, most)


@pytest.mark.parametrize(
    ("course", "sentence"),
    [
        ("[assignments.mini\n", "cannot be read"),
        ("secrets = 3\n", "secrets is not a setting"),
        ("[assignments.mini]\npiont = 3\n", "piont is not a setting"),
        ('[assignments.mini]\npoints = { B7 = 8 }\n', "no question B7"),
        ('[assignments.mini]\npoints = { B1 = -1 }\n', "above 0"),
        ('[assignments.mini]\ndrop = { B1 = "maybe" }\n', "maybe"),
        ('[feedback]\nB = { before = "everything" }\n', "everything"),
    ],
)
def test_a_wrong_course_toml_is_told_before_any_student(tmp_path, course, sentence):
    with pytest.raises(QuestionError, match=sentence):
        mini_assignment(tmp_path, DOUBLE, course=course)


def test_a_folder_that_is_no_course_and_an_unknown_assignment(tmp_path):
    with pytest.raises(UsageError, match=r"no course\.toml"):
        Course.at(tmp_path)
    mini_assignment(tmp_path, DOUBLE)
    with pytest.raises(UsageError, match="this course has mini"):
        load(Course.at(tmp_path), "hw9")


@pytest.mark.parametrize(
    ("questions", "sentence"),
    [
        (QUESTIONS.replace('"B2"', '"B1"'), "used twice"),
        (QUESTIONS.replace('"double", 6', '"double", 6.005'), "hundredths"),
        (QUESTIONS.replace("work.double", "double"), r"file\.name"),
        (QUESTIONS + "\n1/0\n", "ZeroDivisionError"),
        (QUESTIONS.replace("work.double", "code.double"), "name of a library"),
    ],
)
def test_a_wrong_questions_file_is_told_before_any_student(tmp_path, questions, sentence):
    with pytest.raises(QuestionError, match=sentence):
        mini_assignment(tmp_path, DOUBLE, questions)


def test_hidden_draws_need_the_secret_and_public_ones_do_not(tmp_path, monkeypatch):
    first = mini_assignment(tmp_path, DOUBLE).variant
    monkeypatch.setenv("AUTOGRADER_SECRET", "xyzzy")
    second = mini_assignment(tmp_path, DOUBLE).variant
    assert first.public_rng("a").randint(10**9) == second.public_rng("a").randint(10**9)
    assert first.hidden_rng("a").randint(10**9) != second.hidden_rng("a").randint(10**9)
    assert first.hidden_rng("a").randint(10**9) != first.hidden_rng("b").randint(10**9)
    assert "xyzzy" not in repr(second)


def test_draws_are_pinned(tmp_path):
    variant = mini_assignment(tmp_path, DOUBLE).variant
    assert variant.public_rng("pin").randint(0, 10**6, 4).tolist() == PINNED


PINNED = [986532, 102196, 749685, 380810]


def test_an_ambiguous_solution_file_is_refused(tmp_path):
    assignment = mini_assignment(tmp_path, DOUBLE, solution=SOLUTION.replace("def triple", "def other"))
    with pytest.raises(QuestionError, match="triple"):
        reference_functions(assignment)
