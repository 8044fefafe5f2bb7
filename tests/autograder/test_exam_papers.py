"""Papers: formulas are spoken and written in plain text, and set without leaving their places."""

from __future__ import annotations

import re
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from exam_tools import BANK, exam_course
from paper_tools import elements, laid_out, look_at, overflow, texts, whole_bank
from pypdf import PdfReader

from autograder.errors import QuestionError
from autograder.exams.plain import plain, plain_formula
from autograder.exams.record import read_records
from autograder.exams.spoken import spoken
from autograder.exams.typeset.papers import Edition
from autograder.exams.typeset.plan import Plan, Sizes, plan
from autograder.people.students import folder_name

REPOSITORY = Path(__file__).parents[2]


@pytest.mark.parametrize(("source", "words"), [
    ("(partial L)/(partial w)", "partial L over partial w"),
    ("sigma(z)", "sigma of z"),
    ("W_2", "W sub 2"),
    ("hat(y) = (0.3 − 1) dot (−2)", "y hat equals open parenthesis 0.3 minus 1 close parenthesis times minus 2"),
    ("1/(1+e^(-z))", "the fraction 1 over 1 plus e to the power minus z, end of power, end of fraction"),
    ("log_2 P", "log base 2 P"),
    ("sum_(i=1)^n x_i^2", "the sum over i equals 1 up to n of x sub i squared"),
    ("W^top x", "W transpose x"),
    ("h_(t-1)", "h sub t minus 1, end of subscript"),
    ("sigma'(z)", "sigma prime of z"),
    ("vec(1, -2)", "the vector 1, minus 2, end"),
    ("mat(1, 2; 3, 4)", "the matrix with rows 1, 2; 3, 4, end"),
    ('"ReLU"(z)', "ReLU of z"),
    ("w (x + 1)", "w open parenthesis x plus 1 close parenthesis"),
])  # fmt: skip
def test_formulas_are_spoken(source, words):
    assert spoken(source) == words


@pytest.mark.parametrize(("source", "text"), [
    ("(partial L)/(partial w)", "∂L/∂w"),
    ("(a + b)/2", "(a + b)/2"),
    ("hat(y) = sigma(w x + b)", "ŷ = σ(w x + b)"),
    ("h_(t-1)", "hₜ₋₁"),
    ('w_"new"', "w_new"),
    ("x^2 dot W_12^top", "x² · W₁₂ᵀ"),
    ("e^(x-z)", "e^(x−z)"),
    ("sqrt(v_t)", "√vₜ"),
    ("mat(1, 2; 3, 4)", "[1, 2; 3, 4]"),
])  # fmt: skip
def test_formulas_as_plain_text(source, text):
    assert plain_formula(source) == text


def test_plain_text_keeps_code_and_paragraphs():
    assert plain("Here $w = −3$ and `W[ids] -= 1`.\n\nNext.") == "Here w = −3 and W[ids] -= 1.\n\nNext."


