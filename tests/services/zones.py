"""Layers of zones, as files hold them, and what is read of them."""

from __future__ import annotations

import json

from pyproj import Transformer
from shapely.geometry import Polygon, box, mapping

PARK, BASIN = box(2.45, 50.35, 2.60, 50.60), box(2.60, 50.40, 2.75, 50.65)


LAMBERT = Transformer.from_crs("EPSG:4326", "EPSG:2154", always_xy=True)


def feature(geometry, **facts):
    drawn = None if geometry is None else mapping(geometry)
    return {"type": "Feature", "properties": facts, "geometry": drawn}


def layer(*features, **more) -> bytes:
    told = {"type": "FeatureCollection", "features": list(features), **more}
    return json.dumps(told).encode()


TWO = layer(
    feature(PARK, code="FR1", nom="Parc des Sources"), feature(BASIN, code="FR2", nom="Bassin")
)


def in_metres(geometry):
    return Polygon([LAMBERT.transform(x, y) for x, y in geometry.exterior.coords])


def names_of(found) -> list[str]:
    return [draft.name for draft in found.kept]
