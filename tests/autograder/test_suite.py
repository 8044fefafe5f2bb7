"""The pytest leaf: what gradescope-utils and pytest let slip must not change a score."""

from __future__ import annotations

import pytest
from mini import QUESTIONS, TRIPLE, functions, graded, mini_assignment, points

from autograder.errors import QuestionError


def one_test(body: str, marks: str = "", arguments: str = "student") -> str:
    return f'''
@number("B1.1")
{marks}
def test_double({arguments}):
    """double doubles"""
    {body}
{TRIPLE}
'''


def test_right_code_earns_everything_and_a_wrong_one_only_loses_its_question(tmp_path):
    assignment = mini_assignment(tmp_path, one_test("assert student.double(4) == 8"))
    right, wrong = graded(assignment, functions(), functions(double=lambda x: x))
    assert (right.cents, right.max_cents) == (1000, 1000)
    assert (points(wrong, "B1"), points(wrong, "B2"), wrong.max_cents) == (0, 4, 1000)


@pytest.mark.parametrize("score", ["float('nan')", "float('inf')", "-3", "25", "None", "'7'"])
def test_a_score_that_is_none_is_not_judged_instead_of_counted(tmp_path, score):
    assignment = mini_assignment(
        tmp_path, one_test(f"set_score({score})", "@partial_credit(10)", "student, set_score=None")
    )
    (report,) = graded(assignment, functions())
    question = report.judgements[0]
    assert question.credit.parts[0].credit.share is None
    assert (question.cents, report.cents) == (0, 400)


def test_set_score_never_called_earns_nothing(tmp_path):
    assignment = mini_assignment(tmp_path, one_test("pass", "@partial_credit(10)", "student, set_score=None"))
    (report,) = graded(assignment, functions())
    assert points(report, "B1") == 0
    assert report.judgements[0].judged


def test_scores_do_not_leak_from_one_student_to_the_next(tmp_path):
    body = "set_score(student.double(5))"
    marks = '@leaderboard("speed")\n@partial_credit(10)'
    assignment = mini_assignment(tmp_path, one_test(body, marks, "student, set_score=None, **more"))
    good, crash = graded(assignment, functions(double=lambda x: 7.0), functions(double=lambda x: 1 / 0))
    assert points(good, "B1") == pytest.approx(4.2)
    assert points(crash, "B1") == 0


@pytest.mark.parametrize("word", ["pytest.skip('no')", "pytest.xfail('no')"])
def test_a_test_that_skips_itself_is_listed_and_not_judged(tmp_path, word):
    assignment = mini_assignment(tmp_path, one_test(word))
    (report,) = graded(assignment, functions())
    assert [p.number for p in report.judgements[0].credit.parts] == ["B1.1"]
    assert not report.judgements[0].judged
    assert report.max_cents == 1000


@pytest.mark.skipif(int(pytest.__version__.split(".")[0]) < 9, reason="pytest 8 has no subtests of its own")
def test_a_failing_subtest_fails_its_test(tmp_path):
    body = "with subtests.test('one'):\n        assert student.double(4) == 8"
    assignment = mini_assignment(tmp_path, one_test(body, arguments="student, subtests"))
    right, wrong = graded(assignment, functions(), functions(double=lambda x: x))
    assert (points(right, "B1"), points(wrong, "B1")) == (6, 0)


def test_a_fixture_that_fails_leaves_the_question_not_judged_and_tells_staff(tmp_path):
    broken = '\n@pytest.fixture\ndef broken():\n    raise RuntimeError("disk on fire")\n'
    assignment = mini_assignment(tmp_path, broken + one_test("pass", arguments="student, broken"))
    (report,) = graded(assignment, functions())
    assert not report.judgements[0].judged
    assert "disk on fire" in report.judgements[0].credit.staff
    assert "disk on fire" not in report.judgements[0].credit.feedback
    assert points(report, "B2") == 4


def test_a_class_whose_set_up_fails_keeps_its_tests_in_the_list(tmp_path):
    body = f'''
class TestDouble:
    @classmethod
    def setup_class(cls):
        raise RuntimeError("no")

    @number("B1.1")
    def test_one(self, student):
        """one"""

    @number("B1.2")
    def test_two(self, student):
        """two"""
{TRIPLE}'''
    (report,) = graded(mini_assignment(tmp_path, body), functions())
    assert [p.number for p in report.judgements[0].credit.parts] == ["B1.1", "B1.2"]
    assert not report.judgements[0].judged


def test_each_test_body_runs_exactly_once_for_each_submission(tmp_path):
    calls = []
    assignment = mini_assignment(tmp_path, one_test("student.double(1)"))
    graded(assignment, functions(double=lambda x: calls.append(x)), functions(double=lambda x: calls.append(x)))
    assert calls == [1, 1]


