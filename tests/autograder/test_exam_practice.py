"""Practice sets: what students keep marks as the real exam does, and holds no template."""

from __future__ import annotations

import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from exam_tools import exam_course

from autograder.course import Course
from autograder.exams.at_home import read_answers
from autograder.exams.bank import bank
from autograder.exams.entries import Item, Number, Slip, names_in, value_of
from autograder.exams.freezing import frozen
from autograder.exams.marking import mark
from autograder.exams.questions import right_answer
from autograder.exams.thawed import item as thawed
from autograder.question import Key, Question
from autograder.variant import Variant

REPOSITORY = Path(__file__).parents[2]
BANK = bank(Course.at(REPOSITORY))
KEY = Key(Question("Q1", "T", 1, ("answers.Q1",), lambda answer, key: None), Variant("exam"))


def through_json(item: Item) -> Item:
    return thawed(json.loads(json.dumps(frozen(item))))


def attempts(item: Item, rng: np.random.RandomState):
    """Answers that are right, that follow each modelled error, and that carry a wrong number forward."""
    right = {entry.name: right_answer(item, entry) for entry in item.entries}
    yield right
    keys = item.keys()
    for entry in item.numbers:
        for slip in entry.slips:
            try:
                yield {**right, entry.name: str(Fraction(str(value_of(slip.value, keys))))}
            except (ArithmeticError, ValueError, KeyError):
                continue
    for entry in item.numbers[:2]:
        wrong = Fraction(str(keys[entry.name])) + int(rng.randint(2, 5))
        try:
            carried = item.keys({entry.name: wrong})
        except (ArithmeticError, ValueError, KeyError):
            carried = keys
        yield {**right, **{name: str(value) for name, value in carried.items()}, entry.name: str(wrong)}


NUMERIC = [id for id, one in BANK.items() if one.draw(np.random.RandomState(0))[0].numbers]


@pytest.mark.parametrize("id", NUMERIC)
def test_a_frozen_item_marks_as_its_template_does(id):
    rng = np.random.RandomState(7)
    item, _ = BANK[id].draw(rng)
    again = through_json(item)
    for answers in attempts(item, rng):
        one, two = mark(item, answers, KEY), mark(again, answers, KEY)
        assert [part.credit for part in one.parts] == [part.credit for part in two.parts] or id.startswith("N38")


def test_nearly_every_function_is_frozen_with_its_arguments():
    lost = []
    for id in NUMERIC:
        item, _ = BANK[id].draw(np.random.RandomState(1))
        for entry, again in zip(item.numbers, through_json(item).numbers):
            lost += [id] if names_in(entry.key) != names_in(again.key) else []
    assert lost == ["N38-ADAM-1"]


def number(name, key, *slips):
    return Number(name, name, key, slips=slips)


def frozen_key(key, at):
    """The second entry's key, frozen and thawed, at a value of the first."""
    item = through_json(Item("?", {}, (number("a", 3), number("b", key)), ""))
    return value_of(item.numbers[1].key, {"a": Fraction(at)})


@pytest.mark.parametrize(("key", "at", "value"), [
    (lambda a: 2 * a - 1, 5, 9),
    (lambda a: 1 / (a + 1) ** 2, 1, Fraction(1, 4)),
    (lambda a: Fraction(1, 3) * abs(-a), 6, 2),
    (lambda a: sum([a, a, 1]), 4, 9),
    (lambda a: max(a, 0), -7, 0),
    (lambda a: 10 if a == 3 else 20, 4, 20),
    (lambda a, factor=4: factor * a, 3, 12),
])  # fmt: skip
def test_functions_of_one_entry_are_kept(key, at, value):
    assert frozen_key(key, at) == value


def test_a_table_has_no_value_between_its_points():
    with pytest.raises(KeyError):
        frozen_key(lambda a: max(a, 0), "1/7")


def test_a_function_of_two_entries_that_asks_which_is_larger_stands_with_its_value():
    item = Item("?", {}, (number("a", 3), number("b", 4), number("c", lambda a, b: max(a, b))), "")
    again = through_json(item).numbers[2]
    assert (again.key, names_in(again.key)) == (4, ())


def test_a_slip_that_nobody_can_make_with_these_numbers_is_left_out():
    item = Item("?", {}, (number("a", 0), number("b", 1, Slip("upside down", lambda a: 1 / a, 0.5))), "")
    kept = through_json(item).numbers[1].slips
    assert [names_in(slip.value) for slip in kept] == [("a",)]  # with another a it has a value
    nowhere = Item("?", {}, (number("a", 0), number("b", 1, Slip("none", lambda a: [][0], 0.5))), "")
    assert through_json(nowhere).numbers[1].slips[0].value.values == {}


@pytest.mark.parametrize(("line", "read"), [
    ('Q1_g = "1/2"   # the gradient', "1/2"),
    ("Q1_g = 0.5", "0.5"),
    ("  Q1_g='a, c' ", "a, c"),
    ("Q1_g = “−3”", "−3"),
    ('Q1_g = ""', ""),
])  # fmt: skip
def test_answers_are_read_as_people_type_them(tmp_path, line, read):
    (tmp_path / "answers.toml").write_text(f"# mine\n\n{line}\n", encoding="utf-8")
    assert read_answers(tmp_path / "answers.toml") == ({"Q1_g": read}, [])


