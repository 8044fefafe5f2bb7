"""Hand-outs: the solution is cut whole, nothing of it is left, and check.py runs on numpy and pytest alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from mini import QUESTIONS, TRIPLE, mini_assignment

from autograder.errors import QuestionError, UsageError
from autograder.handouts.handout import cut_solution, filled, write_handout
from autograder.suites.suite import with_suite

SOLUTION = '''"""Doubling and tripling."""

# BEGIN SOLUTION
SECRET = 2


# END SOLUTION
def double(x):
    """Twice x."""
    # BEGIN SOLUTION
    return SECRET * x
    # END SOLUTION


def triple(x):
    """Three times x."""
    # BEGIN SOLUTION
    return 3 * x
    # END SOLUTION
'''
PUBLIC = '''
from autograder.judging import agree, number, parts, weight

@number("B1.1")
@weight(1)
def test_double(student):
    """double doubles 4"""
    agree(student.double(4.0), 8.0, "double(4)")
'''
HIDDEN = f'''
@number("B1.2")
@weight(2)
def test_double(student, rng):
    """double doubles"""
    x = rng.normal()
    agree(student.double(x), 2 * x, "double(x)")
{TRIPLE}'''


@pytest.fixture
def handed_out(tmp_path):
    assignment = mini_assignment(tmp_path / "course", HIDDEN, QUESTIONS, SOLUTION)
    folder = tmp_path / "course" / "reference" / "mini" / "handout"
    folder.mkdir()
    (folder / "test_public.py").write_text(PUBLIC)
    out = tmp_path / "out"
    with_suite(assignment, lambda suite: write_handout(assignment, suite, out))
    return assignment, out


def test_the_stub_keeps_the_text_and_loses_the_solution():
    stub = cut_solution(SOLUTION, "work.py")
    assert '"""Twice x."""' in stub
    assert "SECRET" not in stub
    assert stub.count("raise NotImplementedError") == 2
    namespace = {}
    exec(compile(stub, "stub", "exec"), namespace)
    with pytest.raises(NotImplementedError):
        namespace["double"](1)


@pytest.mark.parametrize(
    "source",
    ["# BEGIN SOLUTION\nx\n", "x\n# END SOLUTION\n", "# BEGIN SOLUTION\n# BEGIN SOLUTION\n# END SOLUTION\n"],
)
def test_marks_that_do_not_match_are_refused(source):
    with pytest.raises(QuestionError, match=r"work\.py"):
        cut_solution(source, "work.py")


def test_nothing_of_the_reference_or_the_hidden_suite_is_handed_out(handed_out):
    _, out = handed_out
    everything = "\n".join(path.read_text() for path in out.rglob("*") if path.is_file())
    for secret in ("SECRET", "return 3 * x", "triple triples\"", "x = rng.normal()", "BEGIN SOLUTION\n"):
        assert secret not in everything.replace('BEGIN, END = "# BEGIN SOLUTION"', "")


def test_facts_for_check_py_have_the_same_numbers_and_points_as_grading(handed_out):
    _, out = handed_out
    facts = json.loads((out / "handout.json").read_text())
    assert facts["questions"][0]["tests"] == {"B1.1": 2.0}
    assert facts["questions"][1]["tests"] == {}
    assert facts["total"] == 10


def run_check(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", str(folder / "check.py"), *words], capture_output=True, text=True, cwd="/", check=False
    )


def test_check_py_tells_what_is_right_and_what_is_not(handed_out):
    _, out = handed_out
    stub = run_check(out)
    assert stub.returncode == 1
    assert "Not written yet." in stub.stdout
    (out / "work.py").write_text("def double(x):\n    return 2 * x\n")
    right = run_check(out, "B1")
    assert right.returncode == 0, right.stdout + right.stderr
    assert "2.00 of the 2 points" in right.stdout
    (out / "work.py").write_text("def double(x):\n    return -2 * x\n")
    assert "wrong sign" in run_check(out).stdout


def test_check_py_names_the_line_of_a_syntax_error_and_a_missing_file(handed_out):
    _, out = handed_out
    (out / "work.py").write_text("def double(x)\n    return 2 * x\n")
    broken = run_check(out)
    assert "work.py, line 1" in broken.stdout
    (out / "work.py").unlink()
    missing = run_check(out)
    assert "work.py is missing" in missing.stdout
    assert not missing.stderr
    assert run_check(out, "B7").returncode == 2


def test_check_py_draws_where_there_is_something_to_draw(handed_out):
    _, out = handed_out
    assert "no pictures" in run_check(out, "--plots").stdout
    (out / "plots.py").write_text("print('drawn')\n")
    drawn = run_check(out, "--plots")
    assert "drawn" in drawn.stdout or "matplotlib is missing" in drawn.stdout


def test_check_py_makes_the_upload(handed_out):
    import zipfile

    _, out = handed_out
    (out / "helper.py").write_text("x = 1\n")
    assert run_check(out, "--zip").returncode == 0
    assert sorted(zipfile.ZipFile(out / "mini-upload.zip").namelist()) == ["helper.py", "work.py"]


def test_what_travels_imports_numpy_and_pytest_alone(handed_out):
    _, out = handed_out
    script = (
        "import sys; sys.path.insert(0, sys.argv[1]); import numpy, pytest; before = set(sys.modules);"
        "import autograder.judging.at_home;"
        "own = {m.split('.')[0] for m in set(sys.modules) - before} - set(sys.stdlib_module_names);"
        "print(sorted(own - {'autograder', 'numpy', 'pytest', '_pytest', 'gradescope_utils'}))"
    )
    done = subprocess.run([sys.executable, "-I", "-c", script, str(out)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_folder_with_other_things_is_left_alone_and_an_earlier_handout_is_replaced(handed_out, tmp_path):
    assignment, out = handed_out
    (out / "stale.txt").write_text("old")
    with_suite(assignment, lambda suite: write_handout(assignment, suite, out))
    assert not (out / "stale.txt").exists()
    other = tmp_path / "thesis"
    other.mkdir()
    (other / "chapter.txt").write_text("years of work")
    with pytest.raises(UsageError, match="another folder"):
        with_suite(assignment, lambda suite: write_handout(assignment, suite, other))
    assert (other / "chapter.txt").read_text() == "years of work"


def test_an_unknown_placeholder_is_the_authors_mistake():
    assert filled("a {{x}} b", {"x": "1"}, "here") == "a 1 b"
    with pytest.raises(QuestionError, match="y"):
        filled("{{y}}", {"x": "1"}, "here")
