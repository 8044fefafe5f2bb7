"""grade-all killed, out of room, started twice: the results are those of an undisturbed run, and nothing is half."""

from __future__ import annotations

import csv
import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from mini import QUESTIONS, SOLUTION, TESTS, mini_assignment

from autograder import writing
from autograder.classes import alone, batch, grade_one
from autograder.cli import main
from autograder.errors import UsageError

ROOT = Path(__file__).parents[2]
WRONG = SOLUTION.replace("2 * x", "-2 * x")
FEW = {"s04", "s05", "s06", "s07", "s08"}
CLASS = {f"s{number:02d}": (SOLUTION, WRONG, "def double(x:\n")[number % 3] for number in range(12)}


@pytest.fixture
def place(tmp_path):
    """A course and a class."""
    mini_assignment(tmp_path / "course", TESTS, QUESTIONS, SOLUTION)
    for name, text in CLASS.items():
        (tmp_path / "class" / name).mkdir(parents=True)
        (tmp_path / "class" / name / "work.py").write_text(text)
    return tmp_path


@pytest.fixture
def few(place):
    """The same with a few submissions only."""
    for name in set(CLASS) - FEW:
        shutil.rmtree(place / "class" / name)
    return place


def words(place, out, *more):
    where = ["--out", str(place / out), "--course", str(place / "course")]
    return ["grade-all", "mini", str(place / "class"), *where, *more]


def run(place, out="out", *more, status=0):
    result = CliRunner().invoke(main, words(place, out, "--jobs", "1", *more), catch_exceptions=False)
    assert result.exit_code == status, result.output
    return result


def start(place, out="out"):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "autograder", *words(place, out, "--jobs", "2")]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def results(out: Path):
    """Everything that was written, without times."""
    seen = {}
    for path in sorted(out.rglob("*.json")):
        if path.name != "graded.json":
            seen[str(path.relative_to(out))] = without_times(json.loads(path.read_text()))
    with (out / "gradebook.csv").open(newline="", encoding="utf-8-sig") as stream:
        rows = [{name: cell for name, cell in row.items() if name != "seconds"} for row in csv.DictReader(stream)]
    files = sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file())
    return seen, rows, files


def without_times(value):
    return {name: inner for name, inner in value.items() if name not in ("seconds", "execution_time")}


def records(out: Path) -> int:
    return len(list(out.glob("*/graded.json")))


def wait_for(condition, seconds=60.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.002)


# ---------------------------------------------------------------- killed


def test_a_run_that_is_killed_again_and_again_ends_like_an_undisturbed_one(place):
    run(place, "undisturbed")
    out = place / "out"
    for moment in (0, 1, 4, 9):  # killed as soon as so many are graded, whatever is being written then
        process = start(place)
        wait_for(lambda moment=moment: out.is_dir() and (moment == 0 or records(out) > moment))
        process.send_signal(signal.SIGKILL)
        process.wait()
        for record in out.glob("*/graded.json"):
            assert json.loads(record.read_text())["row"]["graded"]
    done = {path: path.stat().st_mtime_ns for path in out.glob("*/graded.json")}
    process = start(place)
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0, said
    assert {path: path.stat().st_mtime_ns for path in done} == done, "what was graded was not graded again"
    assert results(out) == results(place / "undisturbed")


def test_the_forks_of_a_killed_run_do_not_write_on(place):
    slow = SOLUTION.replace("def double(x):\n", "def double(x):\n    import time\n    time.sleep(5)\n")
    (place / "class" / "s00" / "work.py").write_text(slow)
    out = place / "out"
    process = start(place)
    wait_for(lambda: out.is_dir() and records(out) >= 11)  # all but the sleeping one
    children = [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]
    process.send_signal(signal.SIGKILL)
    process.wait()
    wait_for(lambda: not any(is_running(pid) for pid in children), 3.0)
    assert children
    assert not (out / "s00").exists()


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_what_a_killed_run_was_writing_is_removed(place):
    run(place)
    (place / "out" / "s01" / "graded.json").unlink()
    folder = place / "out" / "s01"
    left = [folder / ".results.json.0123456789ab", folder / "submitted" / ".work.py.0123456789ab"]
    others = [folder / ".keep.me", folder / "notes.txt"]
    for path in (*left, *others):
        path.write_text("half")
    run(place)
    assert [path.exists() for path in (*left, *others)] == [False, False, True, True]


# ---------------------------------------------------------------- no room


def full_for(name):
    """The writer of a disk that fills up when it comes to this submission."""
    real = writing._write_new

    def write(path, data, mode, durable):
        if name in path.parts:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(path, data, mode, durable)

    return write


def test_a_full_disk_stops_the_run_with_one_line_and_loses_nothing(place, monkeypatch):
    run(place, "undisturbed")
    with monkeypatch.context() as patch:
        patch.setattr(writing, "_write_new", full_for("s07"))
        result = run(place, "out", status=2)
    lines = [line for line in result.stderr.splitlines() if line.startswith("autograder: ")]
    assert len(lines) == 1
    assert "No space left on device. 7 of 12 submissions are graded, and kept. Make room" in lines[0]
    assert records(place / "out") == 7
    assert not (place / "out" / "s07" / "results.json").exists()
    run(place)
    assert results(place / "out") == results(place / "undisturbed")


