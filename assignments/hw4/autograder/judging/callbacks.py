"""Functions of ours that a student's code calls back; what they cannot take is the student's mistake, in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.errors import Wrong
from autograder.judging.arrays import Array
from autograder.judging.compare import as_numbers


def taking_array(function: Callable[[Array], float], shape: tuple[int, ...], name: str = "f") -> Callable[..., float]:
    """`function`, ready to be handed to a student: it is called with one finite float64 array of this shape.

    What the student calls it with is converted, and axes of length 1 do not matter. Raises Wrong (share 0) for
    anything that is no such array.
    """

    def called(*args: Any, **more: Any) -> float:
        if len(args) != 1 or more:
            raise Wrong(f"{name} takes one argument, an array; it was called with {len(args) + len(more)}.")
        array = as_numbers(args[0], f"What {name} was called with")
        if np.squeeze(array).shape != tuple(side for side in shape if side != 1):
            raise Wrong(f"{name} was called with an array of shape {array.shape}; x has shape {shape}.", cause="shape")
        if not np.isfinite(array).all():
            raise Wrong(f"{name} was called with entries that are not finite numbers.", cause="not finite")
        return float(function(array.reshape(shape)))

    return called
