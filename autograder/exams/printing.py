"""Write the papers of an exam: each version's files, and files to print them all from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.course import Course
from autograder.errors import UsageError
from autograder.exams.typeset.key import key_data
from autograder.exams.typeset.papers import TOGETHER, Edition, paper_data, planned, tables_of
from autograder.exams.typeset.plan import Plan
from autograder.exams.typeset.press import Document, Press
from autograder.exams.versions import Drawn, Version, drawn
from autograder.progress import progress
from autograder.slots import cores
from autograder.writing import write_text


@dataclass(frozen=True)
class Written:
    """What a run wrote. print_files: to print all papers from; pages: of each paper."""

    papers: list[Drawn]
    print_files: list[Path]
    pages: int


def print_papers(
    course: Course, exam: str, versions: Sequence[Version], edition: Edition, out: Path, jobs: int | None = None
) -> Written:
    """Write every version: paper, key, record and blank answers in a folder of its own, and the files to print from.

    All papers have the same number of pages, with the boxes at the same places. Raises UsageError and QuestionError.
    """
    papers = _drawn(course, exam, versions)
    sheets = [paper.sheet for paper in papers]
    starts = range(0, len(papers), TOGETHER)
    groups = [papers[start : start + TOGETHER] for start in starts]
    tables = tables_of(sheets)
    with Press.of(min(jobs or cores(), len(groups))) as press:
        layout = planned(sheets, edition, press)
        stack = [out / f"papers{_span(start, len(papers))}{edition.suffix}.pdf" for start in starts]
        work = [_documents(group, path, layout, tables, edition, out) for group, path in zip(groups, stack)]
        with progress(len(papers), "papers set") as tell:
            for index in press.write(work):
                for paper in groups[index]:
                    tell(paper.version.name)
    for paper in papers:
        _write_data(paper, out)
    return Written(papers, stack, paper_data(sheets[:1], layout, edition, tables)["pages"])


def _span(start: int, count: int) -> str:
    """Which papers a file holds, in its name; nothing where it holds all."""
    return "" if count <= TOGETHER else f"-{start + 1:03d}-to-{min(start + TOGETHER, count):03d}"


def _documents(
    group: Sequence[Drawn], stack: Path, layout: Plan, tables: Sequence[str], edition: Edition, out: Path
) -> list[Document]:
    """The PDFs of some versions: each paper and key, then all the papers in one file."""
    data = paper_data([paper.sheet for paper in group], layout, edition, tables)
    documents = []
    for paper, sheet in zip(group, data["sheets"]):
        folder = out / paper.version.folder
        documents.append(Document("paper", {**data, "sheets": [sheet]}, folder / f"paper{edition.suffix}.pdf"))
        documents.append(Document("key", key_data(paper.sheet, edition.key_look), folder / "key.pdf"))
    return [*documents, Document("paper", data, stack)]


def _write_data(paper: Drawn, out: Path) -> None:
    folder = out / paper.version.folder
    paper.record.write(folder)
    write_text(folder / "answers.toml", paper.blank)


def _drawn(course: Course, exam: str, versions: Sequence[Version]) -> list[Drawn]:
    papers = []
    with progress(len(versions), "versions drawn") as tell:
        for version in versions:
            papers.append(drawn(course, exam, version))
            tell(version.name)
    codes = {paper.record.code for paper in papers}
    if len(codes) < len(papers):
        raise UsageError("Two versions have the same code; choose another seed for this term with --variant.")
    return papers
