"""The caller's side: hand submissions to a Dask cluster, write what comes back, in whatever order."""

from __future__ import annotations

import hashlib
import itertools
import os
import pickle
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from autograder.cluster.parcel import Parcel
from autograder.errors import AutograderError, UsageError
from autograder.export import Entry
from autograder.grade_one import RECORD, terms_of
from autograder.writing import write_bytes

if TYPE_CHECKING:
    from autograder.cluster.messages import Graded
    from autograder.grade_all import ClassRun, Done

CONNECT_SECONDS, WORKERS_SECONDS = 15, 60
AHEAD = 3
"""So many submissions for each thread of the cluster are on their way at once: memory does not grow with the class."""
RETRIES = 3
"""How often a submission is tried again whose station or worker was lost."""


def grade_on_cluster(
    run: ClassRun, entries: Sequence[Entry], done: Done, *, address: str, unconfined: bool, level: int
) -> None:
    """Grade the submissions on the cluster whose scheduler has this address; `done` is called as each ends.

    Raises UsageError when there is no Dask, no scheduler or no worker, or when a worker would not come to the same
    results.
    """
    parcel = Parcel.of(run, unconfined)
    name = f"autograder-{hashlib.sha256(pickle.dumps(parcel)).hexdigest()[:16]}-{os.getpid()}"
    with _client(address) as client:
        from distributed import as_completed

        from autograder.cluster.places import Places, grade_there

        client.register_plugin(Places(name, parcel, level), name=name)
        try:
            waiting, asked = iter(entries), dict[Any, Entry]()
            completed = as_completed(loop=client.loop)

            def ask(count: int) -> None:
                for entry in itertools.islice(waiting, count):
                    try:
                        terms = terms_of(run, entry)
                    except AutograderError as error:
                        done(entry, {"failed": str(error)})
                        continue
                    future = client.submit(grade_there, name, entry, terms, pure=False, retries=RETRIES)
                    asked[future.key] = entry
                    completed.add(future)

            ask(AHEAD * max(1, sum(client.nthreads().values())))
            while asked:
                future = next(completed)
                entry = asked.pop(future.key)
                done(entry, _result(run, entry, future))
                future.release()
                ask(1 + AHEAD * max(1, sum(client.nthreads().values())) - len(asked) - 1)
        finally:
            client.unregister_worker_plugin(name)


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


def _result(run: ClassRun, entry: Entry, future: Any) -> Mapping[str, Any]:
    """What `done` is told; the files are written by then, the record last."""
    try:
        where, graded = future.result()
    except Exception as error:  # lost with its worker again and again
        return {"failed": f"{type(error).__name__}: {error}"}
    if graded.refused:
        raise UsageError(f"{where} cannot grade this class: {graded.refused}")
    if graded.row is None:
        return {"failed": graded.failed, "error": graded.error}
    _write(run, entry, graded)
    row: Mapping[str, Any] = graded.row
    return row


def _write(run: ClassRun, entry: Entry, graded: Graded) -> None:
    files = graded.files or {}
    for name in sorted(files, key=lambda name: name == RECORD):
        data, private = files[name]
        write_bytes(run.out / entry.id / name, data, private=private, durable=False)
