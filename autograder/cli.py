"""The command `autograder`. Each subcommand imports what it needs when it runs, so that help and grading start fast."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from autograder import __version__
from autograder.errors import QuestionError, UsageError
from autograder.one_thread import ask_for_one

ASSIGNMENT = click.argument("assignment")
VARIANT = click.option("--variant", metavar="SEED", help="The variant's seed; this term's from course.toml otherwise.")
COURSE = click.option(
    "--course", type=click.Path(path_type=Path), help="The course's folder: the nearest with course.toml otherwise."
)
LEVEL = click.option(
    "--require-level", type=click.IntRange(0, 3), default=0, show_default=True,
    help="Refuse to run where student code cannot be confined at least this well (docs/security.md).",
)  # fmt: skip
ROSTER = click.option(
    "--students", "roster", metavar="ROSTER.csv", type=click.Path(path_type=Path),
    help="Your students (id, email, name; as Canvas or Gradescope export them), each with numbers of their own.",
)  # fmt: skip
PERSONAL = click.option("--personal", is_flag=True, help="Typed questions with each student's own numbers.")


class Lines(click.Group):
    """Errors that are the user's come out as one line and status 2, the author's as one line and status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand; see the class."""
        try:
            return super().invoke(ctx)
        except UsageError as error:
            self._end(error, 2)
        except QuestionError as error:
            self._end(error, 1)
        except KeyboardInterrupt:
            goes_on = ctx.invoked_subcommand in ("grade-all", "regrade")
            click.echo("\nstopped" + ("; type the same again, and it goes on where it was" * goes_on), err=True)
            sys.exit(130)

    @staticmethod
    def _end(error: Exception, status: int) -> None:
        click.echo(f"autograder: {' '.join(str(error).split())}", err=True)
        sys.exit(status)


@click.group(cls=Lines, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__)
def main() -> None:
    """Grade homework on neural networks for language, and prove that the grading is right.

    New here? `autograder demo` grades three sample submissions. Then `autograder grade hw1 FOLDER` for one student,
    `autograder grade-all hw1 EXPORT --out DIR` for a class.
    """
    ask_for_one()


@main.command()
@click.option("--out", type=click.Path(path_type=Path), default=Path("demo"), show_default=True, help="Where to write.")
def demo(out: Path) -> None:
    """Grade three sample submissions of homework 1 and show what each got, and why."""
    from autograder.commands.grading import demo as run

    run(out)


@main.command()
@ASSIGNMENT
@click.argument("folder", type=click.Path(path_type=Path))
@VARIANT
@click.option("--out", type=click.Path(path_type=Path), help="Where to write; beside the folder otherwise.")
@click.option("--student", "students", metavar="ID", multiple=True, help="Whose numbers; once for each in a group.")
@COURSE
@LEVEL
def grade(assignment: str, folder: Path, variant: str | None, out: Path | None, students: tuple[str, ...],
          course: Path | None, require_level: int) -> None:  # fmt: skip
    """Grade one student's FOLDER.

    Writes results.json (for Gradescope), report.json and report.html (for the student) and staff.json (for staff), and
    keeps the files as they were graded in `submitted`.
    """
    from autograder.early import started

    with started() as early:
        from autograder.commands.grading import grade as run

        run(assignment, folder, variant, out, course, require_level, students, early)


@main.command("grade-all")
@ASSIGNMENT
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Where to write.")
@VARIANT
@click.option("--jobs", type=click.IntRange(1, 64), help="How many at a time; one for each core otherwise.")
@click.option("--unconfined", is_flag=True, help="Run although nothing confines student code here.")
@click.option("--cluster", metavar="ADDRESS", help="Grade on the hosts of a Dask scheduler, like tcp://host:8786.")
@ROSTER
@PERSONAL
@COURSE
@LEVEL
def grade_all(assignment: str, folder: Path, out: Path, variant: str | None, jobs: int | None, unconfined: bool,
              cluster: str | None, roster: Path | None, personal: bool, course: Path | None,
              require_level: int) -> None:  # fmt: skip
    """Grade every submission in FOLDER: folders or zips, or an export from Gradescope.

    Writes a folder for each, gradebook.csv, and class.html on what the class got wrong. Stopped at any moment, it goes
    on where it was when you type the same again. Exit status: 0 when all were graded, 3 when some could not be; the
    others are graded then, and gradebook.csv says why.
    """
    from autograder.early import places, several

    with several(places(folder, jobs) if cluster is None else 1) as early:
        from autograder.commands.grading import grade_all as run

        run(assignment, folder, out, variant, jobs, course, require_level, unconfined, roster, personal, early, cluster)


@main.command()
@ASSIGNMENT
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Where grade-all wrote its results.")
@click.option("--never-lower", is_flag=True, help="No question of anybody goes down.")
@click.option("--write", is_flag=True, help="Take the new results over; without it they are only shown.")
@VARIANT
@click.option("--jobs", type=click.IntRange(1, 64), help="How many at a time; one for each core otherwise.")
@click.option("--unconfined", is_flag=True, help="Run although nothing confines student code here.")
@ROSTER
@PERSONAL
@COURSE
@LEVEL
def regrade(assignment: str, folder: Path, out: Path, never_lower: bool, write: bool, variant: str | None,
            jobs: int | None, unconfined: bool, roster: Path | None, personal: bool, course: Path | None,
            require_level: int) -> None:  # fmt: skip
    """Grade the class in FOLDER again after a change, and show old against new before anything is written.

    Points set by hand stand in overrides.csv beside the gradebook (submission, question, points, author, reason); they
    survive. docs/fix-a-test.md walks through a regrade. Exit status: 0, also when points would change; 3 when some
    submissions could not be graded, which keep what they had.
    """
    from autograder.early import places, several

    with several(places(folder, jobs)) as early:
        from autograder.commands.grading import regrade as run

        run(
            assignment, folder, out, variant, jobs, course, require_level, unconfined, never_lower, write, roster,
            personal, early,
        )  # fmt: skip


@main.command()
@ASSIGNMENT
@click.argument("submission", type=click.Path(path_type=Path))
@click.argument("question")
@VARIANT
@click.option("--student", metavar="ID", help="Whose numbers, where the assignment is personal.")
@COURSE
@LEVEL
def explain(assignment: str, submission: Path, question: str, variant: str | None, student: str | None,
            course: Path | None, require_level: int) -> None:  # fmt: skip
    """Replay one QUESTION of one SUBMISSION for a regrade request: every call, its inputs, the right result, the cause.

    SUBMISSION is a student's folder or zip, or the folder that grade-all wrote for it. What is printed holds hidden
    inputs: it is for staff.
    """
    from autograder.early import started

    with started() as early:
        from autograder.commands.grading import explain as run

        run(assignment, submission, question, variant, course, require_level, student, early)


@main.command()
@ASSIGNMENT
@click.option("--out", type=click.Path(path_type=Path), required=True, help="A new folder, or an earlier hand-out.")
@VARIANT
@ROSTER
@PERSONAL
@COURSE
def handout(assignment: str, out: Path, variant: str | None, roster: Path | None, personal: bool,
            course: Path | None) -> None:  # fmt: skip
    """Write what students get: text, stubs, check.py and data; with --students a folder for each of them."""
    from autograder.commands.publishing import handout as run

    run(assignment, out, variant, course, roster, personal)


@main.command()
@ASSIGNMENT
@VARIANT
@COURSE
@click.option("--question", metavar="NUMBER", help="Only what is planted in this question; of the bank, this template.")
@click.option("--quick", is_flag=True, help="Fewer draws; train only what is planted in a training question.")
@click.option("--variants", type=click.IntRange(1, 100_000), metavar="N",
              help="Draw N variants and prove each; with --quick nothing is trained.")  # fmt: skip
def check(assignment: str, variant: str | None, course: Path | None, question: str | None, quick: bool,
          variants: int | None) -> None:  # fmt: skip
    """Prove an assignment: the reference earns all, the stubs nothing, each planted mistake what it should.

    `check bank` proves every template of exam questions over 500 draws, `check midterm` those of one exam. Exit
    status: 0 when all is as it should be, 1 when something is not, 2 for an unknown assignment or question.
    """
    from autograder.commands.proving import check as run

    run(assignment, variant, course, question, quick, variants)


@main.command()
@ASSIGNMENT
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="FILE.zip", help="The zip to write.")
@VARIANT
@ROSTER
@PERSONAL
@click.option("--student", metavar="ID", help="Whose account will upload the two tries, where numbers are personal.")
@COURSE
@click.option("--require-level", type=click.IntRange(0, 3), default=2, show_default=True,
              help="The confinement that Gradescope's image must give.")  # fmt: skip
def pack(assignment: str, out: Path, variant: str | None, roster: Path | None, personal: bool, student: str | None,
         course: Path | None, require_level: int) -> None:  # fmt: skip
    """Build the zip for Gradescope, a checklist of its settings, and two uploads to try there."""
    from autograder.commands.publishing import pack as run

    run(assignment, out, variant, course, require_level, roster, personal, student)


@main.command()
@ASSIGNMENT
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Where to write.")
@click.option("--versions", type=int, default=0, help="How many lettered versions: A, B, ...")
@click.option("--make-up", is_flag=True, help="A make-up version too.")
@ROSTER
@click.option("--practice", type=int, metavar="N", help="N practice sets instead, which students mark themselves.")
@click.option("--large-print", is_flag=True, help="The edition in 18 point letters.")
@click.option("--extra-time", type=float, default=1.0, metavar="FACTOR", help="The edition with so much more time.")
@click.option("--page", type=click.Choice(["a4", "us-letter"]), default="a4", show_default=True, help="The paper.")
@VARIANT
@COURSE
def exam(assignment: str, out: Path, versions: int, make_up: bool, roster: Path | None, practice: int | None,
         large_print: bool, extra_time: float, page: str, variant: str | None, course: Path | None,
         ) -> None:  # fmt: skip
    """Write the papers of an exam as PDF, with keys and with the records to mark from.

    `autograder exam midterm --versions 4 --out DIR` writes a folder for each version and one file to print;
    --students a paper for each student, with their name on it.
    """
    from autograder.commands.shared import find_course, writable
    from autograder.exams.exam_command import Chosen
    from autograder.exams.exam_command import exam as run
    from autograder.exams.exam_command import practice as run_practice
    from autograder.exams.typeset.papers import Edition

    edition = Edition(large_print, page, extra_time)
    if practice is not None:
        if versions or make_up or roster:
            raise UsageError("--practice writes sets for students and nothing else; print the exam by itself.")
        run_practice(find_course(course), assignment, practice, edition, writable(out))
        return
    chosen = Chosen(versions, make_up, roster)
    run(find_course(course), assignment, chosen, variant, edition, writable(out))


@main.command()
@ASSIGNMENT
@click.option("--record", type=click.Path(path_type=Path), required=True, help="Where `autograder exam` wrote.")
@click.option("--answers", type=click.Path(path_type=Path), metavar="FILE.csv", help="A row for each student.")
@click.option("--one", is_flag=True, help="One student's answers, asked for at the terminal.")
@click.option("--blank", type=click.Path(path_type=Path), metavar="FILE.csv", help="Write the table to type into.")
@click.option("--students", "roster", type=click.Path(path_type=Path), metavar="FILE.csv", help="Whom --blank names.")
@click.option("--out", type=click.Path(path_type=Path), help="Where to write; --answers needs it.")
@click.option("--jobs", type=click.IntRange(1, 64), help="How many at a time; one for each core otherwise.")
@COURSE
def mark(assignment: str, record: Path, answers: Path | None, one: bool, blank: Path | None, roster: Path | None,
         out: Path | None, jobs: int | None, course: Path | None) -> None:  # fmt: skip
    """Mark the papers of an exam: a class's answers from a table, or one student's at the terminal.

    `autograder mark midterm --record DIR --answers class.csv --out DIR` writes a folder for each student,
    gradebook.csv, and class.html. docs/exams.md says what is marked how.
    """
    from autograder.commands.grading import mark as run

    run(assignment, record, answers, one, blank, roster, out, jobs, course)


@main.command(hidden=True)
@click.option("--root", type=click.Path(path_type=Path), default=Path("/autograder"))
def gradescope(root: Path) -> None:
    """Grade inside Gradescope's container (what run_autograder calls)."""
    from autograder.gradescope.container import run

    run(root, click.echo)
