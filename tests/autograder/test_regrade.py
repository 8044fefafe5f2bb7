"""A test turns out wrong in mid-term: old against new first, then written, nothing lost, to the cent."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from class_tools import COLUMNS, MENDED, METADATA, judge_by, make_course, make_export, run, scores, table

LATE = """
[assignments.mini]
due = 2027-02-12T23:59:00Z
[late]
tolerance_minutes = 5
grace_days = 1
penalty_per_day = 10
"""


@pytest.fixture
def course(tmp_path):
    return make_course(tmp_path)


@pytest.fixture
def export(tmp_path):
    return make_export(tmp_path)


def book(out: Path) -> dict[str, dict[str, str]]:
    return {row["name"]: row for row in table(out / "gradebook.csv")}


def test_old_against_new_comes_before_anything_is_written(course, export, tmp_path):
    out = tmp_path / "out"
    run(course, "grade-all", "mini", export, "--out", out)
    assert scores(out) == {"Ann Lee": "4", "Bob": "4", "Eve": "4", "Cid": "6"}
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    judge_by(course, MENDED)
    said = run(course, "regrade", "mini", export, "--out", out)
    assert f"Compared with the results in {out}" in said
    assert "+6  Ann Lee (submission_1): 4 -> 10  (B1 0 -> 6)" in said
    assert "Bob, Eve (submission_2): 4 -> 6  (B1 0 -> 6, B2 4 -> 0)" in said
    assert "-6  Cid (submission_3): 6 -> 0" in said
    assert "3 submissions: 2 up, 1 down, 0 with the same total" in said
    assert "Nothing is changed yet" in said
    assert all(path.read_bytes() == data for path, data in before.items())
    lines = {(row["id"], row["question"]): (row["old"], row["new"]) for row in table(out / "regrade.csv")}
    assert lines["submission_2", "B2"] == ("4", "0")
    assert lines["submission_2", "total"] == ("4", "6")
    assert ("submission_1", "B2") not in lines  # it did not change


def test_written_it_replaces_the_results_and_keeps_what_was(course, export, tmp_path):
    out = tmp_path / "out"
    run(course, "grade-all", "mini", export, "--out", out)
    judge_by(course, MENDED)
    run(course, "regrade", "mini", export, "--out", out, "--write")
    assert scores(out) == {"Ann Lee": "10", "Bob": "6", "Eve": "6", "Cid": "0"}
    assert '"score": 0.0' in (out / "submission_3" / "report.json").read_text()
    assert '"score": 6.0' in (out / ".earlier" / "1" / "submission_3" / "report.json").read_text()
    assert "Nothing changes" in run(course, "regrade", "mini", export, "--out", out)


def test_never_lower_keeps_each_question_and_later_runs_keep_it_too(course, export, tmp_path):
    out = tmp_path / "out"
    run(course, "grade-all", "mini", export, "--out", out)
    judge_by(course, MENDED)
    said = run(course, "regrade", "mini", export, "--out", out, "--never-lower", "--write")
    assert "2 up, 0 down, 1 with the same total" in said
    assert scores(out) == {"Ann Lee": "10", "Bob": "10", "Eve": "10", "Cid": "6"}
    run(course, "grade-all", "mini", export, "--out", out)
    assert scores(out) == {"Ann Lee": "10", "Bob": "10", "Eve": "10", "Cid": "6"}
    assert "at least 6 of 6,regrade" in (out / "kept.csv").read_text()
    assert "Set to 6 of 6 points by staff" in (out / "submission_3" / "report.html").read_text()


def test_points_set_by_hand_survive_and_come_last(course, export, tmp_path):
    out = tmp_path / "out"
    run(course, "grade-all", "mini", export, "--out", out)
    (out / "overrides.csv").write_text(
        "submission;question;points;author;reason\n"
        "003;B2;2,5;A. Author;the group showed a derivation\n"
        "submission_3;B1;0;A. Author;a constant is no answer\n"
        "nobody@example.org;B1;1;A. Author;a slip of the pen\n"
    )
    said = run(course, "grade-all", "mini", export, "--out", out)
    assert "OVERRIDE WITHOUT A SUBMISSION: nobody@example.org B1" in said
    assert scores(out) == {"Ann Lee": "4", "Bob": "2.5", "Eve": "2.5", "Cid": "0"}
    judge_by(course, MENDED)
    run(course, "regrade", "mini", export, "--out", out, "--never-lower", "--write")
    assert scores(out) == {"Ann Lee": "10", "Bob": "8.5", "Eve": "8.5", "Cid": "0"}
    staff, report = ((out / "submission_2" / f"{name}.json").read_text() for name in ("staff", "report"))
    assert "set by A. Author: the group showed a derivation; judging gave 0" in staff
    assert "the group showed a derivation" in report
    assert "A. Author" not in report


def test_a_regrade_that_was_not_taken_over_leaves_nothing_behind(course, export, tmp_path):
    out = tmp_path / "out"
    run(course, "grade-all", "mini", export, "--out", out)
    suite = course / "tests" / "hidden" / "mini" / "test_mini.py"
    as_it_was = suite.read_text()
    judge_by(course, MENDED)
    run(course, "regrade", "mini", export, "--out", out)
    suite.write_text(as_it_was)
    assert "Nothing changes" in run(course, "regrade", "mini", export, "--out", out, "--write")
    assert scores(out) == {"Ann Lee": "4", "Bob": "4", "Eve": "4", "Cid": "6"}


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("submission_1,B9,1,me,why", "line 2: there is no question B9"),
        ("submission_1,B1,7,me,why", "line 2: B1 has 6 points, not 7"),
        ("submission_1,B1,-1,me,why", "line 2: points are written 7, 7.5"),
        ("submission_1,B1,nan,me,why", "line 2: points are written 7, 7.5"),
        ("submission_1,B1,1,,why", "line 2: the cell 'author' is empty"),
        ("submission_1,B1,1,me,", "line 2: the cell 'reason' is empty"),
        ("submission_1,B1,1,me,why\nSUBMISSION_1,b1,2,me,why", "line 3: B1 of submission_1 is set in line 2 too"),
    ],
)
def test_an_override_that_cannot_be_meant_is_refused_before_anything_runs(course, export, tmp_path, line, sentence):
    out = tmp_path / "out"
    out.mkdir()
    (out / "overrides.csv").write_text(f"{COLUMNS}{line}\n")
    assert sentence in run(course, "grade-all", "mini", export, "--out", out, status=2)
    assert not (out / "gradebook.csv").exists()


def test_regrade_without_results_says_what_to_do(course, export, tmp_path):
    assert "Grade with grade-all first" in run(course, "regrade", "mini", export, "--out", tmp_path / "out", status=2)


def test_late_days_are_reported_and_a_penalty_is_taken_once(course, export, tmp_path):
    out = tmp_path / "out"
    (course / "course.toml").write_text(LATE)
    (course / "extensions.csv").write_text("student,assignment,until,days,reason\n003,mini,,2,ill\n")
    for _ in range(2):
        run(course, "grade-all", "mini", export, "--out", out)
        rows = book(out)
        assert [rows["Ann Lee"][n] for n in ("minutes late", "grace days", "late penalty", "final score")] == [
            "11", "1", "0", "4",
        ]  # fmt: skip
        # a group's latest extension holds: due on the 14th, two days begun late, one of grace
        assert [rows["Bob"][n] for n in ("minutes late", "grace days", "late penalty", "final score")] == [
            "2161", "1", "1", "3",
        ]  # fmt: skip
        assert rows["Cid"]["minutes late"] == "0"
        assert rows["Bob"]["score"] == "4"
    judge_by(course, MENDED)
    run(course, "regrade", "mini", export, "--out", out, "--write")
    assert book(out)["Bob"]["final score"] == "5"


def test_a_time_that_cannot_be_read_is_nobodys_lateness_but_for_staff_to_look_at(course, export, tmp_path):
    (course / "course.toml").write_text(LATE)
    (course / "extensions.csv").write_text("student,assignment,days\n0003,mini,2\n")
    metadata = METADATA.replace("2027-02-16 12:00:00 Z", "2027-02-16 12:00:00 PST").replace(
        '  ":created_at": 2027-02-13 00:10:00 Z\n', ""
    )
    (export / "submission_metadata.yml").write_text(metadata)
    said = run(course, "grade-all", "mini", export, "--out", tmp_path / "out")
    assert "EXTENSION WITHOUT A SUBMISSION: 0003" in said
    assert "is 003 meant?" in said
    rows = book(tmp_path / "out")
    assert [rows["Bob"][n] for n in ("minutes late", "grace days", "late penalty", "final score")] == ["", "", "", "4"]
    assert "when it was submitted is not known" in rows["Ann Lee"]["look at by hand"]
    assert "2027-02-16 12:00:00 PST" in rows["Eve"]["look at by hand"]
    assert (rows["Cid"]["minutes late"], rows["Cid"]["look at by hand"]) == ("0", "")
    assert "2027-02-16 12:00:00 PST" in (tmp_path / "out" / "class.html").read_text()


def test_without_a_policy_nothing_is_taken_off(course, export, tmp_path):
    (course / "course.toml").write_text("[assignments.mini]\ndue = 2027-02-12T23:59:00Z\n")
    run(course, "grade-all", "mini", export, "--out", tmp_path / "out")
    bob = book(tmp_path / "out")["Bob"]
    assert (bob["minutes late"], bob["late penalty"], bob["final score"]) == ("5041", "0", "4")


def test_the_forms_for_other_systems_have_everyone_once_and_the_final_score(course, export, tmp_path):
    out = tmp_path / "out"
    (course / "course.toml").write_text(LATE)
    run(course, "grade-all", "mini", export, "--out", out)
    with (out / "canvas.csv").open(newline="", encoding="utf-8") as file:
        canvas = list(csv.reader(file))
    assert canvas[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Mini"]
    assert [cell.strip() for cell in canvas[1]] == ["Points Possible", "", "", "", "", "10"]
    assert [(row[0], row[2], row[5]) for row in canvas[2:]] == [
        ("Ann Lee", "001", "4"), ("Bob", "002", "1"), ("Eve", "003", "1"), ("Cid", "004", "6"),
    ]  # fmt: skip
    with (out / "gradescope.csv").open(newline="", encoding="utf-8") as file:
        first = next(csv.DictReader(file))
    assert (first["First Name"], first["Last Name"], first["Total Score"]) == ("Ann", "Lee", "4")
    assert first["Lateness (H:M:S)"] == "00:11:00"
    assert first["B2: triple (4.0 pts)"] == "4"


def test_who_waits_has_no_line_for_canvas_which_would_clear_their_score(course, export, tmp_path):
    judge_by(course, MENDED.replace("assert student.double(2) == 4", "raise RuntimeError"))
    run(course, "grade-all", "mini", export, "--out", tmp_path / "out")
    with (tmp_path / "out" / "canvas.csv").open(newline="", encoding="utf-8") as file:
        assert len(list(csv.reader(file))) == 2
    assert {row["Status"] for row in table(tmp_path / "out" / "gradescope.csv")} == {"Ungraded"}


FORMULA = "=HYPERLINK(A1)"


def test_a_name_or_number_that_is_a_formula_is_none_in_any_table(course, export, tmp_path):
    out = tmp_path / "out"
    metadata = METADATA.replace("Cid", f"'Eve {FORMULA}'").replace('"004"', f'"{FORMULA}"').replace("Bob", "'@sum'")
    (export / "submission_metadata.yml").write_text(metadata)
    run(course, "grade-all", "mini", export, "--out", out)
    judge_by(course, MENDED)
    (out / "kept.csv").write_text(f"{COLUMNS}submission_3,B1,1,{FORMULA},{FORMULA}\n")
    (out / "overrides.csv").write_text(f"{COLUMNS}'{FORMULA},B2,1,{FORMULA},{FORMULA}\n")  # as the gradebook has it
    run(course, "regrade", "mini", export, "--out", out, "--never-lower", "--write")
    tables = sorted(out.glob("*.csv"))
    assert [path.name for path in tables] == [
        "canvas.csv", "gradebook.csv", "gradescope.csv", "kept.csv", "overrides.csv", "regrade.csv",
    ]  # fmt: skip
    for path in tables:
        with path.open(newline="", encoding="utf-8") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        starts = {cell[:1] for cell in cells if not cell.replace(".", "").lstrip("+-").isdigit()}
        assert not starts & set("=+-@") or path.name == "overrides.csv"  # written by a person
    assert book(out)[f"Eve {FORMULA}"]["B2"] == "1"


def test_an_export_is_compared_with_the_results_that_it_carries(course, export, tmp_path):
    metadata = export / "submission_metadata.yml"
    results = (
        '  ":results": {tests: [{number: B1.1, score: 6.0, max_score: 6.0}, {number: B2.1, score: 1.5, output: x}]}\n'
        "submission_3:"
    )
    metadata.write_text(METADATA.replace("submission_3:", results))
    judge_by(course, MENDED)
    said = run(course, "regrade", "mini", export, "--out", tmp_path / "out", "--never-lower", "--write")
    assert "Bob, Eve: 7.5 -> 7.5" not in said
    assert scores(tmp_path / "out")["Bob"] == "7.5"  # B2 would be 0 now
    assert scores(tmp_path / "out")["Ann Lee"] == "10"
