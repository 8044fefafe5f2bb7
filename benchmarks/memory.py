"""The memory of a batch grows with the places that work at the same time, not with the submissions.

    python benchmarks/memory.py [submissions ...]     # 100 and 1000, with 1, 2 and 4 at a time

Peak of the memory of all processes together, shared pages counted once (PSS), looked at twenty times a second.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from speed import grader
from speed_classes import SIX, submissions


def descendants(pid: int) -> list[int]:
    """The process and all below it."""
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        try:
            waiting += [int(word) for word in Path(f"/proc/{one}/task/{one}/children").read_text().split()]
        except OSError:
            continue
    return found


def pss(pid: int) -> int:
    """kB; 0 for a process that has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def peak(folder: Path, out: Path, jobs: int) -> tuple[float, float]:
    """MB and seconds of one run of grade-all."""
    began, most = time.perf_counter(), 0
    command = grader("grade-all", "six", folder, "--course", SIX, "--out", out, "--jobs", jobs)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        most = max(most, sum(map(pss, descendants(process.pid))))
        time.sleep(0.05)
    return most / 1024, time.perf_counter() - began


def main(*counts: int) -> None:
    print("| submissions | at a time | peak, MB | seconds |\n|---|---|---|---|")
    for count in counts or (100, 1000):
        with tempfile.TemporaryDirectory() as work:
            submissions(Path(work) / "class", count)
            for jobs in (1, 2, 4):
                megabytes, seconds = peak(Path(work) / "class", Path(work) / f"out{jobs}", jobs)
                print(f"| {count} | {jobs} | {megabytes:.0f} | {seconds:.0f} |", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
