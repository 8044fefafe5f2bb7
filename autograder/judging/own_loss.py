"""Is a gradient the derivative of the loss that came with it? Needs no secret, so students run it too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.errors import Wrong
from autograder.judging.arrays import Array
from autograder.judging.compare import agree, as_numbers, entry
from autograder.judging.numdiff import central

LOOSE = 1e-5
"""Central differences of a loss in double precision are right to about 1e-9; of a sum of many terms, to less."""


def agree_with_own_loss(
    loss: Callable[[dict[str, Any]], Any],
    params: Mapping[str, Any],
    gradients: Any,
    *,
    counts: Mapping[str, float | Array] | None = None,
    reduction: str = "mean",
) -> None:
    """Return when every gradient is the derivative of `loss`; raise Wrong with the sentence of the first that is not.

    loss: takes a dict like `params`; gradients: a dict with the same keys. This is a small part of a judgement: a
    loss and a gradient that are wrong in the same way pass it. A loss that never changes earns nothing.
    """
    for name, value in params.items():
        numeric = central(_of_block(loss, params, name), value)
        if not numeric.any():
            raise Wrong(f"The loss does not change with {name}.")
        what = f"The gradient of {name}, checked against your own loss,"
        agree(entry(gradients, name), numeric, what, counts=counts, tolerance=LOOSE, reduction=reduction)


def _of_block(
    loss: Callable[[dict[str, Any]], Any], params: Mapping[str, Any], name: str
) -> Callable[[Array], float]:
    def of_block(block: Array) -> float:
        value = as_numbers(loss({**params, name: block}), "The loss")
        if value.size != 1 or not np.isfinite(value).all():
            raise Wrong("The loss should be one finite number.")
        return float(value.reshape(()))

    return of_block
