"""setup.sh on machines that lack something: one clear line, nothing half done."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="a shell script")


@pytest.fixture
def bare(tmp_path):
    """A copy of what setup.sh needs, and a folder of programs that stands before all others."""
    copy, programs = tmp_path / "copy", tmp_path / "bin"
    programs.mkdir()
    (copy / "requirements").mkdir(parents=True)
    for name in ("setup.sh", "pyproject.toml", "requirements/dev.txt"):
        shutil.copy(REPOSITORY / name, copy / name)

    def program(name: str, text: str) -> None:
        (programs / name).write_text(f"#!/bin/bash\n{text}\n")
        (programs / name).chmod(0o755)

    def run() -> subprocess.CompletedProcess[str]:
        environment = {"PATH": f"{programs}:/usr/bin:/bin", "HOME": str(tmp_path)}
        return subprocess.run(
            ["bash", str(copy / "setup.sh")], env=environment, capture_output=True, text=True, check=False
        )

    return program, run, copy


WITHOUT_VENV = f'[ "$2" = "import ensurepip, venv" ] && exit 1\nexec {sys.executable} "$@"'


def test_a_python_without_venv_is_told_to_a_plain_user(bare):
    program, run, copy = bare
    program("python3", WITHOUT_VENV)
    program("id", "echo 1000")
    done = run()
    assert done.returncode == 1
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    assert f"sudo apt install {version}" in done.stderr
    assert not (copy / ".venv").exists()


def test_root_installs_the_missing_package(bare, tmp_path):
    program, run, _ = bare
    program("python3", WITHOUT_VENV)
    program("id", "echo 0")
    program("apt-get", f'echo "$@" >>{tmp_path}/calls')
    done = run()
    calls = (tmp_path / "calls").read_text()
    assert f"python{sys.version_info[0]}.{sys.version_info[1]}-venv" in calls
    assert done.returncode == 1  # our apt-get installs nothing, and that is told too
    assert "comes without venv" in done.stderr


def test_too_old_a_python_is_told(bare):
    program, run, copy = bare
    for name in ("python3", "python3.13", "python3.12", "python3.11", "python3.10"):
        program(name, "exit 1")
    done = run()
    assert done.returncode == 1
    assert "Python 3.10 or newer is needed" in done.stderr
    assert not (copy / ".venv").exists()


MAKES_A_VENV = f"""
if [ "$1 $2" = "-m venv" ]; then
    mkdir -p "$3/bin"
    for name in python autograder; do printf '#!/bin/bash\\nexit 0\\n' >"$3/bin/$name"; chmod +x "$3/bin/$name"; done
    exit 0
fi
exec {sys.executable} "$@\""""


def test_the_second_time_there_is_nothing_to_do_until_the_lock_changes(bare):
    program, run, copy = bare
    program("python3", MAKES_A_VENV)
    first, second = run(), run()
    assert (first.returncode, second.returncode) == (0, 0)
    assert "done" in first.stderr
    assert "nothing to do" in second.stderr
    with (copy / "requirements" / "dev.txt").open("a") as lock:
        lock.write("# another\n")
    assert "making .venv" in run().stderr


def test_the_lock_names_hashes_and_no_index():
    for name in ("dev", "grading"):
        lines = (REPOSITORY / "requirements" / f"{name}.txt").read_text().splitlines()
        packages = [line for line in lines if line and line[0].isalpha()]
        assert len(packages) > 5
        assert all(line.endswith("\\") for line in packages)
        assert not [line for line in lines if "://" in line or line.startswith("--index") or "extra-index" in line]
