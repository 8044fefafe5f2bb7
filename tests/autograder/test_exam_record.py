"""Version codes, and records that keep marking to what was printed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from exam_tools import BANK, exam_course

from autograder.assignment import load
from autograder.errors import UsageError
from autograder.exams.record import ALPHABET, read_code, read_records, record_of, redrawn, version_code

CODES = [version_code("midterm", seed) for seed in "ABCDEFGH"]


def test_codes_are_their_own_and_read_however_they_are_typed():
    assert len(set(CODES)) == len(CODES)
    for code in CODES:
        assert {read_code(text) for text in (code, code.lower(), code.replace("-", " "), f" {code} ")} == {code}


def test_a_code_follows_from_exam_seed_and_student():
    assert CODES[0] == version_code("midterm", "A")
    assert CODES[0] not in (version_code("final", "A"), version_code("midterm", "A", "ada"))


def refused(text: str) -> bool:
    try:
        read_code(text)
    except UsageError:
        return True
    return False


@pytest.mark.parametrize("code", CODES[:3])
def test_every_slip_in_one_character_and_every_swap_of_two_is_found(code):
    letters = code.replace("-", "")
    for at in range(len(letters)):
        wrong = [letters[:at] + other + letters[at + 1 :] for other in ALPHABET if other != letters[at]]
        assert all(map(refused, wrong))
    swapped = [letters[:i] + letters[i + 1] + letters[i] + letters[i + 2 :] for i in range(len(letters) - 1)]
    assert all(refused(text) for text in swapped if text != letters)
    assert refused(letters[:-1])
    assert refused(letters + "2")


@pytest.fixture
def course(tmp_path):
    return exam_course(tmp_path / "course")


def test_a_record_is_read_back_and_draws_the_same_exam(course, tmp_path):
    for seed in "AB":
        record_of(load(course, "quiz", seed)).write(tmp_path / "out" / seed)
    records = read_records(tmp_path / "out", "quiz")
    assert [record.seed for record in records] == ["A", "B"]
    assert records[0] == record_of(load(course, "quiz", "A"))
    assert redrawn(load(course, "quiz"), records[1]).variant.seed == "B"


def test_a_paper_of_a_students_own_has_a_record_too(course, tmp_path):
    record_of(load(course, "quiz", "final", "ada")).write(tmp_path / "out")
    (record,) = read_records(tmp_path / "out", "quiz")
    assert record.student == "ada"
    assert redrawn(load(course, "quiz"), record).variant.student == "ada"


def test_what_changed_in_the_bank_is_named_and_nothing_is_marked_by_it(course, tmp_path):
    record = record_of(load(course, "quiz", "A"))
    changed = exam_course(tmp_path / "course", BANK.replace("draw.integer(2, 9)", "draw.integer(3, 10)"))
    with pytest.raises(UsageError, match=r"version A .* N01-STEP would not be what was printed"):
        redrawn(load(changed, "quiz"), record)


def test_shares_and_solutions_may_change_after_the_exam(course, tmp_path):
    record = record_of(load(course, "quiz", "A"))
    changed = exam_course(tmp_path / "course", BANK.replace("0.25", "0.4").replace('"{g}, {w_new}"', '"Or: {g}"'))
    assert redrawn(load(changed, "quiz"), record).points == 10


def test_two_records_of_one_version_are_not_chosen_between(course, tmp_path):
    record = record_of(load(course, "quiz", "A"))
    record.write(tmp_path / "out" / "first")
    record.write(tmp_path / "out" / "again")
    assert read_records(tmp_path / "out") == [record]
    replace(record, digest={}).write(tmp_path / "out" / "other")
    with pytest.raises(UsageError, match="two different records of version A"):
        read_records(tmp_path / "out")


def test_records_that_are_missing_or_broken_are_told(tmp_path):
    with pytest.raises(UsageError, match=r"holds no record.json of quiz"):
        read_records(tmp_path, "quiz")
    (tmp_path / "record.json").write_text(json.dumps({"format": 1}))
    with pytest.raises(UsageError, match="is not the record of a paper"):
        read_records(tmp_path, "quiz")
