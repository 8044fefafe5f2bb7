from __future__ import annotations

import os
import struct
import zipfile
from pathlib import Path

import pytest

from autograder.errors import UsageError
from autograder.intake import taking
from autograder.intake.places import Refused, opened
from autograder.intake.taking import MAX_FILE, Intake, archive, take_in
from autograder.writing import write_bytes

WANTED = ("logistic.py", "sgd.py", "answers.toml")
GOOD = {"logistic.py": b"a = 1\n", "sgd.py": b"b = 2\n", "answers.toml": b"D1 = 2\n"}


def folder(path: Path, files: dict[str, bytes]) -> Path:
    path.mkdir(exist_ok=True)
    for name, data in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path


def zipped(path: Path, files: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", how) as out:
        for name, data in files.items():
            out.writestr(name, data)
    return path


@pytest.fixture(params=["folder", "zip"])
def submitted(request: pytest.FixtureRequest, tmp_path: Path):
    """Hand in these files one way or the other."""

    def hand_in(files: dict[str, bytes], wanted: tuple[str, ...] = WANTED) -> Intake:
        if request.param == "folder":
            return take_in(folder(tmp_path / "s", files), wanted)
        return take_in(zipped(tmp_path / "s.zip", files), wanted)

    return hand_in


def test_the_bytes_as_they_are(submitted) -> None:
    windows = b"\xef\xbb\xbf# Gr\xc3\xbc\xc3\x9fe\r\nx = 1\r\n"
    intake = submitted({**GOOD, "sgd.py": windows})
    assert dict(intake.sources) == {"logistic.py": b"a = 1\n", "sgd.py": windows}
    assert intake.answers == b"D1 = 2\n"
    assert (intake.missing, intake.ignored, dict(intake.refused), intake.notes) == ((), (), {}, ())


def test_helper_modules_come_along(submitted) -> None:
    intake = submitted({**GOOD, "my_helpers.py": b"", "größe.py": b""})
    assert set(intake.sources) == {"logistic.py", "sgd.py", "my_helpers.py", "größe.py"}
    assert not intake.ignored


def test_the_digest_tells_names_and_bytes_apart(submitted) -> None:
    one = submitted(GOOD).digest
    assert len(one) == 64
    assert submitted({**GOOD, "sgd.py": b"b = 3\n"}).digest != one
    assert submitted({"logistic.py": b"b = 2\n", "sgd.py": b"a = 1\n", "answers.toml": b"D1 = 2\n"}).digest != one
    assert submitted(GOOD).digest == one


def test_the_digest_knows_where_one_file_ends(tmp_path: Path) -> None:
    one = take_in(folder(tmp_path / "one", {"a.py": b"1:b.py:1", "b.py": b""}), WANTED)
    two = take_in(folder(tmp_path / "two", {"a.py": b"1", "b.py": b":b.py:1"}), WANTED)
    assert one.digest != two.digest


def test_nothing_wanted_means_everything_missing(submitted) -> None:
    intake = submitted({"essay.docx": b"PK"})
    assert intake.missing == WANTED
    assert [name for name, _ in intake.ignored] == ["essay.docx"]


def test_an_empty_folder_and_an_empty_zip(tmp_path: Path) -> None:
    assert take_in(folder(tmp_path / "s", {}), WANTED).missing == WANTED
    assert take_in(zipped(tmp_path / "s.zip", {}), WANTED).missing == WANTED


@pytest.mark.parametrize("depth", [1, 2])
def test_an_enclosing_folder_is_unwrapped(submitted, depth: int) -> None:
    inside = "hw1/" * depth
    lying = dict.fromkeys(["__MACOSX/._hw1", ".DS_Store", inside + ".DS_Store", inside + "__pycache__/sgd.pyc"], b"\0")
    intake = submitted({**{inside + name: data for name, data in GOOD.items()}, **lying})
    assert intake.missing == ()
    assert dict(intake.sources) == {"logistic.py": b"a = 1\n", "sgd.py": b"b = 2\n"}
    assert any("folder hw1" in note for note in intake.notes)


def test_of_two_folders_none_is_chosen(submitted) -> None:
    intake = submitted({"old/sgd.py": b"", "new/sgd.py": b""})
    assert intake.missing == WANTED
    assert [name for name, _ in intake.ignored] == ["new", "old"]


STEERING = ["conftest.py", "usercustomize.py", "pytest.ini", "tox.ini", "setup.cfg", "x.pth", "numpy.py", "random.py"]


@pytest.mark.parametrize("name", STEERING)
def test_files_that_steer_python_are_ignored_and_named(submitted, name: str) -> None:
    intake = submitted({**GOOD, name: b"raise SystemExit"})
    assert name not in intake.sources
    assert [each for each, _ in intake.ignored] == [name]


def test_a_wanted_file_may_have_a_librarys_name(submitted) -> None:
    assert set(submitted({"random.py": b""}, ("random.py",)).sources) == {"random.py"}


MISNAMED = ["sgd (1).py", "SGD.py", "sgd.py.txt", "sgd.txt", "sgd.ipynb", "sgd copy.py", "Copy of sgd.py", "sgd-2.py"]


@pytest.mark.parametrize("name", MISNAMED)
def test_a_misnamed_file_gets_a_hint(submitted, name: str) -> None:
    intake = submitted({"logistic.py": b"", "answers.toml": b"", name: b""})
    assert intake.missing == ("sgd.py",)
    assert f"{name} looks like sgd.py: rename it." in intake.notes


def test_a_second_download_beside_the_first_is_told(submitted) -> None:
    intake = submitted({**GOOD, "sgd (1).py": b"", "answers (1).toml": b""})
    assert intake.missing == ()
    assert "sgd (1).py is there too, but only sgd.py is graded." in intake.notes


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"x = 1\r\n# Gr\xfc\xdfe\n", "line 2 is not UTF-8"),
        (b"x = 1\r# Gr\xfc\xdfe\n", "line 2 is not UTF-8"),
        ("x = 1".encode("utf-16"), "UTF-16"),
        (b"x = 1\n\ny = '\0'\n", "line 3 holds a NUL"),
        (b"# -*- coding: latin-1 -*-\n", "line 1 declares the encoding 'latin-1'"),
        (b"#!/usr/bin/python\n# vim: fileencoding=utf-7\n", "line 2 declares the encoding 'utf-7'"),
        (b"\xef\xbb\xbf# coding=unicode_escape\n", "line 1 declares"),
        (b"# x\r# coding: utf_16\r", "line 2 declares"),
        (b"# coding: no-such-thing\n", "line 1 declares"),
        (b"#" * (MAX_FILE + 1), "larger than 1 MB"),
        (b"\xed\xa0\x80", "line 1 is not UTF-8"),
    ],
)
def test_a_file_that_hides_something_is_refused(submitted, data: bytes, says: str) -> None:
    intake = submitted({**GOOD, "sgd.py": data})
    assert "sgd.py" not in intake.sources
    assert says in intake.refused["sgd.py"]
    assert intake.refused["sgd.py"].startswith("sgd.py was not used: ")
    assert intake.missing == ()
    assert "logistic.py" in intake.sources


