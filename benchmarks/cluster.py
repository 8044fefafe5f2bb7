"""Ten thousand submissions on a simulated cluster: what the caller and the scheduler can keep busy, and what they cost.

    python benchmarks/cluster.py [submissions] [workers] [threads]      # 10000 8 16; needs requirements/cluster.txt

Scheduler and workers are processes of this machine. The workers do not grade: each thread waits as long as grading
takes and sends back the files of one real submission, so that hosts with many more cores can be simulated.
"""

from __future__ import annotations

import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from speed_classes import SIX

from autograder.classes import grade_one as one
from autograder.classes.export import Entry
from autograder.classes.grade_all import ClassRun
from autograder.cluster import client as there
from autograder.cluster.messages import Graded
from autograder.cluster.station import _taken
from autograder.course import Course
from autograder.grader import with_grader

GRADING_SECONDS = 0.1
"""What a thread waits for each submission: several times what the six functions take on a core."""


def busy(name: str, seconds: float, graded: Graded) -> tuple[str, Graded]:
    """What the simulated workers run."""
    time.sleep(seconds)
    return name, graded


def shipped(work: Path) -> tuple[ClassRun, one.Terms, Graded]:
    """A run, the terms of one submission, and what comes of it."""
    (work / "class" / "s").mkdir(parents=True)
    (work / "class" / "s" / "hw.py").write_bytes((SIX / "reference" / "six" / "hw.py").read_bytes())
    entry = Entry("s", work / "class" / "s")

    def run(grader):
        made = ClassRun.into(grader, work / "out", [entry])
        row = one.grade_one(made, entry)
        return made, one.terms_of(made, entry), Graded(row, _taken(work / "out" / "s"))

    return with_grader(Course.at(SIX), "six", None, run)


@contextmanager
def cluster(workers: int, threads: int, logs: Path) -> Iterator[tuple[str, subprocess.Popen]]:
    """The address of a scheduler with so many workers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    address = f"tcp://127.0.0.1:{port}"
    everyone = [["scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard"]]
    everyone += [["worker", address, "--nthreads", str(threads), "--no-nanny", "--no-dashboard", "--memory-limit", "0",
                  "--local-directory", str(logs / f"worker{at}")] for at in range(workers)]  # fmt: skip
    processes = []
    with (logs / "log").open("w") as log:
        for name, *words in everyone:
            command = [sys.executable, "-m", f"distributed.cli.dask_{name}", *words]
            processes.append(subprocess.Popen(command, stdout=log, stderr=log, cwd=Path(__file__).parent))
    try:
        yield address, processes[0]
    finally:
        for process in processes:
            process.kill()
            process.wait()


def megabytes(pid: int) -> float:
    """The most memory that a process has had."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def main(count: int = 10_000, workers: int = 8, threads: int = 16) -> None:
    from autograder.cluster import places

    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        run, terms, graded = shipped(work)
        size = len(terms.intake.sources["hw.py"]), sum(len(data) for data, _ in graded.files.values())
        there.terms_with_known = lambda run, entry: terms
        places.grade_there = lambda name, entry, terms: busy(name, GRADING_SECONDS, graded)
        run, ended = replace(run, out=work / "results"), 0

        def done(entry, row):
            nonlocal ended
            ended += "failed" not in row

        with cluster(workers, threads, work) as (address, scheduler), there._client(address) as client:
            client.wait_for_workers(workers, timeout=60)
            began = time.perf_counter()
            entries = (Entry(f"s{at:05d}", work) for at in range(count))
            there._Traffic(client, "simulated", run, entries, done).flow()
            seconds, scheduled = time.perf_counter() - began, megabytes(scheduler.pid)
    own, best = resource.getrusage(resource.RUSAGE_SELF), workers * threads / GRADING_SECONDS
    processor = 1000 * (own.ru_utime + own.ru_stime) / count
    print(f"{ended} of {count} submissions came back in {seconds:.0f} s: {ended / seconds:.0f} a second")
    print(f"{workers} workers with {threads} threads, {GRADING_SECONDS:g} s each: {best:.0f} a second at best")
    print(f"each: {size[0] / 1000:.1f} kB there, {size[1] / 1000:.0f} kB back")
    print(f"caller: {processor:.1f} ms of processor each, {own.ru_maxrss / 1024:.0f} MB; scheduler {scheduled:.0f} MB")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
