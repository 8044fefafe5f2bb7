"""Rows of the gradebook: what is pending is no zero, what a person is called is no formula, cents add up."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest
from fake_reports import SECRET, assignment, code, pending, report, two_tests, typed, wrong

from autograder.classes.export import Entry
from autograder.classes.gradebook import Row, class_summary, status, write_gradebook
from autograder.classes.results import percent, summarise
from autograder.credit import FULL, Credit, Part, from_parts
from autograder.people.person import Person

ANN = Entry("submission_1", Path("submission_1"), (Person("Ann", "0012", "ann@example.org"),), "2027-02-01", 11.5)
PAIR = Entry("submission_2", Path("submission_2"), (Person("Bob"), Person("Eve")), note="names two")


def read(rows, tmp_path):
    write_gradebook(rows, tmp_path / "gradebook.csv")
    with (tmp_path / "gradebook.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def ann(*judged, **more):
    return Row.of(ANN, report(*judged, **more))


def test_a_row_says_what_was_got_and_by_whom(tmp_path):
    staff = {"confinement": {"level": "3 (all layers)"}}
    whole = report((code("B1"), two_tests()), (typed("D1"), wrong(share=0.5)), staff=staff, notes=("Missing: sgd.py.",))
    (line,) = read([Row.of(ANN, whole, seconds=2.25)], tmp_path)
    assert line == {
        "id": "submission_1", "name": "Ann", "sid": "0012", "email": "ann@example.org", "score": "12", "max": "14",
        "status": "graded", "B1": "10", "D1": "2", "confinement": "3 (all layers)", "look at by hand": "",
        "minutes late": "", "grace days": "", "late penalty": "", "final score": "12",
        "submitted at": "2027-02-01", "score before": "11.5", "seconds": "2.2", "notes": "Missing: sgd.py.",
    }  # fmt: skip


def test_members_of_a_group_each_have_a_line(tmp_path):
    lines = read([Row.of(PAIR, report((code("B1"), FULL)))], tmp_path)
    assert [(line["id"], line["name"], line["score"]) for line in lines] == [
        ("submission_2", "Bob", "10"),
        ("submission_2", "Eve", "10"),
    ]
    assert lines[0]["notes"] == "names two"


def test_a_submission_without_a_name_is_not_lost(tmp_path):
    (line,) = read([Row.of(replace(ANN, people=()), report((code("B1"), FULL)))], tmp_path)
    assert (line["id"], line["name"], line["score"]) == ("submission_1", "", "10")


def test_cents_are_exact(tmp_path):
    thirds = from_parts([Part("a", 1, FULL), Part("b", 1, wrong()), Part("c", 1, wrong())])
    row = replace(ann((code("B1", 0.1), thirds), (code("B2", 123456.78), FULL)), score_before=123456.78)
    (line,) = read([row], tmp_path)
    assert line["score before"] == "123456.78"
    assert "from 123456.82 to 123456.82" in class_summary([row])
    assert (line["B1"], line["B2"], line["score"], line["max"]) == ("0.04", "123456.78", "123456.82", "123456.88")


def test_a_pending_question_is_an_empty_cell_and_not_a_zero(tmp_path):
    (line,) = read([ann((code("B1"), FULL), (code("B2"), pending()), (code("B3"), wrong()))], tmp_path)
    assert (line["B1"], line["B2"], line["B3"]) == ("10", "", "0")
    assert line["status"] == "pending: B2"
    assert line["score"] == "10"
    assert line["look at by hand"] == f"B2: {SECRET}"


def test_of_a_traceback_the_gradebook_has_the_line_that_names_the_error():
    trace = 'Traceback (most recent call last):\n  File "x.py", line 1, in f\nZeroDivisionError: by zero\n'
    assert ann((code("B1"), Credit(None, "Not judged.", trace))).by_hand == ("B1: ZeroDivisionError: by zero",)


def test_flags_are_to_be_looked_at():
    assert ann((code("B1"), FULL), staff={"flags": ["fits another variant"]}).by_hand == ("fits another variant",)


def test_a_failed_grading_has_no_score_at_all(tmp_path):
    questions = (code("B1"), code("B2", dropped="full credit"), code("B3", dropped="removed"), code("B4", bonus=True))
    row = Row.failed(ANN, assignment(*questions), "the grading process ended with signal 9")
    (line,) = read([row], tmp_path)
    assert (line["score"], line["max"], line["status"]) == ("", "20", "not graded")
    assert (line["B1"], line["B2"], line["B4"]) == ("", "10", "")
    assert "B3" not in line
    assert "signal 9" in line["look at by hand"]


def test_bonus_stands_outside_the_maximum_and_removed_questions_are_left_out(tmp_path):
    row = ann((code("B1"), FULL), (code("B2", bonus=True), FULL), (code("B3", dropped="removed"), FULL))
    (line,) = read([row], tmp_path)
    assert (line["score"], line["max"]) == ("20", "10")
    assert "B3" not in line


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2", "@sum", "\t=1", "x;=1", '",=HYPERLINK("a")', "a\n=1", "＝1"])
def test_no_cell_is_a_formula(tmp_path, text):
    entry = Entry("e", Path("e"), (Person(text, text, text),), text, note=text)
    row = Row.of(entry, report((code("B1"), Credit(None, "", text)), notes=(text,), staff={"confinement": text}))
    (line,) = read([row], tmp_path)
    for cell in line.values():
        for piece in cell.replace(";", ",").split(","):
            assert not piece.lstrip().startswith(("=", "+", "-", "@", "＝"))
        assert "\n" not in cell


def test_a_row_survives_json():
    whole = report((code("B1"), wrong(cause="sign")), (code("B2"), pending()), notes=("a note",))
    row = Row.of(ANN, whole, seconds=1.5)
    assert Row.from_json(json.loads(json.dumps(row.to_json(), allow_nan=False))) == row
    assert row.marks[0].causes == ("sign",)
    failed = Row.failed(PAIR, assignment(code("B1")), "why")
    assert Row.from_json(json.loads(json.dumps(failed.to_json()))) == failed


@pytest.mark.parametrize(
    "data",
    [{}, [], None, {"format": 0}, {"format": 1}, {"format": 1, "id": "x", "people": 5, "marks": []},
     {"format": 1, "id": "x", "people": [], "marks": [{"number": "B1"}]},
     {"format": 1, "id": "x", "people": [], "marks": [], "unknown": 1}],
)  # fmt: skip
def test_what_is_no_row_is_said(data):
    with pytest.raises(ValueError, match="not a row"):
        Row.from_json(data)


def test_a_kept_row_takes_its_owner_from_the_class_as_it_is_now():
    kept = Row.of(replace(ANN, people=(), note="not in the metadata"), report((code("B1"), FULL)))
    now = kept.belonging_to(ANN)
    assert now == ann((code("B1"), FULL))
    assert (now.people, now.note) == (ANN.people, "")


def test_columns_are_the_questions_of_all_rows(tmp_path):
    lines = read([ann((code("B1"), FULL)), ann((code("B1"), FULL), (code("B2"), FULL))], tmp_path)
    assert [line["B2"] for line in lines] == ["", "10"]


def test_an_empty_gradebook_has_a_header(tmp_path):
    assert read([], tmp_path) == []


def test_status_words():
    assert status(ann((code("B1"), FULL))) == "graded"
    assert status(ann((code("B1"), pending()), (code("B2"), pending()))) == "pending: B1, B2"


def test_the_class_in_figures():
    rows = [
        ann((code("B1"), FULL), (code("B2"), wrong(cause="sign"))),
        ann((code("B1"), FULL), (code("B2"), wrong(cause="sign", share=0.25))),
        ann((code("B1"), wrong(cause="sign|transposed")), (code("B2"), pending())),
        Row.failed(PAIR, assignment(code("B1"), code("B2")), "killed"),
    ]
    results = summarise(rows)
    assert (results.submissions, results.people, results.max_cents) == (4, 5, 2000)
    assert (results.mean, results.median, results.least, results.most) == (pytest.approx(22.5 / 3), 10, 0, 12.5)
    b1, b2 = results.questions
    assert (b1.share, b1.full, b1.some, b1.nothing, b1.pending) == (pytest.approx(2 / 3), 2, 0, 1, 1)
    assert (b2.share, b2.full, b2.some, b2.nothing, b2.pending) == (0.125, 0, 1, 1, 2)
    assert b1.causes == (("sign or transposed", 1),)
    assert b2.causes == (("sign", 2),)
    assert sum(results.bands) == 3
    assert len(results.by_hand) == 2


def test_bands_hold_everyone_and_the_best_are_in_the_last():
    rows = [ann((code("B1"), wrong(share=share)), (code("B2", bonus=True), FULL)) for share in (0, 0.099, 0.95, 1)]
    plain = [ann((code("B1"), wrong(share=share))) for share in (0, 0.099, 0.1, 1)]
    assert summarise(plain).bands == (2, 1, 0, 0, 0, 0, 0, 0, 0, 1)
    assert summarise(rows).bands[-1] == 4


def test_the_summary_tells_the_hardest_part_where_no_slip_was_recognised():
    half, whole = ann((code("B1"), two_tests(second=wrong()))), ann((code("B1"), FULL), (code("B2"), pending()))
    text = class_summary([half, whole])
    assert "1 x Property B1.2" in text
    assert "75%" in text
    assert "To look at by hand:" in text
    assert "submission_1 (Ann): B2" in text


def test_parts_are_named_only_where_others_were_kept():
    part_lost = ann((code("B1"), two_tests(second=wrong()))).marks[0]
    all_lost = ann((code("B1"), from_parts([Part("a", 1, wrong()), Part("b", 1, wrong())]))).marks[0]
    alone, unjudged = ann((code("B1"), wrong(share=0.5)), (code("B2"), from_parts([Part("a", 1, pending())]))).marks
    assert part_lost.lost == ("Property B1.2",)
    assert all_lost.lost == alone.lost == unjudged.lost == ()


def test_the_summary_of_nothing_judged_and_of_nobody():
    assert "none could be graded" in class_summary([Row.failed(ANN, assignment(code("B1")), "x")])
    assert "0 submissions" in class_summary([])


SHARES = [(None, ""), (0, "0%"), (0.001, "1%"), (0.999, "99%"), (1, "100%"), (0.5, "50%")]


@pytest.mark.parametrize(("share", "said"), SHARES)
def test_a_mean_share_is_not_rounded_to_all_or_nothing(share, said):
    assert percent(share) == said
