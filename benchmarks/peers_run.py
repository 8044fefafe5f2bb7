"""The other graders, each as its users run it: a process for each submission, so many at a time."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

PEERS = Path(__file__).parent / "peers"
HARD_SECONDS = 60


@dataclass(frozen=True)
class Peer:
    """A grader; command: for a submission's folder and a folder to write in. passed: how many of the 24 it counted."""

    name: str
    python: str
    command: Callable[[str, Path, Path], list[str]]
    passed: Callable[[str, Path], int]


def _gradescope_utils(python: str, folder: Path, out: Path) -> list[str]:
    return [python, str(PEERS / "with_gradescope_utils.py"), str(folder), str(out / "results.json")]


def _pytest(python: str, folder: Path, out: Path) -> list[str]:
    return [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, f"--rootdir={out}",
            str(PEERS / "test_hw.py")]  # fmt: skip


def _check50(python: str, folder: Path, out: Path) -> list[str]:
    return [str(Path(python).with_name("check50")), "--dev", "--local", "-o", "json", "--output-file",
            str(out / "results.json"), str(PEERS / "check50_six")]  # fmt: skip


def _json_score(said: str, out: Path) -> int:
    return round(json.loads((out / "results.json").read_text())["score"])


def _pytest_score(said: str, out: Path) -> int:
    found = re.search(r"(\d+) passed", said)
    return int(found[1]) if found else 0


def _check50_score(said: str, out: Path) -> int:
    results = json.loads((out / "results.json").read_text())["results"]
    return sum(one["passed"] is True for one in results if one["name"] != "exists")


def available(venvs: Path) -> tuple[list[Peer], list[str]]:
    """The peers that can be measured, and a sentence on each that cannot."""
    peers = [
        Peer("gradescope-utils", sys.executable, _gradescope_utils, _json_score),
        Peer("pytest, a process each", sys.executable, _pytest, _pytest_score),
    ]
    check50 = venvs / "check50" / "bin" / "python"
    missing = []
    if check50.exists():
        peers.append(Peer("check50 --local", str(check50), _check50, _check50_score))
    else:
        missing.append(f"check50 is not measured: {check50} is not there (speed.py --install makes it).")
    missing.append("otter and nbgrader are not measured: they grade notebooks, and take seconds for each.")
    return peers, missing


def install(venvs: Path) -> None:
    """Make environments for the peers that are not ours already."""
    target = venvs / "check50"
    subprocess.run([sys.executable, "-m", "venv", str(target)], check=True)
    subprocess.run([str(target / "bin" / "pip"), "install", "-q", "numpy", "check50"], check=True)


def rate(peer: Peer, folders: Sequence[Path], at_once: int) -> tuple[float, list[int]]:
    """Submissions a second, and what each was given."""
    began = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        scores = list(pool.map(lambda folder: grade(peer, folder), folders))
    return len(folders) / (time.perf_counter() - began), scores


def grade(peer: Peer, folder: Path) -> int:
    """How many of the 24 checks passed; 0 where there is no result."""
    with tempfile.TemporaryDirectory() as work:
        out = Path(work)
        shutil.copy(folder / "hw.py", out)
        environment = {**os.environ, "PYTHONPATH": str(out), "PYTHONDONTWRITEBYTECODE": "1"}
        try:
            done = subprocess.run(peer.command(peer.python, out, out), env=environment, cwd=out, capture_output=True,
                                  text=True, timeout=HARD_SECONDS)  # fmt: skip
            return peer.passed(done.stdout, out)
        except (OSError, ValueError, KeyError, subprocess.TimeoutExpired):
            return 0
