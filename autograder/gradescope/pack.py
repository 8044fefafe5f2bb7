"""Build the zip for Gradescope, the checklist of settings to make there, and two uploads to try."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.assignment import Assignment
from autograder.errors import UsageError
from autograder.grader import suite_digest
from autograder.handouts.handout import blank_answers, write_handout
from autograder.handouts.publish import published
from autograder.people.personal import for_student
from autograder.people.students import Member, Students
from autograder.reference import typed_answers
from autograder.suites.suite import Suite

MANIFEST = "packed.json"
WHEN = (1980, 1, 1, 0, 0, 0)
"""The time of every member, so that packing twice gives the same bytes."""
PUBLIC = ("setup.sh", "run_autograder", "pyproject.toml", "README.md", "requirements/grading.txt")
LEVEL = 2
"""The confinement that Gradescope's image must give, unless the command says otherwise."""


def pack(
    assignment: Assignment, suite: Suite, out: Path, required_level: int = LEVEL, students: Students | None = None,
    tester: Member | None = None,
) -> dict[str, Path]:  # fmt: skip
    """Write the zip at `out` and its companions beside it; returns what was written by what it is for.

    The zip holds the assignment's own hidden key, never the course's secret. students: what a personal assignment
    knows of ids; it goes into the zip for root alone. tester: who will upload the submissions to try, and so whose
    numbers they answer. Raises UsageError when `out` is not the name of a zip.
    """
    if out.suffix != ".zip" or out.is_dir():
        raise UsageError(f"{out} is not the name of a zip file; write --out {assignment.name}.zip")
    out.parent.mkdir(parents=True, exist_ok=True)
    written = {
        "upload as the autograder": out,
        "the settings to make": out.with_name(f"{out.stem}-checklist.md"),
        "a submission that must get everything": out.with_name(f"{out.stem}-try-reference.zip"),
        "a submission that must get nothing": out.with_name(f"{out.stem}-try-stubs.zip"),
    }
    zip_path, checklist, reference, stubs = written.values()
    manifest = _manifest(assignment, required_level)
    if assignment.personal:
        manifest["students"] = (students or Students.of(assignment.course)).to_json()
    members = {name: _mode(name) for name in _members(assignment)}
    _write_zip(zip_path, {n: ((_source(assignment, n)).read_bytes(), m) for n, m in members.items()}, manifest)
    own = for_student(assignment, tester.draws if tester else None)
    checklist.write_text(_checklist(assignment, required_level, tester), encoding="utf-8")
    _write_zip(reference, {n: (data, 0o644) for n, data in reference_files(own).items()})
    _write_zip(stubs, {n: (data, 0o644) for n, data in stub_files(assignment, suite).items()})
    return written


def _manifest(assignment: Assignment, required_level: int) -> dict[str, Any]:
    variant = assignment.variant
    return {
        "assignment": assignment.name,
        "variant": variant.seed,
        "conventions": dict(variant.conventions),
        "key": variant.key.hex(),
        "practice": not assignment.course.has_secret,
        "required_level": required_level,
        "total": assignment.points,
        "suite": suite_digest(assignment),
    }


def _members(assignment: Assignment) -> Iterator[str]:
    """The names inside the zip: what grading this assignment needs and nothing else."""
    root, machine = assignment.course.folder, Path(__file__).parents[1]
    yield from (name for name in PUBLIC)
    yield "course.toml"
    for path in sorted(machine.rglob("*")):
        if _wanted(path):
            yield f"autograder/{path.relative_to(machine)}"
    for folder in (*assignment.source_folders, root / "tests" / "hidden" / assignment.name):
        for path in sorted(folder.rglob("*")):
            if _wanted(path):
                yield str(path.relative_to(root))


