"""Set many documents, in as many processes as there are processors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from autograder.errors import UsageError
from autograder.exams.typeset.compiler import Data, Typesetter
from autograder.writing import write_bytes


@dataclass(frozen=True)
class Document:
    """A PDF to write. source: "paper" or "key"."""

    source: str
    data: Data
    path: Path


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

    def write(self, jobs: Sequence[Sequence[Document]]) -> Iterator[int]:
        """Write the documents of every job; gives the index of each job as it ends. Raises QuestionError."""
        if self.pool is None:
            for index, job in enumerate(jobs):
                write_documents(job)
                yield index
            return
        waiting = {self.pool.submit(write_documents, job): index for index, job in enumerate(jobs)}
        for done in as_completed(waiting):
            done.result()
            yield waiting[done]

    def query(self, source: str, label: str, jobs: Sequence[Data]) -> list[object]:
        """The first value under a label of each document, in order."""
        if self.pool is None:
            return [first_value(source, label, data) for data in jobs]
        found: list[Future[object]] = [self.pool.submit(first_value, source, label, data) for data in jobs]
        return [one.result() for one in found]


def write_documents(documents: Sequence[Document]) -> None:
    """Write them one after the other; what they have in common is laid out once."""
    typesetters = {source: Typesetter(source) for source in dict.fromkeys(one.source for one in documents)}
    for one in documents:
        write_bytes(one.path, typesetters[one.source].pdf(one.data))


def first_value(source: str, label: str, data: Data) -> object:
    """The first value that a document carries under a label."""
    return Typesetter(source).query(data, label)[0]
