"""Answers that fit somebody else's numbers: flagged where chance does not explain them, and never charged."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from mini import mini_assignment

from autograder.assignment import Assignment
from autograder.cli import main
from autograder.gradescope.pack import format_answers
from autograder.people.coincidences import COURSE, Keys, drawn_keys
from autograder.people.personal import for_student, judged, typed
from autograder.people.students import Member
from autograder.reference import typed_answers

QUESTIONS = '''
from dataclasses import dataclass
from autograder.question import Question
from autograder.checks import Choice, HiddenTests, whole_number
from autograder.credit import Credit
TITLE = "Mini"
OPTIONS = dict.fromkeys("abcdefgh", "perhaps")

@dataclass(frozen=True)
class Number:
    right: int
    def __call__(self, answer, key):
        answer = whole_number(answer)
        return Credit(1.0 if answer == self.right else 0.5 if 2 * answer == self.right else 0.0, "", cause="half")

def draw(variant):
    letters = "".join(variant.personal_rng("letters").permutation(list("abcdefgh")))
    return {"number": int(variant.personal_rng("D1").randint(10**6)), "letters": letters,
            "other": "abcdefgh"[variant.personal_rng("D4").randint(8)]}

def questions(variant, drawn):
    choices = {"D2": drawn["letters"][0], "D3": drawn["letters"][0], "D4": drawn["other"]}
    return [
        Question("B1", "double", 6, ("work.double",), HiddenTests()),
        Question("D1", "number", 4, ("answers.D1",), Number(drawn["number"]), right=drawn["number"]),
        *(Question(n, n, 4, (f"answers.{n}",), Choice(OPTIONS, r), right=r) for n, r in choices.items()),
    ]
'''
TESTS = """
    @number("B1.1")
    def test_double(student):
        "doubles"
        assert student.double(2) == 4
"""
STUDENTS = tuple(f"s{n}@x.org" for n in range(12))


@pytest.fixture(scope="module")
def mini(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    """One number out of a million, two letters that hang together, one that does not."""
    folder = tmp_path_factory.mktemp("course")
    return mini_assignment(folder, TESTS, QUESTIONS, course="[assignments.mini]\npersonal = true\n")


@pytest.fixture(scope="module")
def keys(mini: Assignment) -> Keys:
    """The numbers of a class of twelve."""
    return drawn_keys(mini, STUDENTS)


def rights(mini: Assignment, student: str | None) -> dict[str, Any]:
    """Right answers on a student's numbers."""
    return typed_answers(for_student(mini, student))


def flags(mini: Assignment, keys: Keys, answers: Mapping[str, Any], *students: str) -> list[str]:
    """What staff are told of these answers."""
    members = [Member(student, student) for student in students]
    asked = replace(mini, questions=typed(mini))
    report = judged(asked, answers, None, members)
    return list(keys.flags(asked, report, answers, members))


def unlike(mini: Assignment, student: str) -> str:
    """Another student of the class who has none of the letters of this one."""
    own = rights(mini, student)
    return next(s for s in STUDENTS if not set(own.values()) & set(rights(mini, s).values()))


def test_one_answer_that_is_hardly_chance(mini: Assignment, keys: Keys) -> None:
    """A number out of a million says whose it is; the score is what it is without the flag."""
    own, other = rights(mini, "s0@x.org"), unlike(mini, "s0@x.org")
    (flag,) = flags(mini, keys, {**own, "D1": rights(mini, other)["D1"]}, "s0@x.org")
    assert flag.startswith(f"review: D1 fits the numbers of {other};")


def test_one_letter_of_eight_says_nothing(mini: Assignment, keys: Keys) -> None:
    """Somebody always has it."""
    own, other = rights(mini, "s0@x.org"), unlike(mini, "s0@x.org")
    assert flags(mini, keys, {**own, "D4": rights(mini, other)["D4"]}, "s0@x.org") == []


def test_what_hangs_together_counts_once(mini: Assignment, keys: Keys) -> None:
    """Two questions with the same letters are one coincidence, not two."""
    own, other = rights(mini, "s0@x.org"), unlike(mini, "s0@x.org")
    theirs = rights(mini, other)
    assert flags(mini, keys, {**own, "D2": theirs["D2"], "D3": theirs["D3"]}, "s0@x.org") == []


