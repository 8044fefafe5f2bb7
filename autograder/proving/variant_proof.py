"""The proof of one variant: what must earn everything does, what must earn nothing does not, each mistake in between.

Everything planted is graded in forks of this process, unconfined: it is the author's own code.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment
from autograder.classes.batch import Slot, run_batch
from autograder.confined.inside import oldnames
from autograder.grade import grade
from autograder.handouts.handout import write_handout
from autograder.proving.here import answers_here
from autograder.proving.planted import Planted, planted
from autograder.proving.proof import proofs, row
from autograder.question import Question
from autograder.reference import typed_answers
from autograder.suites.suite import Suite

TRAINING_SECONDS = 30.0
"""A question whose calls may take this long trains something."""
SHARE = 5
"""A quick proof grades one in so many of what is planted."""
HARD_SECONDS = 900.0
"""Nothing that is planted takes so long, on a busy machine either."""


@dataclass
class Proof:
    """What came of one variant: how many checks of each kind, the problems, and what tells it from others."""

    seed: str
    conventions: dict[str, Any]
    record: str = ""
    checks: dict[str, int] = field(default_factory=dict)
    problems: list[list[str]] = field(default_factory=list)
    measures: dict[str, float] = field(default_factory=dict)
    redraws: dict[str, int] = field(default_factory=dict)

    def add(self, kind: str, name: str, problems: list[str] | tuple[str, ...]) -> None:
        """Count a check, and keep its problems as [kind, name, problem]."""
        self.checks[kind] = self.checks.get(kind, 0) + 1
        self.problems += [[kind, name, problem] for problem in problems]


def prove_variant(assignment: Assignment, suite: Suite, quick: int | None = None, only: str | None = None) -> Proof:
    """Check one variant. quick: nothing is trained, and of what is planted a share is graded, another for each number.

    The reference and the stubs are graded always. only: the one question that is looked at, with all that is planted
    in it.
    """
    proof = Proof(assignment.variant.seed, dict(assignment.variant.conventions))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "handout"
        write_handout(assignment, suite, folder)
        proof.record = record_of(assignment, folder)
        stubs = {name: (folder / name).read_bytes() for name in assignment.files}
    for one in proofs(assignment, only):
        proof.add("typed key", one.name, one.problems)
    reference, *others = planted(assignment)
    if quick is not None:
        others = [one for one in others if not _trains(assignment, one)]
    if only:
        coded = bool(assignment.question(only).files)
        others = [one for one in others if coded and (not one.earns or only in one.earns)]
        assignment = replace(assignment, questions=(assignment.question(only),))
    elif quick is not None:
        others = others[quick % SHARE :: SHARE]
    nothing = {question.number: 0.0 for question in assignment.questions}
    everything = [Planted("the stubs", "stubs", "", stubs, nothing), replace(reference, kind="reference"), *others]
    _grade_all(assignment, suite, everything, quick is not None, proof)
    return proof


def _symbols(values: Iterable[Any]) -> int:
    """How many names, numbers and operators the right typed answers have."""
    texts = (text for value in values for text in (value if isinstance(value, (list, tuple, set)) else [value]))
    return sum(len(re.findall(r"\w+|[-+*/^]", str(text))) for text in texts)


def _trains(assignment: Assignment, one: Planted) -> bool:
    """Whether something that it must earn is of a question that trains something."""
    return any(assignment.question(number).seconds >= TRAINING_SECONDS for number in one.earns)


def record_of(assignment: Assignment, folder: Path) -> str:
    """A hash of what students of this variant see and of its conventions, whatever its seed is called."""
    seen = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_file() and not name.startswith("autograder/"):
            text = path.read_text(encoding="utf-8")
            if name == "handout.json":
                text = re.sub(r'^ "variant": .*\n', "", text, flags=re.MULTILINE)
            seen[name] = " ".join(text.split())
    text = json.dumps([dict(assignment.variant.conventions), seen], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _grade_all(assignment: Assignment, suite: Suite, everything: list[Planted], quick: bool, proof: Proof) -> None:
    typed = typed_answers(assignment)

    def done(index: int, result: Mapping[str, Any]) -> None:
        one = everything[index]
        name = f"{one.name} ({one.why})" if one.why else one.name
        if "failed" in result:
            return proof.add(one.kind, name, [f"grading failed: {result['failed']}"])
        proof.add(one.kind, name, result["problems"])
        if one.kind == "reference":
            proof.measures = {**result["measures"], "symbols": _symbols(typed.values())}
            proof.redraws = result["redraws"]
        return None

    def work(index: int, _: None) -> dict[str, Any]:
        return _graded(assignment, suite, everything[index], typed, quick)

    slot: Slot[None] = Slot(None, lambda none: none)
    run_batch(range(len(everything)), [slot], work, done, HARD_SECONDS)


def _graded(
    assignment: Assignment, suite: Suite, one: Planted, typed: Mapping[str, Any], quick: bool
) -> dict[str, Any]:
    """In a fork: the functions of the files are judged, and what they earn is held against what they should."""
    _as_a_submission_is()
    asked = [question for question in assignment.questions if _is_looked_at(question, one, quick)]
    some = replace(assignment, questions=tuple(asked))
    tally: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder, answers_here(assignment, one.files, Path(folder), tally) as found:
        began = time.process_time()
        report = grade(some, {**found, **(typed if one.kind != "stubs" else {})}, suite)
        seconds = time.process_time() - began
    redraws = dict(assignment.variant.redraws)
    measures = {**tally, "seconds": seconds}
    return {"problems": row(one, report).problems, "measures": measures, "redraws": redraws}


def _is_looked_at(question: Question, one: Planted, quick: bool) -> bool:
    """Typed answers are those of the reference, and judged once; training only where it is planted, and not quickly."""
    if one.only:
        return question.number == one.only
    trains = question.seconds >= TRAINING_SECONDS
    if one.kind in ("reference", "stubs"):
        return not (trains and quick)
    if not question.files or (trains and quick):
        return False
    return question.number in one.earns or one.kind == "right" or (not trains and _touches(one, question))


def _touches(one: Planted, question: Question) -> bool:
    """Whether a mistake may change what the question is judged by: it lies in a file whose functions are called."""
    if one.file is None:
        return True
    called = {f"{ask.split('.')[0]}.py" for ask in (*question.asks, *question.uses)}
    stem = one.file.removesuffix(".py").encode()
    imports = re.compile(rb"^\s*(from|import) " + stem + rb"\b", re.MULTILINE)
    return one.file in called or any(imports.search(one.files.get(file, b"")) for file in called)


def _as_a_submission_is() -> None:
    """What planted code prints is of no interest, nothing is typed in, and names of an older numpy are there."""
    oldnames.give_back()
    for stream, mode in ((0, os.O_RDONLY), (1, os.O_WRONLY), (2, os.O_WRONLY)):
        nowhere = os.open(os.devnull, mode)
        os.dup2(nowhere, stream)
        os.close(nowhere)
