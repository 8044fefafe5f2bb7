"""The whole product in processes that look like macOS: names, limits, sockets and files as they are there."""

from __future__ import annotations

import csv
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import pytest
from mini import SOLUTION, TESTS, mini_assignment

from autograder.classes.batch import Slot, run_batch
from autograder.confined import Limits
from autograder.confined.inside import codec, forkable, kernel, preload
from autograder.confined.outcomes import from_wait_status
from autograder.errors import UsageError

pytest.importorskip("mypy", reason="its stubs say what macOS lacks")
HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "mac"))
import names  # noqa: E402

ROOT = HERE.parents[1]
RIGHT = ROOT / "tests" / "samples" / "hw1" / "right"
WARNING = "NO SANDBOX: this runs untrusted code as you"
QUESTIONS = """
from autograder.question import Question
from autograder.checks import HiddenTests
TITLE = "Mini"
def questions(variant, drawn):
    return [Question("B1", "double", 6, ("work.double",), HiddenTests(), seconds=1),
            Question("B2", "triple", 4, ("work.triple",), HiddenTests(), seconds=1)]
"""
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="on macOS itself the other tests show it")


def interpreter(folder: Path, **facts: object) -> Path:
    """The path of a program that stands for Python in that world."""
    wrapper = folder / "python"
    told = {"missing": names.missing(), "python": str(wrapper), "site": [sysconfig.get_path("purelib")], **facts}
    (folder / "facts.json").write_text(json.dumps(told), encoding="utf-8")
    words = [sys.executable, "-I", "-S", str(HERE / "mac" / "start.py"), str(folder / "facts.json")]
    wrapper.write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$@"\n', encoding="utf-8")
    wrapper.chmod(0o755)
    return wrapper


