"""The packed zip in Gradescope's layout: set up, run as root with Python 3.10, and equal to grading here."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
SAMPLES = REPOSITORY / "tests" / "samples" / "hw1"


def python310() -> str | None:
    """A Python 3.10: Gradescope's image has it; the one that runs here will do when it is one."""
    if sys.version_info[:2] == (3, 10):
        return sys.executable
    candidates = [shutil.which("python3.10"), *sorted(Path.home().glob(".pyenv/versions/3.10*/bin/python3.10"))]
    for candidate in candidates:
        if candidate and subprocess.run([candidate, "-V"], capture_output=True, check=False).returncode == 0:
            return str(candidate)
    return None


def unpacked(archive: Path, folder: Path) -> None:
    """Unzip as the platform does: with the modes that the zip states."""
    with zipfile.ZipFile(archive) as opened:
        for info in opened.infolist():
            target = Path(opened.extract(info, folder))
            target.chmod(info.external_attr >> 16 & 0o777)


METADATA = {
    "id": 1,
    "assignment": {"due_date": "2020-01-01T00:00:00Z", "total_points": "82.0"},
    "users": [{"email": "classmate@example.edu", "id": 1, "name": "A Classmate"}],
    "previous_submissions": [],
}


@pytest.fixture(scope="module")
def container(tmp_path_factory):
    """Gradescope's folders with the packed zip set up in them."""
    python = python310()
    if python is None or not hasattr(os, "getuid") or os.getuid() != 0:
        pytest.skip("needs root and a Python 3.10, as on the platform")
    root = tmp_path_factory.mktemp("gradescope")
    root.chmod(0o755)
    packed = root / "hw1.zip"
    pack = [sys.executable, "-m", "autograder", "pack", "hw1", "--out", str(packed)]
    subprocess.run(pack, cwd=REPOSITORY, check=True)
    unpacked(packed, root / "source")
    environment = {"PATH": os.environ["PATH"], "HOME": "/root", "PYTHON": python}
    environment |= {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    subprocess.run(["bash", str(root / "source" / "setup.sh")], env=environment, check=True)
    return root


def run_in(root: Path, submission: Path) -> dict:
    for name in ("submission", "results"):
        shutil.rmtree(root / name, ignore_errors=True)
    shutil.copytree(submission, root / "submission")
    (root / "results").mkdir()
    (root / "submission_metadata.json").write_text(json.dumps(METADATA))
    shutil.copy(root / "source" / "run_autograder", root / "run_autograder")
    (root / "run_autograder").chmod(0o755)
    done = subprocess.run(
        [str(root / "run_autograder")], env={"PATH": os.environ["PATH"], "AUTOGRADER_ROOT": str(root)}, cwd=root,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "s from start to results.json" in done.stdout
    return json.loads((root / "results" / "results.json").read_text())


def without_times(results: dict) -> dict:
    rest = {key: value for key, value in results.items() if key != "execution_time"}
    rest["output"] = "\n".join(line for line in rest["output"].splitlines() if "confine" not in line.lower())
    rest["extra_data"] = {key: value for key, value in rest["extra_data"].items() if "confine" not in key}
    return rest


@pytest.mark.parametrize("sample", sorted(path.name for path in SAMPLES.iterdir()) if SAMPLES.is_dir() else [])
def test_the_platform_gets_what_grading_here_gives(container, tmp_path, sample):
    there = run_in(container, SAMPLES / sample)
    local = [str(container / "source" / ".venv" / "bin" / "python"), "-m", "autograder", "grade", "hw1"]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY), "HOME": "/root"}
    subprocess.run([*local, str(SAMPLES / sample), "--out", str(tmp_path)], cwd=REPOSITORY, env=environment, check=True,
                   capture_output=True)  # fmt: skip
    here = json.loads((tmp_path / "results.json").read_text())
    assert without_times(there) == without_times(here)


def test_what_judges_cannot_be_read_by_others(container):
    source = container / "source"
    secret = [*(source / "reference").rglob("*"), *(source / "tests").rglob("*"), source / "packed.json"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in secret if path.is_file())
    assert (source / "packed.json").is_file()
    assert not (source / ".course-secret").exists()


def test_results_exist_even_when_the_packed_autograder_is_broken(container, tmp_path):
    manifest = container / "source" / "packed.json"
    whole = manifest.read_text()
    try:
        manifest.write_text("{")
        done = subprocess.run(
            [str(container / "source" / "run_autograder")],
            env={"PATH": os.environ["PATH"], "AUTOGRADER_ROOT": str(container)}, cwd=container, check=False,
        )  # fmt: skip
        results = json.loads((container / "results" / "results.json").read_text())
    finally:
        manifest.write_text(whole)
    assert done.returncode == 0
    assert results["score"] == 0
    assert "staff" in results["output"].lower()


def test_the_uploads_to_try_get_everything_and_nothing(container, tmp_path):
    for name, expected in (("reference", "all"), ("stubs", "nothing")):
        folder = tmp_path / name
        unpacked(container / f"hw1-try-{name}.zip", folder)
        results = run_in(container, folder)
        total = sum(test["max_score"] for test in results["tests"])
        assert results["score"] == pytest.approx(total if expected == "all" else 0)
    assert f"**Autograder points: {total:g}.**" in (container / "hw1-checklist.md").read_text()
