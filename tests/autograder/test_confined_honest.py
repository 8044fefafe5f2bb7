# ruff: noqa: E501
"""Honest students who look like attackers lose nothing, at any level."""

from __future__ import annotations

import numpy as np
import pytest
from confined_tools import LAYERS, outcome, start_at

LAZY = [
    "abc",
    "argparse",
    "array",
    "ast",
    "bisect",
    "calendar",
    "cmath",
    "collections.abc",
    "contextlib",
    "copy",
    "csv",
    "ctypes",
    "dataclasses",
    "datetime",
    "decimal",
    "difflib",
    "doctest",
    "enum",
    "fractions",
    "functools",
    "gc",
    "glob",
    "gzip",
    "hashlib",
    "heapq",
    "html",
    "inspect",
    "io",
    "itertools",
    "json",
    "logging",
    "math",
    "numbers",
    "operator",
    "os",
    "pathlib",
    "pickle",
    "platform",
    "pprint",
    "queue",
    "random",
    "re",
    "secrets",
    "shutil",
    "signal",
    "socket",
    "statistics",
    "string",
    "struct",
    "subprocess",
    "tempfile",
    "textwrap",
    "threading",
    "time",
    "timeit",
    "tokenize",
    "traceback",
    "types",
    "typing",
    "unittest",
    "unittest.mock",
    "uuid",
    "warnings",
    "weakref",
    "zipfile",
    "zlib",
    "concurrent.futures",
    "multiprocessing",
    "numpy.random",
    "numpy.linalg",
    "numpy.fft",
    "numpy.ma",
    "numpy.polynomial",
    "numpy.testing",
    "matplotlib.pyplot",
]
SOURCE = b"""
import sys
import numpy as np
import numpy.linalg as la
try:
    import matplotlib.pyplot as plt
except ImportError:
    plt = None
from typing import *
import warnings, logging
warnings.warn("look out")
logging.warning("left over")
print("debug" * 200_000)
name = input("your name? ")

def imports(names):
    import importlib
    failed = []
    for name in names:
        try:
            importlib.import_module(name)
        except Exception as error:
            failed.append(f"{name}: {error!r}")
    return failed

def loud(x):
    for _ in range(1000):
        print("x" * 1000)
        print("y" * 1000, file=sys.stderr)
    sys.stdout.flush()
    sys.stdout.buffer.write(b"raw")
    return x + 1

def asks(): return input("a"), input(), sys.stdin.read()

def plots(x):
    plt.figure(figsize=(3, 4)); plt.plot(x, label="x"); plt.legend(); plt.show()
    fig, ax = plt.subplots(); ax.plot(x); ax.set_title("t"); fig.savefig("a.png")
    fig, (a, b) = plt.subplots(1, 2); a.hist(x); b.imshow(x)
    fig, axes = plt.subplots(2, 2); axes[0][1].plot(x)
    for ax in axes.flat: ax.axis("off")
    n, bins, patches = plt.hist(x)
    with plt.style.context("ggplot"): pass
    return 1

def warns(x):
    warnings.warn("old", DeprecationWarning)
    logging.getLogger(__name__).error("no error")
    return np.log(np.zeros(2)) < 0, np.array([1.0]) / 0

def old_names():
    return [np.trapz([1.0, 2.0]), np.float(1), np.int(2), np.bool(1), np.product([2, 3]), np.row_stack([[1], [2]]).shape,
            np.Inf > 1, bool(np.isnan(np.NaN)), np.float_(2.0), np.in1d([1], [1]), np.cumproduct([1, 2]), np.infty > 1,
            np.array([1], dtype=np.object) is not None, np.mat([[1]]).shape]

def threads(x):
    import threading
    from concurrent.futures import ThreadPoolExecutor
    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(lambda i: float(x @ x) + i, range(4)))

def many_threads(n):
    from concurrent.futures import ThreadPoolExecutor
    with ThreadPoolExecutor(n) as pool:
        return sum(pool.map(lambda i: int(np.ones(10**5).sum()) + len([0] * 10**5), range(4 * n)))

def algebra(n):
    rng = np.random.default_rng(0)
    a = rng.normal(size=(n, n))
    u, s, v = la.svd(a @ a.T)
    return bool(np.allclose(u @ np.diag(s) @ v, a @ a.T)), np.random.rand(3).shape, np.fft.fft(np.ones(4)).real

def float32(): return np.float32(1.5)
def as_list(): return [[1.0, 2.0], [3.0, 4.0]]
def as_matrix(): return np.matrix([[1, 2]])
def as_scalar(): return np.float64(2.5)
def as_integer(): return np.int32(7)
def as_bool(): return np.bool_(True)
def as_words(): return np.array(["b", "a"])
def as_counter():
    from collections import Counter, OrderedDict, defaultdict, deque
    d = defaultdict(int); d["x"] += 1
    return Counter("aab"), OrderedDict(a=1), d, deque([1]), range(3), {"k": 1}.keys(), {np.str_("w"): np.int64(1)}
def as_unmasked(): return np.ma.array([1.0, 2.0])
def long_double(): return np.longdouble(1.5)
def strided(): return np.arange(12.0).reshape(3, 4).T[::2]

def saves():
    np.save("result.npy", np.ones(2))

def temporary():
    import tempfile
    return tempfile.mkdtemp()

def devnull():
    import contextlib, os
    with open(os.devnull, "w") as sink, contextlib.redirect_stdout(sink):
        print("silent")
    return 1

def clock():
    import time
    time.sleep(0.01)
    time.strftime("%H:%M")
    return time.perf_counter() > 0

def data_classes():
    import dataclasses, pickle, copy
    return pickle.loads(pickle.dumps(copy.deepcopy(dataclasses.asdict(Point(1, 2)))))

def main():
    return 1

import dataclasses
@dataclasses.dataclass
class Point:
    x: int
    y: int

if __name__ == "__main__":
    raise SystemExit(main())
"""