class Mac:
    """A place in that world, behind a link as /tmp is there."""

    def __init__(self, python: Path, folder: Path) -> None:
        (folder / "private").mkdir()
        self.python, self.place = python, folder / "tmp"
        self.place.symlink_to(folder / "private")

    def run(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """`python WORDS`, with the temporary folder behind the link."""
        settings = {"PATH": os.environ["PATH"], "HOME": str(self.place), "TMPDIR": str(self.place), "COLUMNS": "100",
                    "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **environment}  # fmt: skip
        return subprocess.run(
            [str(self.python), *words], capture_output=True, text=True, env=settings, cwd=self.place, timeout=300,
            check=False,
        )  # fmt: skip

    def program(self, name: str, **environment: str) -> str:
        """What one of the programs in the folder `mac` prints."""
        done = self.run(str(HERE / "mac" / f"{name}.py"), **environment)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def autograder(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self.run("-m", "autograder", *words)


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return interpreter(tmp_path_factory.mktemp("mac"))


@pytest.fixture
def mac(python: Path, tmp_path: Path) -> Mac:
    return Mac(python, tmp_path)


# -- the imitation itself


def test_the_stubs_know_what_is_missing():
    missing = names.missing()
    assert {"O_PATH", "setresuid", "setresgid", "sched_getaffinity", "memfd_create"} <= set(missing["os"])
    assert {"prlimit", "RLIMIT_MSGQUEUE"} <= set(missing["resource"])
    assert "epoll" in missing["select"]
    assert not {"poll", "select", "fork", "kill", "openpty"} & {*missing["os"], *missing["select"]}


def test_the_world_is_as_it_is_there(mac):
    assert json.loads(mac.program("world")) == {
        "platform": ["darwin", "Darwin", "arm64"], "there": [], "select": [False, True], "prctl": "AttributeError",
        "getpid": True, "proc": "FileNotFoundError", "list": "FileNotFoundError", "memory": "ValueError",
        "small": 2048, "large": "OSError", "packets": "OSError", "abstract": "FileNotFoundError",
        "waits": True, "closes": "BrokenPipeError",
    }  # fmt: skip


# -- the clean process


def test_the_student_process_is_of_that_world_and_is_used_again(mac):
    """Its memory is counted in bytes there, and 20 MB are no reason for another one."""
    none = "there is none for darwin on arm64"
    assert json.loads(mac.program("worker")) == {
        "world": ["darwin", False, "python"], "large": 20_000_000, "is_open": 5, "again": True, "level": "0",
        "text": WARNING,
        "probes": [["private user", False, none], ["Landlock", False, none], ["seccomp", False, none]],
    }  # fmt: skip


def test_the_longest_request_fits_into_a_datagram():
    everything = codec.encode((vars(Limits()), 2**63, list(preload.ON_DEMAND)))
    assert 1000 < len(everything) <= 2048


def test_a_command_begins_again_where_forks_need_it(mac):
    """Once, as the same process; what a user asked for in threads would end every fork."""
    first, second, last = mac.program("again", VECLIB_MAXIMUM_THREADS="8").splitlines()
    pid = first.split()[0]
    assert (first, second, last) == (f"{pid} None 8", f"{pid} YES 1", "begun")


def test_a_numpy_that_dies_in_forks_is_found_out_before_anybody_is_graded(tmp_path):
    mac = Mac(interpreter(tmp_path, **{"no fork computes": True}), tmp_path)
    done = mac.autograder("grade", "hw1", str(RIGHT), "--out", "out")
    assert done.returncode == 2
    assert "numpy does not work in a forked process here" in done.stderr
    assert "OpenBLAS" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not list((mac.place / "out").glob("*.json"))


@pytest.mark.parametrize(
    ("action", "survives"),
    [
        (forkable.computes, True), (lambda: True, True), (lambda: False, False), (lambda: 1 / 0, False),
        (lambda: os.kill(os.getpid(), signal.SIGKILL), False), (lambda: time.sleep(60), False),
    ],
    ids=["computes", "true", "false", "raises", "crashes", "hangs"],
)  # fmt: skip
def test_whether_a_fork_computes(action, survives):
    assert forkable.survives(action, 20.0 if survives else 0.3) is survives


def test_a_class_is_refused_in_a_sentence_where_no_fork_of_the_grader_computes(monkeypatch):
    done = []
    monkeypatch.setattr(kernel, "LINUX", False)
    run_batch([1], [Slot(0, lambda tool: tool)], lambda job, tool: {}, lambda *result: done.append(result))
    assert done == [(1, {})]
    monkeypatch.setattr(forkable, "survives", lambda: False)
    with pytest.raises(UsageError, match="numpy does not work in a forked process here"):
        run_batch([2], [Slot(0, lambda tool: tool)], lambda job, tool: {}, lambda *result: done.append(result))
    assert len(done) == 1


def test_signals_have_the_names_of_this_system():
    assert "bus error" in str(from_wait_status(signal.SIGBUS))
    assert "not allowed" in str(from_wait_status(signal.SIGSYS))
    assert "no normal end" in str(from_wait_status(signal.SIGUSR1))


# -- as a user


def test_grade(mac):
    done = mac.autograder("grade", "hw1", str(RIGHT), "--out", "out")
    assert done.returncode == 0, done.stderr
    assert "100 of 100 points" in done.stdout
    assert f"confinement level 0: {WARNING}" in done.stderr
    assert "seccomp: there is none for darwin on arm64" in done.stderr
    written = {path.name: path.read_text(encoding="utf-8") for path in (mac.place / "out").glob("*.*")}
    staff, results = json.loads(written["staff.json"]), json.loads(written["results.json"])
    assert staff["confinement"]["level"] == "0"
    assert staff["confinement"]["what holds"] == WARNING
    assert len(staff["confinement"]["failed probes"]) == 3
    assert results["extra_data"]["confinement"] == "0"
    assert len(results["extra_data"]["confinement_failed_probes"]) == 3
    for_students = [written["report.json"], written["report.html"], json.dumps(results["tests"]), results["output"]]
    assert not [text for text in for_students if "SANDBOX" in text or "darwin" in text]


def test_a_level_that_macos_cannot_give(mac):
    done = mac.autograder("grade", "hw1", str(RIGHT), "--out", "out", "--require-level", "2")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "autograder: Student code can only be confined at level 0 here, but level 2 is required; see docs/security.md "
        "for what each level needs.\n"
    )


def test_a_class(mac):
    mini_assignment(mac.place / "course", TESTS, QUESTIONS, SOLUTION)
    endings = {
        "right": "", "loop": "while True: pass", "leaves": "__import__('os')._exit(0)",
        "aborts": "__import__('os').abort()", "ends-mother": "__import__('os').kill(__import__('os').getppid(), 9)",
        "own-group": "__import__('os').setpgid(0, 0) if __import__('os').fork() == 0 else None",
    }  # fmt: skip
    for name, line in endings.items():
        (mac.place / "class" / name).mkdir(parents=True)
        double = f"def double(x):\n    {line}\n" if line else ""
        (mac.place / "class" / name / "work.py").write_text(f"{SOLUTION}\n{double}")
    folder, out, course = (str(mac.place / name) for name in ("class", "out", "course"))
    words = ["grade-all", "mini", folder, "--out", out, "--course", course, "--jobs", "2"]
    refused = mac.autograder(*words)
    assert (refused.returncode, len(refused.stderr.splitlines())) == (2, 1)
    assert "--unconfined" in refused.stderr
    done = mac.autograder(*words, "--unconfined")
    assert done.returncode == 0, done.stderr
    assert f"confinement level 0: {WARNING}" in done.stderr
    with (mac.place / "out" / "gradebook.csv").open(newline="", encoding="utf-8-sig") as stream:
        rows = {row["id"]: row for row in csv.DictReader(stream)}
    assert {name: (row["B1"], row["B2"], row["confinement"]) for name, row in rows.items()} == {
        name: ("6" if name == "right" else "0", "4", "0") for name in endings
    }


def test_the_authors_check(mac):
    tests, solution = TESTS.replace("2 * x, ", "x * x + 3, "), SOLUTION.replace("2 * x", "x * x + 3")
    mini_assignment(mac.place / "course", tests, QUESTIONS, solution)
    done = mac.autograder("check", "mini", "--course", "course", "--quick", "--question", "B1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "right submissions harmed: 0 of 1" in done.stdout
    assert "Everything is as it should be." in done.stdout


def test_what_students_run_at_home(mac):
    shutil.copytree(ROOT / "assignments" / "hw1", mac.place / "hw1")
    for path in RIGHT.iterdir():
        shutil.copy(path, mac.place / "hw1")
    done = mac.run("hw1/check.py", "B3", PYTHONPATH="")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "B3" in done.stdout
    assert "Traceback" not in done.stderr