@pytest.mark.parametrize(
    "data",
    [
        b"# -*- coding: utf-8 -*-\n",
        b"# coding: UTF_8\n",
        b"#!/usr/bin/env python\n# vim: set fileencoding=utf-8 :\n",
        b"# coding: utf-8-unix\n",
        b"# coding: utf8\n",
        b"x = 1\n# coding: latin-1\n",
        b"# one\n# two\n# coding: latin-1\n",
        b"print('# coding: utf-7')\n",
        b"",
    ],
)
def test_an_honest_file_is_not(submitted, data: bytes) -> None:
    intake = submitted({**GOOD, "sgd.py": data})
    assert intake.sources["sgd.py"] == data


def test_a_broken_answers_file_comes_through_for_its_reader(submitted) -> None:
    assert submitted({**GOOD, "answers.toml": b"\xff\xfe\0"}).answers == b"\xff\xfe\0"


def test_names_that_differ_in_case_or_form_only(submitted) -> None:
    intake = submitted({**GOOD, "Help.py": b"1", "help.py": b"2", "SGD.py": b"3"})
    assert set(intake.refused) == {"Help.py", "help.py", "SGD.py"}
    assert intake.sources["sgd.py"] == b"b = 2\n"


def test_unicode_forms_of_one_name(submitted) -> None:
    intake = submitted({**GOOD, "gr\u00fcn.py": b"1", "gru\u0308n.py": b"2"})
    assert len(intake.refused) == 2
    assert set(intake.sources) == {"logistic.py", "sgd.py"}


def test_a_decomposed_name_is_what_an_import_looks_for(submitted) -> None:
    assert "gr\u00fcn.py" in submitted({**GOOD, "gru\u0308n.py": b""}).sources


def test_names_cannot_play_tricks_where_they_are_shown(submitted) -> None:
    intake = submitted({**GOOD, "a\x1b[31m\u202e.txt": b"", "x" * 200 + ".txt": b""})
    shown = " ".join(f"{name} {why}" for name, why in intake.ignored) + " ".join(intake.notes)
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert all(len(name) <= 80 for name, _ in intake.ignored)


