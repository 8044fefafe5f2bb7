"""A regrade where something is at odds: killed half-way, other submissions, points or variants, judging that fails."""

from __future__ import annotations

import os
import shutil
from types import SimpleNamespace

import pytest
from class_tools import COLUMNS, MENDED, METADATA, NONSENSE, judge_by, make_course, make_export, run, scores, table
from mini import SOLUTION

FAILS = MENDED.replace('"""double doubles"""', '"""double doubles"""\n    raise RuntimeError("ours")')
OLD = {"Ann Lee": "4", "Bob": "4", "Eve": "4", "Cid": "6"}
NEW = {"Ann Lee": "10", "Bob": "6", "Eve": "6", "Cid": "0"}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The course, the export and the results of the wrong suite, made once: each test has copies."""
    folder = tmp_path_factory.mktemp("graded")
    run(make_course(folder), "grade-all", "mini", make_export(folder), "--out", folder / "out")
    return folder


@pytest.fixture
def course(graded, tmp_path):
    return shutil.copytree(graded / "course", tmp_path / "course")


@pytest.fixture
def export(graded, tmp_path):
    return shutil.copytree(graded / "assignment_7_export", tmp_path / "assignment_7_export")


@pytest.fixture
def out(graded, course, tmp_path):
    """The results of the wrong suite; the mended one judges from now on."""
    judge_by(course, MENDED)
    return shutil.copytree(graded / "out", tmp_path / "out")


def regrade(course, export, out, *words, status=0):
    return run(course, "regrade", "mini", export, "--out", out, *words, status=status)


def test_killed_between_two_moves_again_and_again_it_goes_on_and_nothing_is_lost(course, export, out, monkeypatch):
    """Each run is killed after two moves: first kept.csv and an old folder, then a new folder and an old one."""
    for _ in range(3):
        left = iter([os.replace, os.replace])

        def killed(source, target, left=left):
            move = next(left, None)
            if move is None:
                raise KeyboardInterrupt
            move(source, target)

        monkeypatch.setattr("autograder.classes.regrade.os", SimpleNamespace(replace=killed))
        said = regrade(course, export, out, "--never-lower", "--write", status=130)
        assert "without old points" not in said
    monkeypatch.setattr("autograder.classes.regrade.os", os)
    regrade(course, export, out, "--never-lower", "--write")
    assert scores(out) == {"Ann Lee": "10", "Bob": "10", "Eve": "10", "Cid": "6"}
    assert {path.name for path in out.glob(".earlier/*/submission_?")} == {
        "submission_1",
        "submission_2",
        "submission_3",
    }
    said = regrade(course, export, out, "--never-lower")
    assert "Nothing changes" in said
    assert "OLDER" not in said


def test_killed_before_the_gradebook_is_written_it_says_so(course, export, out, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr("autograder.classes.regrade.write_class", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        regrade(course, export, out, "--write", status=130)
    assert scores(out) == OLD
    said = regrade(course, export, out)
    assert "Nothing changes" in said
    assert "THE GRADEBOOK IS OLDER than the results beside it (submission_1" in said
    regrade(course, export, out, "--write")
    assert scores(out) == NEW


def test_what_was_only_looked_at_is_not_kept_by_a_later_regrade(course, export, out):
    regrade(course, export, out, "--never-lower")
    regrade(course, export, out, "--write")
    assert not (out / "kept.csv").exists()
    assert scores(out) == NEW


def test_the_gradebook_of_before_is_kept_too(course, export, out):
    before = (out / "gradebook.csv").read_bytes()
    regrade(course, export, out, "--write")
    shutil.rmtree(out / ".earlier" / "1" / "submission_1")
    assert (out / ".earlier" / "1" / "gradebook.csv").read_bytes() == before
    judge_by(course, MENDED.replace("== 6", "== 7"))
    regrade(course, export, out, "--write")
    assert '"score": 10.0' in (out / ".earlier" / "2" / "submission_1" / "report.json").read_text()


def test_what_cannot_be_graded_again_keeps_what_it_had(course, export, out):
    shutil.rmtree(export / "submission_1")
    said = regrade(course, export, out, "--write", status=3)
    assert "NOT GRADED THIS TIME: submission_1" in said
    assert scores(out) == {**NEW, "Ann Lee": "4"}
    ann = table(out / "gradebook.csv")[-1]
    assert "keeps what it had, for this time it was not graded" in ann["look at by hand"]
    assert (out / "submission_1" / "report.html").is_file()


def test_fewer_and_more_submissions_than_before_are_named(course, export, out):
    (export / "submission_3").rename(export / "submission_9")
    metadata = export / "submission_metadata.yml"
    metadata.write_text(METADATA.replace("submission_3", "submission_9"))
    said = regrade(course, export, out, "--never-lower", "--write")
    assert "NOT AMONG THE SUBMISSIONS ANY MORE, and so not in the gradebook: submission_3" in said
    assert "Cid (submission_9): nothing -> 0\n" in said
    assert "2 up, 0 down, 0 with the same total, 1 without old points" in said
    assert scores(out)["Cid"] == "0"
    assert (out / "submission_3" / "report.html").is_file()


def test_other_bytes_and_another_variant_are_named(course, export, out):
    (export / "submission_1" / "work.py").write_text(NONSENSE)
    said = regrade(course, export, out, "--variant", "spring")
    assert "OTHER FILES than those graded before, so more than a test has changed: submission_1." in said
    assert "ANOTHER VARIANT: default before, spring now. Unless you mean that, say --variant default." in said
    said = regrade(course, export, out)
    assert "VARIANT" not in said


def test_never_lower_after_a_questions_points_changed_holds_its_share(course, export, out):
    (course / "course.toml").write_text("[assignments.mini]\npoints = { B1 = 3, B2 = 8 }\n")
    said = regrade(course, export, out, "--never-lower", "--write")
    assert "Cid (submission_3): 6 -> 3  (B1 6 -> 3)" in said
    assert scores(out) == {"Ann Lee": "11", "Bob": "11", "Eve": "11", "Cid": "3"}
    (course / "course.toml").write_text("[assignments.mini]\npoints = { B1 = 4.5 }\n")
    run(course, "grade-all", "mini", export, "--out", out)
    assert scores(out) == {"Ann Lee": "8.5", "Bob": "8.5", "Eve": "8.5", "Cid": "4.5"}


def test_a_question_that_was_pending_is_held_by_nothing(course, export, tmp_path):
    out = tmp_path / "out"
    judge_by(course, FAILS)
    run(course, "grade-all", "mini", export, "--out", out)
    assert table(out / "gradebook.csv")[0]["status"] == "pending: B1"
    judge_by(course, MENDED)
    said = regrade(course, export, out, "--never-lower", "--write")
    assert "B1 pending -> 6" in said
    assert not (out / "kept.csv").exists()
    assert scores(out) == NEW


def test_a_question_that_would_be_pending_keeps_its_points_and_staff_read_that_it_waits(course, export, out):
    judge_by(course, FAILS)
    said = regrade(course, export, out)
    assert "3 with a question that would be pending now" in said
    regrade(course, export, out, "--never-lower", "--write")
    cid = next(row for row in table(out / "gradebook.csv") if row["name"] == "Cid")
    assert (cid["B1"], cid["status"]) == ("6", "graded")
    assert "B1: not judged, it has 6 points until it is: " in cid["look at by hand"]
    assert "RuntimeError: ours" in cid["look at by hand"]
    ann = next(row for row in table(out / "gradebook.csv") if row["name"] == "Ann Lee")
    assert ann["status"] == "pending: B1"
    judge_by(course, MENDED)
    run(course, "grade-all", "mini", export, "--out", out)
    cid = next(row for row in table(out / "gradebook.csv") if row["name"] == "Cid")
    assert (cid["B1"], cid["look at by hand"]) == ("6", "")


def test_what_a_person_lowers_is_not_kept_by_never_lower(course, export, out):
    (out / "overrides.csv").write_text(f"{COLUMNS}004,B1,0,A. Author,copied\n001,B2,at least 1,A. Author,asked\n")
    regrade(course, export, out, "--never-lower", "--write")
    assert scores(out) == {"Ann Lee": "10", "Bob": "10", "Eve": "10", "Cid": "0"}
    assert "submission_3,B1" not in (out / "kept.csv").read_text()


def test_lines_of_kept_csv_for_others_outlive_a_regrade_of_a_part(course, export, out, tmp_path):
    regrade(course, export, out, "--never-lower", "--write")
    part = tmp_path / "part"
    shutil.copytree(export / "submission_2", part / "submission_2")
    judge_by(course, MENDED.replace("== 4", "== 5"))
    regrade(course, part, out, "--never-lower", "--write")
    kept = [(row["submission"], row["question"]) for row in table(out / "kept.csv")]
    assert sorted(kept) == [("submission_2", "B1"), ("submission_2", "B2"), ("submission_3", "B1")]


def test_results_without_a_gradebook_count_all_the_same(course, export, out):
    """Killed before it was written."""
    (out / "gradebook.csv").unlink()
    (export / "submission_2" / "work.py").write_text(SOLUTION)
    assert "Compared with the results in" in regrade(course, export, out)


def test_platform_results_of_other_points_hold_their_share(course, export, tmp_path):
    """On the platform B2 had 12 points, of which Bob's group had 9; now it has 4, and they would get nothing."""
    tests = "[{number: B1.1, score: 6.0, max_score: 6}, {number: B2.1, score: 9, max_score: 12}]"
    metadata = METADATA.replace("submission_3:", f'  ":results": {{tests: {tests}}}\nsubmission_3:')
    (export / "submission_metadata.yml").write_text(metadata)
    judge_by(course, MENDED)
    said = regrade(course, export, tmp_path / "new", "--never-lower", "--write")
    assert f"Compared with what Gradescope has, as {export} says" in said
    assert "B2 9 -> 3" in said
    assert scores(tmp_path / "new")["Bob"] == "9"


def test_results_of_another_assignment_are_refused_and_tables_in_the_wrong_place_named(course, export, out):
    shutil.copytree(course / "reference" / "mini", course / "reference" / "maxi")
    shutil.copytree(course / "tests" / "hidden" / "mini", course / "tests" / "hidden" / "maxi")
    for command in ("grade-all", "regrade"):
        said = run(course, command, "maxi", export, "--out", out, status=2)
        assert f"{out} holds the results of mini; name another folder for maxi" in said
    (out / "extensions.csv").write_text("student,assignment\n")
    (export / "overrides.csv").write_text(COLUMNS)
    said = regrade(course, export, out)
    assert f"NOT READ: {out / 'extensions.csv'}; it belongs into {course}." in said
    assert f"NOT READ: {export / 'overrides.csv'}; it belongs into {out}." in said
