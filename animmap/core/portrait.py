"""What and who stands where: in the core, in debate, in nobody's sketch; in or out of a zone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from animmap.core.agreement import classify, share_places
from animmap.core.comparison import Comparison
from animmap.core.crs import to_metric
from animmap.core.model import Feature

# A sketch drawn at 1:150,000 with a finger is good to about a millimetre on screen.
SKETCH_TOLERANCE_M = 150.0


@dataclass(frozen=True, slots=True)
class Standing:
    """How the voices of a round hold a feature.

    ``klass``: core, shared, debated, edge or blind_spot; shares in [0, 1] (a line or an area
    counts for the part of it that a voice includes); ``college_ids``: colleges with at least
    one voice that includes it, in the order of the comparison.
    """

    feature: Feature
    klass: str
    raw_share: float
    equal_share: float
    college_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Portrait:
    """Features inside a zone, at its edge (nearer than the tolerance), and outside."""

    zone: BaseGeometry
    inside: tuple[Feature, ...]
    edge: tuple[Feature, ...]
    outside: tuple[Feature, ...]


def included_parts(
    shapes: Sequence[BaseGeometry], geometries: Sequence[BaseGeometry]
) -> NDArray[np.float64]:
    """Return the part of each geometry that each shape includes.

    Parameters
    ----------
    shapes
        Valid (multi)polygons, metric CRS, length voices.
    geometries
        Points, lines or areas in the same CRS, valid or not, length places.

    Returns
    -------
    parts
        In [0, 1], shape (places, voices): 1 or 0 for a point (1 on an outline), the part of the
        length of a line, of the area of a polygon.
    """
    parts = np.zeros((len(geometries), len(shapes)))
    if not len(geometries) or not len(shapes):
        return parts
    places = shapely.make_valid(np.asarray(geometries, dtype=object), method="structure")
    outlines = np.asarray(shapes, dtype=object)
    shape, place = shapely.STRtree(places).query(outlines, predicate="intersects")
    parts[place, shape] = 1.0
    extended = _size(places, places)[place] > 0
    shape, place = shape[extended], place[extended]
    common = shapely.intersection(places[place], outlines[shape])
    parts[place, shape] = _size(common, places[place]) / _size(places[place], places[place])
    return parts


def _size(geometries: NDArray[np.object_], like: NDArray[np.object_]) -> NDArray[np.float64]:
    """Area where ``like`` is an area, length where it is a line."""
    flat = shapely.get_dimensions(like) == 1
    return np.where(flat, shapely.length(geometries), shapely.area(geometries))


def stand_features(comparison: Comparison, features: Sequence[Feature]) -> list[Standing]:
    """Return how the voices hold each feature that has a place, in the order given.

    Features are in longitude, latitude; classes follow ``agreement.classify``.
    """
    placed = [feature for feature in features if feature.geometry is not None]
    geometries = to_metric([f.geometry for f in placed if f.geometry is not None], comparison.crs)
    colleges = [shape.college for shape in comparison.shapes]
    parts = included_parts(comparison.walk.shapes, geometries)
    shares = share_places(parts, colleges)
    classes = classify(shares)
    return [
        Standing(
            feature,
            str(classes[rank]),
            float(shares.raw[rank]),
            float(shares.equal[rank]),
            tuple(dict.fromkeys(colleges[voice] for voice in np.flatnonzero(parts[rank]))),
        )
        for rank, feature in enumerate(placed)
    ]


def portrait(
    features: Sequence[Feature],
    zone: BaseGeometry,
    crs: str,
    *,
    tolerance_m: float = SKETCH_TOLERANCE_M,
) -> Portrait:
    """Sort features by where they stand relative to a zone.

    Parameters
    ----------
    features
        In longitude, latitude; those without a place are left out.
    zone
        (Multi)polygon in the metric ``crs``.
    tolerance_m
        A feature nearer than this to the zone's outline is "at the edge", on either side.
    """
    return portraits(features, [zone], crs, tolerance_m=tolerance_m)[0]


def portraits(
    features: Sequence[Feature],
    zones: Sequence[BaseGeometry],
    crs: str,
    *,
    tolerance_m: float = SKETCH_TOLERANCE_M,
) -> list[Portrait]:
    """Return the portrait of each zone, as :func:`portrait` does; features are placed once."""
    placed = [feature for feature in features if feature.geometry is not None]
    places = np.asarray(
        to_metric([f.geometry for f in placed if f.geometry is not None], crs), dtype=object
    )
    return [_sort(placed, places, zone, tolerance_m) for zone in zones]


def _sort(
    placed: Sequence[Feature], places: NDArray[np.object_], zone: BaseGeometry, tolerance_m: float
) -> Portrait:
    if zone.is_empty:
        return Portrait(zone, (), (), tuple(placed))
    shapely.prepare(zone)
    near = shapely.distance(places, zone.boundary) < tolerance_m
    within = shapely.intersects(places, zone)

    def pick(chosen: NDArray[np.bool_]) -> tuple[Feature, ...]:
        return tuple(placed[rank] for rank in np.flatnonzero(chosen).tolist())

    return Portrait(zone, pick(within & ~near), pick(near), pick(~within & ~near))
