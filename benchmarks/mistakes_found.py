"""Does our suite of the six functions find what the 24 checks find, with a fortieth of the calls?

    python benchmarks/mistakes_found.py

Planted mistakes and machine-made mutants of three right submissions go through both. Prints what each found, and every
one that the checks found and our suite did not: there must be none.
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import os
import signal
import sys
import types
import warnings
from pathlib import Path

from mutants import mutants

from autograder.assignment import load
from autograder.course import Course
from autograder.grade import grade
from autograder.gradescope.pack import reference_files
from autograder.judging.student import LocalFunction
from autograder.proving.planted import planted
from autograder.suites.suite import with_suite

HERE = Path(__file__).parent
SIX = HERE / "six"
SECONDS = 10
"""For one of them; a mutant may run for ever, which both would find."""


def module_of(source: str) -> types.ModuleType:
    """The submission as a module."""
    module = types.ModuleType("hw")
    exec(compile(source, "hw.py", "exec"), module.__dict__)
    return module


def checks_on(module: types.ModuleType) -> list[str]:
    """The names of the 24 checks that fail."""
    sys.modules["hw"] = module
    spec = importlib.util.spec_from_file_location("test_hw", HERE / "peers" / "test_hw.py")
    assert spec is not None
    assert spec.loader is not None
    checks = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(checks)
    failed = []
    for name, check in list(vars(checks).items()):
        if name.startswith("test_"):
            try:
                check()
            except Exception:
                failed.append(name)
    return failed


def verdicts(assignment, suite, source: str) -> str:
    """In a fork: "checks suite", each "found" or "missed"; what runs for ever is found by both."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            signal.alarm(SECONDS)
            os.write(writing, both(assignment, suite, source).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        said = stream.read().decode()
    _, status = os.waitpid(pid, 0)
    if not said and not os.WIFSIGNALED(status):
        raise RuntimeError(f"no verdict on\n{source}")
    return said or "found found"


def both(assignment, suite, source: str) -> str:
    """"checks suite", each "found" or "missed"."""
    warnings.simplefilter("ignore")
    with contextlib.redirect_stdout(io.StringIO()):
        module = module_of(source)
        names = [question.names[0] for question in assignment.questions]
        functions = {name: LocalFunction(getattr(module, name), explained) for name in names}
        ours = grade(assignment, functions, suite)
        theirs = checks_on(module)
    return f"{'found' if theirs else 'missed'} {'missed' if ours.cents == ours.max_cents else 'found'}"


def explained(error: BaseException) -> Exception:
    """An exception of the student's, as the confined process tells it."""
    from autograder.errors import SubmissionError

    return SubmissionError(f"Your code raised {type(error).__name__}.")


def candidates(assignment):
    """(name, source) of all planted mistakes and mutants."""
    right = {"the reference": reference_files(assignment)["hw.py"].decode()}
    for path in sorted((SIX / "tests" / "mistakes" / "six" / "right").glob("*/hw.py")):
        right[path.parent.name] = path.read_text()
    for name, source in right.items():
        yield f"{name}, unchanged", source
    for one in planted(assignment):
        if one.kind == "mistake":
            yield f"planted: {one.why}", one.files["hw.py"].decode()
    for name, source in right.items():
        for what, changed in mutants(source):
            yield f"{name}, {what}", changed


def compare(only: int | None = None) -> tuple[dict[str, int], list[str]]:
    """How many fell out in each way, and the names of those that the checks alone found; only: the first so many."""
    assignment = load(Course.at(SIX), "six")

    def run(suite):
        counts: dict[str, int] = {}
        lost = []
        for name, source in list(candidates(assignment))[:only]:
            said = verdicts(assignment, suite, source)
            counts[said] = counts.get(said, 0) + 1
            if said == "found missed":
                lost.append(name)
        return counts, lost

    return with_suite(assignment, run)


def main() -> int:
    counts, lost = compare()
    total = sum(counts.values())
    print(f"{total} right submissions, planted mistakes and mutants; some mutants change nothing")
    print(f"both       {counts.get('found found', 0)}\nneither    {counts.get('missed missed', 0)}")
    print(f"ours alone {counts.get('missed found', 0)}\n24 alone   {len(lost)}")
    for name in lost:
        print(f"  {name}")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
