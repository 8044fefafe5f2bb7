"""What a TA must not overlook is said on the terminal: names that are not known, submissions with nothing in them."""

from __future__ import annotations

import pytest
from class_tools import METADATA, make_course, make_export, run, table


@pytest.fixture
def course(tmp_path):
    return make_course(tmp_path)


@pytest.fixture
def export(tmp_path):
    return make_export(tmp_path)


@pytest.mark.parametrize(
    ("metadata", "said"),
    [
        ("a: [b\n", "NAMES AND TIMES ARE NOT KNOWN of 3 submissions: submission_metadata.yml cannot be read (line 2)"),
        (METADATA.split("submission_3")[0], "NOT KNOWN of 1 submission: not in submission_metadata.yml."),
    ],
)
def test_metadata_that_does_not_say_who_is_who_is_told_once(course, export, tmp_path, metadata, said):
    (export / "submission_metadata.yml").write_text(metadata)
    assert run(course, "grade-all", "mini", export, "--out", tmp_path / "out").count(said) == 1


def test_an_export_that_is_as_it_should_be_has_no_such_line(course, export, tmp_path):
    assert "NOT KNOWN" not in run(course, "grade-all", "mini", export, "--out", tmp_path / "out")


def test_who_handed_in_nothing_that_is_asked_for_is_looked_at_by_hand(course, export, tmp_path):
    (export / "submission_1" / "work.py").unlink()
    (export / "submission_2" / "work.py").write_text("def double(x:\n")  # something is there
    said = run(course, "grade-all", "mini", export, "--out", tmp_path / "out")
    assert "submission_1 (Ann Lee): none of the files that are asked for is there" in said
    by_hand = {row["name"]: row["look at by hand"] for row in table(tmp_path / "out" / "gradebook.csv")}
    assert by_hand == {"Ann Lee": "none of the files that are asked for is there", "Bob": "", "Eve": "", "Cid": ""}


@pytest.mark.parametrize(("command", "goes_on"), [("grade-all", True), ("regrade", True), ("grade", False)])
def test_who_stops_a_class_by_hand_reads_that_it_goes_on(course, export, tmp_path, monkeypatch, command, goes_on):
    def stop(*words, **more):
        raise KeyboardInterrupt

    monkeypatch.setattr(f"autograder.commands.grading.{command.replace('-', '_')}", stop)
    said = run(course, command, "mini", export / "submission_1", "--out", tmp_path / "out", status=130)
    assert "stopped" in said
    assert ("type the same again" in said) is goes_on


def test_who_is_in_two_submissions_is_told_and_has_no_line_that_would_win_by_chance(course, export, tmp_path):
    metadata = METADATA.replace('{":name": Cid, ":sid": "004"}', '{":name": Ann Lee, ":email": ANN@example.org}')
    (export / "submission_metadata.yml").write_text(metadata)
    said = run(course, "grade-all", "mini", export, "--out", tmp_path / "out")
    assert said.count("IN MORE THAN ONE SUBMISSION: Ann Lee (submission_1, submission_3).") == 1
    canvas = (tmp_path / "out" / "canvas.csv").read_text()
    assert "Ann Lee" not in canvas
    assert "Bob" in canvas
    by_hand = [(row["id"], row["look at by hand"]) for row in table(tmp_path / "out" / "gradebook.csv")]
    two = "Ann Lee is in more than one submission: submission_1, submission_3"
    assert by_hand == [("submission_1", two), ("submission_2", ""), ("submission_2", ""), ("submission_3", two)]


def test_two_people_of_one_name_are_two_people(course, export, tmp_path):
    (export / "submission_metadata.yml").write_text(METADATA.replace("Cid", "Ann Lee"))
    assert "MORE THAN ONE" not in run(course, "grade-all", "mini", export, "--out", tmp_path / "out")
    assert (tmp_path / "out" / "canvas.csv").read_text().count("Ann Lee") == 2
