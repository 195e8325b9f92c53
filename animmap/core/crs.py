"""Which metric CRS measures a territory, and the passage to and from it.

Storage and exchange are longitude, latitude (EPSG:4326). Areas, distances and overlays are
made in the territory's own CRS: the legal one in France (décret 2006-272 and its overseas
counterparts), a local Lambert azimuthal equal-area elsewhere. Web Mercator is never used
for measuring: it inflates areas by 1.8 to 2.5 over metropolitan France.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
import shapely
from pyproj import CRS, Proj, Transformer
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

from animmap.errors import AnimmapError

LONLAT = "EPSG:4326"
METROPOLE = "EPSG:2154"
_TOO_LARGE = 2.0

# Two or three first characters of a commune code, and the CRS of that territory.
OVERSEAS_CRS: dict[str, str] = {
    "971": "EPSG:5490",
    "972": "EPSG:5490",
    "973": "EPSG:2972",
    "974": "EPSG:2975",
    "975": "EPSG:4467",
    "976": "EPSG:4471",
    "977": "EPSG:5490",
    "978": "EPSG:5490",
    "986": "EPSG:8903",
    "987": "EPSG:3297",
    "988": "EPSG:3163",
}

# west, south, east, north of each overseas territory, generous at sea. French Polynesia is as
# wide as Europe: each part of it is measured in the UTM zone where it lies (RGPF, 5S to 8S), since
# that of Tahiti would enlarge the areas of the Marquesas by 1.4 %.
_OVERSEAS_BOUNDS: dict[str, tuple[float, float, float, float]] = {
    "EPSG:5490": (-63.3, 14.3, -60.7, 18.2),
    "EPSG:2972": (-54.65, 2.1, -51.5, 6.0),
    "EPSG:2975": (55.1, -21.5, 55.95, -20.8),
    "EPSG:4467": (-56.6, 46.7, -56.0, 47.2),
    "EPSG:4471": (44.9, -13.1, 45.4, -12.5),
    "EPSG:8903": (-178.3, -14.5, -176.0, -13.1),
    "EPSG:3296": (-155.0, -28.0, -150.0, -7.5),
    "EPSG:3297": (-150.0, -28.0, -144.0, -7.5),
    "EPSG:3298": (-144.0, -28.0, -138.0, -7.5),
    "EPSG:3299": (-138.0, -28.0, -134.0, -7.5),
    "EPSG:3163": (163.0, -23.0, 168.5, -19.5),
}

# Metropolitan France, generalised to some 10 km (derived from the outlines of its communes).
_MAINLAND = shapely.Polygon(
    [
        (-5.3, 48.2), (-5.3, 48.7), (-3.2, 49.0), (-2.33, 48.8), (-2.1, 49.9), (-1.26, 49.85),
        (-0.11, 49.5), (1.35, 50.2), (1.5, 50.95), (2.56, 51.16), (2.83, 50.79), (3.17, 50.86),
        (3.35, 50.58), (4.24, 50.33), (4.29, 50.04), (4.83, 50.23), (4.96, 50.16), (4.95, 49.87),
        (5.51, 49.58), (6.45, 49.54), (6.78, 49.25), (7.45, 49.25), (8.29, 49.0), (7.65, 48.09),
        (7.64, 47.54), (7.41, 47.37), (7.08, 47.43), (7.1, 47.28), (6.16, 46.45), (6.87, 46.42),
        (7.11, 45.93), (6.87, 45.76), (7.25, 45.4), (7.12, 45.15), (6.77, 45.07), (7.14, 44.71),
        (6.99, 44.38), (7.29, 44.21), (7.7, 44.24), (7.78, 44.04), (7.55, 43.6), (6.3, 42.85),
        (3.98, 43.3), (3.3, 42.95), (3.3, 42.38), (2.68, 42.27), (1.99, 42.28), (1.66, 42.55),
        (0.73, 42.78), (0.69, 42.62), (-0.01, 42.62), (-1.46, 42.98), (-1.46, 43.2),
        (-1.86, 43.38), (-1.6, 43.68), (-1.4, 45.6), (-1.7, 46.15), (-2.5, 46.65), (-3.3, 47.2),
        (-4.4, 47.65), (-5.0, 47.95), (-5.3, 48.2),
    ]
)  # fmt: skip
_CORSICA = shapely.Polygon(
    [(8.4, 42.33), (8.6, 42.7), (9.2, 42.85), (9.3, 43.1), (9.6, 43.1), (9.75, 42.14),
     (9.4, 41.3), (8.7, 41.4), (8.4, 42.33)]
)  # fmt: skip


def crs_for_communes(codes: Iterable[str]) -> str:
    """Return the metric CRS of communes given by INSEE code ("EPSG:2154" in metropolitan France).

    A code of French Polynesia does not say in which of its zones it lies: it gets that of Tahiti.

    Raises
    ------
    AnimmapError
        ``territory_empty`` without code; ``crs_mismatch`` when the codes span two territories.
    """
    found = {OVERSEAS_CRS.get(code[:3], METROPOLE) for code in codes}
    if not found:
        raise AnimmapError("territory_empty")
    if len(found) > 1:
        raise AnimmapError("crs_mismatch", found=", ".join(sorted(found)))
    return found.pop()


def crs_for_bounds(west: float, south: float, east: float, north: float) -> str:
    """Return the metric CRS fit for data within bounds in degrees (EPSG:4326).

    The middle of the bounds decides: a French territory gets its legal CRS, any other place
    a Lambert azimuthal equal-area (WGS 84, metres) centred on the middle to a tenth of a degree.
    """
    longitude, latitude = (west + east) / 2, (south + north) / 2
    middle = shapely.Point(longitude, latitude)
    if _MAINLAND.covers(middle) or _CORSICA.covers(middle):
        return METROPOLE
    for crs, (left, bottom, right, top) in _OVERSEAS_BOUNDS.items():
        if left <= longitude <= right and bottom <= latitude <= top:
            return crs
    return (
        f"+proj=laea +lat_0={round(latitude, 1):g} +lon_0={round(longitude, 1):g}"
        " +datum=WGS84 +units=m +no_defs +type=crs"
    )


def crs_for_places(geometries: Sequence[BaseGeometry]) -> str:
    """Return the metric CRS fit for outlines in degrees (EPSG:4326): see ``crs_for_bounds``.

    The median of their middles decides, so that one outline astray changes nothing; on either
    side of the antimeridian it stays on the antimeridian.
    """
    return crs_for_bounds(*median_place(geometries) * 2)


def median_place(geometries: Sequence[BaseGeometry]) -> tuple[float, float]:
    """Return the median longitude and latitude of the middles of outlines, in degrees."""
    points, owner = shapely.get_coordinates(np.asarray(geometries, dtype=object), return_index=True)
    starts = np.flatnonzero(np.append(True, owner[1:] != owner[:-1]))
    turned = np.column_stack([points[:, 0] % 360.0, points])
    low, high = np.minimum.reduceat(turned, starts), np.maximum.reduceat(turned, starts)
    middles = (low + high) / 2
    # An outline on both sides of the antimeridian is narrow once turned, one on Greenwich before.
    narrow = (high - low)[:, 0] < (high - low)[:, 1]
    longitudes = np.sort(np.where(narrow, middles[:, 0], middles[:, 1]) % 360.0)
    # The circle is opened where nobody drew.
    gaps = np.diff(longitudes, append=longitudes[0] + 360.0)
    opened = int(gaps.argmax()) + 1
    longitude = np.median(np.concatenate([longitudes[opened:], longitudes[:opened] + 360.0]))
    return float((longitude + 180.0) % 360.0 - 180.0), float(np.median(middles[:, 2]))


def looks_swapped(longitude: float, latitude: float) -> bool:
    """Tell whether a place looks written latitude first: far south, or in France once turned."""
    if abs(longitude) > 90.0:
        return False
    here = crs_for_bounds(longitude, latitude, longitude, latitude)
    turned = crs_for_bounds(latitude, longitude, latitude, longitude)
    in_france = turned.startswith("EPSG") and not here.startswith("EPSG")
    return in_france or (latitude < -60.0 and abs(longitude) < 66.0)


def areal_scale(crs: str, longitude: float, latitude: float) -> float:
    """Return how much a projected ``crs`` enlarges areas at a place (1: not at all)."""
    factors = Proj(crs).get_factors(longitude, latitude, errcheck=False)
    return float(factors.areal_scale)


def reach_too_far(
    crs: str, places: Sequence[BaseGeometry], middle: tuple[float, float] | None = None
) -> list[bool]:
    """Tell which places a projected ``crs`` can't measure along with what lies at ``middle``.

    There it draws areas _TOO_LARGE times larger, or smaller, than at the middle (than they are,
    without one): in Lambert-93,
    Antarctica would have the area of several Earths. All in longitude, latitude (EPSG:4326).
    """
    west, south, east, north = shapely.bounds(np.asarray(places, dtype=object)).T
    corners = np.array([(x, y) for x in (west, east) for y in (south, north)])
    factors = Proj(crs).get_factors(corners[:, 0], corners[:, 1], errcheck=False)
    scales = np.asarray(factors.areal_scale) / (areal_scale(crs, *middle) if middle else 1.0)
    fit = (scales.min(axis=0) > 1 / _TOO_LARGE) & (scales.max(axis=0) < _TOO_LARGE)
    return [not one for one in fit]


def is_horizontal(name: str) -> bool:
    """Tell whether ``name`` (authority code or WKT) is a known CRS of places on the ground."""
    try:
        crs = CRS.from_user_input(name)
    except CRSError:
        return False
    return bool(crs.is_geographic or crs.is_projected)


def name_of(crs: str) -> str:
    """Return what a known CRS is called ("ED50 / UTM zone 31N" of "EPSG:23031")."""
    return CRS.from_user_input(crs).name


def check_crs(name: str) -> str:
    """Return ``name`` when it is a known projected CRS in metres; a bare number is an EPSG code.

    Raises
    ------
    AnimmapError
        ``crs_missing`` when the name is unknown, in degrees or not in metres.
    """
    name = f"EPSG:{name.strip()}" if name.strip().isdigit() else name.strip()
    try:
        crs = CRS.from_user_input(name)
    except CRSError:
        raise AnimmapError("crs_missing", crs=name) from None
    if not crs.is_projected or any(axis.unit_name != "metre" for axis in crs.axis_info):
        raise AnimmapError("crs_missing", crs=name)
    return name.upper() if name.lower().startswith("epsg:") else name


def to_metric(geometries: Sequence[BaseGeometry], crs: str) -> list[BaseGeometry]:
    """Reproject from longitude, latitude (EPSG:4326) to a metric ``crs`` (easting, northing)."""
    return reproject(geometries, LONLAT, crs)


def to_lonlat(geometries: Sequence[BaseGeometry], crs: str) -> list[BaseGeometry]:
    """Reproject from a metric ``crs`` to longitude, latitude (EPSG:4326)."""
    return reproject(geometries, crs, LONLAT)


def reproject(geometries: Sequence[BaseGeometry], source: str, target: str) -> list[BaseGeometry]:
    """Reproject vertices (x first, always) from ``source`` to ``target``; Z is dropped.

    A vertex that the projection can't place becomes non-finite: callers check it with
    ``repair.is_finite``.
    """
    if source == target:
        return [shapely.force_2d(geometry) for geometry in geometries]
    transformer = _transformer(source, target)

    def move(points: np.ndarray) -> np.ndarray:
        return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))

    flat = shapely.force_2d(np.asarray(geometries, dtype=object))
    return list(shapely.transform(flat, move))


@lru_cache(maxsize=64)
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)
