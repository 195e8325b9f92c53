"""Rows and features side by side, in metres, for what may be the same thing twice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.core.crs import to_metric
from animmap.core.importing.doubles import Known
from animmap.core.importing.draft import Draft
from animmap.core.importing.origins import keys_of
from animmap.core.model import Feature
from animmap.core.provenance import licences_apart


def known_features(features: Sequence[Feature], crs: str) -> list[Known]:
    """Return what is on the map as doubles are looked for: in metres, by SIRET and name."""
    places = _metric([item.geometry for item in features], crs)
    return [
        Known(item.id, item.name, item.siret, item.commune_code or "", place, keys_of(item.sources))
        for item, place in zip(features, places, strict=True)
    ]


def known_drafts(rows: Sequence[Draft], ranks: Sequence[int], crs: str) -> list[Known]:
    """Return some rows as doubles are looked for, under the keys "row:<rank>"."""
    drafts = [rows[rank] for rank in ranks]
    # A point that stands for a whole commune says nothing of the distance.
    shapes = [one.shapes[0] if one.shapes and one.method != "commune" else None for one in drafts]
    return [
        Known(
            f"row:{rank}", draft.name, draft.siret, draft.commune_code or "", place,
            keys_of(draft.sources),
        )
        for rank, draft, place in zip(ranks, drafts, _metric(shapes, crs), strict=True)
    ]  # fmt: skip


def blame_licences(draft: Draft, into: Feature | None) -> None:
    """Tell a row whose licence, or that of what it is merged into, binds the other."""
    known = into.sources if into else ()
    apart = licences_apart(draft.sources, known) if draft.sources and known else ()
    if apart:
        draft.blame("licences_apart", value=draft.name, licences=", ".join(apart))


def _metric(shapes: Sequence[BaseGeometry | None], crs: str) -> list[tuple[float, float] | None]:
    """Return the middles of shapes (EPSG:4326) in metres."""
    placed = [rank for rank, shape in enumerate(shapes) if shape is not None]
    middles = shapely.centroid(np.array([shapes[rank] for rank in placed], dtype=object))
    points = shapely.get_coordinates(to_metric(list(middles), crs))
    found: list[tuple[float, float] | None] = [None] * len(shapes)
    for rank, (east, north) in zip(placed, points.tolist(), strict=True):
        found[rank] = (east, north)
    return found
