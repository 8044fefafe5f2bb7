"""Tables that people keep: however a spreadsheet saved them, and every slip named with its place."""

from __future__ import annotations

import csv
import io

import pytest

from autograder.errors import UsageError
from autograder.plain_text import cell
from autograder.tables import Table


def lines(tmp_path, data: str | bytes):
    path = tmp_path / "table.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return list(Table.read(path).lines(("id", "points"), ("why",)))


@pytest.mark.parametrize(
    "data",
    [
        "id,points,why\nann,3,\n",
        "\n\nPOINTS , Id\n\n 3,ann \n,,\n",
        "\ufeffid;points\r\nann;3\r\n",
        "id\tpoints\twhy\nann\t3\n",
        "id,points\nann,3\n".encode("utf-16"),
    ],
    ids=["plain", "any order, blank lines", "semicolons of Windows", "tabs, a short row", "utf-16"],
)
def test_however_it_was_saved(tmp_path, data):
    assert [cells for _, cells in lines(tmp_path, data)] == [{"id": "ann", "points": "3", "why": ""}]


def test_a_reason_in_the_letters_of_an_older_spreadsheet(tmp_path):
    assert lines(tmp_path, "id,points,why\nann,3,Nachprüfung\n".encode("cp1252"))[0][1]["why"] == "Nachprüfung"


@pytest.mark.parametrize("text", ["=1+1", "-103", "@sum", "+1 Cmd", "plain", "'quoted'", "O'Neil"])
def test_what_our_tables_write_is_read_back_as_it_was(tmp_path, text):
    made = io.StringIO()
    csv.writer(made).writerows([["id", "points"], [cell(text), "3"]])
    assert lines(tmp_path, made.getvalue())[0][1]["id"] == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("id,why\nann,3\n", "there is no column 'points'.*id, points, why .if you like."),
        ("id,points,Grade\nann,3,4\n", "the column 'Grade' is not known"),
        ("id,points,ID\nann,3,4\n", "columns 1 and 3 are both called 'ID'"),
        ("id,points\nann,3,late, ill\n", "line 2: more cells than headings"),
        ('id,points\nann,"3\n', "line 2: .*quotation mark"),
        ("id,points\nann,\x00\n", "not a CSV file"),
    ],
)
def test_what_is_wrong_and_where(tmp_path, text, said):
    with pytest.raises(UsageError, match=rf"table\.csv.*{said}"):
        lines(tmp_path, text)
