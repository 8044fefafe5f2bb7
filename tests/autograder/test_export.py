"""Finding a class: nobody is lost, nothing that lies about becomes a submission, no name becomes a path."""

from __future__ import annotations

import re
import zipfile

import pytest
import yaml

from autograder.classes.export import find_submissions
from autograder.classes.export_metadata import UnreadableError, read_metadata
from autograder.errors import UsageError
from autograder.people.person import Person

METADATA = """---
submission_10:
  :submitters:
  - :name: Ann Example
    :sid: 00123
    :email: ann@example.org
  - :name: "Null"
    :sid: '77'
  :created_at: 2027-02-01 18:17:27.459930000 Z
  :score: 12.5
  :status: processed
  :results: &r !ruby/object:ActiveSupport::HashWithIndifferentAccess
    tests:
    - name: ":submitters"
      output: |
        - :name: Mallory
  :history:
  - :score: 3.0
    :results: *r
submission_2:
  :submitters:
  - :name: Bob
    :sid: ~
    :email:
  :score:
"""


@pytest.fixture
def classroom(tmp_path):
    folder = tmp_path / "class"
    folder.mkdir()
    return folder


def submission(folder, name, code="x = 1\n"):
    (folder / name).mkdir(parents=True)
    (folder / name / "work.py").write_text(code)


def zipped(folder, name):
    with zipfile.ZipFile(folder / name, "w") as archive:
        archive.writestr("work.py", "x = 1\n")


def export(tmp_path, metadata=METADATA, names=("submission_10", "submission_2")):
    folder = tmp_path / "assignment_4711_export"
    folder.mkdir()
    for name in names:
        submission(folder, name)
    (folder / "submission_metadata.yml").write_text(metadata)
    return folder


def test_folders_and_zips_are_found_in_natural_order_and_litter_is_not(classroom):
    for name in ("team10", "team9", "__MACOSX", ".git"):
        submission(classroom, name)
    zipped(classroom, "eve.ZIP")
    for litter in (".DS_Store", "roster.csv", "._eve.zip"):
        (classroom / litter).write_text("")
    entries = find_submissions(classroom)
    assert [(e.id, e.path.name) for e in entries] == [("eve", "eve.ZIP"), ("team9", "team9"), ("team10", "team10")]
    assert [e.people for e in entries][1] == (Person("team9"),)
    assert all(e.note == "" and e.score_before is None for e in entries)


def test_an_empty_folder_is_a_submission_too(classroom):
    (classroom / "ann").mkdir()
    assert [e.id for e in find_submissions(classroom)] == ["ann"]


def test_an_archive_that_cannot_be_opened_is_not_lost(classroom):
    (classroom / "ann.tar.gz").write_bytes(b"...")
    submission(classroom, "bob")
    assert [e.id for e in find_submissions(classroom)] == ["ann.tar.gz", "bob"]


BAD_NAMES = ["gradebook.csv", "Class.html", "a b", "é", "-" * 65, "x.", "s-" + "0" * 16, "=1+1", "a;b"]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_name_that_would_not_do_as_a_folder_is_hashed_and_staff_read_it(classroom, name):
    submission(classroom, name)
    (entry,) = find_submissions(classroom)
    assert re.fullmatch(r"s-[0-9a-f]{16}", entry.id)
    assert entry.id != name
    assert entry.id in entry.note
    assert entry.path == classroom / name


def test_names_that_differ_by_case_or_ending_only_get_results_of_their_own(classroom):
    submission(classroom, "Ann")
    submission(classroom, "ann")
    submission(classroom, "bob")
    zipped(classroom, "bob.zip")
    entries = find_submissions(classroom)
    assert len(entries) == 4
    assert len({e.id.casefold() for e in entries}) == 4


def test_ids_do_not_depend_on_who_else_is_there_and_names_are_shown_plainly(classroom):
    submission(classroom, "A\x1b[31mnn\u202e x")
    alone = find_submissions(classroom)[0]
    submission(classroom, "bob")
    assert find_submissions(classroom)[0].id == alone.id
    assert "\x1b" not in alone.people[0].name + alone.note
    assert "\u202e" not in alone.people[0].name + alone.note


def test_results_within_the_class_are_no_submissions(classroom):
    submission(classroom, "ann")
    (classroom / "now").mkdir()
    (classroom / "before").mkdir()
    (classroom / "before" / "gradebook.csv").write_text("id\n")
    assert [e.id for e in find_submissions(classroom, apart=classroom / "now")] == ["ann"]
    assert [e.id for e in find_submissions(classroom)] == ["ann", "now"]


def test_an_export_tells_groups_times_and_scores(tmp_path):
    folder = export(tmp_path)
    for litter in ("__MACOSX", ".hidden"):
        (folder / litter).mkdir()
    bob, group = find_submissions(folder)
    assert (bob.id, bob.people, bob.score_before) == ("submission_2", (Person("Bob"),), None)
    assert group.people == (Person("Ann Example", "00123", "ann@example.org"), Person("Null", "77"))
    assert group.submitted_at.startswith("2027-02-01 18:17:27")
    assert group.score_before == 12.5
    assert (bob.note, group.note) == ("", "")


