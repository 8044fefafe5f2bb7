"""An exam is an assignment: its questions come from the bank, and everything that works for homework works for it."""

from __future__ import annotations

import pytest
from exam_tools import EXAM, exam_course

from autograder.assignment import load
from autograder.errors import QuestionError, UsageError
from autograder.exams.paper import asked, other_version, paper_of
from autograder.exams.record import record_of
from autograder.grade import grade
from autograder.gradescope.pack import pack
from autograder.handouts.handout import blank_answers, write_handout
from autograder.reference import typed_answers
from autograder.suites.suite import with_suite


@pytest.fixture
def course(tmp_path):
    return exam_course(tmp_path)


def test_questions_points_and_numbers_follow_from_the_paper(course):
    quiz = load(course, "quiz", "A")
    assert [(q.number, q.points, q.names) for q in quiz.questions] == [
        ("Q1", 3, ("Q1_n", "version")),
        ("Q2", 5, ("Q2_g", "Q2_w_new")),
        ("Q3", 2, ("Q3_a",)),
    ]
    assert paper_of(quiz).minutes == 20
    assert [one.section for one in asked(quiz)] == ["Numbers", "Numbers", "Choices"]


def test_right_answers_earn_everything_and_none_nothing(course):
    quiz = load(course, "quiz", "A")
    assert grade(quiz, typed_answers(quiz)).cents == 1000
    assert grade(quiz, {"version": "A"}).cents == 0


def test_a_version_and_a_student_have_numbers_of_their_own_and_always_the_same(course):
    def prompts(*which):
        return [one.item.text(one.item.prompt) for one in asked(load(course, "quiz", *which))]

    assert prompts("A") == prompts("A")
    assert len({tuple(prompts("A")), tuple(prompts("B")), tuple(prompts("A", "ada")), tuple(prompts("A", "bob"))}) == 4


def test_another_version_of_a_loaded_exam_is_what_load_draws(tmp_path):
    course = exam_course(tmp_path, settings="[assignments.quiz]\npoints = { Q1 = 9 }\n")
    for which in (("B", None), ("A", "Ada")):
        loaded, other = load(course, "quiz", *which), other_version(load(course, "quiz", "A"), *which)
        assert record_of(other) == record_of(loaded)
        assert blank_answers(other) == blank_answers(loaded)
        assert (other.variant, other.points) == (loaded.variant, 16)


def test_an_exam_cannot_be_foreseen_without_the_secret(course, monkeypatch):
    before = [one.item.given for one in asked(load(course, "quiz", "A"))]
    monkeypatch.setenv("AUTOGRADER_SECRET", "something long and random")
    assert [one.item.given for one in asked(load(course, "quiz", "A"))] != before


def test_a_typed_zero_is_an_answer(tmp_path):
    bank = (
        "from autograder.exams import Item, Number, template\n"
        "@template('N01-ZERO', 'Zero', topic='t', points=1, minutes=1)\n"
        "def zero(draw):\n    return Item('?', {}, (Number('z', '', 0),), '')\n"
    )
    course = exam_course(
        tmp_path, bank, EXAM.replace('"N02", "N01"', '"N01",').replace('Section("Choices", ("M01",))', "")
    )
    assert grade(load(course, "quiz", "A"), {"Q1_z": 0}).cents == 800


def test_one_answer_that_cannot_be_read_costs_only_itself(course):
    quiz = load(course, "quiz", "A")
    answers = {**typed_answers(quiz), "Q2_g": "many"}
    report = grade(quiz, answers)
    assert [j.cents for j in report.judgements] == [300, 375, 200]


def test_the_blank_file_holds_a_line_for_each_box_and_nothing_of_the_key(course):
    text = blank_answers(load(course, "quiz", "A"))
    for name in ("version", "Q1_n", "Q2_g", "Q2_w_new", "Q3_a"):
        assert f'{name} = ""' in text


def test_the_zip_holds_the_bank_and_the_companions_fit(course, tmp_path):
    quiz = load(course, "quiz", "A")
    with_suite(quiz, lambda suite: pack(quiz, suite, tmp_path / "quiz.zip"))
    import zipfile

    assert "reference/bank/toys.py" in zipfile.ZipFile(tmp_path / "quiz.zip").namelist()
    assert zipfile.ZipFile(tmp_path / "quiz-try-stubs.zip").namelist() == ["answers.toml"]


def test_it_is_not_handed_out_as_homework(course, tmp_path):
    quiz = load(course, "quiz", "A")
    with pytest.raises(UsageError, match="autograder exam quiz"):
        with_suite(quiz, lambda suite: write_handout(quiz, suite, tmp_path / "out"))


@pytest.mark.parametrize(
    ("paper", "why"),
    [
        ('Section("Numbers", ("N02", "N02-COUNT"))', "stands in the paper twice"),
        ('Section("Numbers", ("N22",))', "the bank has no template 'N22'; it has N02"),
        ('Section("Numbers", ())', "the section 'Numbers': it has no"),
    ],
)
def test_a_wrong_paper_is_told_when_it_is_loaded(tmp_path, paper, why):
    course = exam_course(tmp_path, exam=EXAM.replace('Section("Numbers", ("N02", "N01"), points=8)', paper))
    with pytest.raises(QuestionError, match=why):
        load(course, "quiz")


def test_a_module_of_the_bank_that_cannot_be_imported_is_named(tmp_path):
    course = exam_course(tmp_path, bank="import nothing_of_that_name")
    with pytest.raises(QuestionError, match=r"bank/toys.py: ModuleNotFoundError"):
        load(course, "quiz")
