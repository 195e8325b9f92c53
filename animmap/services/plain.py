"""Numbers as they are written in a file of results."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np

from animmap.core import compiled

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


def spell(figures: object) -> Iterator[str]:
    """Yield figures as JSON, bit by bit: matrices, left as arrays, are spelt row by row.

    Millions of numbers as text, let alone as objects, would take more memory than the comparison.
    """
    if isinstance(figures, dict):
        for rank, (key, value) in enumerate(figures.items()):
            yield f"{', ' if rank else '{'}{json.dumps(key, ensure_ascii=False)}: "
            yield from spell(value)
        yield "}" if figures else "{}"
    elif isinstance(figures, np.ndarray):
        for rank, row in enumerate(figures):
            yield f"{', ' if rank else '['}{_spell_row(row)}"
        yield "]" if len(figures) else "[]"
    else:
        yield json.dumps(figures, ensure_ascii=False)


def _spell_row(row: np.ndarray) -> str:
    quick = compiled.ready()
    told = quick.spell_row(row) if quick and row.ndim == 1 and row.dtype == np.float64 else None
    return json.dumps(row.tolist()) if told is None else f"[{told}]"


def as_lists(values: object) -> object:
    """Return an array as nested lists, for ``json.dumps``; TypeError for anything else."""
    if isinstance(values, np.ndarray):
        return values.tolist()
    raise TypeError(type(values).__name__)
