"""The caller's side: hand submissions to a Dask cluster, write what comes back, in whatever order."""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.classes.export import Entry
from autograder.classes.grade_one import RECORD, terms_with_known
from autograder.cluster.parcel import Parcel
from autograder.errors import AutograderError, UsageError
from autograder.writing import write_bytes

if TYPE_CHECKING:
    from autograder.classes.grade_all import ClassRun, Done
    from autograder.cluster.messages import Graded

CONNECT_SECONDS, WORKERS_SECONDS = 15, 60
AHEAD = 3
"""So many submissions for each thread of the cluster are on their way at once: memory does not grow with the class."""
RETRIES = 3
"""How often a submission is tried again whose station or worker was lost."""
LOST = "The scheduler was lost. What is graded is kept; type the same again."


def grade_on_cluster(
    run: ClassRun, entries: Sequence[Entry], done: Done, *, address: str, unconfined: bool, level: int
) -> None:
    """Grade the submissions on the cluster whose scheduler has this address; `done` is called as each ends.

    Raises UsageError when there is no Dask, no scheduler or no worker, when the scheduler is lost, or when a worker
    would not come to the same results.
    """
    parcel = Parcel.of(run, unconfined)
    name = f"autograder-{hashlib.sha256(pickle.dumps(parcel)).hexdigest()[:16]}-{os.getpid()}"
    with _client(address) as client:
        from distributed.comm import CommClosedError

        from autograder.cluster.places import Places

        try:
            client.register_plugin(Places(name, parcel, level), name=name)
            _Traffic(client, name, run, iter(entries), done).flow()
        except CommClosedError as error:  # whatever was asked of the scheduler just then
            raise UsageError(LOST) from error
        finally:
            if client.status == "running":
                with suppress(CommClosedError):
                    client.unregister_worker_plugin(name)


@dataclass
class _Traffic:
    """The submissions on their way: a few for each thread of the cluster, however many there are."""

    client: Any
    name: str
    run: ClassRun
    waiting: Iterator[Entry]
    done: Done
    asked: dict[Any, Entry] = field(default_factory=dict)

    def flow(self) -> None:
        """Until all have come back."""
        from distributed import as_completed

        completed = as_completed(loop=self.client.loop)
        self._ask(completed)
        while self.asked:
            future = next(completed)
            entry = self.asked.pop(future.key)
            self.done(entry, self._result(entry, future))
            future.release()
            self._ask(completed)

    def _ask(self, completed: Any) -> None:
        from autograder.cluster.places import grade_there

        places = AHEAD * max(1, sum(self.client.nthreads().values()))
        while len(self.asked) < places and (entry := next(self.waiting, None)) is not None:
            try:
                terms = terms_with_known(self.run, entry)
            except AutograderError as error:
                self.done(entry, {"failed": str(error)})
                continue
            future = self.client.submit(grade_there, self.name, entry, terms, pure=False, retries=RETRIES)
            self.asked[future.key] = entry
            completed.add(future)

    def _result(self, entry: Entry, future: Any) -> Mapping[str, Any]:
        """What `done` is told; the files are written by then, the record last."""
        try:
            where, graded = future.result()
        except Exception as error:  # lost with its worker again and again, or with the scheduler
            if self.client.status != "running" or type(error).__name__ == "FutureCancelledError":
                raise UsageError(LOST) from error
            return {"failed": f"{type(error).__name__}: {error}"}
        if graded.refused:
            raise UsageError(f"{where} cannot grade this class: {graded.refused}")
        if graded.row is None:
            return {"failed": graded.failed, "error": graded.error}
        _write(self.run.out / entry.id, graded)
        row: Mapping[str, Any] = graded.row
        return row


@contextmanager
def _client(address: str) -> Iterator[Any]:
    try:
        from distributed import Client
    except ImportError:
        raise UsageError("--cluster needs Dask: pip install -r requirements/cluster.txt (docs/cluster.md).") from None
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise UsageError(f"No scheduler of Dask answers at {address}: {error or type(error).__name__}.") from error
    with client:
        try:
            client.wait_for_workers(1, timeout=WORKERS_SECONDS)
        except (OSError, TimeoutError):
            raise UsageError(f"The scheduler at {address} has no workers (docs/cluster.md).") from None
        yield client


def _write(folder: Path, graded: Graded) -> None:
    files = graded.files or {}
    for name in sorted(files, key=lambda name: name == RECORD):
        data, private = files[name]
        write_bytes(folder / name, data, private=private, durable=False)