def test_an_export_inside_another_folder_is_found(tmp_path):
    folder = export(tmp_path)
    (tmp_path / "__MACOSX").mkdir()
    assert find_submissions(tmp_path) == find_submissions(folder)


def test_a_folder_without_metadata_and_metadata_without_a_folder_are_both_listed(tmp_path):
    folder = export(tmp_path, names=("submission_2", "submission_3"))
    by_id = {entry.id: entry for entry in find_submissions(folder)}
    assert "not in" in by_id["submission_3"].note
    assert "not there" in by_id["submission_10"].note
    assert not by_id["submission_10"].path.exists()
    assert by_id["submission_10"].people[0].name == "Ann Example"


def test_a_key_of_the_metadata_never_leads_out_of_the_folder(tmp_path):
    evil = METADATA.replace("submission_10", '"../../outside"')
    folder = export(tmp_path, evil, names=("submission_2",))
    entry = find_submissions(folder)[-1]
    assert entry.path.parent == folder
    assert entry.people[0].name == "Ann Example"


@pytest.mark.parametrize("broken", ["a: [", "\x00", "- 1\n- 2\n", "", "text"])
def test_broken_metadata_costs_the_names_only(tmp_path, broken):
    entries = find_submissions(export(tmp_path, broken))
    assert [entry.id for entry in entries] == ["submission_2", "submission_10"]
    assert all("cannot be read" in entry.note for entry in entries)


def test_metadata_that_is_not_utf_8_costs_the_names_only(tmp_path):
    folder = export(tmp_path)
    (folder / "submission_metadata.yml").write_bytes(METADATA.replace("Bob", "Bj\xf6rn").encode("latin-1"))
    assert len(find_submissions(folder)) == 2


@pytest.mark.parametrize(
    "entry",
    ["5", "{}", "[1]", "{':submitters': 5}", "{':submitters': [1, {}]}", "{':score': .nan, ':submitters': [[]]}"],
)
def test_any_shape_of_an_entry_is_read(tmp_path, entry):
    folder = export(tmp_path, f"submission_2: {entry}\nsubmission_10: {entry}\n")
    for found in find_submissions(folder):
        assert (found.people, found.score_before) == ((), None)
        assert "names nobody" in found.note


def test_keys_without_the_colon_are_read_as_well(tmp_path):
    folder = export(tmp_path, METADATA.replace(":name", "name").replace(":submitters:", "submitters:"))
    assert find_submissions(folder)[0].people == (Person("Bob"),)


def test_what_is_nested_without_end_is_passed_over(tmp_path):
    path = tmp_path / "deep.yml"
    path.write_text("submission_1: {':results': " + "[" * 5000 + "]" * 5000 + ", ':score': 3}")
    assert read_metadata(path)["submission_1"].score == 3


def test_both_parsers_read_the_same(tmp_path, monkeypatch):
    path = tmp_path / "m.yml"
    path.write_text(METADATA)
    compiled = read_metadata(path)
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    assert read_metadata(path) == compiled


def test_no_tag_of_the_metadata_is_carried_out(tmp_path):
    path = tmp_path / "m.yml"
    mark = tmp_path / "mark"
    path.write_text(f'submission_1: !!python/object/apply:os.system ["touch {mark}"]\n')
    read_metadata(path)
    assert not mark.exists()


def test_metadata_that_cannot_be_opened_is_said(tmp_path):
    with pytest.raises(UnreadableError, match="No such file"):
        read_metadata(tmp_path / "none.yml")


def test_what_is_no_class_is_said_in_one_line(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.zip").write_bytes(b"")
    submission(tmp_path, "ann")
    (tmp_path / "ann" / "helpers").mkdir()
    for name, why in {
        "none": "does not exist",
        "empty": "no submissions",
        "file.zip": "is a file. Unpack it",
        "ann": "looks like one submission",
    }.items():
        with pytest.raises(UsageError, match=why) as caught:
            find_submissions(tmp_path / name)
        assert "\n" not in str(caught.value)


def test_results_are_not_written_among_what_was_handed_in_nor_taken_for_it(tmp_path):
    folder = export(tmp_path)
    for place in (folder, tmp_path):  # tmp_path holds the export alone
        with pytest.raises(UsageError, match="name another folder for the results"):
            find_submissions(place, apart=folder)
    assert len(find_submissions(folder, apart=folder / "out")) == 2
    submission(tmp_path / "results", "ann")
    for name in ("gradebook.csv", "class.html"):
        (tmp_path / "results" / name).write_text("")
    with pytest.raises(UsageError, match="holds the results of a class, not what was handed in"):
        find_submissions(tmp_path / "results")


def test_an_export_without_its_folders_is_refused(tmp_path):
    with pytest.raises(UsageError, match="none of the 2 submissions"):
        find_submissions(export(tmp_path, names=()))
