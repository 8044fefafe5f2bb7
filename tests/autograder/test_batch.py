"""The pool of forks: a fork that dies, hangs or answers nonsense costs its own job only."""

from __future__ import annotations

import os
import time

from autograder.classes.batch import Slot, run_batch


def collect(jobs, work, slots=2, **more):
    seen, renewed = {}, []

    def renew(tool):
        renewed.append(tool)
        return tool + 100

    run_batch(jobs, [Slot(i, renew) for i in range(slots)], work, seen.__setitem__, **more)
    return seen, renewed


def test_every_job_is_done_and_more_jobs_than_slots_are_fine():
    seen, renewed = collect(range(9), lambda job, tool: {"square": job * job})
    assert seen == {job: {"square": job * job} for job in range(9)}
    assert renewed == []


def test_jobs_run_in_processes_of_their_own_and_leave_no_state():
    state = []

    def work(job, tool):
        state.append(job)
        return {"seen": list(state), "pid": os.getpid()}

    seen, _ = collect(range(4), work)
    assert all(result["seen"] == [job] for job, result in seen.items())
    assert len({result["pid"] for result in seen.values()} | {os.getpid()}) == 5
    assert state == []


def test_a_fork_that_dies_costs_its_own_job_and_renews_its_tool():
    def work(job, tool):
        if job == 1:
            os.kill(os.getpid(), 9)
        if job == 2:
            os._exit(0)
        return {"tool": tool}

    seen, renewed = collect(range(6), work, slots=1)
    assert "signal 9" in seen[1]["failed"]
    assert "no result" in seen[2]["failed"]
    assert [seen[job] for job in (0, 3)] == [{"tool": 0}, {"tool": 200}]
    assert renewed == [0, 100]


def test_an_exception_is_told_and_costs_nobody_else():
    def work(job, tool):
        return {"value": 1 // job}

    seen, _ = collect(range(3), work)
    assert "ZeroDivisionError" in seen[0]["failed"]
    assert seen[1] == {"value": 1}


def test_a_fork_that_hangs_is_killed_while_the_others_go_on():
    def work(job, tool):
        if job == 0:
            time.sleep(600)
        return {"done": job}

    seen, _ = collect(range(5), work, hard_seconds=0.5)
    assert "signal 9" in seen[0]["failed"]
    assert [seen[job] for job in range(1, 5)] == [{"done": job} for job in range(1, 5)]


def test_large_results_arrive_whole():
    seen, _ = collect(range(3), lambda job, tool: {"text": "x" * 10**6})
    assert all(len(result["text"]) == 10**6 for result in seen.values())


def test_an_error_in_done_ends_the_batch_and_leaves_no_process():
    before = os.getpid()

    def done(job, result):
        raise KeyError(job)

    try:
        run_batch(range(4), [Slot(i, lambda t: t) for i in (0, 1)], lambda job, tool: time.sleep(0.05) or {}, done)
    except KeyError:
        pass
    else:
        raise AssertionError("the error of done was swallowed")
    assert os.getpid() == before
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return
    raise AssertionError("a child is left")
