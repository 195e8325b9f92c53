"""Rooms of the diagnostic, of squares worked by hand (m², Lambert-93)."""

from datetime import UTC, datetime

import shapely
from shapely import affinity, box

from animmap.core import debate, indicators
from animmap.core.comparison import VoiceShape, compare_shapes
from animmap.core.crs import to_lonlat
from animmap.core.groundwork import draw_maps
from animmap.core.model import (
    College,
    Commune,
    Feature,
    Sketch,
    SketchMethod,
    SketchState,
    Voice,
)

LAMBERT = "EPSG:2154"
EAST, NORTH = 680_000.0, 7_050_000.0
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def square(west: float, south: float, east: float, north: float):
    """A rectangle in metres from the corner of the test ground."""
    return affinity.translate(box(west, south, east, north), EAST, NORTH)


A, B, C = square(0, 0, 4, 4), square(2, 0, 6, 4), square(2, 2, 6, 6)
EVERYWHERE = square(-2, -2, 10, 10)


def college(name: str, position: int, less_heard: bool = False) -> College:
    return College(name, "p", name, position, less_heard)


def sketch(rank: int, name: str, geometry, reason: str) -> Sketch:
    lonlat = to_lonlat([geometry], LAMBERT)[0]
    voice = Voice(f"v{rank}", "r", name, f"Table {rank}")
    return Sketch(
        f"s{rank}", "r", voice, lonlat, None, lonlat, (), SketchMethod.POINTS, (), reason,
        SketchState.SENT, 1, NOW, NOW,
    )  # fmt: skip


def room(hide_small=False, reason="parce que", features=(), empty=(), faces=20_000, **drawn):
    """A room from outlines by college; colleges of ``empty`` have no voice."""
    pairs = [(name, outline) for name, outlines in drawn.items() for outline in outlines]
    shapes = [VoiceShape(f"s{rank}", name, one) for rank, (name, one) in enumerate(pairs)]
    sketches = [sketch(rank, name, one, reason) for rank, (name, one) in enumerate(pairs)]
    colleges = [college(name, rank) for rank, name in enumerate((*drawn, *empty))]
    comparison = compare_shapes(shapes, LAMBERT, most_faces=faces)
    return indicators.open_room(comparison, sketches, colleges, features, hide_small=hide_small)


def feature(name: str, easting: float, northing: float, layer: str = "living_asset") -> Feature:
    kinds = {"living_asset": "species", "actor": "person", "resource": "place"}
    place = to_lonlat([shapely.Point(EAST + easting, NORTH + northing)], LAMBERT)[0]
    return Feature(name, "p", layer, kinds[layer], name, "", None, (), None, place)


def commune(name: str, geometry) -> Commune:
    return Commune(name, name, 1000, "e", "EPCI", to_lonlat([geometry], LAMBERT)[0])


def described(here, zones):
    maps = draw_maps(here.comparison, [commune("Tout", EVERYWHERE)], [])
    return debate.describe_zones(here, zones, maps.communes, [])
