"""assignments/ is the default variant, in step with its sources, and holds nothing that is secret."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from autograder.assignment import load, names
from autograder.course import Course
from autograder.handouts.handout import BEGIN, END, write_handout
from autograder.suites.suite import with_suite

REPOSITORY = Path(__file__).parents[2]
COURSE = Course.at(REPOSITORY)
ASSIGNMENTS = [name for name in names(COURSE) if not load(COURSE, name).is_exam]


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_what_is_committed_is_what_handout_writes(name, tmp_path):
    assignment = load(COURSE, name)
    with_suite(assignment, lambda suite: write_handout(assignment, suite, tmp_path / name))
    fresh, committed = tree(tmp_path / name), tree(REPOSITORY / "assignments" / name)
    assert sorted(fresh) == sorted(committed)
    stale = [path for path in fresh if fresh[path] != committed[path]]
    assert not stale, f"run: autograder handout {name} --out assignments/{name}"


def solutions(name: str) -> list[str]:
    """The longer lines between the solution marks of an assignment."""
    lines = []
    for path in sorted((REPOSITORY / "reference" / name).glob("*.py")):
        inside = False
        for line in path.read_text(encoding="utf-8").splitlines():
            inside = line.strip() == BEGIN or (inside and line.strip() != END)
            if inside and len(line.strip()) > 25:
                lines.append(line.strip())
    return lines


def strings_of(folder: Path) -> set[str]:
    """Docstrings and sentences that stand only in what judges."""
    found = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("test_"):
                found.add(f"def {node.name}(")
    return found


@pytest.mark.parametrize("name", ASSIGNMENTS)
def test_nothing_of_the_solution_or_of_what_judges_is_handed_out(name):
    handed_out = {path: data.decode() for path, data in tree(REPOSITORY / "assignments" / name).items()}
    own = "\n".join(text for path, text in handed_out.items() if not path.startswith("autograder/"))
    assert len(solutions(name)) > 20
    assert not [line for line in solutions(name) if line in own]
    public = strings_of(REPOSITORY / "reference" / name / "handout")
    helpers = strings_of(REPOSITORY / "tests" / "hidden" / name) - public
    helpers -= {f"def {asked}(" for question in load(COURSE, name).questions for asked in question.names}
    assert helpers
    assert not [helper for helper in helpers if helper in own]


def test_only_students_files_lie_there():
    assert sorted(path.name for path in (REPOSITORY / "assignments").iterdir()) == ASSIGNMENTS
