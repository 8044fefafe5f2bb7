"""A child that is confined like a worker and attempts what the layers forbid."""

from __future__ import annotations

import os
import select
import time
from typing import TYPE_CHECKING, Any

from . import codec, limits, probes, slots

if TYPE_CHECKING:
    from .layers import Plan

PROBE_SECONDS = 10.0


def attempt(plan: Plan, present: list[str]) -> dict[str, Any]:
    """Confine a child like a worker and let it attempt everything; {"broken": layer} if a layer cannot be put on."""
    if not present:
        return {}
    targets, slot = probes.make_targets(), None
    try:
        slot = plan.take_slot()
        return _ask_child(plan, slot, targets, present)
    except OSError:
        return {"broken": probes.USER if slot is None and plan.user else ""}
    finally:
        plan.free_slot(slot)
        probes.remove_targets(targets)


def _ask_child(plan: Plan, slot: slots.Slot | None, targets: probes.Targets, present: list[str]) -> dict[str, Any]:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.write(writing, codec.encode(_attempt_all(plan, slot, targets, present)))
        finally:
            os._exit(0)
    os.close(writing)
    data = b""
    stop = time.monotonic() + PROBE_SECONDS
    while select.select([reading], [], [], max(0.0, stop - time.monotonic()))[0]:
        piece = os.read(reading, 65536)
        if not piece:
            break
        data += piece
    os.close(reading)
    plan.kill(slot, pid)
    plan.sweep(slot, pid, [])
    os.waitpid(pid, 0)
    return dict(codec.decode(data)) if data else {"broken": ""}


def _attempt_all(plan: Plan, slot: Any, targets: probes.Targets, present: list[str]) -> dict[str, Any]:
    try:
        plan.confine(limits.DEFAULT, slot)
    except OSError:
        return {"broken": _first_failing(plan, slot, present)}
    return dict(probes.run(targets, present))


def _first_failing(plan: Plan, slot: Any, present: list[str]) -> str:
    """Which layer stopped the confinement, by how far it came: user, then Landlock, then seccomp."""
    if probes.USER in present and os.getuid() != slot.uid:
        return probes.USER
    if probes.FILES in present and not _is_closed(plan.ruleset):
        return probes.FILES
    return probes.CALLS if probes.CALLS in present else ""


def _is_closed(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return True
    return False
