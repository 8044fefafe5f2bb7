"""The layers around a worker: what the machine allows is found out and proved once, and put on after each fork."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from . import forkable, kernel, landlock, limits, preload, probes, seccomp, slots, sweep, trial

LAYERS = (probes.USER, probes.FILES, probes.CALLS)
_NOT_HERE = f"there is none for {sys.platform} on {kernel.MACHINE}"
_STAFF = {
    "3": "confined by a private user, Landlock and seccomp",
    "3u": "running as you; confined by Landlock and seccomp",
    "2": "NETWORK NOT BLOCKED; world-readable files visible",
    "1": "FILES NOT PROTECTED: student code can read what you can read",
    "0": "NO SANDBOX: this runs untrusted code as you",
}


@dataclass
class Plan:
    """Which layers are put on, and what putting them on needs; `holds` says which were proved."""

    user: str = ""  # the folder of the slots
    users: list[int] = field(default_factory=list)
    ruleset: int = -1
    landlock_version: int = 0
    filter: seccomp.Program | None = None
    holds: list[str] = field(default_factory=list)
    findings: list[tuple[str, bool, str]] = field(default_factory=list)
    preload: list[str] = field(default_factory=list)
    closed: bool = False  # the interpreter cannot be read after the change of user

    # -- for the grader

    @property
    def keep_open(self) -> list[int]:
        """Descriptors that a worker needs until it is confined."""
        return [self.ruleset] if self.ruleset >= 0 else []

    def level(self) -> str:
        """The level by what was proved, see docs/security.md."""
        user, files, calls = (layer in self.holds for layer in LAYERS)
        if user:
            return "3" if files and calls else "2"
        if files and calls and self.landlock_version >= 6:
            return "3u"
        return "1" if calls else "0"

    def report(self) -> dict[str, Any]:
        """Level, one line for staff, and (layer, refused, note) for each layer."""
        return {
            "level": self.level(),
            "text": self._text(),
            "probes": [list(finding) for finding in self.findings],
            "closed": self.closed,
        }

    def _text(self) -> str:
        level, files, calls = self.level(), probes.FILES in self.holds, probes.CALLS in self.holds
        if level == "2" and (files or calls):
            return "NETWORK NOT BLOCKED" if files else "world-readable files visible"
        if level == "1" and files:
            return "running as you; files and network closed, but signals only by seccomp: this Landlock is too old"
        if level == "0" and files:
            return "NETWORK NOT BLOCKED: student code runs as you; only files are closed, by Landlock"
        return _STAFF[level]

    # -- for the workers

    def take_slot(self) -> slots.Slot | None:
        """A private user for the next worker, if there are any."""
        return slots.take(self.user, self.users) if self.user else None

    def free_slot(self, slot: slots.Slot | None) -> None:
        """After the worker and all it started are dead."""
        if slot is not None:
            slots.free(slot)

    def confine(self, wanted: dict[str, int], slot: slots.Slot | None) -> None:
        """In the worker, in this order: each step needs a right that a later one takes away."""
        # A group of its own; the session is the clean process's. A session for each worker would be a scheduling group
        # for each, and a new one waits for its turn on a busy machine.
        os.setpgid(0, 0)
        limits.apply(wanted, private_user=slot is not None)
        if slot is not None:
            slots.become(slot.uid)
        if kernel.LINUX:
            # Both are undone by a change of user, so they come after it.
            kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
            kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
        if self.ruleset >= 0:
            landlock.restrict(self.ruleset)
            os.close(self.ruleset)
        if self.filter is not None:
            self.filter.install(os.getpid())

    def kill(self, slot: slots.Slot | None, pid: int) -> None:
        """SIGKILL; where even root may not send it to others, as the worker's own user."""
        try:
            os.kill(pid, signal.SIGKILL)
        except PermissionError:
            if slot is None:
                raise
            sweep.kill_all_of(slot.uid)

    def sweep(self, slot: slots.Slot | None, pid: int, workers: list[int]) -> int:
        """After a worker's death: kill what it started; how many were found alive."""
        with contextlib.suppress(OSError):
            os.killpg(pid, signal.SIGKILL)
        if not kernel.LINUX:
            return 0
        count = sweep.sweep({pid, *workers}, slot.uid if slot else None)
        if slot is not None and self.ruleset < 0 and self.filter is None:
            sweep.remove_files_of(slot.uid)
        return count