def test_warnings_and_prints_change_nothing(tmp_path):
    import warnings

    def loud(x):
        warnings.warn("loud", stacklevel=1)
        print("10/10 PASSED")
        return 2 * x

    assignment = mini_assignment(tmp_path, one_test("assert student.double(4) == 8"))
    assert graded(assignment, functions(double=loud))[0].cents == 1000


def test_parts_are_judged_alone_and_all_are_listed(tmp_path):
    body = """with part("two"):
        agree(student.double(2.0), 4.0, "double(2)")
    with part("three"):
        agree(student.double(3.0), 6.0, "double(3)")"""
    assignment = mini_assignment(tmp_path, one_test(body, '@parts({"two": 1, "three": 2})', "student, part"))
    report, crash = graded(assignment, functions(double=lambda x: 4.0), functions(double=lambda x: [][1]))
    assert points(report, "B1") == 2
    assert [line.name for line in report.judgements[0].lines()] == ["double doubles: two", "double doubles: three"]
    assert points(crash, "B1") == 0
    assert "IndexError" in crash.judgements[0].lines()[1].credit.feedback


def test_what_stops_a_test_before_a_part_is_what_the_part_says(tmp_path):
    body = """student.double(1)
    with part("two"):
        pass"""
    assignment = mini_assignment(tmp_path, one_test(body, '@parts({"two": 1})', "student, part"))
    (report,) = graded(assignment, functions(double=lambda x: 1 / 0))
    (line,) = report.judgements[0].lines()
    assert "ZeroDivisionError" in line.credit.feedback


def test_library_messages_with_expected_values_do_not_reach_the_student(tmp_path):
    body = "np.testing.assert_allclose(student.double(np.ones(3)), np.array([2.123, 2.0, 2.0]))"
    (report,) = graded(mini_assignment(tmp_path, one_test(body)), functions())
    assert points(report, "B1") == 0
    assert "2.123" not in report.judgements[0].lines()[0].credit.feedback


def test_the_authors_own_sentence_does(tmp_path):
    assignment = mini_assignment(tmp_path, one_test('assert student.double(2) == 4, "double(2) should be 4"'))
    (report,) = graded(assignment, functions(double=lambda x: 5))
    assert report.judgements[0].lines()[0].credit.feedback == "double(2) should be 4"


def test_hide_errors_replaces_the_sentence(tmp_path):
    assignment = mini_assignment(
        tmp_path, one_test('assert student.double(2) == 4, "secret"', '@hide_errors("Look at doubling again.")')
    )
    (report,) = graded(assignment, functions(double=lambda x: 5))
    assert report.judgements[0].lines()[0].credit.feedback == "Look at doubling again."


def test_weights_share_out_the_points_of_the_question_to_the_cent(tmp_path):
    three = "".join(
        f'\n@number("B1.{i}")\n@weight(1)\ndef test_{i}(student):\n    """t{i}"""\n' for i in (1, 2, 10)
    )
    ten = QUESTIONS.replace('"double", 6', '"double", 10')
    (report,) = graded(mini_assignment(tmp_path, three + TRIPLE, ten), functions())
    assert [(p.number, lines[0].max_cents) for p, lines in report.judgements[0].tests()] == [
        ("B1.1", 334), ("B1.2", 333), ("B1.10", 333),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("tests", "sentence"),
    [
        ("def test_x(student):\n    '''x'''\n", "has no @number"),
        ('@number("B1.1")\ndef test_x(student):\n    pass\n' + TRIPLE, "no docstring"),
        ('@number("B9.1")\ndef test_x(student):\n    """x"""\n' + TRIPLE, "B9"),
        (TRIPLE, "no tests for B1"),
        (one_test("pass") + TRIPLE.replace("test_triple(", "test_again("), "same docstring"),
        (one_test("pass", "@weight(-1)"), "weight"),
        (one_test("pass", "@weight(float('nan'))"), "weight"),
        ("import nothing_of_the_kind\n", "nothing_of_the_kind"),
    ],
)
def test_an_authors_mistake_is_told_before_any_student(tmp_path, tests, sentence):
    with pytest.raises(QuestionError, match=sentence):
        graded(mini_assignment(tmp_path, tests), functions())


def test_rng_depends_on_the_secret_and_the_test_but_not_on_the_submission(tmp_path, monkeypatch):
    body = "student.double(float(rng.normal()))"
    seen = []
    assignment = mini_assignment(tmp_path, one_test(body, arguments="student, rng"))
    graded(assignment, functions(double=seen.append), functions(double=lambda x: seen.append(x)))
    monkeypatch.setenv("AUTOGRADER_SECRET", "another")
    again = mini_assignment(tmp_path, one_test(body, arguments="student, rng"))
    graded(again, functions(double=seen.append))
    assert seen[0] == seen[1] != seen[2]


def test_an_exception_of_the_grading_call_itself_comes_out_unchanged(tmp_path):
    from autograder.suites.suite import with_suite

    class Own(Exception):
        pass

    def then(suite):
        raise Own

    with pytest.raises(Own):
        with_suite(mini_assignment(tmp_path, one_test("pass")), then)
