"""Write what students get: stubs cut from the reference, the text, the public tests, check.py and what it needs."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment, questions_module
from autograder.credit import FULL, Part, from_parts
from autograder.errors import QuestionError, UsageError
from autograder.handouts.folding import filled
from autograder.handouts.publish import published
from autograder.judging.session import Test
from autograder.question import Question
from autograder.report import Judgement
from autograder.submission import CALLS_WORTH
from autograder.suites.suite import Suite

BEGIN, END = "# BEGIN SOLUTION", "# END SOLUTION"
MACHINE = Path(__file__).parents[1]
TRAVELS = ("__init__.py", "errors.py", "credit.py", "judging", "derivatives/reader")
"""The parts of the machine that check.py needs: numpy and pytest are all they import."""


def write_handout(assignment: Assignment, suite: Suite, folder: Path) -> None:
    """Write the hand-out of one variant into an empty or new folder, or over an earlier hand-out.

    Raises UsageError when the folder holds something else, QuestionError when the reference cannot be cut or folded;
    an earlier hand-out is then left as it is.
    """
    if assignment.is_exam:
        raise UsageError(f"{assignment.name} is an exam: `autograder exam {assignment.name}` writes its papers.")
    _may_be_written(folder)
    with tempfile.TemporaryDirectory() as place:
        fresh = Path(place) / "handout"
        fresh.mkdir()
        _write_into(assignment, suite, fresh)
        for old in folder.iterdir() if folder.is_dir() else ():
            shutil.rmtree(old) if old.is_dir() else old.unlink()
        shutil.copytree(fresh, folder, dirs_exist_ok=True)


def _write_into(assignment: Assignment, suite: Suite, folder: Path) -> None:
    reference = assignment.reference_folder
    for file in assignment.files:
        if file.endswith(".py"):
            (folder / file).write_text(cut_solution(published(assignment, reference / file), file), "utf-8")
    write_texts(assignment, suite, folder)
    shutil.copy(MACHINE / "handout_files" / "check.py", folder / "check.py")
    for pattern in ("test_*.py", "plots.py"):
        for public in sorted((reference / "handout").glob(pattern)):
            (folder / public.name).write_text(published(assignment, public), "utf-8")
    if "public" in assignment.drawn:
        (folder / "public_numbers.json").write_text(_line_for_each(assignment.drawn["public"]), "utf-8")
    _copy_machine(folder / "autograder")
    module = questions_module(reference, assignment.bound)
    if hasattr(module, "write_data"):
        module.write_data(assignment.variant, assignment.drawn, folder)


def _line_for_each(numbers: Mapping[str, Any]) -> str:
    """A dict as JSON with a line for each entry."""
    return "{" + ",\n ".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in numbers.items()) + "}\n"


def write_texts(assignment: Assignment, suite: Suite, folder: Path) -> None:
    """Write what a student's own numbers change: the text, the blank answers, and what check.py knows."""
    if "answers.toml" in assignment.files:
        (folder / "answers.toml").write_text(blank_answers(assignment), "utf-8")
    (folder / "README.md").write_text(handout_text(assignment, suite), "utf-8")
    facts = json.dumps(public_facts(assignment, suite), indent=1, ensure_ascii=False)
    (folder / "handout.json").write_text(facts + "\n", "utf-8")


