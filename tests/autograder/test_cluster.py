"""The same class on a Dask cluster: the same results, a lost worker loses nothing, hosts share no disk."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner
from mini import QUESTIONS, SOLUTION, TESTS, mini_assignment

from autograder.cli import main
from autograder.cluster import client

distributed = pytest.importorskip("distributed", reason="Dask is not installed: requirements/cluster.txt")

ROOT = Path(__file__).parents[2]
SLOW = SOLUTION.replace("def double(x):\n", "def double(x):\n    import time\n    time.sleep(0.4)\n")
KINDS = (SOLUTION, SOLUTION.replace("2 * x", "-2 * x"), "def double(x:\n", SLOW)


@dataclass
class Cluster:
    """A scheduler and workers, each a process of its own; prefix: what to run them in."""

    folder: Path
    host: str = "127.0.0.1"
    prefix: tuple[str, ...] = ()
    processes: dict[str, subprocess.Popen] = field(default_factory=dict)

    def start(self, name: str, prefix: tuple[str, ...], *words: str) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with (self.folder / f"{name}.log").open("w") as log:
            self.processes[name] = subprocess.Popen(
                [*prefix, sys.executable, "-m", *words], env=environment, stdout=log, stderr=log, cwd=self.folder
            )

    def scheduler(self) -> str:
        address = f"tcp://{self.host}:{free_port()}"
        host, port = address.removeprefix("tcp://").split(":")
        words = ("--host", host, "--port", port, "--no-dashboard")
        self.start("scheduler", self.prefix, "distributed.cli.dask_scheduler", *words)
        self.wait("scheduler", "Scheduler at")
        return address

    def worker(self, name: str, address: str, prefix: tuple[str, ...] = ()) -> None:
        self.start(name, prefix or self.prefix, "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny",
                   "--no-dashboard", "--memory-limit", "0", "--local-directory", str(self.folder / name))  # fmt: skip
        self.wait(name, "Registered to")

    def wait(self, name: str, words: str) -> None:
        end = time.monotonic() + 60
        while words not in (said := (self.folder / f"{name}.log").read_text()):
            assert time.monotonic() < end, said
            assert self.processes[name].poll() is None, said
            time.sleep(0.05)

    def close(self) -> None:
        for process in self.processes.values():
            process.kill()
        for process in self.processes.values():
            process.wait()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """(address, cluster) with two workers."""
    one = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        address = one.scheduler()
        for name in ("first", "second"):
            one.worker(name, address)
        yield address, one
    finally:
        one.close()


@pytest.fixture
def place(tmp_path):
    mini_assignment(tmp_path / "course", TESTS, QUESTIONS, SOLUTION)
    for number in range(12):
        (tmp_path / "class" / f"s{number:02d}").mkdir(parents=True)
        (tmp_path / "class" / f"s{number:02d}" / "work.py").write_text(KINDS[number % 4])
    return tmp_path


def words(place, out, *more):
    where = ["--out", str(place / out), "--course", str(place / "course")]
    return ["grade-all", "mini", str(place / "class"), *where, *more]


def run(place, out, *more, status=0):
    result = CliRunner().invoke(main, words(place, out, *more), catch_exceptions=False)
    assert result.exit_code == status, result.output
    return result


def results(out: Path):
    """Everything that was written, without times."""
    seen = {}
    for path in sorted(out.rglob("*.json")):
        if path.name != "graded.json":
            value, times = json.loads(path.read_text()), ("seconds", "execution_time")
            seen[str(path.relative_to(out))] = {name: inner for name, inner in value.items() if name not in times}
    with (out / "gradebook.csv").open(newline="", encoding="utf-8-sig") as stream:
        rows = [{name: cell for name, cell in row.items() if name != "seconds"} for row in csv.DictReader(stream)]
    return seen, rows, {str(path.relative_to(out)): path.stat().st_mode for path in out.rglob("*") if path.is_file()}


def test_a_cluster_gives_what_this_machine_gives(place, cluster):
    (place / "class" / "broken.zip").write_bytes(b"PK, but no more")
    run(place, "here", status=3)
    run(place, "there", "--cluster", cluster[0], status=3)
    assert results(place / "there") == results(place / "here")
    before = {path: path.stat().st_mtime_ns for path in (place / "there").glob("*/graded.json")}
    run(place, "there", status=3)  # what was graded there is not graded again here
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_a_changed_suite_judges_again_just_what_it_must_there_too(place, cluster):
    run(place, "there", "--cluster", cluster[0])
    more = '\n\n@number("B2.7")\ndef test_more(student):\n    """of 1"""\n    assert student.triple(1.0) == 3.0\n'
    hidden = place / "course" / "tests" / "hidden" / "mini"
    (hidden / "test_more.py").write_text("from autograder.judging import number\n" + more)
    said = run(place, "there", "--cluster", cluster[0])
    assert "Judged again: B2 (12 submissions)." in said.output
    run(place, "here")
    assert results(place / "there") == results(place / "here")


def test_the_secret_of_the_course_stays_here_and_its_key_goes_along(place, cluster, monkeypatch):
    monkeypatch.setenv("AUTOGRADER_SECRET", "of this term")
    run(place, "here")
    run(place, "there", "--cluster", cluster[0])
    assert results(place / "there") == results(place / "here")


def test_a_worker_that_is_killed_loses_nothing(place, cluster):
    address, running = cluster
    run(place, "here")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "autograder", *words(place, "there", "--cluster", address)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    wait_for(lambda: len(list((place / "there").glob("*/graded.json"))) >= 2)
    victim = running.processes["second"]
    stations = [int(pid) for pid in Path(f"/proc/{victim.pid}/task/{victim.pid}/children").read_text().split()]
    victim.send_signal(signal.SIGKILL)
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0, said
    assert results(place / "there") == results(place / "here")
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in stations), 10)
    running.worker("second", address)


def wait_for(condition, seconds=60.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.01)


# ---------------------------------------------------------------- what can be wrong


def one_line(result):
    lines = [line for line in result.stderr.splitlines() if line.startswith("autograder: ")]
    assert len(lines) == 1, result.output
    assert "Traceback" not in result.output
    return lines[0]


def test_no_scheduler_there(place, monkeypatch):
    monkeypatch.setattr(client, "CONNECT_SECONDS", 1)
    result = run(place, "out", "--cluster", f"tcp://127.0.0.1:{free_port()}", status=2)
    assert "No scheduler of Dask answers" in one_line(result)


def test_no_address(place, monkeypatch):
    monkeypatch.setattr(client, "CONNECT_SECONDS", 1)
    assert "answers at nonsense" in one_line(run(place, "out", "--cluster", "nonsense", status=2))


def test_no_workers_there(place, tmp_path, monkeypatch):
    monkeypatch.setattr(client, "WORKERS_SECONDS", 1)
    empty = Cluster(tmp_path)
    try:
        assert "has no workers" in one_line(run(place, "out", "--cluster", empty.scheduler(), status=2))
    finally:
        empty.close()


def test_a_scheduler_that_is_lost(place, tmp_path):
    for number in range(12, 40):
        (place / "class" / f"s{number:02d}").mkdir()
        (place / "class" / f"s{number:02d}" / "work.py").write_text(SLOW)
    running = Cluster(tmp_path)
    try:
        address = running.scheduler()
        running.worker("only", address)
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "1s"}
        command = [sys.executable, "-m", "autograder", *words(place, "there", "--cluster", address)]
        output = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        process = subprocess.Popen(command, env=environment, **output)
        wait_for(lambda: len(list((place / "there").glob("*/graded.json"))) >= 2)
        running.processes["scheduler"].kill()
        said, _ = process.communicate(timeout=120)
    finally:
        running.close()
    assert process.returncode == 2, said
    assert "autograder: The scheduler was lost. What is graded is kept" in said


def test_no_dask_here(place, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert "requirements/cluster.txt" in one_line(run(place, "out", "--cluster", "tcp://127.0.0.1:1", status=2))


def test_a_host_with_other_versions_is_refused(place, cluster, monkeypatch):
    monkeypatch.setattr("autograder.cluster.parcel.software", lambda: "Python 2")
    line = one_line(run(place, "out", "--cluster", cluster[0], status=2))
    assert "cannot grade this class: it has autograder" in line
    assert "Python 2" in line


def test_a_host_on_which_the_course_cannot_be_loaded_is_named(place, cluster, monkeypatch):
    monkeypatch.setattr("autograder.cluster.parcel.Parcel.of", fails_at_once(client.Parcel.of))
    assert "the reference is not there" in one_line(run(place, "out", "--cluster", cluster[0], status=2))


def fails_at_once(real):
    """A parcel with a file that raises an author's error on the host."""

    def of(made_of, unconfined):
        parcel = real(made_of, unconfined)
        broken = "from autograder.errors import QuestionError\nraise QuestionError('the reference is not there')\n"
        parcel.files["reference/mini/questions.py"] = broken.encode()
        return parcel

    return of


