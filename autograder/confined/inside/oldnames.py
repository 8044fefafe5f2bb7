"""Names that numpy dropped or added over the years: an honest answer may have been written with another version."""

from __future__ import annotations

from typing import Any

import numpy as np


def _in1d(a: Any, b: Any, **options: Any) -> Any:
    return np.isin(np.ravel(a), np.ravel(b), **options)


def _asfarray(a: Any, dtype: Any = np.float64) -> Any:
    return np.asarray(a, dtype)


def _msort(a: Any) -> Any:
    return np.sort(a, 0)


_DROPPED = {
    "float": float, "int": int, "bool": bool, "object": object, "str": str, "complex": complex, "long": int,
    "float_": np.float64, "int_": np.int64, "bool8": np.bool_, "complex_": np.complex128, "unicode_": np.str_,
    "Inf": np.inf, "Infinity": np.inf, "infty": np.inf, "PINF": np.inf, "NINF": -np.inf, "NaN": np.nan, "NAN": np.nan,
    "PZERO": 0.0, "NZERO": -0.0, "mat": np.asmatrix, "asfarray": _asfarray, "in1d": _in1d, "msort": _msort,
    "product": np.prod, "cumproduct": np.cumprod, "sometrue": np.any, "alltrue": np.all, "row_stack": np.vstack,
    "round_": np.round,
}  # fmt: skip
_RENAMED = (("trapz", "trapezoid"), ("trapezoid", "trapz"))


def give_back() -> None:
    """Set each name that the numpy at hand lacks."""
    for name, value in _DROPPED.items():
        if name not in np.__dict__:
            setattr(np, name, value)
    for name, other in _RENAMED:
        if name not in np.__dict__ and other in np.__dict__:
            setattr(np, name, getattr(np, other))