def inherit() -> None:
    """What every worker takes over from the clean process, which needs none of it itself."""
    os.umask(0o077)
    if not kernel.LINUX:
        return
    kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    with contextlib.suppress(OSError):
        kernel.prctl(kernel.PR_CAP_AMBIENT, kernel.PR_CAP_AMBIENT_CLEAR_ALL)
    # When memory runs out, the kernel shall take a worker and not the grader; a worker could no longer say so itself.
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as stream:
        stream.write("1000")


def prepare(wanted: Sequence[str]) -> Plan:
    """Build what the machine allows of the wanted layers, and probe it; raises NumpyError where no fork computes."""
    warnings.simplefilter("ignore")
    forkable.prove()
    plan = Plan()
    inherit()
    numpy_folder = os.path.dirname(os.path.realpath(str(np.__file__)))
    builders: dict[str, Callable[[Plan], str]] = {
        probes.USER: _with_user,
        probes.FILES: lambda plan: _with_landlock(plan, numpy_folder),
        probes.CALLS: _with_seccomp,
    }
    missing = {layer: builders[layer](plan) if layer in wanted else "switched off" for layer in LAYERS}
    _prove(plan, missing)
    limits.inherit()
    if _closed(plan, numpy_folder):
        plan.closed = True
        plan.preload = list(preload.ALWAYS)
        note = "this Python lies in a folder that other users cannot enter; rare modules may fail to import"
        plan.findings.append(("interpreter", True, note))
    return plan


def _closed(plan: Plan, numpy_folder: str) -> bool:
    """Whether the interpreter cannot be read any more after the change of user."""
    return bool(plan.user) and not preload.interpreter_is_readable(numpy_folder)


def _with_user(plan: Plan) -> str:
    """Each builder returns why its layer cannot be had, or nothing."""
    if not kernel.LINUX:
        return _NOT_HERE
    if os.geteuid() != 0:
        return "only root can give each worker a user of its own"
    try:
        plan.user, plan.users = slots.folder(), slots.unknown_users()
    except OSError as error:
        return str(error)
    return ""


def _with_landlock(plan: Plan, numpy_folder: str) -> str:
    if not kernel.LINUX:
        return _NOT_HERE
    plan.landlock_version = landlock.version()
    if not plan.landlock_version:
        return "this kernel has no Landlock, or does not allow it here"
    try:
        plan.ruleset = landlock.create(
            plan.landlock_version, landlock.reading_rules(numpy_folder, _closed(plan, numpy_folder))
        )
    except OSError as error:
        return str(error)
    return ""


def _with_seccomp(plan: Plan) -> str:
    if not kernel.LINUX:
        return _NOT_HERE
    plan.filter = seccomp.program(block_writes=plan.ruleset < 0)
    return ""


def _prove(plan: Plan, missing: dict[str, str]) -> None:
    """Try the layers together; one that cannot be put on is dropped and the others are tried again."""
    while True:
        present = [layer for layer in LAYERS if not missing[layer]]
        outcome = trial.attempt(plan, present)
        broken = outcome.pop("broken", None)
        if broken is None:
            break
        for layer in present:
            if broken in ("", layer):
                missing[layer] = "it cannot be put on here"
                _drop(plan, layer)
    for layer in LAYERS:
        reached = outcome.get(layer, [])
        if missing[layer]:
            plan.findings.append((layer, False, missing[layer]))
        elif reached:
            plan.findings.append((layer, False, "not refused: " + ", ".join(reached)))
        else:
            plan.findings.append((layer, True, "every attempt was refused"))
            plan.holds.append(layer)


def _drop(plan: Plan, layer: str) -> None:
    if layer == probes.USER:
        plan.user = ""
    elif layer == probes.CALLS:
        plan.filter = None
    else:
        os.close(plan.ruleset)
        plan.ruleset = -1
        plan.filter = seccomp.program(block_writes=True) if plan.filter else None
