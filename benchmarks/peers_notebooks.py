"""What the graders of notebooks need: the 24 checks as tests of otter's and as a source notebook of nbgrader's.

A submission's `hw.py` becomes a notebook with a cell for each of the six functions, and one before them for the rest.
"""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

PEERS = Path(__file__).parent / "peers"
SOLUTION = Path(__file__).parent / "six" / "reference" / "six" / "hw.py"
FUNCTIONS = {
    "sigmoid": "sigmoid",
    "softmax": "softmax",
    "regression": "lr_loss_grad",
    "network": "mlp_backprop",
    "sampling": "neg_sampling_loss_grad",
    "recurrent": "rnn_lm_loss",
}
"""The function that the checks test_NAME_... are about."""
REST = "rest"
SUPPORT = ("test_hw.py", "checks_on.py")
SETUP = "from checks_on import checks_on\n\nchecks = checks_on(globals())"


def check_names(checks: Path) -> list[str]:
    """The names of the checks in this file, in order."""
    found = ast.parse(checks.read_text(encoding="utf-8")).body
    return [one.name for one in found if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")]


def cells_of(source: str) -> dict[str, str]:
    """The code of each of the six functions by its name, and all else under REST; a later definition comes after."""
    lines, cells = source.splitlines(keepends=True), dict.fromkeys((REST, *FUNCTIONS.values()), "")
    body = ast.parse(source).body
    starts = [min([one.lineno, *(at.lineno for at in getattr(one, "decorator_list", []))]) - 1 for one in body]
    for one, start, end in zip(body, starts, [*starts[1:], len(lines)], strict=True):
        name = getattr(one, "name", REST)
        cells[name if name in cells else REST] += "".join(lines[start:end])
    return cells


def cell(source: str, **metadata: object) -> dict[str, object]:
    """A cell of code."""
    return {"cell_type": "code", "execution_count": None, "metadata": metadata, "outputs": [], "source": source}


def notebook(cells: Sequence[dict[str, object]]) -> str:
    """A notebook of these cells, as its file says it."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    named = [{"id": f"cell-{at}", **one} for at, one in enumerate(cells)]
    return json.dumps({"cells": named, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5})


def plain_notebook(source: str) -> str:
    """A submission as otter takes it."""
    return notebook([cell(code) for code in cells_of(source).values()])


# ---------------------------------------------------------------- otter


def otter_test(group: str, names: Sequence[str]) -> str:
    """A file of otter's tests: one point for each check, hidden."""
    imports = "from checks_on import checks_on\nfrom otter.test_files import test_case"
    head = f'OK_FORMAT = False\n\n{imports}\n\nname = "{group}"\n'
    one = "\n\n@test_case(points=1, hidden=True)\ndef {0}(env):\n    checks_on(env).{0}()\n"
    return head + "".join(one.format(name) for name in names)


def otter_zip(folder: Path, environment: Mapping[str, str]) -> Path:
    """Write the tests into this new folder and have them packed; raises CalledProcessError where otter fails."""
    (folder / "tests").mkdir(parents=True)
    names = check_names(PEERS / "test_hw.py")
    for group in FUNCTIONS:
        ours = [name for name in names if name.split("_")[1] == group]
        (folder / "tests" / f"{group}.py").write_text(otter_test(group, ours), encoding="utf-8")
    for name in SUPPORT:
        shutil.copy(PEERS / name, folder)
    (folder / "requirements.txt").write_text("numpy\n")
    command = ["otter", "generate", "-t", "tests", "-o", "autograder.zip", "--no-config", "--no-environment", *SUPPORT]
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    return folder / "autograder.zip"


# ---------------------------------------------------------------- nbgrader


def marked(source: str, name: str, **more: object) -> dict[str, object]:
    """A cell that nbgrader knows."""
    known = {"grade": False, "grade_id": name, "locked": False, "schema_version": 3, "solution": False, "task": False}
    return cell(source, nbgrader={**known, **more})


def source_notebook(solution: str) -> str:
    """The teacher's notebook: a hidden test of one point for each check; nbgrader takes the solution out."""
    hidden = "### BEGIN HIDDEN TESTS\nchecks.{}()\n### END HIDDEN TESTS"
    cells = [marked(code, name, solution=True) for name, code in cells_of(solution).items()]
    cells.append(marked(SETUP, "setup", locked=True))
    for name in check_names(PEERS / "test_hw.py"):
        cells.append(marked(hidden.format(name), name, grade=True, locked=True, points=1))
    return notebook(cells)


def filled(released: str, source: str) -> str:
    """The released notebook with a student's functions in it."""
    book, code = json.loads(released), cells_of(source)
    for one in book["cells"]:
        name = one["metadata"].get("nbgrader", {}).get("grade_id")
        if name in code:
            one["source"] = code[name]
    return json.dumps(book)


def nbgrader_course(folder: Path, environment: Mapping[str, str]) -> Path:
    """A course in this new folder with the homework released; raises CalledProcessError where nbgrader fails."""
    source = folder / "source" / "six"
    source.mkdir(parents=True)
    (source / "six.ipynb").write_text(source_notebook(SOLUTION.read_text(encoding="utf-8")), encoding="utf-8")
    for name in SUPPORT:
        shutil.copy(PEERS / name, source)
    (folder / "nbgrader_config.py").write_text('c = get_config()\nc.CourseDirectory.course_id = "benchmark"\n')
    command = ["nbgrader", "generate_assignment", "six"]
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    return folder


def submit(course: Path, folders: Sequence[Path]) -> None:
    """Put these submissions into the course, each under its folder's name."""
    released = (course / "release" / "six" / "six.ipynb").read_text(encoding="utf-8")
    for folder in folders:
        target = course / "submitted" / folder.name / "six"
        target.mkdir(parents=True)
        (target / "six.ipynb").write_text(filled(released, (folder / "hw.py").read_text(encoding="utf-8")))