def test_a_line_that_is_not_understood_is_named_and_costs_no_other(tmp_path):
    (tmp_path / "answers.toml").write_text('Q1_g "3"\nQ2_n = "4\nQ3_a = "b"\n')
    found, unclear = read_answers(tmp_path / "answers.toml")
    assert found["Q3_a"] == "b"
    assert "line 1 is not understood" in unclear[0]


# --------------------------------------------------------------------------------------------- what students are given


FORBIDDEN = ("click", "rich", "sympy", "mpmath", "pytest", "yaml", "jinja2", "fastjsonschema", "tomli", "typst",
             "pypdf", "gradescope_utils", "scipy")  # fmt: skip
LAPTOP = """
import runpy, sys
for name in {forbidden}:
    sys.modules[name] = None
folder, *sys.argv[1:] = sys.argv[1:]
sys.argv[0] = folder + "/mark.py"
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
finally:
    elsewhere = [m.__file__ for n, m in sys.modules.items() if n.startswith("autograder") and m.__file__]
    assert all(file.startswith(folder) for file in elsewhere), elsewhere
"""


def exam(course, *words):
    command = [sys.executable, "-m", "autograder", "exam", "quiz", "--course", str(course.folder), *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=course.folder)


def marked(folder, *words):
    """Run mark.py as on a laptop that has Python and numpy only."""
    code = LAPTOP.format(forbidden=FORBIDDEN)
    command = [sys.executable, "-I", "-c", code, str(folder), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout


@pytest.fixture(scope="module")
def sets(tmp_path_factory):
    course = exam_course(tmp_path_factory.mktemp("course"))
    done = exam(course, "--practice", 2, "--out", course.folder / "out")
    assert (done.returncode, "2 practice sets" in done.stdout) == (0, True)
    return course.folder / "out"


def write_answers(folder, **answers):
    (folder / "answers.toml").write_text("".join(f'{name} = "{text}"\n' for name, text in answers.items()))


def questions(folder):
    facts = json.loads((folder / "practice.json").read_text())
    return {one["number"]: thawed(one["item"]) for one in facts["questions"]}


def test_a_set_holds_what_a_student_needs_and_no_template(sets):
    names = {path.name for path in (sets / "practice-1").iterdir()}
    assert names == {"paper.pdf", "solutions.pdf", "answers.toml", "mark.py", "practice.json", "autograder"}
    assert questions(sets / "practice-1") != questions(sets / "practice-2")
    for path in sets.rglob("*"):
        if path.suffix in (".py", ".json", ".toml"):
            assert "@template" not in path.read_text()
            assert str(sets.parent) not in path.read_text()


def test_right_answers_earn_everything_on_a_laptop_with_numpy_alone(sets):
    folder = sets / "practice-1"
    right = {f"{number}_{entry.name}": right_answer(item, entry)
             for number, item in questions(folder).items() for entry in item.entries}  # fmt: skip
    write_answers(folder, **right)
    status, said = marked(folder)
    assert status == 0
    assert "10 of 10 points" in said


def test_errors_are_carried_forward_and_named(sets):
    folder = sets / "practice-2"
    item = questions(folder)["Q2"]
    keys = item.keys()
    wrong = keys["g"] + 2
    write_answers(folder, Q2_g=wrong, Q2_w_new=item.keys({"g": wrong})["w_new"])
    status, said = marked(folder, "q2")
    assert status == 0
    assert f"Right for your g = {wrong}" in " ".join(said.split())
    assert "Not answered yet" not in said


def test_nothing_answered_an_unknown_question_and_help(sets):
    folder = sets / "practice-1"
    write_answers(folder, Q1_n="", Q9_x="3")
    status, said = marked(folder)
    assert (status, said.startswith("Nothing to mark yet: write your answers into answers.toml")) == (2, True)
    assert marked(folder, "Q7")[1] == "There is no question Q7; there are Q1, Q2, Q3.\n"
    assert "python mark.py" in marked(folder, "--help")[1]
    (folder / "answers.toml").unlink()
    assert "There is no answers.toml" in marked(folder)[1]


def test_an_old_set_is_replaced_and_other_folders_are_left_alone(sets, tmp_path):
    course = exam_course(tmp_path / "course")
    (tmp_path / "practice-1").mkdir()
    (tmp_path / "practice-1" / "thesis.doc").write_text("years of work")
    done = exam(course, "--practice", 1, "--out", tmp_path)
    assert (done.returncode, "holds no practice set" in done.stderr) == (2, True)
    assert exam(course, "--practice", 1, "--out", sets).returncode == 0
    (tmp_path / "staff" / "A").mkdir(parents=True)
    (tmp_path / "staff" / "A" / "record.json").write_text("{}")
    assert "holds papers of an exam" in exam(course, "--practice", 1, "--out", tmp_path / "staff").stderr
    assert "from 1 to 50" in exam(course, "--practice", 0, "--out", tmp_path).stderr


def test_no_exam_is_printed_from_a_seed_that_students_have(tmp_path):
    done = exam(exam_course(tmp_path), "--versions", 1, "--variant", "practice/1", "--out", tmp_path / "out")
    assert (done.returncode, "which students have seen" in done.stderr) == (2, True)
