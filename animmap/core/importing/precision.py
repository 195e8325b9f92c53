"""How finely points are written: zeros, roundings, minutes behind a dot, one point for many."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from animmap.core.crs import LONLAT
from animmap.core.importing.draft import Draft


@dataclass(frozen=True, slots=True)
class _Step:
    """What coordinates are whole multiples of, and how well a place is then known."""

    degrees: float
    km: int
    code: str


# Three decimals (100 m) are finer than the shipped outlines: nothing is said of them.
_STEPS = (
    _Step(1.0, 110, "position_degree"),
    _Step(0.1, 11, "position_rounded"),
    _Step(1 / 60, 2, "position_rounded"),
    _Step(0.01, 1, "position_rounded"),
)
_FINE = len(_STEPS)
_KILOMETRE = 1000.0
_LARGEST_IN_KM = 20_000.0
# One axis alone is told when it is so in most of a list: one cell in a hundred ends in zeros.
_MOST = 0.5
_FEWEST = 3
# Twelve points whose decimals all read as minutes and seconds are no chance.
_SEXAGESIMAL_ROWS = 12
_SAME_POINT_ROWS = 5
_THREE_DECIMALS = re.compile(r"\d[.,]\d{3}")


def doubt_zeros(drafts: Sequence[Draft]) -> None:
    """Make points of a zero wait: the sea off Ghana, or Greenwich, is where unknown places go."""
    for draft in drafts:
        if _is_point(draft) and not _coordinates(draft).all():
            shown = ", ".join(f"{number:g}" for number in _coordinates(draft))
            draft.blame("position_zero", draft.placed_by, shown)


def doubt_precision(drafts: Sequence[Draft], columns: Container[str], *, as_is: bool) -> None:
    """Doubt the points of a table that are too coarse to be exact, and tell how coarse.

    A point rounded to the degree waits; the others are told.

    Parameters
    ----------
    columns
        Those that write places: "50,4000" there is fine, whatever its zeros.
    as_is
        Coarse points are taken as they are: told, none waits.
    """
    sound = [draft for draft in drafts if _is_point(draft) and _coordinates(draft).all()]
    degrees = [one for one in sound if _in_degrees(one)]
    if degrees:
        _doubt_degrees(degrees, columns, as_is=as_is)
    for draft in sound:
        if not _in_degrees(draft) and _in_whole_kilometres(draft):
            _blame(draft, "position_rounded", 1)
    _tell_repeated(sound)


def _is_point(draft: Draft) -> bool:
    raw = draft.raw
    return raw is not None and raw.geom_type == "Point" and not raw.is_empty


def _coordinates(draft: Draft) -> np.ndarray:
    return np.asarray(shapely.get_coordinates(draft.raw)[0])


def _in_degrees(draft: Draft) -> bool:
    return draft.crs == LONLAT and bool((np.abs(_coordinates(draft)) <= (180.0, 90.0)).all())


def _in_whole_kilometres(draft: Draft) -> bool:
    numbers = _coordinates(draft)
    if draft.crs == LONLAT or not np.isfinite(numbers).all():
        return False
    unit = 1.0 if (np.abs(numbers) < _LARGEST_IN_KM).all() else _KILOMETRE
    return bool((numbers % unit == 0).all())


def _blame(draft: Draft, code: str, km: int) -> None:
    shown = ", ".join(f"{number:.8g}" for number in _coordinates(draft))
    draft.blame(code, draft.placed_by, shown, km=km)


def _doubt_degrees(drafts: Sequence[Draft], columns: Container[str], *, as_is: bool) -> None:
    points = np.array([_coordinates(draft) for draft in drafts])
    ranks = _ranks(points)
    usual = [_usual(axis) for axis in ranks.T]
    for draft, row in zip(drafts, ranks, strict=True):
        axes = [max(axis, often) for axis, often in zip(row, usual, strict=True)]
        often_coarse = [axis for axis, often in zip(axes, usual, strict=True) if often]
        by_chance = not all(usual) and _is_written_finely(draft, columns)
        rank = int(min([_FINE if by_chance else max(axes), *often_coarse]))
        if rank < _FINE:
            step = _STEPS[rank]
            _blame(draft, "position_rounded" if as_is else step.code, step.km)
    distinct = len(np.unique(points, axis=0))
    if distinct >= _SEXAGESIMAL_ROWS and (ranks == _FINE).any() and _reads_as_minutes(points):
        for draft in drafts:
            draft.blame("position_sexagesimal", draft.placed_by)


def _is_written_finely(draft: Draft, columns: Container[str]) -> bool:
    cells = [cell for column, cell in draft.values.items() if column in columns]
    return any(_THREE_DECIMALS.search(cell) for cell in cells)


def _usual(axis: np.ndarray) -> int:
    """Return the usual rank in _STEPS of an axis that is coarse in most of a list, else 0."""
    coarse = axis[axis < _FINE]
    many = len(axis) >= _FEWEST and len(coarse) > _MOST * len(axis)
    return int(np.median(coarse)) if many else 0


def _ranks(points: np.ndarray) -> np.ndarray:
    """Return the rank in _STEPS of each coordinate, _FINE when it is a multiple of none."""
    ranks = np.full(points.shape, _FINE)
    for rank in reversed(range(_FINE)):
        parts = points / _STEPS[rank].degrees
        whole = np.abs(parts - np.round(parts)) < 1e-6 / _STEPS[rank].degrees
        ranks[whole] = rank
    return ranks


def _reads_as_minutes(points: np.ndarray) -> bool:
    """Tell whether all decimals could be minutes, then seconds: "50.2713" for 50° 27' 13"."""
    decimals = np.round((np.abs(points) % 1) * 1e4)
    return bool((decimals // 100 < 60).all() and (decimals % 100 < 60).all())


def _tell_repeated(drafts: Sequence[Draft]) -> None:
    """Tell many rows at the very same point: a geocoder that found only the town does so."""
    counts = Counter(tuple(_coordinates(draft)) for draft in drafts)
    for draft in drafts:
        count = counts[tuple(_coordinates(draft))]
        if count >= _SAME_POINT_ROWS:
            draft.blame("position_repeated", draft.placed_by, n=count)
