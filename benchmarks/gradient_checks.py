"""How safe and how dear the gradient checks of homeworks 1 and 2 are.

    python benchmarks/gradient_checks.py [--draws 1000] [--homework hw1]

Right implementations (the solution in float64 and rounded to single precision, plain loops, einsum, single precision
throughout) are graded on so many draws of the hidden suite; none may lose anything. In every draw the distance from
the right array to each slip that is declared for it is measured, in tolerances. Then the time of the gradient checks
is held against the solution's own work.
"""

import argparse
import contextlib
import tempfile
import time
import warnings
from pathlib import Path

import numpy as np

from autograder.assignment import load
from autograder.course import Course
from autograder.credit import from_parts
from autograder.judging import agree
from autograder.judging.compare import tolerances
from autograder.judging.local import load_modules
from autograder.judging.student import LocalFunction
from autograder.proving.planted import planted
from autograder.reference import reference_answers
from autograder.suites.suite import with_suite

ROOT = Path(__file__).parents[1]
STRANGE = {"hw1": ("plain loops", "lambdas", "single precision"), "hw2": ("plain loops", "einsum", "single precision")}
DEAR = {"hw1": (("B3", "lr_grad"), ("B5", "softmax_ce")),
        "hw2": (("B5", "mlp2_backward"), ("B6", "tanh3_grads"), ("B7", "dan_loss_grads"))}  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--homework", choices=sorted(STRANGE), action="append")
    words = parser.parse_args()
    warnings.simplefilter("ignore")
    for name in words.homework or sorted(STRANGE):
        assignment = load(Course.at(ROOT), name)
        with_suite(assignment, lambda suite, a=assignment: report(a, suite, words.draws))


def report(assignment, suite, draws):
    right = dict(reference_answers(assignment))
    others = {name: own for name, own in implementations(assignment, right).items()}
    harmed, distances = dict.fromkeys(others, 0), {}
    for draw in range(draws):
        variant = assignment.course.variant(assignment.name, f"draw {draw}")
        for name, own in others.items():
            with measured(suite, distances) if name == "the solution" else contextlib.nullcontext():
                harmed[name] += sum(lost_on(number, suite, {**right, **own}, variant, f"draw {draw}: {name}")
                                    for number in numbers(assignment, own))  # fmt: skip
        if draw % 100 == 99:
            print(f"{assignment.name}: {draw + 1} of {draws} draws", flush=True)
    for name, count in harmed.items():
        print(f"{assignment.name}: {name:36} harmed {count} times")
    outputs = {what for what, _ in distances}
    print(f"{assignment.name}: {len(distances)} slips of {len(outputs)} outputs; the nearest ones:")
    for (what, name), away in sorted(distances.items(), key=lambda item: item[1])[:5]:
        print(f"    {what}, {name!r}: {away:,.0f} tolerances at least")
    for number, name in DEAR[assignment.name]:
        cost(assignment, suite, number, name)


def numbers(assignment, own):
    """The code questions without training that use one of these functions."""
    return [q.number for q in assignment.questions if q.files and q.seconds < 30 and set(q.names) & set(own)]


def lost_on(number, suite, answers, variant, who):
    """Whether something was lost on a question; says what."""
    credit = from_parts(suite.run(number, answers, variant))
    if credit.share != 1.0:
        print(f"{who} loses on {number}: {credit.share}", *lost(credit), flush=True)
    return credit.share != 1.0


def lost(credit):
    """The sentences of what was lost."""
    if not credit.parts:
        return [credit.feedback or credit.staff] if credit.share != 1.0 else []
    return [text for part in credit.parts for text in lost(part.credit)]


@contextlib.contextmanager
def measured(suite, distances):
    """While it is open, the tests' `agree` notes how near each declared slip comes to the right array."""

    def noting(got, want, what, *, hypotheses=(), **more):
        for slip in hypotheses() if callable(hypotheses) else hypotheses:
            wrong = slip.predict(np.asarray(want, dtype=float)) if slip.along is None else None
            away = None if wrong is None else tolerances(np.asarray(wrong, dtype=float), np.asarray(want, dtype=float))
            if away is not None and away > 1e-3:  # some slips leave some outputs as they are
                distances[what, slip.name] = min(away, distances.get((what, slip.name), np.inf))
        agree(got, want, what, hypotheses=hypotheses, **more)

    spaces = {id(space): space for space in (test.item.obj.__globals__ for test in suite.tests) if "agree" in space}
    for space in spaces.values():
        space["agree"] = noting
    try:
        yield
    finally:
        for space in spaces.values():
            space["agree"] = agree


def implementations(assignment, right):
    """What each puts in the place of the solution's functions, by name."""
    code = {name: f for name, f in right.items() if isinstance(f, LocalFunction)}
    found = {"the solution": code, "the solution, rounded to float32": {n: _single(f) for n, f in code.items()}}
    for one in planted(assignment):
        if one.kind == "right" and one.name in STRANGE[assignment.name]:
            found[one.name] = {n: f for n, f in functions_of(one.files).items() if n in code}
    return found


def functions_of(files):
    """The functions of a submission's files, each ready to be called."""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            (Path(folder) / name).write_bytes(data)
        modules = load_modules(Path(folder), tuple(name for name in files if name.endswith(".py")))
    return {name: LocalFunction(f) for module in modules.values() for name, f in vars(module).items() if callable(f)}


def _single(function):
    return LocalFunction(lambda *args: _map(function(*args)))


def _map(value):
    if isinstance(value, dict):
        return {name: _map(item) for name, item in value.items()}
    if isinstance(value, (tuple, list)):
        return tuple(_map(item) for item in value)
    return np.asarray(value, dtype=np.float32) if np.asarray(value).dtype.kind == "f" else value


def cost(assignment, suite, number, name, repeats=30):
    """Milliseconds of a question's whole check, and of the solution's own work for it."""
    right, spent = dict(reference_answers(assignment)), []
    clocked = {**right, name: LocalFunction(_clocked(right[name], spent))}
    wrong = {**right, name: LocalFunction(lambda *args: _bent(right[name](*args)))}
    whole = _typical(lambda: suite.run(number, clocked, assignment.variant), repeats)
    explained = _typical(lambda: suite.run(number, wrong, assignment.variant), repeats)
    own, calls = sum(spent) / repeats, len(spent) // repeats
    print(f"{number}: {1e3 * whole:.1f} ms a check, {1e3 * own:.2f} ms of it in {calls} calls of the solution;")
    print(f"    {1e3 * explained:.1f} ms when everything is wrong and is explained")


def _bent(value):
    """Everything wrong, in a way that no slip gives."""
    if isinstance(value, dict):
        return {name: _bent(item) for name, item in value.items()}
    return tuple(map(_bent, value)) if isinstance(value, tuple) else 3.3 * np.asarray(value) ** 3


def _clocked(function, spent):
    def clocked(*args):
        began = time.perf_counter()
        result = function(*args)
        spent.append(time.perf_counter() - began)
        return result

    return clocked


def _typical(run, repeats):
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
    return float(np.median(times))


if __name__ == "__main__":
    main()
