"""Write the papers of an exam: each version's files, and files to print them all from."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.assignment import Assignment, load
from autograder.course import Course
from autograder.early import cores
from autograder.errors import UsageError
from autograder.exams.record import FILE, read_records
from autograder.exams.typeset.compiler import Data
from autograder.exams.typeset.key import key_data
from autograder.exams.typeset.papers import Edition, common_data, paper_data, planned, tables_of
from autograder.exams.typeset.press import Document, Job, Press, stacked
from autograder.exams.versions import Drawn, Version, drawn
from autograder.plain_text import cell
from autograder.progress import progress
from autograder.writing import write_bytes, write_text

INDEX = "versions.csv"
"""Which code and folder is whose; a folder with this file holds papers of an earlier run."""
TOGETHER = 20
"""Papers in one file to print from."""
AT_A_TIME = 5
"""Versions that are set between two steps of the progress bar."""
HEADER = ("version", "code", "folder", "id", "name")


@dataclass(frozen=True)
class Written:
    """What a run wrote. print_files: to print all papers from; pages: of each paper.

    nameless: papers with an id for a name that no font here can show.
    """

    papers: list[Drawn]
    print_files: list[Path]
    pages: int
    nameless: list[Path]


def print_papers(
    course: Course, exam: str, versions: Sequence[Version], edition: Edition, out: Path, jobs: int | None = None
) -> Written:
    """Write every version: paper, key, record and blank answers in a folder of its own, and the files to print from.

    All papers have the same number of pages, with the boxes at the same places. Raises UsageError and QuestionError.
    """
    papers = _drawn(load(course, exam), versions)
    _nothing_else(papers, out)
    write_text(out / INDEX, _index(papers, out), private=True)
    sheets = [paper.sheet for paper in papers]
    with Press.of(min(jobs or cores(), -(-len(papers) // AT_A_TIME))) as press:
        common = common_data(sheets, planned(sheets, edition, press), edition, tables_of(sheets))
        nameless = _set(press, papers, common, edition, out)
    print_files = _print_files(papers, edition, out)
    return Written(papers, print_files, common["pages"], nameless)


def _set(press: Press, papers: Sequence[Drawn], common: Data, edition: Edition, out: Path) -> list[Path]:
    """Write the files of every version; gives the papers that have an id for a name."""
    groups = [papers[start : start + AT_A_TIME] for start in range(0, len(papers), AT_A_TIME)]
    nameless: list[Path] = []
    with progress(len(papers), "papers set") as tell:
        for index, without in press.write(_job(group, common, edition, out) for group in groups):
            nameless += [path for path in without if path.name != "key.pdf"]
            for paper in groups[index]:
                tell(paper.version.name)
    return sorted(nameless)


def _print_files(papers: Sequence[Drawn], edition: Edition, out: Path) -> list[Path]:
    """Put the papers together to print from."""
    found = []
    for start in range(0, len(papers), TOGETHER):
        files = [out / paper.version.folder / edition.file for paper in papers[start : start + TOGETHER]]
        found.append(out / f"papers-{_span(start, papers)}{edition.suffix}.pdf")
        write_bytes(found[-1], stacked(files))
    return found


def _nothing_else(papers: Sequence[Drawn], out: Path) -> None:
    """Raise UsageError before anything is written where that would spoil what is there.

    A paper that was printed once is never replaced by one with other questions: its answers could not be marked.
    """
    if out.is_dir() and any(out.iterdir()) and not (out / INDEX).is_file():
        raise UsageError(f"{out} is not empty and holds no papers; name another folder.")
    for paper in papers:
        folder = out / paper.version.folder
        if (folder / FILE).is_file() and read_records(folder)[0].digest != paper.record.digest:
            raise UsageError(
                f"{folder} holds a paper with other questions, which may have been printed: the bank or the secret has "
                "changed since. Name another folder."
            )


def _index(papers: Sequence[Drawn], out: Path) -> str:
    """A table of all versions in the folder, those of earlier runs too."""
    path = out / INDEX
    rows = {row[0]: row for row in csv.reader(path.open(encoding="utf-8"))} if path.is_file() else {}
    rows[HEADER[0]] = list(HEADER)
    for paper in papers:
        version = paper.version
        row = (version.name, paper.record.code, version.folder, version.number, version.person)
        rows[version.name] = [cell(one) for one in row]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows.values())
    return text.getvalue()


def _span(start: int, papers: Sequence[Drawn]) -> str:
    """Which papers a file holds, for its name: letters, or places on the roster."""
    last = min(start + TOGETHER, len(papers)) - 1
    if papers[start].version.student is None:
        ends = [papers[start].version.name, papers[last].version.name]
    else:
        ends = [f"{start + 1:03d}", f"{last + 1:03d}"]
    return "-to-".join(dict.fromkeys(ends))


def _job(group: Sequence[Drawn], common: Data, edition: Edition, out: Path) -> Job:
    """Paper, key, record and blank answers of some versions."""
    documents, texts = list[Document](), dict[Path, str]()
    for paper in group:
        folder, sheet = out / paper.version.folder, paper.sheet
        look = edition.key_look
        shown = [sheet] if sheet.name.isascii() else [sheet, replace(sheet, name=sheet.id)]
        papers, keys = [paper_data(one, common) for one in shown], [key_data(one, look) for one in shown]
        documents.append(Document("paper", papers[0], folder / edition.file, *papers[1:]))
        documents.append(Document("key", keys[0], folder / "key.pdf", *keys[1:]))
        texts |= {folder / FILE: paper.record.text, folder / "answers.toml": paper.blank}
    return Job(documents, texts)


def _drawn(exam: Assignment, versions: Sequence[Version]) -> list[Drawn]:
    papers = []
    with progress(len(versions), "versions drawn") as tell:
        for version in versions:
            papers.append(drawn(exam, version))
            tell(version.name)
    codes = {paper.record.code for paper in papers}
    if len(codes) < len(papers):
        raise UsageError("Two versions have the same code; choose another seed for this term with --variant.")
    return papers
