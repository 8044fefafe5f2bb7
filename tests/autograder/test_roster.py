"""Rosters as platforms export them, changed ids, and every way to write them wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.people.roster import Student, read_aliases, read_roster

GRADESCOPE = "First Name,Last Name,SID,Email,Role\nAnna,Lee,007,Anna@School.edu,Student\nTom,T,9,t@school.edu,TA\n"
CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section\n"
    '"    Points Possible",,,,\n"Lee, Anna",5512,007,anna@school.edu,"A, B"\n"Student, Test",1,,,\n'
)


def written(folder: Path, text: str | bytes) -> Path:
    """The text as a file."""
    path = folder / "roster.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize(("by", "found"), [("email", "anna@school.edu"), ("sid", "007")])
@pytest.mark.parametrize("text", [GRADESCOPE, CANVAS], ids=["gradescope", "canvas"])
def test_exports_of_platforms(tmp_path: Path, text: str, by: str, found: str) -> None:
    """One student; staff and the rows that are no students are left out."""
    (student,) = read_roster(written(tmp_path, text), by)
    assert (student.id, student.sid, student.email.lower()) == (found, "007", "anna@school.edu")
    assert {"Anna", "Lee"} == set(student.name.replace(",", "").split())


@pytest.mark.parametrize(
    "data",
    [
        "\ufeffNAME;e-mail;Id\r\nÉva;e@x.org;12\r\n".encode(),
        "id\tName\tEMAIL\n12\tÉva\te@x.org\n".encode(),
        "name,email,id\n\n\"Éva\",e@x.org,12\n,,\n".encode("cp1252"),
        "name,email,id\nÉva,e@x.org,12\n".encode("utf-16"),
    ],
    ids=["semicolons", "tabs", "old encoding, empty rows", "utf-16"],
)  # fmt: skip
def test_as_spreadsheets_save_it(tmp_path: Path, data: bytes) -> None:
    """Any order and case of the columns, any usual separator and encoding."""
    assert read_roster(written(tmp_path, data)) == (Student("e@x.org", "Éva", "e@x.org", "12"),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,id\nA,1\n", "no column of emails"),
        ("email,name\na@x.org,A\n,B\n", r"line 3, column 1 \(email\): an id is missing"),
        ("email,name\nA,a\n", r"line 2, column 1 \(email\): 'a' is not an email"),
        ("name,email\nA,a@x.org\nB,b@x.org\nC, A@X.org\n", r"line 4, column 2 \(email\): 'a@x.org' stands in line 2"),
        ("sid,email\n1,a@x.org\n1,b@x.org\n", r"line 3, column 1 \(sid\): '1' stands in line 2"),
        ("email,Email\na@x.org,b@x.org\n", "columns 1 and 2 are both called 'Email'"),
        ('email,name\na@x.org,"A\n', "quotation mark"),
        ("email,name\n", "names no students"),
        ("", "is empty"),
        ("email\n\x00", "not a CSV file"),
    ],
)
def test_what_is_wrong_and_where(tmp_path: Path, text: str, said: str) -> None:
    """Line and column, and what to do."""
    with pytest.raises(UsageError, match=said):
        read_roster(written(tmp_path, text))


def test_a_number_that_a_spreadsheet_has_cut(tmp_path: Path) -> None:
    """Two students would have the same id."""
    with pytest.raises(UsageError, match=r"line 2, column 1 \(id\): a spreadsheet has cut 1.23457E\+11"):
        read_roster(written(tmp_path, "id,name\n1.23457E+11,A\n"), "sid")


def test_changed_ids_lead_to_the_first(tmp_path: Path) -> None:
    """A student who changed twice keeps the numbers drawn first."""
    text = "New ID,Old ID\nb@x.org,a@x.org\nC@x.org,b@x.org\n"
    assert read_aliases(written(tmp_path, text)) == {"b@x.org": "a@x.org", "c@x.org": "a@x.org"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("from,to\na,b\n", 'must be called "old id" and "new id"'),
        ("old id,new id\na,\n", r"line 2, column 2 \(new id\): an id is missing"),
        ("old id,new id\na,c\nb,c\n", "line 3.*c is already said to have been a"),
        ("old id,new id\na,b\nb,a\n", "line 3.*lead from b back to itself"),
        ("old id,new id\na,A\n", "line 2.*lead from a back to itself"),
    ],
)
def test_changes_that_cannot_be(tmp_path: Path, text: str, said: str) -> None:
    """Nobody gets the numbers of another by a slip in the file."""
    with pytest.raises(UsageError, match=said):
        read_aliases(written(tmp_path, text))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """One line and no traceback."""
    with pytest.raises(UsageError, match=r"Cannot read .*nobody\.csv: No such file"):
        read_roster(tmp_path / "nobody.csv")