def test_no_room_for_the_gradebook_is_one_line_too(place, monkeypatch):
    real = writing._write_new

    def write(path, data, mode, durable):
        if "gradebook" in path.name:
            raise OSError(errno.EDQUOT, os.strerror(errno.EDQUOT))
        real(path, data, mode, durable)

    with monkeypatch.context() as patch:
        patch.setattr(writing, "_write_new", write)
        result = run(place, status=2)
    assert "quota exceeded" in result.stderr
    assert records(place / "out") == 12
    run(place)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_disk_that_is_really_full(place):
    out = place / "out"
    out.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=180k", "tmpfs", str(out)], capture_output=True)
    if mounted.returncode:
        pytest.skip("mounting is not allowed here")
    try:
        result = run(place, status=2)
        assert "No space left" in result.stderr
        kept = records(out)
        assert 0 < kept < 12
        subprocess.run(["mount", "-o", "remount,size=8m", str(out)], check=True)
        run(place)
        assert records(out) == 12
        run(place, "undisturbed")
        shutil.copytree(out, place / "copy")
        assert results(place / "copy") == results(place / "undisturbed")
    finally:
        subprocess.run(["umount", str(out)], check=True)


# ---------------------------------------------------------------- the same again


def graded_anew(place, *more) -> set[str]:
    """Which submissions another run grades again."""
    before = {path.parent.name: path.stat().st_mtime_ns for path in (place / "out").glob("*/graded.json")}
    run(place, "out", *more)
    after = {path.parent.name: path.stat().st_mtime_ns for path in (place / "out").glob("*/graded.json")}
    return {name for name, when in after.items() if before.get(name) != when}


def test_a_second_run_grades_nobody_and_says_the_same(few):
    first, second = run(few), run(few)
    assert first.output == second.output
    assert graded_anew(few) == set()


def single_ones(place, patch):
    """Other bytes, a result changed by hand, one that is empty, one that is lost, half a record."""
    out = place / "out"
    (place / "class" / "s04" / "work.py").write_text(SOLUTION + "\n")
    results, record = out / "s05" / "results.json", out / "s08" / "graded.json"
    results.write_text(results.read_text().replace('"score"', '"Score"', 1))
    (out / "s06" / "report.html").write_text("")
    (out / "s07" / "staff.json").unlink()
    record.write_text(record.read_text()[:100])
    return FEW


def other_suite(place, patch):
    path = place / "course" / "tests" / "hidden" / "mini" / "test_mini.py"
    path.write_text(path.read_text() + "\n# another suite\n")
    return FEW


def other_reference(place, patch):
    path = place / "course" / "reference" / "mini" / "questions.py"
    path.write_text(path.read_text() + "\n# another reference\n")
    return FEW


def other_environment(place, patch):
    patch.setattr("autograder.grader.environment", lambda: "another Python")
    return FEW


def other_secret(place, patch):
    patch.setenv("AUTOGRADER_SECRET", "another")
    return FEW


def other_feedback(place, patch):
    (place / "course" / "course.toml").write_text("[assignments.mini]\ndue = 2999-01-01T00:00:00Z\n")
    return FEW


def none_of_them(place, patch):
    """Another file's bytes, and all the times."""
    (place / "class" / "s04" / "notes.txt").write_text("nobody grades this")
    for path in place.rglob("*.py"):
        os.utime(path, (1, 1))
    return set()


CHANGES = [single_ones, other_suite, other_reference, other_environment, other_secret, other_feedback, none_of_them]


@pytest.mark.parametrize("change", CHANGES)
def test_each_thing_that_decides_a_result_makes_it_anew_and_nothing_else_does(few, monkeypatch, change):
    run(few)
    expected = change(few, monkeypatch)
    assert graded_anew(few) == expected
    assert graded_anew(few) == set()


def test_another_variant_makes_everything_anew(few):
    run(few)
    assert graded_anew(few, "--variant", "another") == FEW


# ---------------------------------------------------------------- together


def test_two_runs_into_one_folder_do_not_mix(place):
    (place / "out").mkdir()
    with alone.alone(place / "out"):
        moments = iter([0.0, 1.0, 2.0, 99.0])
        with pytest.raises(UsageError, match="Another run is writing"), alone.alone(
            place / "out", lambda: next(moments), lambda seconds: None
        ):
            raise AssertionError("both hold it")
    with alone.alone(place / "out"), alone.alone(place / "elsewhere"):
        pass


def test_nothing_grows_with_the_number_of_submissions():
    def open_files():
        return len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").is_dir() else 0

    def children():
        tasks = Path("/proc/self/task")
        return sorted(one for task in tasks.glob("*/children") for one in task.read_text().split())

    seen = []
    slots = [batch.Slot(number, lambda tool: tool) for number in range(2)]
    before, others = open_files(), children()
    count = lambda job, tool: {"files": open_files()}  # noqa: E731
    batch.run_batch(range(150), slots, count, lambda job, one: seen.append(one["files"]))
    assert open_files() == before
    assert max(seen[100:]) <= max(seen[:50])
    assert children() == others


def test_an_earlier_result_is_not_believed_when_anything_is_in_doubt(few, monkeypatch):
    run(few)
    with monkeypatch.context() as patch:
        patch.setattr(grade_one, "take_in", lambda *words: 1 / 0)
        result = run(few, status=3)
    assert "ZeroDivisionError" in (few / "out" / "gradebook.csv").read_text(encoding="utf-8-sig")
    assert "NOT GRADED" in result.output
    run(few)
