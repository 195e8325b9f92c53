"""Numbers as they are written in a file of results."""

from __future__ import annotations

import numpy as np

_M2_PER_KM2 = 1e6
# Square millimetres, and parts per billion.
AREA_DIGITS, RATIO_DIGITS = 12, 9


def km2(area_m2: float) -> float:
    """Return an area in km², to the square millimetre."""
    return round(float(area_m2) / _M2_PER_KM2, AREA_DIGITS)


def ratio(value: float) -> float:
    """Return a ratio to nine decimals."""
    return round(float(value), RATIO_DIGITS)


def rounded(values: np.ndarray, digits: int) -> list[object]:
    """Return an array as nested lists of rounded numbers."""
    return list(np.round(values, digits).tolist())
