"""The checks that other graders run beside ours are the same for all of them, and their counts are checked."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BENCHMARKS = ROOT / "benchmarks"
GRADED = ("hw", "test_hw", "test_hw1", "checks_on", "logistic", "sgd", "softmax")
SAMPLES = ROOT / "tests" / "samples" / "hw1"


@pytest.fixture
def benchmarks(monkeypatch):
    """Import a module of benchmarks/ or of the checks; none of them, nor what is graded, is left behind."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    monkeypatch.syspath_prepend(str(BENCHMARKS / "peers"))
    for name in GRADED:
        monkeypatch.delitem(sys.modules, name, raising=False)
    yield importlib.import_module
    for name in GRADED:
        sys.modules.pop(name, None)


def failed(benchmarks, cells) -> list[str]:
    """The 24 checks that fail on the functions of a notebook whose cells hold this code."""
    names: dict[str, object] = {}
    for code in cells:
        exec(code, names)
    checks = benchmarks("checks_on").checks_on(names)
    return failures(checks)


def failures(checks) -> list[str]:
    found = [(name, check) for name, check in vars(checks).items() if name.startswith("test_")]
    assert len(found) == 24
    wrong = []
    for name, check in found:
        try:
            check()
        except AssertionError:
            wrong.append(name)
    return wrong


def code_of(book: str) -> list[str]:
    return [one["source"] for one in json.loads(book)["cells"]]


def test_a_notebook_holds_the_same_functions_as_the_file(benchmarks):
    peers = benchmarks("peers_notebooks")
    source = peers.SOLUTION.read_text()
    assert failed(benchmarks, code_of(peers.plain_notebook(source))) == []
    assert sorted("".join(peers.cells_of(source).values())) == sorted(source)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_slip_stays_in_the_notebook(benchmarks):
    peers = benchmarks("peers_notebooks")
    source = peers.SOLUTION.read_text() + "\n\nright = softmax\n\n\n@staticmethod\ndef softmax(z):\n    return z\n"
    cells = peers.cells_of(source)
    assert cells["softmax"].endswith("@staticmethod\ndef softmax(z):\n    return z\n")
    assert "right = softmax" in cells["rest"]
    cells["rest"] = cells["rest"].replace("right = softmax", "")
    wrong = failed(benchmarks, cells.values())
    assert {name for name in wrong if "softmax" in name} == {
        "test_softmax_vector", "test_softmax_rows", "test_softmax_stable", "test_softmax_sums_to_one",
    }  # fmt: skip
    assert not any("sigmoid" in name for name in wrong)


def test_every_check_is_in_one_file_of_otters(benchmarks):
    peers = benchmarks("peers_notebooks")
    names = peers.check_names(BENCHMARKS / "peers" / "test_hw.py")
    files = [peers.otter_test(group, [n for n in names if n.split("_")[1] == group]) for group in peers.FUNCTIONS]
    for text in files:
        compile(text, "otter", "exec")
    assert [sum(f"def {name}(env)" in text for text in files) for name in names] == [1] * 24


def test_a_released_notebook_takes_in_the_students_functions_alone(benchmarks):
    peers = benchmarks("peers_notebooks")
    source = peers.SOLUTION.read_text()
    released = peers.source_notebook(source)
    graded = [one for one in json.loads(released)["cells"] if one["metadata"]["nbgrader"]["grade"]]
    assert len(graded) == 24
    book = json.loads(peers.filled(released, "def softmax(z):\n    return z\n"))
    by_name = {one["metadata"]["nbgrader"]["grade_id"]: one["source"] for one in book["cells"]}
    assert by_name["softmax"] == "def softmax(z):\n    return z\n"
    assert by_name["sigmoid"] == ""
    assert "checks.test_softmax_rows()" in by_name["test_softmax_rows"]


@pytest.mark.parametrize(("sample", "wrong"), [
    ("right", []),
    ("three-mistakes", ["test_lr_grad_value", "test_lr_grad_weights_by_differences", "test_softmax_large",
                        "test_l2_value"]),
])  # fmt: skip
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_the_checks_of_homework_1_find_the_mistakes(benchmarks, monkeypatch, sample, wrong):
    monkeypatch.syspath_prepend(str(SAMPLES / sample))
    assert failures(benchmarks("test_hw1")) == wrong


def test_a_peer_counts_what_the_checks_find(benchmarks, tmp_path):
    (tmp_path / "right").mkdir()
    (tmp_path / "wrong").mkdir()
    source = benchmarks("peers_notebooks").SOLUTION.read_text()
    (tmp_path / "right" / "hw.py").write_text(source)
    (tmp_path / "wrong" / "hw.py").write_text(f"{source}\n\ndef sigmoid(x):\n    return x\n")
    _, passed = benchmarks("peers_run").gradescope_utils("test_hw").run([tmp_path / "right", tmp_path / "wrong"], 2)
    assert passed[0] == 24
    assert 0 < passed[1] < 21


@pytest.mark.parametrize("given", [[23, 5], [24, 24], [24, 0]])
def test_a_run_with_a_wrong_count_is_no_measurement(benchmarks, tmp_path, given):
    speed, peers = benchmarks("speed"), benchmarks("peers_run")
    right = {"fine": True, "slip": False}

    def homework(counts):
        peer = peers.Peer("a peer", lambda folders, at_once: (1.0, counts))
        return peer, speed.Homework("", "", tmp_path, tmp_path, right, "", [peer])

    assert speed.peer_run(*homework([24, 23]), 2, 1) == 1.0
    with pytest.raises(SystemExit, match="a peer passed"):
        speed.peer_run(*homework(given), 2, 1)


def test_peers_that_are_not_there_are_named_and_the_others_measured(benchmarks, tmp_path):
    found, missing = benchmarks("peers_run").available(tmp_path / "nothing", tmp_path)
    assert [peer.name.split()[0] for peer in found] == ["gradescope-utils", "pytest"]
    assert [line.split()[0] for line in missing] == ["check50", "numdifftools", "nbgrader", "otter"]
    assert all("speed.py --install" in line for line in missing)
