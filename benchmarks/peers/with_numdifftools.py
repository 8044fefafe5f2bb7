"""A plugin of pytest: the checks' gradients come from numdifftools, as in courses that follow mugrade's."""

import numdifftools
import numpy as np


def slope(f, at):
    """The gradient of f, by extrapolated differences."""
    at = np.array(at, dtype=float)
    return numdifftools.Gradient(lambda flat: f(flat.reshape(at.shape)))(at.ravel()).reshape(at.shape)


def pytest_collection_modifyitems(items):
    for item in items:
        item.module.slope = slope
