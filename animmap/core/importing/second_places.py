"""A place that a row gives besides the one taken: told when the two differ, or when none is taken.

Nothing is moved by it: one place is taken, by the order of ``written_places``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from pyproj import Geod

from animmap.core.crs import LONLAT
from animmap.core.importing.angles import read_angle, read_pair
from animmap.core.importing.columns import Match
from animmap.core.importing.draft import Draft
from animmap.core.importing.positions import Reading, Region, read_degrees
from animmap.core.importing.words import plain

# A town hall and the building beside it are one place for a list.
APART_M = 500.0
_EARTH = Geod(ellps="GRS80")
_PLACES = frozenset({"latitude", "longitude", "x", "y", "position", "geometry"})
_PAIRS = (("longitude", "latitude"), ("x", "y"))
_AXIS = re.compile(
    r"(?:^| )(?:lat|latitude|lon|long|lng|longitude|x|y|utm\w*|easting|northing|est|nord|e|n"
    r"|coord\w*|gps|wgs\w*|lambert\w*|l93|geoloc\w*|position|plus code|deg\w*)(?: |$)"
)
_FIGURES = re.compile(r"\d[\d\s.,:'°-]*\d")


def tell_second_places(drafts: Sequence[Draft], matches: Sequence[Match], region: Region) -> None:
    """Tell the rows of a table whose other columns say another place than the one taken.

    A point only is compared, in degrees or in the CRS of the démarche, when both are around it.
    """
    columns = {match.field: match.column for match in matches}
    matched = set(columns.values())
    for draft in drafts:
        if draft.raw is None and not draft.shapes:
            _tell_aside(draft, matched)
        elif draft.shapes and draft.shapes[0].geom_type == "Point":
            _compare(draft, columns, region)


def _tell_aside(draft: Draft, matched: set[str]) -> None:
    """Tell a column left aside whose header and cell look like a place."""
    if any(fault.column and fault.blocking for fault in draft.faults):
        return
    for column, cell in draft.values.items():
        if column not in matched and _AXIS.search(plain(column)) and _FIGURES.search(cell):
            draft.blame("place_aside", column, cell)
            return


def _compare(draft: Draft, columns: Mapping[str, str], region: Region) -> None:
    for across, along in _PAIRS:
        if not {across, along} <= columns.keys() or draft.placed_by == columns[across]:
            continue
        texts = [draft.values.get(columns[one], "").strip() for one in (across, along)]
        east, north = (read_angle(text) if text else None for text in texts)
        if east is not None and north is not None:
            _tell_apart(draft, (east, north), across, columns[across], region)
    if "position" in columns and draft.placed_by != columns["position"]:
        pair = read_pair(draft.values.get(columns["position"], ""))
        if pair is not None:
            _tell_apart(draft, pair[::-1], "longitude", columns["position"], region)


def _tell_apart(
    draft: Draft, place: tuple[float, float], axis: str, column: str, region: Region
) -> None:
    crs = LONLAT if axis == "longitude" or max(map(abs, place)) <= 180 else region.crs
    with np.errstate(invalid="ignore"):
        ((east, north),) = read_degrees(np.array([place]), Reading(crs))
    west, south, right, top = region.near
    if not (west <= east <= right and south <= north <= top):
        return
    taken = shapely.get_coordinates(draft.shapes[0])[0]
    metres = _EARTH.inv(taken[0], taken[1], east, north)[2]
    if metres > APART_M:
        shown = ", ".join(f"{number:.8g}" for number in place)
        draft.blame("places_differ", column, shown, metres=round(metres), where=column)
