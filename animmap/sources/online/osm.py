"""OpenStreetMap through Overpass: the question to copy, and what a person brings back.

Nobody is asked from here: a person runs the question on the site of their choice and saves the
answer. OpenStreetMap is under the ODbL: its layers stay apart from those of other licences.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from animmap.errors import AnimmapError
from animmap.sources.online.found import Found, Harvest, Origin, Words

ORIGIN = Origin("OpenStreetMap", "ODbL 1.0", "© les contributeurs OpenStreetMap, ODbL")
OVERPASS = "https://overpass-turbo.eu/"
MOST_CORNERS = 200
# Layer → selectors; each is one line of the question.
PRESETS: Mapping[str, tuple[str, ...]] = {
    "structure": (
        '["office"~"^(association|charity|ngo|foundation|coworking)$"]',
        '["shop"~"^(charity|second_hand|repair)$"]',
        '["amenity"~"^(social_centre|social_facility|food_sharing)$"]',
    ),
    "resource": (
        '["amenity"~"^(community_centre|marketplace|toy_library|give_box|public_bookcase)$"]',
        '["amenity"="recycling"]["recycling_type"="centre"]',
        '["leisure"="garden"]["garden:type"="community"]',
        '["landuse"="allotments"]',
    ),
    "living_asset": (
        '["natural"~"^(wood|wetland|water|spring)$"]["name"]',
        '["natural"="tree"]["denotation"~"^(natural_monument|landmark)$"]',
        '["landuse"~"^(orchard|meadow)$"]["name"]',
        '["leisure"="nature_reserve"]',
        '["man_made"="beehive"]',
        '["barrier"="hedge"]["name"]',
    ),
}
_KINDS = (
    ("office", "association", "association"), ("office", "charity", "association"),
    ("office", "ngo", "association"), ("office", "foundation", "foundation"),
    ("office", "coworking", "ess_company"), ("shop", "", "ess_company"),
    ("amenity", "social", "association"), ("landuse", "allotments", "land"),
    ("leisure", "garden", "land"), ("amenity", "", "place"), ("natural", "tree", "individual"),
    ("natural", "w", "habitat"), ("natural", "spring", "water"), ("landuse", "", "habitat"),
    ("leisure", "nature_reserve", "habitat"), ("man_made", "beehive", "individual"),
    ("barrier", "hedge", "habitat"),
)  # fmt: skip
_WATER = ("water", "wetland", "spring")
_MAIN = ("amenity", "office", "shop", "leisure", "landuse", "natural", "man_made", "barrier")


def question(layer: str, outline: BaseGeometry) -> str:
    """Return the Overpass question for a layer inside an outline (EPSG:4326).

    The outline is simplified until it has MOST_CORNERS corners at most.
    """
    areas = [_corners(part) for part in shapely.get_parts(_simpler(outline))]
    lines = [f'  nwr{one}(poly:"{area}");' for area in areas for one in PRESETS[layer]]
    body = "\n".join(lines)
    return f"[out:json][timeout:60];\n(\n{body}\n);\nout center tags;"


def _simpler(outline: BaseGeometry) -> BaseGeometry:
    step, shape = 0.0002, outline
    while shapely.get_num_coordinates(shape) > MOST_CORNERS and step < 1:
        shape = outline.simplify(step, preserve_topology=True)
        step *= 2
    return shape


def _corners(part: BaseGeometry) -> str:
    """Return the corners of a polygon as Overpass writes them: latitude first."""
    points = shapely.get_coordinates(shapely.get_exterior_ring(part))[:-1]
    return " ".join(f"{lat:.5f} {lon:.5f}" for lon, lat in np.asarray(points).tolist())


def read_elements(document: object) -> Harvest:
    """Return the named things of an answer of Overpass.

    Raises
    ------
    AnimmapError
        ``answer_unreadable`` when it holds no list of elements.
    """
    elements = document.get("elements") if isinstance(document, dict) else None
    if not isinstance(elements, list):
        raise AnimmapError("answer_unreadable", service="osm", reason="")
    harvest, unread, seen = Harvest("osm"), 0, set()
    for one in elements:
        found = _found(one)
        if found is None:
            # Nodes of a way, without tags, are corners and no things.
            unread += isinstance(one, dict) and bool(one.get("tags"))
        elif found.key not in seen:
            seen.add(found.key)
            harvest.found.append(found)
    harvest.leave_out({"unread": unread})
    harvest.note("osm_apart")
    remark = str(document.get("remark") or "") if isinstance(document, dict) else ""
    if remark:
        harvest.note("osm_cut", reason=remark[:150])
    return harvest


def _found(one: object) -> Found | None:
    if not isinstance(one, dict) or not isinstance(one.get("tags"), dict) or not one["tags"]:
        return None
    tags: Mapping[str, Any] = one["tags"]
    key = f"{one.get('type')}/{one.get('id')}"
    main = next(((name, str(tags[name])) for name in _MAIN if name in tags), ("", ""))
    told = [str(tags.get(name, "")) for name in ("addr:housenumber", "addr:street")]
    return Found(
        key=key,
        name=str(tags.get("name") or tags.get("operator") or _called(*main) or key),
        shape=_point(one),
        origin=ORIGIN,
        kind=_kind(*main),
        text=str(tags.get("description") or ""),
        words=_words(tags, main),
        address=" ".join(filter(None, told)),
        postcode=str(tags.get("addr:postcode") or ""),
        commune=str(tags.get("addr:city") or ""),
        siret=str(tags.get("ref:FR:SIRET") or ""),
        url=f"https://www.openstreetmap.org/{key}",
    )


def _called(name: str, value: str) -> str:
    return f"{value} ({name})".replace("_", " ") if value else ""


def _kind(name: str, value: str) -> str:
    if name == "natural" and value in _WATER:
        return "water"
    return next(
        (kind for tag, start, kind in _KINDS if tag == name and value.startswith(start)), ""
    )


def _words(tags: Mapping[str, Any], main: tuple[str, str]) -> tuple[Words, ...]:
    told: list[Words] = [("tag", {"tag": "=".join(main)})] if main[0] else []
    if tags.get("opening_hours"):
        told.append(("hours", {"hours": str(tags["opening_hours"])}))
    website = str(tags.get("website") or tags.get("contact:website") or "")
    if website.startswith(("http://", "https://")):
        told.append(("website", {"url": website}))
    return tuple(told)


def _point(one: Mapping[str, Any]) -> shapely.Point | None:
    told = one.get("center") if isinstance(one.get("center"), dict) else one
    try:
        lon, lat = float(told["lon"]), float(told["lat"])  # type: ignore[index]
    except (KeyError, TypeError, ValueError):
        return None
    return shapely.Point(lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None