def test_all_together_have_a_limit_and_wanted_files_come_first(submitted) -> None:
    helpers = {f"a{i}.py": b"#" * 900_000 for i in range(8)}
    intake = submitted({**GOOD, **helpers})
    assert {"logistic.py", "sgd.py"} <= set(intake.sources)
    assert sum(map(len, intake.sources.values())) <= 5_000_000
    assert intake.refused
    assert all("together" in why for why in intake.refused.values())


def test_very_many_files_stay_a_short_report(submitted) -> None:
    intake = submitted({**GOOD, **{f"f{i}.dat": b"" for i in range(700)}, **{f"h{i}.py": b"" for i in range(300)}})
    assert intake.missing == ()
    assert len(intake.sources) <= 100
    assert len(intake.ignored) <= 51
    assert len(intake.refused) <= 50


ODD = [os.mkfifo, os.mkdir, lambda path: os.symlink("/etc/passwd", path), lambda path: os.symlink("nowhere", path)]


@pytest.mark.parametrize("make", ODD)
def test_only_regular_files_of_the_folder_are_read(tmp_path: Path, make) -> None:
    place = folder(tmp_path / "s", {"logistic.py": b"", "answers.toml": b""})
    make(place / "sgd.py")
    intake = take_in(place, WANTED)
    assert "sgd.py" not in intake.sources
    assert "sgd.py" in intake.refused


def test_a_linked_folder_is_not_entered(tmp_path: Path) -> None:
    real = folder(tmp_path / "real", GOOD)
    (folder(tmp_path / "s", {}) / "hw1").symlink_to(real)
    assert take_in(tmp_path / "s", WANTED).missing == WANTED


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: os.symlink("/etc/passwd", path), os.mkdir])
def test_a_file_that_changes_after_it_was_listed(tmp_path: Path, make) -> None:
    place = folder(tmp_path / "s", {"sgd.py": b"x"})
    with opened(place) as open_place:
        (found,) = open_place.inside(())
        (place / "sgd.py").unlink()
        make(place / "sgd.py")
        with pytest.raises(Refused):
            found.read(100)


def test_a_folder_that_becomes_a_link_after_it_was_listed(tmp_path: Path) -> None:
    (folder(tmp_path / "s", {}) / "hw1").symlink_to(folder(tmp_path / "elsewhere", GOOD))
    with opened(tmp_path / "s") as place, pytest.raises(UsageError, match="Cannot read"):
        place.inside(("hw1",))


@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_no_more_is_read_than_the_limit_says(tmp_path: Path, kind: str) -> None:
    files = {"sgd.py": bytes(50_000_000)}
    path = folder(tmp_path / "s", files) if kind == "folder" else zipped(tmp_path / "s.zip", files)
    with opened(path) as place:
        (found,) = place.inside(())
        assert len(found.read(1000)) <= 1001


@pytest.mark.skipif(os.getuid() == 0, reason="root reads everything")
def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    place = folder(tmp_path / "s", GOOD)
    (place / "sgd.py").chmod(0)
    assert "sgd.py" in take_in(place, WANTED).refused


@pytest.mark.parametrize("name", ["../sgd.py", "/sgd.py", "a/../../sgd.py", "C:/sgd.py", "..\\sgd.py", "/tmp/evil.py"])
def test_names_that_lead_out_of_the_zip(tmp_path: Path, name: str) -> None:
    path = zipped(tmp_path / "s.zip", {"logistic.py": b"", name: b"raise SystemExit"})
    intake = take_in(path, WANTED)
    assert set(intake.sources) == {"logistic.py"}
    assert "sgd.py" in intake.missing
    assert "leads out" in " ".join(intake.refused.values())


def test_a_name_that_ends_early(tmp_path: Path) -> None:
    path = zipped(tmp_path / "s.zip", {"sgd.pyX.txt": b"raise SystemExit"})
    path.write_bytes(path.read_bytes().replace(b"sgd.pyX.txt", b"sgd.py\0.txt"))
    assert not take_in(path, WANTED).sources


def test_endless_names_cost_no_time(tmp_path: Path) -> None:
    names = ["-" * 60_000 + "x.py", "sgd" + "_1" * 30_000 + "x.py", "e" + "\u0301\u0323" * 15_000, "a/" * 40 + "b.py"]
    intake = take_in(zipped(tmp_path / "s.zip", {**GOOD, **dict.fromkeys(names, b"")}), WANTED)
    assert intake.missing == ()
    assert all("too long" in why for why in intake.refused.values())
    assert len(intake.refused) == 4


def test_a_zip_made_with_backslashes(tmp_path: Path) -> None:
    path = zipped(tmp_path / "s.zip", {f"hw1\\{name}": data for name, data in GOOD.items()})
    assert take_in(path, WANTED).missing == ()


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("sgd.py")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "s.zip", "w") as out:
        out.writestr(link, "/etc/passwd")
    assert "link" in take_in(tmp_path / "s.zip", WANTED).refused["sgd.py"]


