"""The other graders, each as its users run it, so many at a time."""

from __future__ import annotations

import csv
import importlib.metadata
import importlib.util
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import peers_notebooks
from peers_notebooks import PEERS

HARD_SECONDS = 60
PACKAGES = {
    "check50": ("numpy", "check50", "setuptools<81"),
    "numdifftools": ("numpy", "pytest", "numdifftools"),
    "nbgrader": ("numpy", "nbgrader", "ipykernel"),
    "otter": ("numpy", "otter-grader[grading]"),
}
"""What the environment of each of them holds; the first rows are quick."""


@dataclass(frozen=True)
class Peer:
    """A grader; run: grades these folders, so many at a time: (seconds, how many checks each one passed).

    few: how many submissions a round grades at most.
    """

    name: str
    run: Callable[[Sequence[Path], int], tuple[float, list[int]]]
    few: int = 15


def variables(python: Path, work: Path, **more: str) -> dict[str, str]:
    """The environment of a peer's commands: its own programs first, and nothing of its user's notebooks."""
    own = {"IPYTHONDIR": "ipython", "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data",
           "JUPYTER_RUNTIME_DIR": "runtime"}  # fmt: skip
    found = {**os.environ, **{name: str(work / folder) for name, folder in own.items()}, **more}
    found.pop("PYTHONDONTWRITEBYTECODE", None)  # compiled files may be kept, as ours
    return {**found, "PATH": f"{python.parent}{os.pathsep}{found.get('PATH', os.defpath)}"}


def version(package: str, python: Path | None = None) -> str:
    """The version of a package that this Python has, or ours; "" where it is not found."""
    paths = [str(one) for one in python.parent.parent.glob("lib/python*/site-packages")] if python else sys.path
    return next((one.version for one in importlib.metadata.distributions(name=package, path=paths)), "")


def clocked(grade: Callable[[Path], int], folders: Sequence[Path], at_once: int) -> tuple[float, list[int]]:
    """Seconds for all of these folders, and what each was given."""
    began = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        given = list(pool.map(grade, folders))
    return time.perf_counter() - began, given


# ---------------------------------------------------------------- a process for each submission


@dataclass(frozen=True)
class Each:
    """How a peer grades one; prepare: puts a submission where it runs; command: for that folder; passed: from what it
    printed there, and the files in it, how many checks passed."""

    python: Path
    command: Callable[[Path], list[str]]
    passed: Callable[[str, Path], int]
    prepare: Callable[[Path, Path], object]

    def grade(self, folder: Path) -> int:
        """How many checks passed; 0 where there is no result."""
        with tempfile.TemporaryDirectory() as work:
            out = Path(work)
            self.prepare(folder, out)
            environment = variables(self.python, out, PYTHONPATH=f"{out}{os.pathsep}{PEERS}")
            try:
                done = subprocess.run(self.command(out), env=environment, cwd=out, capture_output=True, text=True,
                                      timeout=HARD_SECONDS)  # fmt: skip
                return self.passed(done.stdout, out)
            except (OSError, ValueError, KeyError, subprocess.TimeoutExpired):
                return 0

    def run(self, folders: Sequence[Path], at_once: int) -> tuple[float, list[int]]:
        """As a Peer runs."""
        return clocked(self.grade, folders, at_once)


def copied(folder: Path, out: Path) -> None:
    """The submission's files of Python."""
    for path in folder.glob("*.py"):
        shutil.copy(path, out)


def as_notebook(folder: Path, out: Path) -> None:
    """The submission as one notebook."""
    source = (folder / "hw.py").read_text(encoding="utf-8")
    (out / "hw.ipynb").write_text(peers_notebooks.plain_notebook(source), encoding="utf-8")


def gradescope_utils(checks: str) -> Peer:
    """gradescope-utils with the checks of this name."""
    python = Path(sys.executable)

    def command(out: Path) -> list[str]:
        return [str(python), str(PEERS / "with_gradescope_utils.py"), str(out), str(out / "results.json"), checks]

    def passed(said: str, out: Path) -> int:
        return round(json.loads((out / "results.json").read_text())["score"])

    return Peer(f"gradescope-utils {version('gradescope-utils')}", Each(python, command, passed, copied).run)


def with_pytest(checks: str) -> Peer:
    """pytest with the checks of this name."""
    return Peer(f"pytest {version('pytest')}", pytest_each(checks, Path(sys.executable)).run)


def pytest_each(checks: str, python: Path, *words: str) -> Each:
    """This Python's pytest with the checks of this name."""

    def command(out: Path) -> list[str]:
        return [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, f"--rootdir={out}",
                *words, str(PEERS / f"{checks}.py")]  # fmt: skip

    def passed(said: str, out: Path) -> int:
        found = re.search(r"(\d+) passed", said)
        return int(found[1]) if found else 0

    return Each(python, command, passed, copied)


