"""Set many documents, in as many processes as there are processors."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path

from autograder.errors import UsageError
from autograder.exams.typeset.compiler import Data, NotShown, Typesetter
from autograder.writing import write_bytes, write_text


@dataclass(frozen=True)
class Document:
    """A PDF to write. source: "paper" or "key". nameless: the same with an id for a name that no font can show."""

    source: str
    data: Data
    path: Path
    nameless: Data | None = None


@dataclass(frozen=True)
class Job:
    """Documents to write, and texts by their private paths."""

    documents: Sequence[Document]
    texts: Mapping[Path, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Press:
    """Runs jobs here, or in processes. These are started afresh, not forked: the compiler has threads of its own."""

    pool: Executor | None

    @classmethod
    @contextmanager
    def of(cls, processes: int) -> Iterator[Press]:
        """A press for the block; with one process, everything runs here."""
        if processes < 2:
            yield cls(None)
            return
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            try:
                yield cls(pool)
            except BrokenProcessPool as error:
                raise UsageError("A process that sets papers was stopped; is there enough memory?") from error
            finally:
                pool.shutdown(cancel_futures=True)

    def write(self, jobs: Iterable[Job]) -> Iterator[tuple[int, list[Path]]]:
        """Do every job, the first ones while the others are made.

        Gives the index of each as it ends, with its documents that have an id for a name. Raises QuestionError.
        """
        if self.pool is None:
            yield from enumerate(map(write, jobs))
            return
        waiting: dict[Future[list[Path]], int] = {}
        for index, job in enumerate(jobs):
            waiting[self.pool.submit(write, job)] = index
            for done in [one for one in waiting if one.done()]:
                yield waiting.pop(done), done.result()
        for done in as_completed(waiting):
            yield waiting[done], done.result()

    def query(self, source: str, label: str, jobs: Sequence[Data]) -> list[object]:
        """The first value under a label of each document, in order."""
        if self.pool is None:
            return [first_value(source, label, data) for data in jobs]
        found: list[Future[object]] = [self.pool.submit(first_value, source, label, data) for data in jobs]
        return [one.result() for one in found]


@lru_cache
def _typesetter(source: str) -> Typesetter:
    """One for each source in a process: it remembers what documents have in common."""
    return Typesetter(source)


def write(job: Job) -> list[Path]:
    """Write the documents of a job one after the other, then its texts: what says that they are there.

    Gives those that have an id for a name.
    """
    nameless = []
    for one in job.documents:
        try:
            pdf = _typesetter(one.source).pdf(one.data)
        except NotShown:
            if one.nameless is None:
                raise
            pdf = _typesetter(one.source).pdf(one.nameless)
            nameless.append(one.path)
        write_bytes(one.path, pdf)
    for path, text in job.texts.items():
        write_text(path, text, private=True)
    return nameless


def stacked(papers: Sequence[Path]) -> bytes:
    """PDFs in one, each beginning on an odd page, so that all can be printed on both sides."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    for paper in papers:
        if len(writer.pages) % 2:
            writer.add_blank_page()
        for page in PdfReader(paper).pages:
            writer.add_page(page)
    found = io.BytesIO()
    writer.write(found)
    return found.getvalue()


def first_value(source: str, label: str, data: Data) -> object:
    """The first value that a document carries under a label."""
    return Typesetter(source).query(data, label)[0]
