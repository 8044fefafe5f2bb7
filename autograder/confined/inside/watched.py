"""What stays the same in a process that serves one after another: the names of libraries, and how much memory it takes.

Asked in a worker between two questions, and in a fork of the grader between two submissions.
"""

from __future__ import annotations

import builtins
import math
import random
import resource
import sys
from operator import is_
from typing import Any

import numpy as np

WATCHED = (builtins, math, random, np, np.linalg, np.random)
"""Their names must stand for what they stood for: a student or a test may put something else there for a while."""
GROWTH_KB = 128 * 1024
"""A process whose memory has grown beyond this is not the one that it was, and may have less left than is needed."""
Names = list[tuple[dict[str, Any], tuple[str, ...], tuple[Any, ...]]]
"""Modules' dicts, each with the names in it and what they stood for."""


def snapshot() -> Names:
    """What the watched modules hold, beside a copy.

    Made once in the process that is going to be forked: a fork that makes one writes to the memory of each of these
    objects, and has to copy hundreds of pages for that.
    """
    return [(vars(module), tuple(vars(module)), tuple(vars(module).values())) for module in WATCHED]


def as_they_were(names: Names) -> bool:
    """Whether each module holds the very same objects under the very same names, in their order."""
    return all(
        len(now) == len(then) and all(map(is_, now, then)) and all(map(is_, now.values(), values))
        for now, then, values in names
    )


def peak_kb() -> int:
    """The most memory that this process has held, in kB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 1024 if sys.platform == "darwin" else peak  # macOS counts bytes
