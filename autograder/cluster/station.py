"""A grader on a host of a cluster: python -m autograder.cluster.station

Takes pickled messages on its standard input and answers on its standard output, to its own parent alone: first a
`Parcel` with the level that is required, then one submission after another. It ends when its input does.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from autograder.cluster.messages import Graded, receive, send
from autograder.errors import AutograderError, QuestionError, UsageError

if TYPE_CHECKING:
    from autograder.classes.export import Entry
    from autograder.classes.grade_one import Terms
    from autograder.cluster.parcel import Parcel
    from autograder.early import Started
    from autograder.grader import Grader

def main() -> None:
    """Serve until the input ends."""
    from autograder import early
    from autograder.one_thread import ask_for_one

    ask_for_one()
    reading, writing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints, the answers stay apart
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    with early.started() as started:  # before anything that judges is here
        parcel, level = receive(reading)
        try:
            _serve(parcel, level, started, reading, writing)
        except EOFError:
            return
        except (UsageError, QuestionError) as error:
            send(writing, Graded(refused=str(error)))


def _serve(parcel: Parcel, level: int, started: Started, reading: IO[bytes], writing: IO[bytes]) -> None:
    from autograder.grader import with_grader
    from autograder.reports import pages

    for name in ("AUTOGRADER_SECRET", *parcel.settings.get("secret", {}).values()):
        os.environ.pop(str(name), None)  # the key is in the parcel, if there is one
    with tempfile.TemporaryDirectory(prefix="autograder-") as folder:  # for this user alone
        work = Path(folder)

        def graded(grader: Grader) -> None:
            grader = parcel.fitted(grader)
            pages.ready()
            grader.assignment.ready()
            grader.suite.settle(grader.assignment.variant)
            send(writing, Graded())
            while True:
                entry, terms = receive(reading)
                send(writing, _one(parcel, grader, work / "out", entry, terms))

        course = parcel.course(work / "course")
        with_grader(course, parcel.assignment, parcel.seed, graded, level, parcel.students, started)


def _one(parcel: Parcel, grader: Grader, out: Path, entry: Entry, terms: Terms) -> Graded:
    """Grade one submission in a fork of this process."""
    from autograder.classes.batch import Slot, run_batch
    from autograder.classes.grade_all import ClassRun
    from autograder.classes.grade_one import grade_one
    from autograder.classes.slots import renewed
    from autograder.confined import CleanProcess

    slot, results = Slot(grader.clean, renewed), list[Mapping[str, Any]]()

    def work(one: Entry, clean: CleanProcess) -> dict[str, Any]:
        run = ClassRun(replace(grader, clean=clean), out, (), parcel.overrides)
        return grade_one(run, one, terms)

    run_batch([entry], [slot], work, lambda one, result: results.append(result))
    if "failed" in results[0]:
        return Graded(failed=str(results[0]["failed"]), error=str(results[0].get("error", "")))
    return Graded(results[0], _taken(out / entry.id))


def _taken(folder: Path) -> dict[str, tuple[bytes, bool]]:
    """What was written, taken away from here."""
    files = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        files[path.relative_to(folder).as_posix()] = path.read_bytes(), path.stat().st_mode & 0o077 == 0
        path.unlink()
    return files


if __name__ == "__main__":
    try:
        main()
    except AutograderError as error:
        sys.exit(str(error))