@pytest.fixture(scope="module", params=list(LAYERS))
def worker(request):
    with start_at(request.param) as clean, clean.worker({"honest.py": SOURCE + b"# " + " ".join(LAZY).encode()}) as one:
        yield one


def test_the_whole_list_of_modules_can_be_imported(worker):
    assert worker.call("honest", "imports", (LAZY,)).value == []


@pytest.mark.parametrize(
    ("function", "args", "value"),
    [
        ("loud", (1,), 2), ("asks", (), ("", "", "")), ("plots", ([1, 2],), 1), ("threads", (np.ones(2),), [2.0, 3.0, 4.0, 5.0]),
        ("many_threads", (16,), 12_800_000), ("as_list", (), [[1.0, 2.0], [3.0, 4.0]]), ("clock", (), True), ("data_classes", (), {"x": 1, "y": 2}),
    ],
)  # fmt: skip
def test_left_overs_cost_nothing(worker, function, args, value):
    assert worker.call("honest", function, args).value == value


def test_warnings_are_no_errors(worker):
    less, infinite = worker.call("honest", "warns", (1,)).value
    assert less.all()
    assert np.isinf(infinite).all()


def test_names_of_older_numpy_are_given_back(worker):
    got = worker.call("honest", "old_names").value
    assert [float(got[0]), got[1], got[2], int(got[4])] == [1.5, 1.0, 2, 6]
    assert got[13] == (1, 1)


def test_linear_algebra_and_random_numbers_work(worker):
    close, shape, spectrum = worker.call("honest", "algebra", (60,)).value
    assert close
    assert shape == (3,)
    assert spectrum.tolist() == [4, 0, 0, 0]


def test_documented_conversions(worker):
    def call(name):
        return worker.call("honest", name).value

    assert call("float32").dtype == np.float32
    assert call("as_matrix").tolist() == [[1, 2]]
    assert type(call("as_matrix")) is np.ndarray
    assert call("as_scalar") == 2.5
    assert call("as_integer").dtype == np.int32
    assert call("as_bool").dtype == bool
    assert call("as_words") == ["b", "a"]
    counter, ordered, default, deck, numbers, keys, typed = call("as_counter")
    assert (counter, ordered, default) == ({"a": 2, "b": 1}, {"a": 1}, {"x": 1})
    assert (deck, numbers, keys, typed) == ([1], [0, 1, 2], ["k"], {"w": np.int64(1)})
    assert call("as_unmasked").tolist() == [1.0, 2.0]
    assert call("long_double").dtype == np.float64
    assert call("strided").tolist() == [[0, 4, 8], [2, 6, 10]]


def test_what_needs_a_file_fails_alone_and_clearly(worker):
    assert outcome(worker, "honest", "saves").type_name in ("OSError", "PermissionError")
    assert worker.call("honest", "loud", (1,)).value == 2


def test_the_null_device_can_be_written_where_the_file_rules_allow_it(worker):
    got = outcome(worker, "honest", "devnull")
    assert got == 1 or got.type_name == "PermissionError"


def test_prints_are_capped(worker):
    assert len(worker.call("honest", "loud", (1,)).printed.encode()) <= 4096