# ---------------------------------------------------------------- hosts of their own


def ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@contextlib.contextmanager
def hosts(count: int):
    """Network namespaces joined by a bridge that lies in the first of them; yields their names."""
    names = [f"ag{os.getpid()}n{number}" for number in range(count + 1)]
    try:
        for name in names:
            ip("netns", "add", name)
            ip("-n", name, "link", "set", "lo", "up")
        hub = names[0]
        ip("-n", hub, "link", "add", "bridge", "type", "bridge")
        ip("-n", hub, "addr", "add", "10.97.0.1/24", "dev", "bridge")
        ip("-n", hub, "link", "set", "bridge", "up")
        for number, name in enumerate(names[1:], 2):
            ip("-n", hub, "link", "add", f"to{number}", "type", "veth", "peer", "name", "out", "netns", name)
            ip("-n", hub, "link", "set", f"to{number}", "master", "bridge", "up")
            ip("-n", name, "addr", "add", f"10.97.0.{number}/24", "dev", "out")
            ip("-n", name, "link", "set", "out", "up")
        yield names
    finally:
        for name in names:
            subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("ip"), reason="network namespaces are root's, with ip")
def test_workers_on_hosts_of_their_own_that_share_no_disk(place, tmp_path):
    """Each worker sees an empty folder where course, class and results lie."""
    run(place, "here")
    running = Cluster(tmp_path, "10.97.0.1")
    with contextlib.ExitStack() as stack:
        try:
            names = stack.enter_context(hosts(2))
        except subprocess.CalledProcessError as error:
            pytest.skip(f"network namespaces are not allowed here: {error.stderr.decode().strip()}")
        hub, *workers = (("ip", "netns", "exec", name) for name in names)
        running.prefix = hub
        try:
            address = running.scheduler()
            for number, prefix in enumerate(workers):
                hidden = f"for d in course class; do mount -t tmpfs none {place}/$d || exit 9; done; exec \"$@\""
                running.worker(f"host{number}", address, (*prefix, "sh", "-c", hidden, "sh"))
            command = [*hub, sys.executable, "-m", "autograder", *words(place, "there", "--cluster", address)]
            environment = {**os.environ, "PYTHONPATH": str(ROOT)}
            done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
            assert done.returncode == 0, done.stderr
            logs = [(tmp_path / f"host{number}.log").read_text() for number in range(2)]
            assert all(f"10.97.0.{number}:" in log for number, log in enumerate(logs, 2))
        finally:
            running.close()
    assert results(place / "there") == results(place / "here")
