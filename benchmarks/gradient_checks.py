"""How safe and how dear the gradient checks of homework 2 are.

    python benchmarks/gradient_checks.py [--draws 1000]

Right implementations (the solution in float64, plain loops, einsum, single precision throughout, and the solution
rounded to single precision) are graded on so many draws of the hidden suite; none may lose anything. Then the time of
the checks of B5 to B7 is held against the solution's own forward and backward passes on the same number of batches.
"""

import argparse
import time
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np

from autograder.assignment import load
from autograder.course import Course
from autograder.credit import from_parts
from autograder.judging.local import load_functions, load_modules
from autograder.judging.student import LocalFunction
from autograder.reference import reference_answers
from autograder.suite import with_suite

ROOT = Path(__file__).parents[1]
CODE = ("B1", "B2", "B3", "B4", "B5", "B6", "B7")
STRANGE = ("plain_loops", "einsum", "single_precision")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=1000)
    draws = parser.parse_args().draws
    warnings.simplefilter("ignore")
    assignment = load(Course.at(ROOT), "hw2")
    with_suite(assignment, lambda suite: report(assignment, suite, draws))


def report(assignment, suite, draws):
    right = dict(reference_answers(assignment))
    harmed = dict.fromkeys(implementations(assignment), 0)
    for draw in range(draws):
        variant = replace(assignment.variant, seed=f"draw {draw}")
        for name, own in implementations(assignment).items():
            for number in numbers(assignment, own):
                credit = from_parts(suite.run(number, {**right, **own}, variant))
                if credit.share != 1.0:
                    harmed[name] += 1
                    print(f"draw {draw}: {name} loses on {number}: {credit.share}", *lost(credit), flush=True)
        if draw % 100 == 99:
            print(f"{draw + 1} of {draws} draws", flush=True)
    for name, count in harmed.items():
        print(f"{name:36} harmed {count} times")
    cost(assignment, suite)


def numbers(assignment, own):
    """The code questions that use one of these functions."""
    return [q.number for q in assignment.questions if q.number in CODE and set(q.names) & set(own)]


def lost(credit):
    """The sentences of what was lost."""
    if not credit.parts:
        return [credit.feedback or credit.staff] if credit.share != 1.0 else []
    return [text for part in credit.parts for text in lost(part.credit)]


def implementations(assignment):
    """What each puts in the place of the solution's functions, by name."""
    right = dict(reference_answers(assignment))
    found = {"the solution": right, "the solution, rounded to float32": rounded(assignment)}
    for name in STRANGE:
        folder = ROOT / "tests" / "mistakes" / "hw2" / "right" / name
        modules = load_modules(folder, tuple(sorted(p.name for p in folder.glob("*.py"))), assignment.bound)
        own = {f: LocalFunction(v) for m in modules.values() for f, v in vars(m).items() if f in right and callable(v)}
        found[name.replace("_", " ")] = own
    return found


def rounded(assignment):
    asks = {a.split(".")[1]: f"{a.split('.')[0]}.py" for q in assignment.questions if q.number in CODE for a in q.asks}
    functions = load_functions(assignment.reference_folder, asks)
    return {name: LocalFunction(_single(f)) for name, f in functions.items()}


def _single(function):
    def single(*args):
        return _map(function(*args))

    return single


def _map(value):
    if isinstance(value, dict):
        return {name: _map(item) for name, item in value.items()}
    if isinstance(value, tuple):
        return tuple(_map(item) for item in value)
    return np.asarray(value, dtype=np.float32)


def cost(assignment, suite, repeats=30):
    """Milliseconds of a question's whole check, and of the solution's own work for it."""
    right = dict(reference_answers(assignment))
    wrong = {**right, "mlp2_backward": LocalFunction(lambda *a: _scaled(right["mlp2_backward"](*a)))}
    wrong["tanh3_grads"] = LocalFunction(lambda *a: _scaled(right["tanh3_grads"](*a)))
    wrong["dan_loss_grads"] = LocalFunction(lambda *a: (0.0, _scaled(right["dan_loss_grads"](*a)[1])))
    for number, name in (("B5", "mlp2_backward"), ("B6", "tanh3_grads"), ("B7", "dan_loss_grads")):
        spent = []
        clocked = {**right, name: LocalFunction(_clocked(right[name], spent))}
        whole = _best(lambda c=clocked, n=number: suite.run(n, c, assignment.variant), repeats)
        own = sum(spent) / repeats
        explained = _best(lambda n=number: suite.run(n, wrong, assignment.variant), repeats)
        calls = len(spent) // repeats
        print(f"{number}: {1e3 * whole:.1f} ms a check, {1e3 * own:.2f} ms of it in {calls} calls of the solution;")
        print(f"    {1e3 * explained:.1f} ms when every gradient is wrong and is explained")


def _scaled(grads):
    return {name: 3.3 * np.asarray(grad) ** 3 for name, grad in grads.items()}


def _clocked(function, spent):
    def clocked(*args):
        began = time.perf_counter()
        result = function(*args)
        spent.append(time.perf_counter() - began)
        return result

    return clocked


def _best(run, repeats):
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
    return float(np.median(times))


if __name__ == "__main__":
    main()