def _check50(python: Path, work: Path) -> Peer:
    def command(out: Path) -> list[str]:
        return ["check50", "--dev", "--local", "-o", "json", "--output-file", str(out / "results.json"),
                str(PEERS / "check50_six")]  # fmt: skip

    def passed(said: str, out: Path) -> int:
        results = json.loads((out / "results.json").read_text())["results"]
        return sum(one["passed"] is True for one in results if one["name"] != "exists")

    return Peer(f"check50 {version('check50', python)} --local", Each(python, command, passed, copied).run)


def _numdifftools(python: Path, work: Path) -> Peer:
    each = pytest_each("test_hw", python, "-p", "with_numdifftools")
    return Peer(f"pytest, numdifftools {version('numdifftools', python)}", each.run, few=4)


def _otter(python: Path, work: Path) -> Peer:
    tests = peers_notebooks.otter_zip(work / "otter", variables(python, work))

    def command(out: Path) -> list[str]:
        return ["otter", "run", "-a", str(tests), "--no-logo", "-o", str(out), "hw.ipynb"]

    def passed(said: str, out: Path) -> int:
        return round(sum(one.get("score", 0) for one in json.loads((out / "results.json").read_text())["tests"]))

    return Peer(f"otter {version('otter-grader', python)} run", Each(python, command, passed, as_notebook).run, few=4)


# ---------------------------------------------------------------- nbgrader: a process for each course


def _nbgrader(python: Path, work: Path) -> Peer:
    """nbgrader's own batch takes one after another, so each of those at a time has a course of its own."""
    environment, numbers = variables(python, work), itertools.count()
    released = peers_notebooks.nbgrader_course(work / "nbgrader", environment)

    def run(folders: Sequence[Path], at_once: int) -> tuple[float, list[int]]:
        courses = []
        for at in range(at_once):
            courses.append(Path(shutil.copytree(released, work / f"nbgrader{next(numbers)}")))
            peers_notebooks.submit(courses[-1], folders[at::at_once])
        seconds, _ = clocked(lambda course: _autograde(course, environment), courses, at_once)
        given = {name: score for course in courses for name, score in _exported(course, environment)}
        return seconds, [given.get(folder.name, 0) for folder in folders]

    return Peer(f"nbgrader {version('nbgrader', python)} autograde", run, few=6)


def _autograde(course: Path, environment: Mapping[str, str]) -> int:
    return subprocess.run(["nbgrader", "autograde", "six"], cwd=course, env=environment, capture_output=True).returncode


def _exported(course: Path, environment: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """(submission, points) as nbgrader exports them."""
    subprocess.run(["nbgrader", "export"], cwd=course, env=environment, capture_output=True)
    if (course / "grades.csv").exists():
        with (course / "grades.csv").open(newline="", encoding="utf-8") as stream:
            for row in csv.DictReader(stream):
                yield row["student_id"], round(float(row["score"] or 0))


# ---------------------------------------------------------------- which are there

MAKERS = {"check50": _check50, "numdifftools": _numdifftools, "nbgrader": _nbgrader, "otter": _otter}


def with_ours(checks: str) -> tuple[list[Peer], list[str]]:
    """The peers that are in our own environment, and a sentence on the one that is not."""
    if importlib.util.find_spec("gradescope_utils"):
        return [gradescope_utils(checks), with_pytest(checks)], []
    return [with_pytest(checks)], ["gradescope-utils is not measured: it is not installed beside this package."]


def available(venvs: Path, work: Path) -> tuple[list[Peer], list[str]]:
    """The peers that can be measured on the six functions, and a sentence on each that cannot."""
    peers, missing = with_ours("test_hw")
    for name, make in MAKERS.items():
        python = venvs.resolve() / name / "bin" / "python"
        if not python.exists():
            missing.append(f"{name} is not measured: {python} is not there (speed.py --install makes it).")
            continue
        try:
            peers.append(make(python, work))
        except (OSError, subprocess.CalledProcessError) as error:
            missing.append(f"{name} is not measured: it could not take in the checks ({last_line(error)}).")
    return peers, missing


def last_line(error: Exception) -> str:
    """What a failed command said last of an error."""
    said = getattr(error, "stderr", None) or str(error)
    lines = (said.decode(errors="replace") if isinstance(said, bytes) else said).strip().splitlines()
    return ([line for line in lines if "error" in line.lower()] or lines)[-1][:200]


def install(venvs: Path) -> list[str]:
    """Make environments for the peers that are not ours already; a sentence on each that could not be made."""
    failed = []
    for name, packages in PACKAGES.items():
        target = venvs / name
        new = not target.exists()
        try:
            subprocess.run([sys.executable, "-m", "venv", str(target)], check=True, capture_output=True)
            subprocess.run([str(target / "bin" / "pip"), "install", "-q", *packages], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            failed.append(f"{name} could not be installed: {last_line(error)}")
            if new:
                shutil.rmtree(target, ignore_errors=True)
    return failed