@pytest.fixture(scope="module")
def apart():
    """Runs a function of paper_tools in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        yield lambda function, *args: pool.submit(function, *args).result()


EDITIONS = [Edition(), Edition(large=True), Edition(page="us-letter", extra_time=1.5)]


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda one: f"{one.page}{one.suffix}")
def test_boxes_stand_at_the_same_places_in_every_version_and_nothing_overflows(apart, edition):
    papers = apart(laid_out, REPOSITORY, "midterm", 3, edition)
    looked = [apart(look_at, paper) for paper in papers]
    assert looked[0].boxes
    assert looked[0].boxes == looked[1].boxes == looked[2].boxes
    assert {len(one.ink) for one in looked} == {papers[0]["pages"]}
    assert [overflow(one, paper) for one, paper in zip(looked, papers)] == [[], [], []]
    assert len({str(paper["sheet"]["questions"]) for paper in papers}) == 3


@pytest.mark.parametrize("edition", EDITIONS[:2], ids=lambda one: f"{one.page}{one.suffix}")
def test_every_question_of_the_bank_fits_its_place(apart, edition):
    for paper in apart(whole_bank, REPOSITORY, 1 if edition.large else 2, edition):
        looked = apart(look_at, paper)
        assert overflow(looked, paper) == []
        assert len(looked.ink) == paper["pages"]


@pytest.fixture(scope="module")
def one_paper(apart):
    return apart(laid_out, REPOSITORY, "midterm", 1, Edition())[0]


def test_a_block_that_is_too_low_would_be_seen(apart, one_paper):
    low = [{**block, "body": 0.5 * block["body"]} for block in one_paper["blocks"]]
    assert any("below its block" in one for one in overflow(apart(look_at, {**one_paper, "blocks": low}), one_paper))


@pytest.mark.parametrize("long", [{"text": "o" * 90}, {"math": f"({'x + ' * 40} y)/2", "alt": "x", "signs": 9}])
def test_what_is_too_wide_would_be_seen(apart, one_paper, long):
    first, *others = one_paper["sheet"]["questions"]
    wide = {**one_paper, "sheet": {**one_paper["sheet"], "questions": [{**first, "prompt": [[long]]}, *others]}}
    assert "Q1: into the boxes" in overflow(apart(look_at, wide), wide)


HEIGHTS = {"head": 10.0, "asked": 100.0, "rows": [30.0]}


def sizes(*asked: float, page: float = 700.0, cover: float = 300.0) -> Sizes:
    """One version whose questions ask so much."""
    return Sizes([[{**HEIGHTS, "asked": one} for one in asked]], [20.0], [[cover, cover]], page, 10.0)


def planned_pages(found: Plan) -> list[int]:
    return [block.page for block in found.blocks]


def questions(count: int, space: float = 0.0) -> list[dict[str, Any]]:
    return [{"number": f"Q{n}", "title": "T", "space": space} for n in range(1, count + 1)]


def test_questions_are_never_divided_and_the_highest_version_decides():
    two = sizes(250, 250, 100)
    higher = Sizes([*two.questions, *sizes(100, 400, 100).questions], two.titles, two.covers, two.page, two.em)
    assert planned_pages(plan(questions(3), two, {0: 0}, [False] * 3)) == [2, 2, 3]
    found = plan(questions(3), higher, {0: 0}, [False] * 3)
    assert [block.body for block in found.blocks] == [250, 400, 100]
    assert planned_pages(found) == [2, 3, 3]


def test_a_cover_that_is_too_high_takes_two_pages_and_questions_begin_after_it():
    assert planned_pages(plan(questions(1), sizes(100, cover=345), {0: 0}, [False])) == [3]
    with pytest.raises(QuestionError, match="too many sections"):
        plan(questions(1), sizes(100, cover=800), {0: 0}, [False])


def test_room_to_work_in_is_given_up_before_a_question_is_refused():
    crowded = plan(questions(1, space=40), sizes(500), {0: 0}, [False]).blocks[0]
    assert 500 < crowded.height < 700
    with pytest.raises(QuestionError, match=r"Q1 \(T\) is 1.\d\d pages high"):
        plan(questions(1, space=40), sizes(800), {0: 0}, [False])


# ------------------------------------------------------------------------------------------------- the command exam


def exam(course, *words):
    """Run the command as a user does; gives status, what was printed, errors."""
    command = [sys.executable, "-m", "autograder", "exam", "quiz", "--course", str(course.folder), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=course.folder)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return exam_course(tmp_path_factory.mktemp("course"), settings='title = "A course"\n')


@pytest.fixture(scope="module")
def printed(course):
    """Two versions and a make-up, printed once."""
    out = course.folder / "out"
    status, said, _ = exam(course, "--versions", 2, "--make-up", "--out", out)
    assert (status, said.splitlines()[0]) == (0, "Quiz: 3 papers, 2 pages each, 3 questions, 10 points, 20 minutes")
    return out


def test_each_version_has_its_files_and_all_are_in_one_to_print(printed):
    names = {"paper.pdf", "key.pdf", "record.json", "answers.toml"}
    folders = [folder for folder in printed.iterdir() if folder.is_dir()]
    assert {folder.name for folder in folders} == {"A", "B", "make-up"}
    assert [{file.name for file in folder.iterdir()} - names for folder in folders] == [set()] * 3
    assert all((folder / name).is_file() for folder in folders for name in names)
    assert len(texts(printed / "papers-A-to-make-up.pdf")) == 6
    assert "Q1_n" in (printed / "A" / "answers.toml").read_text()


def test_every_page_carries_the_version_and_its_code(printed):
    for record in read_records(printed):
        for number, page in enumerate(texts(printed / record.version / "paper.pdf"), 1):
            assert record.code in page
            assert f"Version {record.version}" in page
            assert f"Page {number} of 2" in page


def test_the_key_says_what_each_answer_earns(printed):
    key = " ".join(" ".join(texts(printed / "A" / "key.pdf")).split())
    record = next(one for one in read_records(printed) if one.version == "A")
    assert f"{record.keys['Q1']['n']} (exactly) earns 3" in key
    assert "They are multiplied." in key
    assert "earns 0.31" in key


def test_papers_are_tagged_for_screen_readers(printed):
    for name in ("paper.pdf", "key.pdf"):
        root = PdfReader(printed / "A" / name).trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert (root["/Lang"], root["/ViewerPreferences"]["/DisplayDocTitle"]) == ("en-GB", True)
        assert "pdfuaid" in root["/Metadata"].get_object().get_data().decode()
        found = elements(printed / "A" / name)
        headings = [int(kind[2:]) for kind, _ in found if re.fullmatch(r"/H\d", kind)]
        assert headings[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(headings))
        formulas = [facts["/Alt"] for kind, facts in found if kind == "/Formula"]
        assert any(re.fullmatch(r"w equals \d", words) for words in formulas)
        assert all(formulas)


def test_another_edition_keeps_the_questions_and_the_record(course, printed):
    before = (printed / "A" / "record.json").read_bytes()
    status, said, _ = exam(course, "--versions", 2, "--large-print", "--extra-time", 1.5, "--out", printed)
    assert (status, "30 minutes" in said) == (0, True)
    assert (printed / "A" / "record.json").read_bytes() == before
    large = " ".join(texts(printed / "A" / "paper-large-print-extra-time-1.5.pdf"))
    assert "30 minutes" in large
    slopes = re.search(r"slope \d+ times \d+", " ".join(texts(printed / "A" / "paper.pdf")))
    assert slopes is not None
    assert slopes[0] in large
    versions = (printed / "versions.csv").read_text().splitlines()
    assert [line.split(",")[0] for line in versions] == ["version", "A", "B", "make-up"]


def test_the_same_paper_again_is_the_same_file(course, printed, tmp_path):
    assert exam(course, "--versions", 2, "--make-up", "--out", tmp_path)[0] == 0
    assert (tmp_path / "B" / "paper.pdf").read_bytes() == (printed / "B" / "paper.pdf").read_bytes()


def test_a_printed_paper_is_never_replaced_by_one_with_other_questions(course, printed, tmp_path):
    changed = exam_course(tmp_path, bank=BANK.replace("range(11, 99)", "range(12, 98)"))
    status, _, error = exam(changed, "--versions", 2, "--out", printed)
    assert status == 2
    assert "holds a paper with other questions" in error


def test_each_student_has_a_paper_of_their_own(course, tmp_path):
    roster = tmp_path / "roster.csv"
    roster.write_text("Name,Email,SID\nĐorđe Müller-Lüdenscheidt,d@uni.edu,007\n\"O'Brien, Ann\",a@uni.edu,42\n")
    status, said, error = exam(course, "--students", roster, "--out", tmp_path / "out")
    assert (status, "No course secret is set" in error) == (0, True)
    assert "2 papers" in said
    one, two = read_records(tmp_path / "out")
    assert (one.digest == two.digest, one.code == two.code) == (False, False)
    paths = {record.student: tmp_path / "out" / folder_name(record.student) / "paper.pdf" for record in (one, two)}
    cover = {student: texts(path)[0] for student, path in paths.items()}
    assert "Đorđe Müller-Lüdenscheidt" in cover["d@uni.edu"]
    assert "007" in cover["d@uni.edu"]
    assert "Name:" not in cover["a@uni.edu"]


def test_names_from_all_over_the_world_are_printed_or_give_way_to_the_id(course, tmp_path):
    roster = tmp_path / "roster.csv"
    names = ["Иван Петров", "𐎠𐎡𐎢 王小明", f"A{'n' * 90}"]
    lines = [f"{name},s{n}@uni.edu,900{n}" for n, name in enumerate(names)]
    roster.write_text("\n".join(["Name,Email,SID", *lines]), encoding="utf-8")
    status, said, error = exam(course, "--students", roster, "--out", tmp_path / "out")
    assert (status, "3 papers, 2 pages each" in said) == (0, True)
    covers = [texts(tmp_path / "out" / folder_name(f"s{n}@uni.edu") / "paper.pdf")[0] for n in range(3)]
    assert "Иван Петров" in covers[0]
    assert "王小明" in covers[1] or ("9001" in covers[1] and "No font on this machine" in error)
    assert "Annn" in covers[2]


@pytest.mark.parametrize(("words", "said"), [
    ((), "Say what to print"),
    (("--versions", 21), "from 1 to 20"),
    (("--versions", -1), "from 1 to 20"),
    (("--versions", 1, "--extra-time", 0.5), "a factor from 1 to 4"),
    (("--versions", 1, "--students", "x.csv"), "Choose --versions or --students"),
    (("--versions", 1, "--practice", 1), "--practice writes sets for students and nothing else"),
    (("--students", "none.csv"), "Cannot read none.csv"),
])  # fmt: skip
def test_a_wrong_request_is_explained(course, tmp_path, words, said):
    status, _, error = exam(course, *words, "--out", tmp_path / "new")
    assert status == 2
    assert said in error
    assert "Traceback" not in error


def test_a_folder_with_other_things_is_left_alone(course, tmp_path):
    (tmp_path / "thesis.doc").write_text("years of work")
    status, _, error = exam(course, "--versions", 1, "--out", tmp_path)
    assert (status, "holds no papers" in error) == (2, True)


def test_a_formula_that_cannot_be_set_is_the_authors_mistake_and_is_quoted(tmp_path):
    broken = exam_course(tmp_path, bank=BANK.replace("From $w", "From $w_new + w"))
    status, _, error = exam(broken, "--versions", 1, "--out", tmp_path / "out")
    assert status == 1
    assert "new" in error
    assert "Traceback" not in error
    mended = exam_course(tmp_path)
    assert exam(mended, "--versions", 1, "--out", tmp_path / "out")[0] == 0  # nothing was printed, so nothing is kept