def test_independent_coincidences_add_up(mini: Assignment) -> None:
    """Each says nothing, together they do, in a class that is small enough for it."""
    own, other = rights(mini, "s0@x.org"), unlike(mini, "s0@x.org")
    theirs = rights(mini, other)
    few = drawn_keys(mini, ["s0@x.org", other])
    for answers in ({"D2": theirs["D2"]}, {"D4": theirs["D4"]}):
        assert flags(mini, few, {**own, **answers}, "s0@x.org") == []
    together = few._chance(("D2", "D4"), {n: {f'"{theirs[n]}"'} for n in ("D2", "D4")})
    alone = few._chance(("D4",), {"D4": {f'"{theirs["D4"]}"'}})
    assert 1 / 150 < together < 1 / 30 < alone < 1 / 5


def test_own_slips_and_right_answers_are_no_coincidences(mini: Assignment, keys: Keys) -> None:
    """A named slip keeps its share and raises no flag, nor does what fits nobody, nor what is right."""
    own = rights(mini, "s0@x.org")
    for answer in (own["D1"], 2 * own["D1"], own["D1"] // 2, -1, "many", None, []):
        assert flags(mini, keys, {**own, "D1": answer}, "s0@x.org") == []
    assert flags(mini, keys, {}, "s0@x.org") == []


def test_a_group_may_use_the_numbers_of_its_members(mini: Assignment, keys: Keys) -> None:
    """Also some of one's and some of another's."""
    one, other = "s0@x.org", unlike(mini, "s0@x.org")
    mixed = {**rights(mini, one), "D1": rights(mini, other)["D1"]}
    assert flags(mini, keys, mixed, one)
    assert flags(mini, keys, mixed, one, other) == []


def test_the_course_s_own_variant_is_compared_with(mini: Assignment, keys: Keys) -> None:
    """Who answered on the numbers that nobody has."""
    own = rights(mini, "s0@x.org")
    (flag,) = flags(mini, keys, {**own, "D1": rights(mini, None)["D1"]}, "s0@x.org")
    assert f"the numbers of {COURSE};" in flag


def test_honest_wrong_answers_of_a_class(mini: Assignment, keys: Keys) -> None:
    """Right answers of strangers stand for slips: the hardest case, and nobody is flagged for it."""
    strangers = [rights(mini, f"fresh {n}") for n in range(len(STUDENTS))]
    told = [flags(mini, keys, answers, student) for student, answers in zip(STUDENTS, strangers)]
    assert told == [[]] * len(STUDENTS)


def test_grade_all_tells_staff(mini: Assignment, tmp_path: Path) -> None:
    """In the gradebook, on the class page and in staff.json; in no file of the student's."""
    course, other = mini.course.folder, unlike(mini, "s0@x.org")
    answers = {"s0@x.org": {**rights(mini, "s0@x.org"), "D1": rights(mini, other)["D1"]}, other: rights(mini, other)}
    lines = []
    for n, (student, values) in enumerate(answers.items()):
        folder = tmp_path / "export" / f"submission_{n}"
        folder.mkdir(parents=True)
        (folder / "answers.toml").write_text(format_answers(values))
        lines.append(f"submission_{n}:\n  :submitters:\n  - :name: N{n}\n    :email: {student}\n")
    (tmp_path / "export" / "submission_metadata.yml").write_text("".join(lines))
    out = tmp_path / "out"
    words = ["grade-all", "mini", str(tmp_path / "export"), "--out", str(out), "--course", str(course), "--unconfined"]
    done = CliRunner().invoke(main, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    with (out / "gradebook.csv").open(encoding="utf-8") as file:
        rows = {row["email"]: row for row in csv.DictReader(file)}
    assert f"review: D1 fits the numbers of {other}" in rows["s0@x.org"]["look at by hand"]
    assert (rows["s0@x.org"]["D1"], rows["s0@x.org"]["D2"], rows[other]["D1"]) == ("0", "4", "4")
    assert rows[other]["look at by hand"] == ""
    assert "review: D1 fits" in (out / "class.html").read_text()
    for name in ("results.json", "report.json", "report.html"):
        assert "review" not in (out / "submission_0" / name).read_text()
    assert "review: D1 fits" in (out / "submission_0" / "staff.json").read_text()
    again = CliRunner().invoke(main, words, catch_exceptions=False)
    assert "review: D1 fits" in again.output
