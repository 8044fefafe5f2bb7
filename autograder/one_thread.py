"""One thread for linear algebra: our arrays are small, several graders share the machine, and in each fork of a process
with such threads they are stopped and started again.
"""

from __future__ import annotations

import os

VARIABLES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def ask_for_one() -> None:
    """Say so to the libraries, unless the user has said something else; to be called before numpy is imported."""
    for name in VARIABLES:
        os.environ.setdefault(name, "1")
