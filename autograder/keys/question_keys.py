"""The key of a question: a hash over all that its judgement can depend on; where it is the same, that still holds.

A key exists for questions that hidden tests judge. Typed answers are judged anew each time: that takes milliseconds,
and their keys are drawn by code that may depend on anything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import autograder
from autograder.checks import HiddenTests
from autograder.grader import Grader, environment
from autograder.keys.suite_files import SuiteFiles

if TYPE_CHECKING:
    from autograder.intake.taking import Intake
    from autograder.question import Question

LENGTH = 12
PACKAGE = Path(autograder.__file__).parent


def machine_of(grader: Grader) -> str:
    """What may change a result beside the course and the submission: the software and the confinement."""
    return f"{software()}, level {grader.clean.level_name}"


def software() -> str:
    """The versions, and a hash over this package as it lies on the disk."""
    return f"{environment()}, code {code_digest(PACKAGE)[:LENGTH]}"


def code_digest(home: Path) -> str:
    """A hash over the names and bytes of all files of a folder."""
    paths = sorted(path for path in home.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return _hash((path.relative_to(home).as_posix(), path.read_bytes()) for path in paths)


def question_keys(grader: Grader, machine: str) -> dict[str, str]:
    """The part of each key that is the same for every submission; questions that must be judged each time have none.

    machine: what `machine_of` says.
    """
    if grader.assignment.is_exam:
        return {}
    files, common = SuiteFiles(grader.assignment, grader.suite), _common(grader, machine)
    keys = {}
    for question in grader.assignment.questions:
        pieces = _pieces(question, files) if _by_tests(question) else None
        if pieces is not None:
            keys[question.number] = _hash([("common", common), *pieces])
    return keys


def with_submission(keys: Mapping[str, str], intake: Intake, owners: str) -> dict[str, str]:
    """The keys of the questions of one submission: any file of its code may import any other.

    owners: a hash over whose it is, where the assignment is personal; tests are given the variant of the first of them.
    """
    files = [*intake.sources.items(), *((name, why.encode()) for name, why in intake.refused.items())]
    code = _hash([("owners", owners), *files])
    return {number: _hash([(key, code.encode())]) for number, key in keys.items()}


def _by_tests(question: Question) -> bool:
    typed = any(ask.startswith("answers.") for ask in (*question.asks, *question.uses))
    return type(question.check) is HiddenTests and question.dropped is None and not typed


def _common(grader: Grader, machine: str) -> bytes:
    """The machine, the variant with its conventions, and how tests are run."""
    variant, words = grader.assignment.variant, sorted(grader.assignment.words.items())
    key, conventions = hashlib.sha256(variant.key).hexdigest(), sorted(variant.conventions.items())
    plain = all(hasattr(test.item, "needs") for test in grader.suite.tests)
    runner = "plain" if plain else f"pytest {_version('pytest')}"
    return repr((machine, variant.assignment, variant.seed, key, conventions, words, runner)).encode()


def _pieces(question: Question, files: SuiteFiles) -> list[tuple[str, bytes]] | None:
    """What questions.py says of it and the files behind it; None where these, or a package's version, are not known."""
    paths = files.of(question)
    if paths is None:
        return None
    versions = {name: _version(name) for name in files.packages(paths)}
    if None in versions.values():
        return None
    record = (question.number, question.asks, question.uses, question.seconds, question.solution_seconds)
    tests = [(t.number, t.name, t.weight, sorted(t.parts.items()), t.tags, t.visibility, t.hidden_errors, t.item.nodeid)
             for t in files.suite.of(question.number)]  # fmt: skip
    said = [("question", repr((record, sorted(versions.items()), tests)).encode())]
    folder = files.assignment.course.folder.absolute()
    return said + [(path.relative_to(folder).as_posix(), files.all[path]) for path in sorted(paths)]


@cache
def _version(package: str) -> str | None:
    if package == "numpy":
        return np.__version__
    from importlib import metadata  # takes longer than to grade a submission

    try:
        return metadata.version(package)
    except (metadata.PackageNotFoundError, ValueError):
        return None


def _hash(pieces: Iterable[tuple[str, Any]]) -> str:
    """SHA-256 over names and contents, none of which can be taken for another."""
    total = hashlib.sha256()
    for name, content in pieces:
        data = content if isinstance(content, bytes) else str(content).encode()
        total.update(f"{len(name.encode())}:{name}:{len(data)}:".encode() + data)
    return total.hexdigest()
