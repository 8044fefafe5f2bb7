"""A program: what a worker of the clean process finds there, and what the clean process says of itself, as JSON."""

from __future__ import annotations

import json

from autograder.confined import CleanProcess

SOURCE = b"""
import os, sys
def world(): return [sys.platform, hasattr(os, "O_PATH"), os.path.basename(sys.executable)]
def large(): return len(bytearray(20_000_000))
def is_open():
    found = []
    for number in range(1000):
        try:
            os.fstat(number)
            found.append(number)
        except OSError:
            pass
    return len(found)
"""

with CleanProcess.start() as clean, clean.worker({"a.py": SOURCE}) as worker:
    found = {name: worker.call("a", name).value for name in ("world", "large", "is_open")}
    again = worker.afresh()
    print(json.dumps({**found, "again": again, "level": clean.level_name, "text": clean.text, "probes": clean.probes}))
