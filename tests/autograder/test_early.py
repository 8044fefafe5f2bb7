"""Clean processes are started before anything else is loaded: one for each place, and none that nobody needs."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from mini import QUESTIONS, SOLUTION, TESTS, mini_assignment

from autograder import early
from autograder.cli import main


def write_class(folder, count):
    """A course, and a class of so many right submissions beside it."""
    course = mini_assignment(folder / "course", TESTS, QUESTIONS, SOLUTION).course
    for number in range(count):
        (folder / "class" / f"s{number}").mkdir(parents=True)
        (folder / "class" / f"s{number}" / "work.py").write_text(SOLUTION)
    return course.folder


def run(*words):
    result = CliRunner().invoke(main, list(map(str, words)), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def started(monkeypatch):
    """Every clean process that is started."""
    begun, start = [], early.start
    monkeypatch.setattr(early, "start", lambda *args: begun.append(start(*args)) or begun[-1])
    return begun


@pytest.mark.parametrize(("count", "jobs", "processes"), [(1, 3, 1), (2, 3, 2), (4, 2, 2)])
def test_a_class_starts_as_many_as_work_at_the_same_time(tmp_path, started, count, jobs, processes):
    course = write_class(tmp_path, count)
    run("grade-all", "mini", tmp_path / "class", "--out", tmp_path / "out", "--jobs", jobs, "--course", course)
    assert len(started) == processes
    assert all(one.process.returncode is not None for one in started)


def test_a_regrade_and_one_question_begin_early_too(tmp_path, started):
    course = write_class(tmp_path, 2)
    run("grade-all", "mini", tmp_path / "class", "--out", tmp_path / "out", "--jobs", 2, "--course", course)
    del started[:]
    run("regrade", "mini", tmp_path / "class", "--out", tmp_path / "out", "--jobs", 2, "--course", course)
    assert len(started) == 2
    assert "B1.1" in run("explain", "mini", tmp_path / "class" / "s0", "B1", "--course", course)
    assert len(started) == 3
    assert all(one.process.returncode is not None for one in started)


@pytest.mark.parametrize("folder", ["nowhere", "file"])
def test_what_is_no_folder_is_said_in_a_sentence(tmp_path, folder):
    (tmp_path / "file").write_text("no folder")
    words = ["grade-all", "hw1", str(tmp_path / folder), "--out", str(tmp_path / "out"), "--jobs", "2"]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 2
    assert folder in result.output
