# ruff: noqa: E501
"""Crashes, stalls, exhaustion and forged frames: a clear sentence for that question, and the grader lives on."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import numpy as np
import pytest
from confined_tools import LAYERS, offered, outcome, source_of, start_at

from autograder.confined import (
    BadValue,
    BrokenProtocol,
    CleanProcess,
    Limits,
    StudentError,
    TimeLimit,
    WorkerDied,
)  # fmt: skip
from autograder.errors import SubmissionError

SOURCE = source_of("crashing")
SHORT = 0.5  # for what must run into the deadline
LONG = 20.0  # for what must not


@pytest.fixture(scope="module", params=list(LAYERS))
def clean(request):
    with start_at(request.param) as process:
        yield process


@pytest.fixture(scope="module")
def best():
    """For what no layer changes: the best level of this machine alone."""
    with start_at(offered()[0]) as process:
        yield process


def run(clean, function, *args, deadline_seconds=SHORT, limits=Limits()):  # noqa: B008
    """The outcome of one call in a worker of its own; afterwards the next question is served as ever."""
    with clean.worker(SOURCE, limits) as worker:
        result = outcome(worker, "crashing", function, *args, deadline_seconds=deadline_seconds)
    with clean.worker(SOURCE) as worker:
        assert worker.call("crashing", "fine", (1,)).value == 2
    return result


@pytest.mark.parametrize(
    "function", ["endless_loop", "sleeper", "stops_itself", "announces_much", "drips", "refuses_text"]
)
def test_stalls_end_at_the_deadline(clean, function):
    began = time.monotonic()
    result = run(clean, function)
    assert isinstance(result, TimeLimit | BrokenProtocol), result
    assert time.monotonic() - began < 10 * SHORT
    if function == "endless_loop":
        assert str(result) == "Your code took longer than 0.5 s and was stopped."


def test_the_processor_limit_holds_although_its_signal_is_ignored(best):
    result = run(best, "ignores_cpu_limit", deadline_seconds=30.0, limits=Limits(cpu_seconds=1))
    assert isinstance(result, TimeLimit | WorkerDied)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        ("kills_itself", "signal 9"), ("aborts", "crashed (signal"), ("reads_null", "crashed (signal 11: segmentation fault)"),
        ("leaves", "by exit (status 0)"),
    ],
)  # fmt: skip
def test_crashes_are_told(clean, function, words):
    result = run(clean, function, deadline_seconds=LONG)
    assert isinstance(result, WorkerDied)
    assert words in str(result)


@pytest.mark.parametrize(
    ("function", "type_name"),
    [
        ("exits", "SystemExit"), ("interrupts", "KeyboardInterrupt"), ("generator_exit", "GeneratorExit"),
        ("skips", "SkipTest"), ("recursion", "RecursionError"), ("huge_array", "_ArrayMemoryError|MemoryError"),
        ("memory", "MemoryError"), ("quits_in_text", "Nasty"),
    ],
)  # fmt: skip
def test_what_a_function_raises_is_data(clean, function, type_name):
    result = run(clean, function, deadline_seconds=LONG, limits=Limits(memory_bytes=2**29))
    assert isinstance(result, StudentError), result
    assert result.type_name in type_name.split("|")
    assert result.file == "crashing.py"


def test_leaving_by_exit_is_named(clean):
    assert str(run(clean, "exits", deadline_seconds=LONG)).startswith(
        "Your code left the program with sys.exit in crashing.py, line "
    )


def test_recursion_without_limit_ends(best):
    assert isinstance(run(best, "deep_recursion"), StudentError | WorkerDied | TimeLimit)


@pytest.mark.parametrize("function", ["lowers_recursion_limit", "leaves_thread", "floods_streams", "writes_raw_output"])
def test_clumsy_code_keeps_its_value(clean, function):
    assert run(clean, function, deadline_seconds=LONG) in (1, [[1, [2]]])


def test_closed_streams_do_not_matter(clean):
    assert run(clean, "closes_streams", deadline_seconds=LONG) == 1


def test_patched_libraries_do_not_reach_the_grader(clean):
    run(clean, "patches_comparison", deadline_seconds=LONG)
    assert not np.allclose(1.0, 2.0)
    assert abs(-1) == 1


@pytest.mark.parametrize("function", ["slow_pattern", "thread_bomb", "takes_descriptors", "grows_while_it_is_sent"])
def test_exhaustion_ends_in_a_sentence(clean, function):
    result = run(clean, function, limits=Limits(memory_bytes=2**29))
    assert isinstance(result, StudentError | TimeLimit | WorkerDied | BadValue), result


@pytest.mark.parametrize(
    "function",
    ["replaces_streams", "breaks_imports", "traces_all", "audits_all", "no_builtins"],
)
def test_a_worker_that_is_broken_from_within_harms_itself_alone(clean, function):
    with clean.worker(SOURCE) as worker:
        first = outcome(worker, "crashing", function, deadline_seconds=SHORT)
        second = outcome(worker, "crashing", "fine", 1, deadline_seconds=SHORT)
    assert first == 1 or isinstance(first, SubmissionError)
    assert second == 2 or isinstance(second, SubmissionError)
    assert run(clean, "fine", 1, deadline_seconds=LONG) == 2


def test_nothing_is_deleted_at_last(clean, tmp_path):
    run(clean, "deleted_at_last", str(tmp_path / "last"), deadline_seconds=LONG)
    assert not (tmp_path / "last").exists()


@pytest.mark.parametrize("function", ["closes_connection", "writes_noise", "forged_query"])
def test_a_broken_connection_is_no_answer(clean, function):
    assert isinstance(run(clean, function), BrokenProtocol | WorkerDied | TimeLimit)


def test_a_reply_made_in_advance_is_not_the_reply_to_the_next_call(clean):
    with clean.worker(SOURCE) as worker:
        worker.call("crashing", "fine", (1,))
        first = outcome(worker, "crashing", "forged_reply", 1.0, deadline_seconds=SHORT)
        second = outcome(worker, "crashing", "fine", 1, deadline_seconds=SHORT)
    assert isinstance(first, BrokenProtocol)
    assert second is first  # the question has ended


def test_a_worker_that_no_longer_reads_blocks_nothing(clean):
    with clean.worker(SOURCE) as worker:
        outcome(worker, "crashing", "stops_reading", deadline_seconds=SHORT)
        result = outcome(worker, "crashing", "fine", np.zeros(10**6), deadline_seconds=SHORT)
    assert isinstance(result, TimeLimit)


def test_stolen_requests_hold_nothing_before_their_time(clean):
    with clean.worker(SOURCE) as worker:
        first = outcome(worker, "crashing", "steals_requests", deadline_seconds=SHORT)
        second = outcome(worker, "crashing", "fine", 1, deadline_seconds=SHORT)
    assert first == 1 or isinstance(first, TimeLimit | BrokenProtocol)
    # The thread and the worker race for the second request; whoever wins, it was sent after the first answer.
    assert second == 2 or isinstance(second, TimeLimit | BrokenProtocol | WorkerDied)


def test_functions_can_be_called_from_threads(clean):
    assert run(clean, "calls_twice", lambda x: x + 1, 1, deadline_seconds=LONG) == [2] * 4


def test_calling_the_graders_function_for_ever_ends(clean):
    began = time.monotonic()
    assert isinstance(run(clean, "calls_for_ever", lambda x: time.sleep(0.01)), TimeLimit)
    assert time.monotonic() - began < 10 * SHORT


def test_a_value_cannot_hold_the_graders_function(clean):
    assert isinstance(run(clean, "answers_with_the_function", len), BrokenProtocol)


def test_a_function_cannot_be_used_after_its_call(clean):
    with clean.worker(SOURCE) as worker:
        assert worker.call("crashing", "keeps_function", (lambda x: x,)).value == 1
        assert outcome(worker, "crashing", "uses_kept_function").type_name == "RuntimeError"


def test_nothing_runs_after_the_end(clean, tmp_path):
    target = tmp_path / "results.json"
    run(clean, "at_exit", str(target), deadline_seconds=LONG)
    assert not target.exists()


@pytest.mark.parametrize("function", ["leaks", "leaks_by_name", "leaks_by_file"])
def test_errors_carry_no_hidden_input(clean, function):
    result = run(clean, function, 7654321, deadline_seconds=LONG)
    assert isinstance(result, StudentError)
    assert "7654321" not in str(result) + repr(vars(result))


def test_a_worker_that_started_others_takes_them_along(clean):
    before = descendants()
    result = run(clean, "spawns_survivors", deadline_seconds=10.0)
    if result == 1:
        assert clean.survivors >= 3
    else:
        assert result.type_name == "PermissionError"
    assert descendants() == before


def test_a_fork_bomb_is_swept_where_users_are_private():
    for name in ("3", "2"):
        if name in offered():
            before = descendants()
            with start_at(name) as clean:
                run(clean, "fork_bomb")
            assert descendants() == before


def test_the_grader_goes_on_when_the_clean_process_is_lost():
    with CleanProcess.start(layers=()) as clean:
        with clean.worker({"a.py": b"import os\ndef f():\n    os.kill(os.getppid(), 9)\n    return 1\n"}) as worker:
            outcome(worker, "a", "f", deadline_seconds=SHORT)
        with clean.worker(SOURCE) as worker:
            assert worker.call("crashing", "fine", (1,)).value == 2


def test_no_worker_outlives_the_clean_process():
    clean = CleanProcess.start()
    worker = clean.worker(SOURCE)
    worker.call("crashing", "fine", (1,))
    pid = worker._pid
    clean._started.process.send_signal(signal.SIGKILL)
    clean._started.process.wait()
    worker.close()
    clean.close()
    for _ in range(200):
        if not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0]:
            return
        time.sleep(0.02)
    raise AssertionError("the worker is still there")


@pytest.mark.parametrize(
    ("source", "types"),
    [
        (b"x = " + b"-" * 200_000 + b"1\n", ("MemoryError", "RecursionError", "SyntaxError")),
        (b"x = " + b"+".join([b"1"] * 100_000) + b"\n", ("RecursionError", "MemoryError")),
        (b"x = " + b"(" * 300 + b")" * 300 + b"\n", ("SyntaxError", "MemoryError")),
        (b"x = 1\0\n", ("ValueError", "SyntaxError")),
    ],
    ids=["minus", "plus", "parentheses", "null"],
)
def test_parser_bombs_stay_with_their_file(best, source, types):
    with best.worker({"bomb.py": source, **SOURCE}) as worker:
        result = outcome(worker, "bomb", "f", deadline_seconds=LONG)
        if isinstance(result, StudentError):
            assert result.type_name in types
            assert worker.call("crashing", "fine", (1,)).value == 2
        else:
            assert isinstance(result, WorkerDied)


def test_bad_values_do_not_end_a_worker(clean):
    with clean.worker({"b.py": b"def f(): return object()\ndef g(): return 1\n"}) as worker:
        assert isinstance(outcome(worker, "b", "f"), BadValue)
        assert worker.call("b", "g").value == 1


def descendants() -> set[int]:
    """Every living process below this one."""
    parents = {}
    for entry in os.listdir("/proc") if os.path.isdir("/proc") else []:
        if entry.isdigit():
            try:
                parts = Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry)] = int(parts[1])
    found, fresh = set(), {os.getpid()}
    while fresh:
        fresh = {child for child, parent in parents.items() if parent in fresh} - found
        found |= fresh
    return found
