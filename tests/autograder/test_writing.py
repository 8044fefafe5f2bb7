from __future__ import annotations

import json
import math
import os
from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.writing import write_bytes, write_json, write_text


def test_it_makes_the_folder_and_replaces_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "file"
    write_bytes(path, b"one")
    write_bytes(path, b"\r\ntwo")
    assert path.read_bytes() == b"\r\ntwo"
    assert [p.name for p in path.parent.iterdir()] == ["file"]


def test_json_keeps_the_order_given_and_letters_as_they_are(tmp_path: Path) -> None:
    write_json(tmp_path / "x.json", {"z": 1, "a": "é", "s": "\ud800"})
    text = (tmp_path / "x.json").read_text(encoding="utf-8")
    assert list(json.loads(text)) == ["z", "a", "s"]
    assert "é" in text


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_json_without_nan_and_the_old_file_stays(tmp_path: Path, value: float) -> None:
    path = tmp_path / "x.json"
    write_json(path, {"score": 1})
    with pytest.raises(ValueError, match="JSON"):
        write_json(path, {"score": value})
    assert json.loads(path.read_text()) == {"score": 1}
    assert [p.name for p in tmp_path.iterdir()] == ["x.json"]


def test_a_failed_replace_leaves_no_litter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(UsageError, match="No space left"):
        write_text(tmp_path / "x", "text")
    assert list(tmp_path.iterdir()) == []


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("untouched")
    (tmp_path / "out").symlink_to(victim)
    write_text(tmp_path / "out", "new")
    assert victim.read_text() == "untouched"
    assert (tmp_path / "out").read_text() == "new"
    assert not (tmp_path / "out").is_symlink()


def test_the_mode_follows_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_text(tmp_path / "open", "")
        write_text(tmp_path / "private", "", private=True)
    finally:
        os.umask(before)
    assert (tmp_path / "open").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "private").stat().st_mode & 0o777 == 0o600


def test_a_file_where_the_folder_should_be_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="Cannot write"):
        write_text(tmp_path / "file" / "x", "")