def _may_be_written(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; name a folder for the hand-out.")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / "handout.json").is_file():
        raise UsageError(f"{folder} is not empty and holds no earlier hand-out; name another folder.")


def cut_solution(source: str, file: str) -> str:
    """The stub of a reference file: each marked block gives way to a NotImplementedError at its indentation.

    A marked block at the outermost level disappears with the blank lines before it. Raises QuestionError when the
    marks do not match.
    """
    kept: list[str] = []
    inside = False
    for line in source.splitlines():
        mark = line.strip()
        if mark == (BEGIN if inside else END):
            raise QuestionError(f"{file}: {mark!r} stands where the other mark is expected")
        if mark == BEGIN:
            inside = True
            _open_block(line, kept)
        elif mark == END:
            inside = False
        elif not inside:
            kept.append(line)
    if inside:
        raise QuestionError(f"{file}: a {BEGIN!r} without its {END!r}")
    return re.sub(r"\n{4,}", "\n\n\n", "\n".join(kept)).rstrip() + "\n"


def _open_block(line: str, kept: list[str]) -> None:
    indent = line[: len(line) - len(line.lstrip())]
    if indent:
        kept.append(f'{indent}raise NotImplementedError("write this")')
        return
    while kept and not kept[-1].strip():
        kept.pop()
    kept += ["", ""]


def blank_answers(assignment: Assignment) -> str:
    """The answers.toml that students fill in."""
    lines = [f"# {assignment.name}: your typed answers. Write after the = signs and leave the names as they are."]
    for question in assignment.questions:
        if not question.files:
            lines += ["", f"# {question.number}  {question.title} ({question.points:g} points)", question.blank.strip()]
    return "\n".join(lines) + "\n"


def handout_text(assignment: Assignment, suite: Suite) -> str:
    """The hand-out's README: its template with the points and the questions of this variant."""
    path = assignment.reference_folder / "handout" / "README.md"
    fill = {
        "title": assignment.title,
        "total": f"{assignment.points:g}",
        "points_table": points_table(assignment, suite),
        "questions": "\n\n".join(_question_text(q, suite) for q in assignment.questions),
        "files": ", ".join(f"`{file}`" for file in assignment.files),
        **{key: str(value) for key, value in assignment.drawn.items() if isinstance(value, (str, int, float))},
        **assignment.words,
    }
    text = path.read_text(encoding="utf-8") if path.is_file() else "# {{title}}\n\n{{points_table}}\n\n{{questions}}\n"
    return filled(text, fill, str(path))


def points_table(assignment: Assignment, suite: Suite) -> str:
    """Question, title, points, and how many of them check.py sees."""
    rows = ["| question | what | points | of which check.py shows |", "|---|---|---|---|"]
    for question in assignment.questions:
        public = sum(cents for test, cents in test_cents(question, suite) if is_public(assignment, test))
        rows.append(f"| {question.number} | {question.title} | {question.points:g} | {public / 100:g} |")
    rows.append(f"| | total | {assignment.points:g} | |")
    return "\n".join(rows) + f"\n\n{_limits(assignment)}"


def _limits(assignment: Assignment) -> str:
    """How long calls may take, in a sentence."""
    seconds = sorted({question.seconds for question in assignment.questions if question.files})
    training = f" ({seconds[-1]:g} seconds where something is trained)" if len(seconds) > 1 else ""
    return (
        f"A call of one of your functions may take {seconds[0]:g} seconds{training}, all calls of a question together "
        f"{CALLS_WORTH} times that. When a limit is passed, the grader measures its machine, on the solution's own "
        "time where something is trained: on one that is so many times slower than ours, the limit is so many times "
        "longer, and it is never shorter. A question whose limit is passed all the same earns nothing."
        if seconds
        else ""
    )


def _question_text(question: Question, suite: Suite) -> str:
    lines = [f"### {question.number}. {question.title} ({question.points:g} points)"]
    if question.files:
        places = [f"`{name}` in `{file}.py`" for file, name in (ask.split(".") for ask in question.asks)]
        lines.append(f"Write {' and '.join(places)}.")
    lines += [text.strip() for text in (question.prompt, question.checked) if text.strip()]
    tests = test_cents(question, suite)
    if tests:
        lines.append("\n".join(f"- {t.number} {t.name}: {cents / 100:g}{_named_parts(t)}" for t, cents in tests))
    return "\n\n".join(lines)


def _named_parts(test: Test) -> str:
    return f" ({', '.join(test.parts)})" if test.parts else ""


def test_cents(question: Question, suite: Suite) -> list[tuple[Test, int]]:
    """The question's tests with the hundredths that each is worth."""
    tests = suite.of(question.number)
    if not tests:
        return []
    whole = from_parts([Part(t.name, t.weight, FULL, number=t.number) for t in tests])
    return [(t, lines[0].max_cents) for t, (_, lines) in zip(tests, Judgement(question, whole).tests())]


def is_public(assignment: Assignment, test: Test) -> bool:
    """Whether students have this test too."""
    return (assignment.reference_folder / "handout").absolute() in test.item.path.parents


def public_facts(assignment: Assignment, suite: Suite) -> dict[str, Any]:
    """What check.py knows: files, questions, and the public tests with the same numbers, names and points as here."""
    return {
        "assignment": assignment.name,
        "title": assignment.title,
        "variant": assignment.variant.seed,
        "total": assignment.points,
        "files": list(assignment.files),
        "questions": [
            {
                "number": q.number,
                "title": q.title,
                "points": q.points,
                "asks": list(q.asks),
                "formulas": dict(zip(q.names, q.names_known.values())),
                "tests": {t.number: cents / 100 for t, cents in test_cents(q, suite) if is_public(assignment, t)},
            }
            for q in assignment.questions
        ],
    }


def _copy_machine(folder: Path) -> None:
    folder.mkdir()
    (folder / "derivatives").mkdir()
    (folder / "derivatives" / "__init__.py").write_text('"""The reader of typed formulas."""\n', "utf-8")
    for name in TRAVELS:
        source = MACHINE / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