def _wanted(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")


def _source(assignment: Assignment, name: str) -> Path:
    repository = Path(__file__).parents[2]
    here = name in PUBLIC or name.startswith("autograder/")
    return (repository if here else assignment.course.folder) / name


def _mode(name: str) -> int:
    """What judges is for root alone; the private user that runs student code can read none of it."""
    return 0o755 if name in ("setup.sh", "run_autograder") else 0o600


def _write_zip(path: Path, members: dict[str, tuple[bytes, int]], manifest: dict[str, Any] | None = None) -> None:
    if manifest is not None:
        members = {**members, MANIFEST: ((json.dumps(manifest, indent=1) + "\n").encode(), 0o600)}
    with zipfile.ZipFile(path, "w") as archive:
        for name, (data, mode) in members.items():
            info = zipfile.ZipInfo(name, WHEN)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, (0o100000 | mode) << 16
            archive.writestr(info, data)


def reference_files(assignment: Assignment) -> dict[str, bytes]:
    """A submission that earns everything: the reference's files and the right typed answers."""
    files = {
        name: published(assignment, assignment.reference_folder / name).encode()
        for name in assignment.files
        if name.endswith(".py")
    }
    if "answers.toml" in assignment.files:
        files["answers.toml"] = format_answers(typed_answers(assignment)).encode()
    return files


def format_answers(values: dict[str, Any]) -> str:
    """Typed answers as an answers.toml; texts, numbers and lists are written the same in JSON and TOML."""
    return "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items())


def stub_files(assignment: Assignment, suite: Suite) -> dict[str, bytes]:
    """The hand-out's stubs as they are."""
    if assignment.files == ("answers.toml",):
        return {"answers.toml": blank_answers(assignment).encode()}
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / assignment.name
        write_handout(assignment, suite, target)
        return {name: (target / name).read_bytes() for name in assignment.files}


def _checklist(assignment: Assignment, required_level: int, tester: Member | None) -> str:
    due = assignment.course.due(assignment.name)
    when = f" (course.toml says {due.isoformat()})" if due else ""
    recorded = [q.number for q in assignment.questions if assignment.course.feedback(q, False) == "recorded"]
    lines = [
        f"# {assignment.title} ({assignment.name}) on Gradescope",
        "",
        f"1. Create a Programming Assignment. **Autograder points: {assignment.points:g}.**",
        f"2. Set the due date{when}. Typed answers are shown to students after it, or after the late due date.",
        "3. Submission methods: upload; allow a zip or the files one by one. "
        f"The files are {', '.join(assignment.files)}.",
        "4. Configure Autograder: upload the zip; base image Ubuntu, version 22.04, base variant.",
        "5. Container: the default (0.5 CPU, 0.75 GB) is enough. Autograder timeout: 10 minutes (the default).",
        "6. Build, then test with the two files beside this list: the one named try-reference must get "
        f"{assignment.points:g}, the one named try-stubs 0.{_uploaded_by(assignment, tester)}",
        f"7. Student code must be confined at level {required_level} or better; if the image cannot, no question is "
        "judged and the output says so.",
    ]
    if assignment.personal:
        lines += ["", *_about_numbers(assignment)]
    if recorded:
        lines += [
            "",
            f"{', '.join(recorded)} are recorded until the due date: their tests are set to after_due_date. While a "
            "test is hidden, Gradescope also hides the total from students; they see the points of the other tests.",
        ]
    return "\n".join(lines) + "\n"


def _uploaded_by(assignment: Assignment, tester: Member | None) -> str:
    """Whose account the submissions to try must come from."""
    if not assignment.personal:
        return ""
    if tester:
        return f" Upload try-reference as {tester.shown}: its typed answers are for the numbers of that account."
    code = sum(q.points for q in assignment.questions if q.files and not q.bonus and q.dropped != "removed")
    return (
        f" Your own account has numbers of its own, so that only the {code:g} points of the code are sure: for all of "
        "them pack again with `--student` and the id of that account."
    )


def _about_numbers(assignment: Assignment) -> list[str]:
    known = "email" if assignment.course.student_id == "email" else "SID (through the roster where it is not given)"
    printed = (
        "The first submission prints a student's questions at the top of its results: say so in your announcement."
        if assignment.course.prints_questions
        else "Gradescope does not print the questions: give each student the folder that `handout --students` wrote."
    )
    return [f"Typed questions have each student's own numbers, drawn from the {known}. {printed}"]