def test_the_same_name_twice_in_a_zip(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "s.zip", "w") as out:
        out.writestr("sgd.py", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            out.writestr("sgd.py", b"2")
    intake = take_in(tmp_path / "s.zip", WANTED)
    assert "two files" in intake.refused["sgd.py"]


def test_a_bomb_is_not_blown_up(tmp_path: Path) -> None:
    path = zipped(tmp_path / "s.zip", {"sgd.py": bytes(200_000_000), "logistic.py": b""})
    intake = take_in(path, WANTED)
    assert "larger" in intake.refused["sgd.py"]
    assert "logistic.py" in intake.sources


def test_a_lying_size_is_damage(tmp_path: Path) -> None:
    path = zipped(tmp_path / "s.zip", {"sgd.py": b"x = 1\n" * 1000})
    data = path.read_bytes()
    real, told = struct.pack("<L", 6000), struct.pack("<L", 10)
    path.write_bytes(data.replace(real, told))
    assert "damaged" in take_in(path, WANTED).refused["sgd.py"]


@pytest.mark.parametrize("how", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_without_a_bound_are_refused(tmp_path: Path, how: int) -> None:
    assert "unusual" in take_in(zipped(tmp_path / "s.zip", GOOD, how), WANTED).refused["sgd.py"]


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "s.zip", {"sgd.py": b"x"})
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    path.write_bytes(data)
    assert "encrypted" in take_in(path, WANTED).refused["sgd.py"]


def test_a_damaged_member_costs_only_itself(tmp_path: Path) -> None:
    path = zipped(tmp_path / "s.zip", {"sgd.py": b"x = 12345\n", "logistic.py": b"y"}, zipfile.ZIP_STORED)
    path.write_bytes(path.read_bytes().replace(b"12345", b"99999"))
    intake = take_in(path, WANTED)
    assert "damaged" in intake.refused["sgd.py"]
    assert intake.sources == {"logistic.py": b"y"}


def test_too_many_entries_in_a_zip(tmp_path: Path) -> None:
    (tmp_path / "s.zip").write_bytes(b"PK\x01\x02" * 20_001 + zipped(tmp_path / "t.zip", GOOD).read_bytes())
    with pytest.raises(UsageError, match="too large"):
        take_in(tmp_path / "s.zip", WANTED)


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x05\x06"])
def test_neither_folder_nor_zip(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "file.zip").write_bytes(data)
    with pytest.raises(UsageError, match="neither a folder nor a zip"):
        take_in(tmp_path / "file.zip", WANTED)


def test_a_truncated_zip(tmp_path: Path) -> None:
    data = zipped(tmp_path / "s.zip", GOOD).read_bytes()
    for end in range(0, len(data), 7):
        (tmp_path / "t.zip").write_bytes(data[:end])
        with pytest.raises(UsageError):
            take_in(tmp_path / "t.zip", WANTED)


def test_nothing_at_that_path(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no folder or zip"):
        take_in(tmp_path / "nowhere", WANTED)


def test_the_archive_holds_the_very_bytes(submitted, tmp_path: Path) -> None:
    files = {**GOOD, "sgd.py": b"\xef\xbb\xbfx = 1\r\n", "conftest.py": b""}
    archive(submitted(files), tmp_path / "record")
    kept = {path.name: path.read_bytes() for path in (tmp_path / "record").iterdir()}
    assert kept == {name: data for name, data in files.items() if name != "conftest.py"}


def test_a_file_that_differs_from_an_earlier_one_by_case_is_not_taken_away(tmp_path: Path, monkeypatch) -> None:
    """Where both are one file, what is written keeps the earlier name."""

    def as_on_macos(path: Path, data: bytes, **how: bool) -> None:
        found = [each for each in path.parent.glob("*") if each.name.casefold() == path.name.casefold()]
        write_bytes(found[0] if found else path, data, **how)

    monkeypatch.setattr(taking, "write_bytes", as_on_macos)
    record = tmp_path / "record"
    archive(take_in(folder(tmp_path / "first", {**GOOD, "Helper.py": b"x = 1\n"}), WANTED), record)
    archive(take_in(folder(tmp_path / "second", {**GOOD, "helper.py": b"x = 2\n"}), WANTED), record)
    assert {path.name: path.read_bytes() for path in record.iterdir()} == {**GOOD, "helper.py": b"x = 2\n"}


def test_a_name_that_was_taken_apart_is_the_same_name(submitted) -> None:
    """macOS may write a letter and its accent as two; an import asks for the one."""
    assert submitted({**GOOD, "me\u0301thode.py": b"x = 1\n"}).sources["m\u00e9thode.py"] == b"x = 1\n"
